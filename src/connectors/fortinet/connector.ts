import { z } from "zod";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { addressOf, addressShape, isSameAddress } from "../kit/address-target.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector } from "../kit/effector.ts";
import { type Origin, type Outcome, openOrigin, type Question, unexpectedAnswer } from "../kit/http.ts";

/** The longest ban with an end, seconds: one year. What shall stay longer gets none and is released by us alone. */
const expirySecondsMax = 31_536_000;

const Settings = z.strictObject({
  ...reachedAt,
  vdom: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,31}$/, "takes the name of a virtual domain")
    .default("root"),
});

const Envelope = z.object({ status: z.string(), http_status: z.int().nullish(), error: z.union([z.int(), z.string()]).nullish() });
const Banned = Envelope.extend({ results: z.array(z.object({ ip_address: z.string().nullish(), source: z.string().max(64).nullish() })) });

/** FortiGate bans an address for a time, and lets it in again. */
export default defineEffector({
  product: "fortinet",
  title: "Fortinet FortiGate",
  verbs: ["block-address"],
  provenOn: "a double",
  secrets: ["api-token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const gate: Gate = { name, origin: openOrigin(originOf(name, settings), parts), token: secrets.get("api-token"), vdom: settings.vdom };
    return boundedEffector(
      {
        name,
        product: "Fortinet FortiGate",
        provenOn: "a double",
        verbs: ["block-address"],
        located: addressShape,
        locate: async (target) => addressOf(name, target),
        observe: ({ located }, signal) => observe(gate, located, signal),
        async perform(order, signal) {
          const { inForce, says } = await observe(gate, order.located, signal);
          if (inForce === "yes") return { says };
          const seconds = order.releaseAfterMs === null ? 0 : Math.ceil(order.releaseAfterMs / 1_000);
          await change(gate, "add_users", { expiry: seconds <= expirySecondsMax ? seconds : 0 }, order, signal);
          return { says: "FortiGate accepted the ban" };
        },
        async undo(order, signal) {
          if (order.before.banned === true) return { says: "it was banned before us and stays so" };
          const { inForce, says } = await observe(gate, order.located, signal);
          if (inForce === "no") return { says };
          await change(gate, "clear_users", {}, order, signal);
          return { says: "FortiGate lifted the ban" };
        },
        async check(signal) {
          await bansOf(gate, signal);
          return { says: "FortiGate answers and lets us read bans; that we may add some shows at the first block" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Gate = { readonly name: string; readonly origin: Origin; readonly token: string; readonly vdom: string };

function ask(gate: Gate, action: string, question: Pick<Question, "method" | "headers" | "body">, signal: AbortSignal): Promise<Outcome> {
  const headers = { ...question.headers, authorization: `Bearer ${gate.token}` };
  return gate.origin.ask(
    { ...question, path: ["api", "v2", "monitor", "user", "banned", action], query: { vdom: gate.vdom }, headers },
    signal,
  );
}

async function bansOf(gate: Gate, signal: AbortSignal): Promise<z.output<typeof Banned>["results"]> {
  const read = jsonOf(gate.name, readAnswer(gate.name, await ask(gate, "select", { method: "GET" }, signal)), Banned);
  if (read.status !== "success") throw unexpectedAnswer(gate.name, "an error inside a success");
  return read.results;
}

async function observe(gate: Gate, located: string, signal: AbortSignal): Promise<Observed> {
  const ban = (await bansOf(gate, signal)).find(({ ip_address }) => ip_address && isSameAddress(ip_address, located));
  if (!ban) return { inForce: "no", state: { banned: false }, says: "FortiGate says that it is not banned" };
  return { inForce: "yes", state: { banned: true, source: ban.source ?? "" }, says: "FortiGate says that it is banned" };
}

/** A list of one address: the neighbours of these calls clear all bans at once, and are never used. */
async function change(
  gate: Gate,
  action: "add_users" | "clear_users",
  more: { readonly expiry?: number },
  order: EffectOrder,
  signal: AbortSignal,
) {
  const question = {
    method: "POST",
    headers: { "x-request-id": order.effectId },
    body: { json: { ip_addresses: [order.located], ...more } },
  } as const;
  const read = jsonOf(gate.name, changeAnswer(gate.name, await ask(gate, action, question, signal)), Envelope);
  if (read.status === "success") return;
  if (read.status === "error" && (read.http_status ?? 400) < 500) throw refused(gate.name, `"${gate.name}" turned it down`);
  throw unexpectedAnswer(gate.name, "neither success nor error");
}
