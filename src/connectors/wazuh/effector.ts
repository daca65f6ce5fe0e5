import { z } from "zod";
import type { ContainmentVerb } from "../../core/containment/action.ts";
import type { Handle } from "../../core/containment/handle.ts";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { addressOf, addressShape } from "../kit/address-target.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne, severalTargets } from "../kit/effector.ts";
import { hostNamesOf, isSameHost, labelsOf } from "../kit/host-name.ts";
import { type Change, openOrigin, type Question, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { type Authorized, type FetchToken, withToken } from "../kit/token.ts";

const verbs = ["isolate-host", "block-address"] as const;
const agentsMax = 100;
/** The manager watches itself as agent 000; it is never acted on. */
const managerId = "000";
const agentShape = /^\d{3,8}$/;
/** How long a token is good when the manager was not told otherwise, milliseconds. */
const tokenLifeMs = 900_000;

const command = z
  .string()
  .regex(/^!?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/, "takes a command of the manager, or a script on the agent after an exclamation mark");
/** A command that only does is half of one: without its way back it is not taken. */
const pair = z.strictObject({ do: command, undo: command });

const Settings = z
  .strictObject({
    ...reachedAt,
    user: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,64}$/, "takes a user name without spaces and colons"),
    "isolate-host": pair.optional(),
    "block-address": pair.extend({ agent: z.string().regex(agentShape, 'takes an agent\'s number such as "004"') }).optional(),
    /** Where the scripts leave their mark, on every agent the same; file integrity monitoring watches it. */
    "marker-folder": z
      .string()
      .regex(/^(?:\/|[A-Za-z]:[\\/])[\w.\\/ -]{1,200}$/, "takes an absolute path")
      .default("/var/ossec/active-response/watchkeeper"),
  })
  .refine((settings) => settings["isolate-host"] || settings["block-address"], "names neither isolate-host nor block-address");
type Settings = z.output<typeof Settings>;

const items = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.object({ affected_items: z.array(item), total_affected_items: z.int() }), error: z.int() });
const Agents = items(z.object({ id: z.string(), name: z.string().nullish(), status: z.string().nullish() }));
const Files = items(z.object({ file: z.string() }));
const About = z.object({ data: z.object({ api_version: z.string().max(40) }) });
const Token = z.object({
  data: z.object({
    token: z
      .string()
      .min(1)
      .max(16_384)
      .regex(/^[\x21-\x7e]+$/),
  }),
});
const Sent = z.object({
  data: z.object({ affected_items: z.array(z.string()), failed_items: z.array(z.unknown()).nullish() }),
  error: z.int(),
});

