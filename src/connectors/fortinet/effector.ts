import { z } from "zod";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { addressOf, addressShape, isSameAddress } from "../kit/address-target.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector } from "../kit/effector.ts";
import { type Origin, openOrigin, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";

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
        async perform(order, leave) {
          const { inForce, says } = await observe(gate, order.located, leave.signal);
          if (inForce === "yes") return { says };
          const seconds = order.releaseAfterMs === null ? 0 : Math.ceil(order.releaseAfterMs / 1_000);
          await change(gate, "add_users", { expiry: seconds <= expirySecondsMax ? seconds : 0 }, order, leave);
          return { says: "FortiGate accepted the ban" };
        },
        async undo(order, leave) {
          if (order.before.banned === true) return { says: "it was banned before us and stays so" };
          const { inForce, says } = await observe(gate, order.located, leave.signal);
          if (inForce === "no") return { says };
          await change(gate, "clear_users", {}, order, leave);
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

const request = (gate: Gate, action: string) => ({
  path: ["api", "v2", "monitor", "user", "banned", action],
  query: { vdom: gate.vdom },
  headers: { authorization: `Bearer ${gate.token}` },
});

async function bansOf(gate: Gate, signal: AbortSignal): Promise<z.output<typeof Banned>["results"]> {
  const read = jsonOf(
    gate.name,
    readAnswer(gate.name, await gate.origin.read({ method: "GET", ...request(gate, "select") }, signal)),
    Banned,
  );
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
  leave: Leave,
) {
  const { headers, ...rest } = request(gate, action);
  const named = { ...headers, "x-request-id": order.effectId };
  const body = { json: { ip_addresses: [order.located], ...more } };
  const outcome = await gate.origin.change({ method: "POST", ...rest, headers: named, body }, leave);
  const read = jsonOf(gate.name, changeAnswer(gate.name, outcome), Envelope);
  if (read.status === "success") return;
  if (read.status === "error" && (read.http_status ?? 400) < 500) throw refused(gate.name, `"${gate.name}" turned it down`);
  throw unexpectedAnswer(gate.name, "neither success nor error");
}
