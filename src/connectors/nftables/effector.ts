import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Observed, ProductState } from "../../ports/effector.ts";
import { defineEffector, type EffectorKind } from "../kit/define.ts";
import { boundedEffector, noTarget } from "../kit/effector.ts";
import { notReached, refusal } from "../kit/effector-refusals.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { quoted } from "../kit/quoted.ts";
import { changeOf, type Element, type FirewallSet, readFirewall } from "./firewall.ts";
import { type NftEnd, type RunNft, runNft } from "./run-nft.ts";

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,30}$/, "takes letters, digits, _ and -");
const Settings = z.strictObject({
  table: identifier.default("soc"),
  set4: identifier.default("blocked4"),
  set6: identifier.default("blocked6"),
  /** The firewall of another network namespace of this machine, by its name under /run/netns. */
  "network-namespace": z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "takes the name of a network namespace")
    .optional(),
});

/** The connector over a way to run `nft`: the machine's own, except in tests that cut it off. */
export const nftablesOver = (run: RunNft): EffectorKind =>
  defineEffector({
    product: "nftables",
    title: "nftables",
    verbs: ["block-address"],
    provenOn: "the real product",
    secrets: [],
    settings: Settings,
    make({ name, settings, parts }) {
      const firewall: Firewall = { name, settings, run };
      return boundedEffector(
        {
          name,
          product: "nftables",
          provenOn: "the real product",
          verbs: ["block-address"],
          located: /^[0-9a-f:.]{2,45}$/,
          locate: (target, _, signal) => locate(firewall, target, signal),
          observe: (order, signal) => observe(firewall, order, signal),
          perform: (order, leave) => perform(firewall, order, leave),
          undo: (order, leave) => undo(firewall, order, leave),
          check: (signal) => check(firewall, signal),
        },
        parts.clock,
        parts.limitMs,
      );
    },
  });

/** Blocks addresses at the Linux firewall of this machine, in sets that an administrator made for it. What it needs and promises is in README.md. */
export default nftablesOver(runNft());

type Firewall = { readonly name: string; readonly settings: z.output<typeof Settings>; readonly run: RunNft };

async function locate(firewall: Firewall, target: Handle, signal: AbortSignal): Promise<string> {
  const address = canonical(target);
  if (address === undefined) throw noTarget(firewall.name, target);
  await setOf(firewall, address, signal);
  return address;
}

const ranges = new Set(["unicast", "private", "carrierGradeNat", "uniqueLocal", "reserved", "benchmarking", "6to4", "teredo"]);

/** The target's address if it is one address, written the one way (RFC 5952), that stands for one machine: no range, no name, no zone, no group. */
function canonical({ kind, name }: Handle): string | undefined {
  if (kind !== "address" || name.length > 45 || !ipaddr.isValid(name) || name.includes("%")) return undefined;
  const address = ipaddr.parse(name);
  if (!ranges.has(address.range())) return undefined;
  const written = address.kind() === "ipv4" ? address.toString() : (address as ipaddr.IPv6).toRFC5952String();
  return written === name ? written : undefined;
}

/** The set that an address belongs in, with what it holds now. Refuses where the firewall is not set up for us. */
async function setOf(firewall: Firewall, address: string, signal: AbortSignal): Promise<FirewallSet> {
  const sets = await read(firewall, signal);
  const family = address.includes(":") ? 6 : 4;
  const name = firewall.settings[`set${family}`];
  const set = sets.get(name);
  const type = `ipv${family}_addr`;
  if (set === undefined) throw notReady(firewall, `there is no set "${name}"`);
  if (set.type !== type) throw notReady(firewall, `the set "${name}" is not of type ${type}`);
  if (!set.hasTimeout) throw notReady(firewall, `the set "${name}" lacks the flag timeout`);
  if (set.hasRanges) throw notReady(firewall, `the set "${name}" has the flag interval, and ours must hold single addresses`);
  if (!set.isHeeded) throw notReady(firewall, `no rule drops what comes from "${name}", so that blocks would do nothing`);
  return set;
}

async function read(firewall: Firewall, signal: AbortSignal): Promise<ReadonlyMap<string, FirewallSet>> {
  const end = await firewall.run({
    ...callOf(firewall, signal),
    given: ["-j", "list", "table", "inet", firewall.settings.table],
    changes: false,
  });
  const { output } = ended(firewall, end);
  const sets = readFirewall(output);
  if (sets === undefined) throw unexpectedAnswer(firewall.name, "not the JSON of a table");
  return sets;
}

const callOf = ({ settings }: Firewall, signal: AbortSignal) => ({ namespace: settings["network-namespace"], signal });

/** Reading: whatever is no answer is told apart. */
function ended(firewall: Firewall, end: NftEnd): Extract<NftEnd, { kind: "ended" }> {
  if (end.kind !== "ended") throw notReached(firewall.name, end.why);
  if (end.status === 0) return end;
  if (/not permitted/i.test(end.complaint)) throw lacksRight(firewall.name);
  if (/open network namespace/i.test(end.complaint)) throw notReady(firewall, "there is no such network namespace");
  if (/No such file/i.test(end.complaint)) throw notReady(firewall, `there is no table "inet ${firewall.settings.table}"`);
  throw unexpectedAnswer(firewall.name, end.complaint);
}

async function observe(firewall: Firewall, { located }: EffectOrder, signal: AbortSignal): Promise<Observed> {
  const { elements } = await setOf(firewall, located, signal);
  const element = elements.get(located);
  if (element === undefined) return { inForce: "no", state: { element: null }, says: `${located} is not blocked` };
  const { expiresSeconds, comment, timeoutSeconds } = element;
  const until = expiresSeconds === null ? "until somebody takes it away" : `for another ${expiresSeconds} seconds`;
  // What is left of its time is told and not kept: a state that changes by itself could never be compared.
  return { inForce: "yes", state: { element: { comment, timeoutSeconds } }, says: `${located} is blocked ${until}` };
}

