import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne, severalTargets } from "../kit/effector.ts";
import { hostNamesOf, isSameHost, labelsOf } from "../kit/host-name.ts";
import { openOrigin, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { entraApplication, entraToken } from "../kit/microsoft.ts";
import { type Authorized, withToken } from "../kit/token.ts";

const pageSize = 1_000;
const pagesMax = 5;

const Settings = z.strictObject({
  ...reachedAt,
  ...entraApplication,
  /** Selective leaves mail and chat to the person at the machine. */
  isolation: z.enum(["Full", "Selective"]).default("Full"),
});

const Machines = z.object({
  value: z.array(z.object({ id: z.string(), computerDnsName: z.string().nullish() })),
  "@odata.nextLink": z.string().optional(),
});
const MachineAction = z.object({
  id: z.string(),
  type: z.string(),
  scope: z.string().nullish(),
  status: z.enum(["Pending", "InProgress", "Succeeded", "Failed", "TimeOut", "Cancelled"]),
  machineId: z.string(),
  creationDateTimeUtc: z.string(),
});
const MachineActions = z.object({ value: z.array(MachineAction), "@odata.nextLink": z.string().optional() });
type MachineAction = z.output<typeof MachineAction>;

/** Microsoft Defender for Endpoint isolates a machine from the network, and releases it. */
export default defineEffector({
  product: "defender",
  title: "Microsoft Defender for Endpoint",
  verbs: ["isolate-host"],
  provenOn: "a double",
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const token = entraToken(name, settings, secrets, parts, "https://api.securitycenter.microsoft.com");
    const api = withToken(openOrigin(originOf(name, settings), parts), parts.clock, token);
    const defender: Defender = { name, api, isolation: settings.isolation };
    return boundedEffector(
      {
        name,
        product: "Microsoft Defender for Endpoint",
        provenOn: "a double",
        verbs: ["isolate-host"],
        located: /^[0-9a-f]{40}$/,
        locate: (target, _verb, signal) => locate(defender, target, signal),
        observe: async ({ located }, signal) => observedOf(await standOf(defender, located, signal)),
        async perform(order, leave) {
          const stand = await standOf(defender, order.located, leave.signal);
          if (stand.isolated || stand.coming === "Isolate") return { says: observedOf(stand).says };
          if (stand.weaker) throw refused(name, "somebody isolated it selectively; release that first, since it could not be put back");
          await act(defender, "isolate", order, leave);
          return { says: "Defender accepted the isolation" };
        },
        async undo(order, leave) {
          if (order.before.isolated === true) return { says: "it was isolated before us and stays so" };
          const stand = await standOf(defender, order.located, leave.signal);
          if (stand.coming === "Unisolate" || (!stand.isolated && stand.coming === undefined)) return { says: observedOf(stand).says };
          await act(defender, "unisolate", order, leave);
          return { says: "Defender accepted the release" };
        },
        async check(signal) {
          await machines(defender, { $top: "1" }, signal);
          return { says: "Defender answers and lets us read machines; that we may isolate them shows at the first isolation" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Defender = { readonly name: string; readonly api: Authorized; readonly isolation: "Full" | "Selective" };

/** How a machine stands, from what was done to it: Defender has no field that says "isolated". */
type Stand = {
  readonly isolated: boolean;
  /** Isolated, but less than we were told to. */
  readonly weaker: boolean;
  readonly coming: "Isolate" | "Unisolate" | undefined;
  readonly lastFailed: boolean;
};

/** Machines go by their full names, those outside a domain by their short ones. */
async function locate(defender: Defender, target: Handle, signal: AbortSignal): Promise<string> {
  const names = hostNamesOf(target);
  if (names.length === 0) throw noTarget(defender.name, target);
  const spelled = [...new Set([...names, ...labelsOf(names)])].toSorted();
  const search = { $filter: spelled.map((each) => `computerDnsName eq '${each}'`).join(" or "), $top: "100" };
  const found = await machines(defender, search, signal);
  if (found["@odata.nextLink"] !== undefined) throw severalTargets(defender.name, target, found.value.length);
  const same = found.value.filter(({ computerDnsName }) => computerDnsName && isSameHost(names, computerDnsName));
  return onlyOne(defender.name, target, same).id;
}

async function machines(
  defender: Defender,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<z.output<typeof Machines>> {
  const outcome = await defender.api.read({ method: "GET", path: ["api", "machines"], query }, signal);
  return jsonOf(defender.name, readAnswer(defender.name, outcome), Machines);
}

/** The newest isolation or release that came to its end says how it stands; a newer one that is under way says what comes. */
async function standOf(defender: Defender, located: string, signal: AbortSignal): Promise<Stand> {
  const actions = (await actionsOn(defender, located, signal))
    .filter(({ type }) => type === "Isolate" || type === "Unisolate")
    .toSorted((a, b) => (a.creationDateTimeUtc === b.creationDateTimeUtc ? 0 : a.creationDateTimeUtc < b.creationDateTimeUtc ? 1 : -1));
  const isUnderWay = ({ status }: MachineAction) => status === "Pending" || status === "InProgress";
  const last = actions.find(({ status }) => status === "Succeeded");
  const [newest] = actions;
  const isEnough = last?.type === "Isolate" && (last.scope !== "Selective" || defender.isolation === "Selective");
  return {
    isolated: isEnough,
    weaker: last?.type === "Isolate" && !isEnough,
    coming: newest && isUnderWay(newest) ? (newest.type as "Isolate" | "Unisolate") : undefined,
    lastFailed: newest !== undefined && !isUnderWay(newest) && newest.status !== "Succeeded",
  };
}

/** All actions on one machine, by our own pages: the link to the next one that an answer holds is never followed. */
async function actionsOn(defender: Defender, located: string, signal: AbortSignal): Promise<readonly MachineAction[]> {
  const found: MachineAction[] = [];
  for (let page = 0; page < pagesMax; page++) {
    const query = { $filter: `machineId eq '${located}'`, $top: String(pageSize), $skip: String(page * pageSize) };
    const outcome = await defender.api.read({ method: "GET", path: ["api", "machineactions"], query }, signal);
    const { value, "@odata.nextLink": next } = jsonOf(defender.name, readAnswer(defender.name, outcome), MachineActions);
    found.push(...value.filter(({ machineId }) => machineId === located));
    if (next === undefined && value.length < pageSize) return found;
  }
  throw unexpectedAnswer(defender.name, `more than ${pagesMax * pageSize} actions on one machine`);
}

function observedOf({ isolated, weaker, coming, lastFailed }: Stand): Observed {
  const state = { isolated: isolated || weaker };
  if (coming !== undefined) {
    return { inForce: "pending", state, says: coming === "Isolate" ? "Defender has yet to isolate it" : "Defender has yet to release it" };
  }
  if (isolated) return { inForce: "yes", state, says: "Defender says that it is isolated" };
  if (weaker) return { inForce: "no", state, says: "Defender says that it is isolated selectively only" };
  return {
    inForce: "no",
    state,
    says: lastFailed ? "the last attempt failed at Defender: it is not isolated" : "Defender says that it is not isolated",
  };
}

/** One machine by its id in the path. The comment is what an administrator sees beside the action. */
async function act(defender: Defender, what: "isolate" | "unisolate", order: EffectOrder, leave: Leave): Promise<void> {
  const comment = `Watchkeeper ${order.effectId}`;
  const outcome = await defender.api.change(
    {
      method: "POST",
      path: ["api", "machines", order.located, what],
      headers: { "x-request-id": order.effectId },
      body: { json: what === "isolate" ? { Comment: comment, IsolationType: defender.isolation } : { Comment: comment } },
    },
    leave,
  );
  const action = jsonOf(defender.name, changeAnswer(defender.name, outcome), MachineAction);
  const wanted = what === "isolate" ? "Isolate" : "Unisolate";
  if (action.machineId !== order.located || action.type !== wanted)
    throw unexpectedAnswer(defender.name, "another action than the one asked for");
}
