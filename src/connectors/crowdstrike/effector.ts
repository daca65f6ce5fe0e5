import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne, severalTargets } from "../kit/effector.ts";
import { hostNamesOf, isSameHost, labelsOf } from "../kit/host-name.ts";
import { type Change, openOrigin, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { type Authorized, clientCredentials, withToken } from "../kit/token.ts";

const devicesMax = 100;

const Settings = z.strictObject({
  ...reachedAt,
  "client-id": z.string().regex(/^[A-Za-z0-9]{1,64}$/, "takes the client's id, letters and digits"),
});

const Errors = z.array(z.object({ code: z.int().optional() })).nullish();
const Ids = z.object({
  resources: z.array(z.string()).nullable(),
  errors: Errors,
  meta: z.object({ pagination: z.object({ total: z.int() }).optional() }),
});
const Devices = z.object({
  resources: z.array(
    z.object({ device_id: z.string(), hostname: z.string().nullish(), machine_domain: z.string().nullish(), status: z.string().nullish() }),
  ),
  errors: Errors,
});
const Acted = z.object({ resources: z.array(z.object({ id: z.string() })).nullish(), errors: Errors });

/** CrowdStrike Falcon cuts a machine off from everything but its own cloud, and lifts that again. */
export default defineEffector({
  product: "crowdstrike",
  title: "CrowdStrike Falcon",
  verbs: ["isolate-host"],
  provenOn: "a double",
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const origin = openOrigin(originOf(name, settings), parts);
    const form = { client_id: settings["client-id"], client_secret: secrets.get("client-secret") };
    const falcon: Falcon = { name, api: withToken(origin, parts.clock, clientCredentials(origin, ["oauth2", "token"], form)) };
    return boundedEffector(
      {
        name,
        product: "CrowdStrike Falcon",
        provenOn: "a double",
        verbs: ["isolate-host"],
        located: /^[0-9a-f]{32}$/,
        locate: (target, _verb, signal) => locate(falcon, target, signal),
        observe: ({ located }, signal) => observe(falcon, located, signal),
        async perform(order, leave) {
          const { inForce, says } = await observe(falcon, order.located, leave.signal);
          if (inForce === "yes" || says === saysOf.containment_pending) return { says };
          await act(falcon, "contain", order, leave);
          return { says: "Falcon accepted the containment" };
        },
        async undo(order, leave) {
          if (order.before.status === "contained" || order.before.status === "containment_pending")
            return { says: "it was contained before us and stays so" };
          const { inForce, says } = await observe(falcon, order.located, leave.signal);
          if (inForce === "no" || says === saysOf.lift_containment_pending) return { says };
          await act(falcon, "lift_containment", order, leave);
          return { says: "Falcon accepted to lift the containment" };
        },
        async check(signal) {
          await query(falcon, { limit: "1" }, signal);
          return { says: "Falcon answers and lets us read hosts; that we may contain them shows at the first containment" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Falcon = { readonly name: string; readonly api: Authorized };

/** What the status of a host says, in our words. Another word is an answer that we do not understand. */
const saysOf = {
  normal: "Falcon says that it is not contained",
  contained: "Falcon says that it is contained",
  containment_pending: "Falcon has yet to contain it",
  lift_containment_pending: "Falcon has yet to lift its containment",
} as const;
const inForceOf = { normal: "no", contained: "yes", containment_pending: "pending", lift_containment_pending: "pending" } as const;

/** Falcon shows machines by their short names or full ones, in the case that the machine has; its filter minds case. */
async function locate(falcon: Falcon, target: Handle, signal: AbortSignal): Promise<string> {
  const names = hostNamesOf(target);
  if (names.length === 0) throw noTarget(falcon.name, target);
  const spelled = [...new Set([...names, ...labelsOf(names)].flatMap((each) => [each, each.toUpperCase()]))].toSorted();
  const filter = `hostname:[${spelled.map((each) => `'${each}'`).join(",")}]`;
  const { resources, meta } = await query(falcon, { filter, limit: String(devicesMax) }, signal);
  const ids = resources ?? [];
  if ((meta.pagination?.total ?? ids.length) > ids.length) throw severalTargets(falcon.name, target, meta.pagination?.total ?? ids.length);
  if (ids.length === 0) throw noTarget(falcon.name, target);
  const devices = await detailsOf(falcon, ids, signal);
  const same = devices.filter(({ hostname, machine_domain }) => hostname && isSameHost(names, hostname, machine_domain));
  return onlyOne(falcon.name, target, same).device_id;
}

async function observe(falcon: Falcon, located: string, signal: AbortSignal): Promise<Observed> {
  const [device, ...others] = (await detailsOf(falcon, [located], signal)).filter(({ device_id }) => device_id === located);
  const status = device?.status;
  if (!status || others.length > 0 || !Object.hasOwn(saysOf, status)) throw unexpectedAnswer(falcon.name, "a host without a known status");
  const known = status as keyof typeof saysOf;
  return { inForce: inForceOf[known], state: { status: known }, says: saysOf[known] };
}

/** One id and never more: the call takes a list, and whatever is in it is cut off. */
async function act(falcon: Falcon, action: "contain" | "lift_containment", order: EffectOrder, leave: Leave): Promise<void> {
  const question: Change = {
    method: "POST",
    path: ["devices", "entities", "devices-actions", "v2"],
    query: { action_name: action },
    headers: { "x-request-id": order.effectId },
    body: { json: { ids: [order.located] } },
  };
  const answer = changeAnswer(falcon.name, await falcon.api.change(question, leave));
  const { resources, errors } = jsonOf(falcon.name, answer, Acted);
  const acted = (resources ?? []).map(({ id }) => id);
  if (acted.length === 1 && acted[0] === order.located && !errors?.length) return;
  // A success that holds only refusals inside: nothing was done. Anything mixed is unknown.
  const isTurnedDown = acted.length === 0 && errors?.length && errors.every(({ code }) => code !== undefined && code >= 400 && code <= 499);
  if (isTurnedDown) throw refused(falcon.name, `"${falcon.name}" turned it down (code ${errors[0]?.code})`);
  throw unexpectedAnswer(falcon.name, "an action on other hosts than the one asked for");
}

async function query(falcon: Falcon, search: Readonly<Record<string, string>>, signal: AbortSignal): Promise<z.output<typeof Ids>> {
  const outcome = await falcon.api.read({ method: "GET", path: ["devices", "queries", "devices", "v1"], query: search }, signal);
  return whole(falcon, jsonOf(falcon.name, readAnswer(falcon.name, outcome), Ids));
}

/** Details come in any order, so whoever reads them looks for the id. */
async function detailsOf(falcon: Falcon, ids: readonly string[], signal: AbortSignal): Promise<z.output<typeof Devices>["resources"]> {
  const outcome = await falcon.api.read(
    { method: "POST", changes: false, path: ["devices", "entities", "devices", "v2"], body: { json: { ids } } },
    signal,
  );
  return whole(falcon, jsonOf(falcon.name, readAnswer(falcon.name, outcome), Devices)).resources;
}

/** An answer that also holds errors is not the whole answer. */
function whole<Read extends { readonly errors?: readonly unknown[] | null | undefined }>(falcon: Falcon, read: Read): Read {
  if (read.errors?.length) throw unexpectedAnswer(falcon.name, "errors inside a success");
  return read;
}
