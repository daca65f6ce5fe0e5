import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne, severalTargets } from "../kit/effector.ts";
import { hostNamesOf, isSameHost, labelsOf } from "../kit/host-name.ts";
import { type Change, type Origin, openOrigin, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";

const agentsMax = 1_000;
const pageSize = 100;
const Settings = z.strictObject({ ...reachedAt });

const Agents = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      computerName: z.string().nullish(),
      domain: z.string().nullish(),
      networkStatus: z.string().nullish(),
      isDecommissioned: z.boolean().nullish(),
    }),
  ),
  pagination: z.object({ totalItems: z.int().nullish(), nextCursor: z.string().max(2_048).nullish() }).nullish(),
  errors: z.array(z.unknown()).nullish(),
});
type Agent = z.output<typeof Agents>["data"][number];
const Acted = z.object({ data: z.object({ affected: z.int() }), errors: z.array(z.unknown()).nullish() });

/** SentinelOne disconnects a machine's network except for its own console, and connects it again. */
export default defineEffector({
  product: "sentinelone",
  title: "SentinelOne",
  verbs: ["isolate-host"],
  provenOn: "a double",
  secrets: ["api-token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const one: One = { name, origin: openOrigin(originOf(name, settings), parts), token: secrets.get("api-token") };
    return boundedEffector(
      {
        name,
        product: "SentinelOne",
        provenOn: "a double",
        verbs: ["isolate-host"],
        located: /^\d{1,24}$/,
        locate: (target, _verb, signal) => locate(one, target, signal),
        observe: ({ located }, signal) => observe(one, located, signal),
        async perform(order, leave) {
          const { inForce, state, says } = await observe(one, order.located, leave.signal);
          if (inForce === "yes" || state.networkStatus === "disconnecting") return { says };
          await act(one, "disconnect", order, leave);
          return { says: "SentinelOne accepted to disconnect it" };
        },
        async undo(order, leave) {
          const before = order.before.networkStatus;
          if (before === "disconnected" || before === "disconnecting") return { says: "it was disconnected before us and stays so" };
          const { inForce, state, says } = await observe(one, order.located, leave.signal);
          if (inForce === "no" || state.networkStatus === "connecting") return { says };
          await act(one, "connect", order, leave);
          return { says: "SentinelOne accepted to connect it" };
        },
        async check(signal) {
          await agents(one, { limit: "1" }, signal);
          return { says: "SentinelOne answers and lets us read agents; that we may disconnect them shows at the first time" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type One = { readonly name: string; readonly origin: Origin; readonly token: string };

const standings = {
  connected: { inForce: "no", says: "SentinelOne says that it is connected" },
  disconnected: { inForce: "yes", says: "SentinelOne says that it is disconnected" },
  connecting: { inForce: "pending", says: "SentinelOne has yet to connect it" },
  disconnecting: { inForce: "pending", says: "SentinelOne has yet to disconnect it" },
} as const;

const signedIn = ({ token }: One) => ({ authorization: `ApiToken ${token}` });

/** The console searches for a part of the name; what is the same machine is decided here, over all pages. */
async function locate(one: One, target: Handle, signal: AbortSignal): Promise<string> {
  const names = hostNamesOf(target);
  if (names.length === 0) throw noTarget(one.name, target);
  const search = { computerName__contains: labelsOf(names).join(","), isDecommissioned: "false", limit: String(pageSize) };
  const found: Agent[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await agents(one, cursor ? { ...search, cursor } : search, signal);
    found.push(...page.data);
    cursor = page.pagination?.nextCursor;
    if (found.length > agentsMax) throw severalTargets(one.name, target, found.length);
    if (page.data.length === 0) break;
  } while (cursor);
  const same = found.filter(({ computerName, domain }) => computerName && isSameHost(names, computerName, domain));
  return onlyOne(one.name, target, same).id;
}

async function agents(one: One, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<z.output<typeof Agents>> {
  const outcome = await one.origin.read({ method: "GET", path: ["web", "api", "v2.1", "agents"], query, headers: signedIn(one) }, signal);
  const read = jsonOf(one.name, readAnswer(one.name, outcome), Agents);
  if (read.errors?.length) throw unexpectedAnswer(one.name, "errors inside a success");
  return read;
}

async function observe(one: One, located: string, signal: AbortSignal): Promise<Observed> {
  const { data } = await agents(one, { ids: located, limit: "2" }, signal);
  const [agent, ...others] = data;
  const status = agent?.id === located && others.length === 0 ? agent.networkStatus : undefined;
  if (!status || !Object.hasOwn(standings, status)) throw unexpectedAnswer(one.name, "an agent without a known network status");
  const networkStatus = status as keyof typeof standings;
  return { ...standings[networkStatus], state: { networkStatus } };
}

/** The body is a filter, and a loose one is the whole fleet: it holds one id, always, and the answer must count one. */
async function act(one: One, action: "connect" | "disconnect", order: EffectOrder, leave: Leave): Promise<void> {
  const question: Change = {
    method: "POST",
    path: ["web", "api", "v2.1", "agents", "actions", action],
    headers: { ...signedIn(one), "x-request-id": order.effectId },
    body: { json: { filter: { ids: [order.located] }, data: {} } },
  };
  const { data, errors } = jsonOf(one.name, changeAnswer(one.name, await one.origin.change(question, leave)), Acted);
  if (data.affected === 1 && !errors?.length) return;
  if (data.affected === 0) throw refused(one.name, `"${one.name}" did nothing: the agent is out of our token's scope or cannot do it`);
  throw unexpectedAnswer(one.name, `an action on ${data.affected} agents`);
}