/** Wazuh 4 runs a script of yours on one agent; what it left there is read back through file integrity monitoring. */
export default defineEffector({
  product: "wazuh",
  title: "Wazuh",
  verbs,
  provenOn: "a double",
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const origin = openOrigin(originOf(name, settings), parts);
    const login = Buffer.from(`${settings.user}:${secrets.get("password")}`, "utf8").toString("base64");
    const fetchToken: FetchToken = async (signal) => {
      const question: Question = {
        method: "POST",
        changes: false,
        path: ["security", "user", "authenticate"],
        headers: { authorization: `Basic ${login}` },
        bytesMax: 65_536,
      };
      const { data } = jsonOf(name, readAnswer(name, await origin.read(question, signal)), Token);
      return { token: data.token, lifeMs: tokenLifeMs };
    };
    const wazuh: Wazuh = { name, api: withToken(origin, parts.clock, fetchToken), settings };
    return boundedEffector(
      {
        name,
        product: "Wazuh",
        provenOn: "a double",
        verbs: verbs.filter((verb) => settings[verb] !== undefined),
        located: new RegExp(`${agentShape.source}|${addressShape.source}`),
        locate: (target, verb, signal) =>
          verb === "block-address" ? Promise.resolve(addressOf(name, target)) : locate(wazuh, target, signal),
        observe: (order, signal) => observe(wazuh, order, signal),
        perform: (order, leave) => change(wazuh, order, { what: "do", wanted: "yes" }, leave),
        async undo(order, leave) {
          if (order.before.marked === true) return { says: "it was marked before us and stays so" };
          return change(wazuh, order, { what: "undo", wanted: "no" }, leave);
        },
        async check(signal) {
          await isFour(wazuh, signal);
          await agentsBy(wazuh, { limit: "1" }, signal);
          return { says: "Wazuh 4 answers and lets us read agents; that the scripts are there shows at the first time" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Wazuh = { readonly name: string; readonly api: Authorized; readonly settings: Settings };

async function get<Shape extends z.ZodType>(
  wazuh: Wazuh,
  path: readonly string[],
  query: Readonly<Record<string, string>>,
  shape: Shape,
  signal: AbortSignal,
) {
  return jsonOf(wazuh.name, readAnswer(wazuh.name, await wazuh.api.read({ method: "GET", path, query }, signal)), shape);
}

/** By the agent's name; an agent that never connected is a second one of its name, and the manager is none. */
async function locate(wazuh: Wazuh, target: Handle, signal: AbortSignal): Promise<string> {
  const names = hostNamesOf(target);
  if (names.length === 0) throw noTarget(wazuh.name, target);
  const search = labelsOf(names)
    .map((each) => `name~${each}`)
    .join(",");
  const { data } = await agentsBy(wazuh, { q: search, select: "id,name,status", limit: String(agentsMax) }, signal);
  if (data.total_affected_items > data.affected_items.length) throw severalTargets(wazuh.name, target, data.total_affected_items);
  const { id } = onlyOne(
    wazuh.name,
    target,
    data.affected_items.filter(({ name }) => name && isSameHost(names, name)),
  );
  if (id === managerId) throw noTarget(wazuh.name, target);
  return id;
}

async function agentsBy(wazuh: Wazuh, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<z.output<typeof Agents>> {
  const read = await get(wazuh, ["agents"], query, Agents, signal);
  if (read.error !== 0) throw unexpectedAnswer(wazuh.name, `error ${read.error} inside a success`);
  return read;
}

/** Which agent runs the script, and where it leaves its mark: one file for the machine, or one for each address. */
function placeOf({ name, settings }: Wazuh, { verb, located }: EffectOrder): { readonly agent: string; readonly mark: string } {
  const isAddress = verb === "block-address";
  if (isAddress !== addressShape.test(located) || located === managerId) throw refused(name, "the target does not fit the action");
  const agent = isAddress ? (settings["block-address"]?.agent ?? "") : located;
  const file = isAddress ? `blocked-${located.replaceAll(":", "-")}` : "isolated";
  return {
    agent,
    mark: `${settings["marker-folder"].replace(/[\\/]+$/, "")}${/^[A-Za-z]:\\/.test(settings["marker-folder"]) ? "\\" : "/"}${file}`,
  };
}

/** The mark that the script leaves when it is done and takes away when it is undone, as the agent reported it last. */
async function observe(wazuh: Wazuh, order: EffectOrder, signal: AbortSignal): Promise<Observed> {
  const { agent, mark } = placeOf(wazuh, order);
  const read = await get(wazuh, ["syscheck", agent], { file: mark, type: "file", limit: "2" }, Files, signal);
  if (read.error !== 0) throw unexpectedAnswer(wazuh.name, `error ${read.error} inside a success`);
  const marked = read.data.affected_items.some(({ file }) => file.toLowerCase() === mark.toLowerCase());
  const says = marked ? "the agent reported the script's mark: it is done" : "the agent has reported no mark of the script";
  return { inForce: marked ? "yes" : "no", state: { marked }, says };
}

async function change(wazuh: Wazuh, order: EffectOrder, { what, wanted }: { what: "do" | "undo"; wanted: "yes" | "no" }, leave: Leave) {
  const { agent } = placeOf(wazuh, order);
  const verb: ContainmentVerb = order.verb;
  const pairOf = verb === "isolate-host" || verb === "block-address" ? wazuh.settings[verb] : undefined;
  // An empty list of agents means all of them: never ask without exactly one.
  if (!pairOf || !agentShape.test(agent) || agent === managerId) throw refused(wazuh.name, "no single agent to act on");
  if (!(await isFour(wazuh, leave.signal))) throw refused(wazuh.name, `"${wazuh.name}" is no Wazuh 4, and newer ones have no such call`);
  const { inForce, says } = await observe(wazuh, order, leave.signal);
  if (inForce === wanted) return { says };
  const alert = verb === "block-address" ? { data: { srcip: order.located } } : { data: {} };
  const question: Change = {
    method: "PUT",
    path: ["active-response"],
    query: { agents_list: agent },
    headers: { "x-request-id": order.effectId },
    body: { json: { command: pairOf[what], arguments: [order.effectId], alert } },
  };
  const { data, error } = jsonOf(wazuh.name, changeAnswer(wazuh.name, await wazuh.api.change(question, leave)), Sent);
  if (data.affected_items.length === 0 && error !== 0)
    throw refused(wazuh.name, "the command was sent to nobody: the agent is not connected");
  if (data.affected_items.length !== 1 || data.affected_items[0] !== agent || error !== 0)
    throw unexpectedAnswer(wazuh.name, "a command to other agents than the one asked for");
  return { says: "Wazuh sent the command to the agent" };
}

async function isFour(wazuh: Wazuh, signal: AbortSignal): Promise<boolean> {
  const { data } = await get(wazuh, [], {}, About, signal);
  return /^v?4\./.test(data.api_version);
}