async function perform(firewall: Firewall, order: EffectOrder, leave: Leave): Promise<{ says: string }> {
  const { located, releaseAfterMs, effectId } = order;
  if (canonical({ ...order.target, kind: "address", name: located }) === undefined) {
    throw refusal(firewall.name, `changed nothing: ${quoted(located)} is not one address`, "propose the action again");
  }
  const standing = (await setOf(firewall, located, leave.signal)).elements.get(located);
  if (standing) return alreadyThere(located, standing, effectId);
  const timeoutSeconds = releaseAfterMs === null ? null : Math.max(1, Math.ceil(releaseAfterMs / 1_000));
  const what = await change(firewall, "create", { address: located, comment: commentOf(effectId), timeoutSeconds }, leave);
  if (what === "done") {
    return {
      says: `${located} is blocked${timeoutSeconds === null ? "" : `, and released by the firewall itself after ${timeoutSeconds} seconds`}`,
    };
  }
  const faster = (await setOf(firewall, located, leave.signal)).elements.get(located);
  if (faster) return alreadyThere(located, faster, effectId);
  throw unexpectedAnswer(firewall.name, "the element is there, and is not");
}

const alreadyThere = (address: string, { comment }: Element, effectId: string) => ({
  says: isOf(comment, effectId) ? `${address} is blocked` : `${address} was blocked by somebody else already; nothing was changed`,
});

async function undo(firewall: Firewall, order: EffectOrder & { readonly before: ProductState }, leave: Leave): Promise<{ says: string }> {
  const { located, before, effectId } = order;
  const was = Before.safeParse(before);
  if (!was.success)
    throw refusal(firewall.name, "changed nothing: what is recorded of the state before is not readable", "look at the set by hand");
  if (was.data.element !== null) return { says: `${located} was blocked before us, and stays so` };
  const element = (await setOf(firewall, located, leave.signal)).elements.get(located);
  if (element === undefined) return { says: `${located} is not blocked any more` };
  if (!isOf(element.comment, effectId)) {
    throw refusal(
      firewall.name,
      `left ${located} blocked: somebody else has blocked it since`,
      "ask whoever did it, and take it away by hand",
    );
  }
  await change(firewall, "delete", { address: located }, leave);
  return { says: `${located} is not blocked any more` };
}

const Before = z.object({ element: z.object({}).nullable() });

/** One change, all or nothing: the kernel takes a batch whole or not at all, so a failure that was told is a clear no. */
async function change(
  firewall: Firewall,
  what: "create" | "delete",
  element: { address: string; comment?: string; timeoutSeconds?: number | null },
  leave: Leave,
): Promise<"done" | "as it was"> {
  const { settings, name } = firewall;
  const set = element.address.includes(":") ? settings.set6 : settings.set4;
  const given = ["-j", changeOf(what, { table: settings.table, set, element })];
  const end = await leave.change(() => firewall.run({ ...callOf(firewall, leave.limit), given, changes: true }));
  if (end.kind === "cut-off") throw notReached(name, end.why);
  if (end.kind === "not-started") throw refusal(name, `changed nothing: ${end.why}`, "install nftables on this machine");
  if (end.status === 0) return "done";
  if (what === "create" ? /File exists/i.test(end.complaint) : /No such file/i.test(end.complaint)) return "as it was";
  if (/not permitted/i.test(end.complaint)) throw lacksRight(name);
  throw refusal(name, "said no to the change", `run "watchkeeper connector check ${name}"`, end.complaint);
}

const mark = "watchkeeper ";
const plainId = /^[A-Za-z0-9._-]{1,64}$/;

/** What stands beside an address that we blocked. Ids of an unusual form go in as their digest, so that nothing of them is read as anything else. */
const commentOf = (effectId: string) => mark + (plainId.test(effectId) ? effectId : createHash("sha256").update(effectId).digest("hex"));

/** Whether the effect that put an element there is the one that is done again, or undone: an undo's id is the effect's with a word after it. */
function isOf(comment: string | null, effectId: string): boolean {
  if (!comment?.startsWith(mark)) return false;
  const of = comment.slice(mark.length);
  return (
    comment === commentOf(effectId) || effectId.startsWith(`${of}.`) || comment === commentOf(effectId.replace(/\.(undo|release)$/, ""))
  );
}

async function check(firewall: Firewall, signal: AbortSignal): Promise<{ says: string }> {
  for (const address of ["192.0.2.1", "2001:db8::1"]) await setOf(firewall, address, signal);
  const { table, set4, set6 } = firewall.settings;
  return { says: `the table inet ${table} has the sets ${set4} and ${set6}, and rules that heed them` };
}

const lacksRight = (name: string) =>
  refusal(name, "may not ask the firewall", "give the service the capability CAP_NET_ADMIN; the connector's README shows how");

const notReady = ({ name, settings: { table, set4, set6 } }: Firewall, says: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the firewall of ${quoted(name)} is not set up: ${says}`,
    remedy:
      `load "table inet ${table} { set ${set4} { type ipv4_addr; flags timeout; } set ${set6} { type ipv6_addr; flags timeout; } ` +
      `chain input { type filter hook input priority filter - 10; ip saddr @${set4} drop; ip6 saddr @${set6} drop; } }" with nft -f; the connector's README has more`,
    retry: "never",
  });
