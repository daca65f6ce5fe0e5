import { z } from "zod";
import { parseJson } from "../kit/json.ts";

/** A blocked address as the firewall holds it. */
export type Element = {
  readonly address: string;
  readonly comment: string | null;
  readonly timeoutSeconds: number | null;
  readonly expiresSeconds: number | null;
};

/** What we need to know of a set: whether it can hold single addresses of one family with a time limit, which it holds, and whether a rule heeds it. */
export type FirewallSet = {
  readonly type: string;
  readonly hasTimeout: boolean;
  readonly hasRanges: boolean;
  readonly isHeeded: boolean;
  readonly elements: ReadonlyMap<string, Element>;
};

const Valued = z.object({
  val: z.string(),
  timeout: z.int().nonnegative().optional(),
  expires: z.int().nonnegative().optional(),
  comment: z.string().optional(),
});
// Ranges and prefixes are other people's: sets that hold them are refused, so their elements need not be understood.
const RawElement = z.union([z.string(), z.object({ elem: Valued }), z.unknown()]);
const RawSet = z.object({
  name: z.string(),
  table: z.string(),
  family: z.string(),
  type: z.unknown(),
  flags: z.array(z.string()).default([]),
  elem: z.array(RawElement).default([]),
});
const Rule = z.object({ expr: z.array(z.record(z.string(), z.unknown())) });
const Ruleset = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

/** Reads what `nft -j list table` wrote (libnftables-json(5)). Undefined when it is not that. */
export function readFirewall(output: string): ReadonlyMap<string, FirewallSet> | undefined {
  const parsed = parseJson(Buffer.from(output));
  const ruleset = Ruleset.safeParse(parsed?.value);
  if (!ruleset.success) return undefined;
  const heeded = new Set(ruleset.data.nftables.flatMap(({ rule }) => setsHeededBy(rule)));
  const sets = new Map<string, FirewallSet>();
  for (const { set } of ruleset.data.nftables) {
    if (set === undefined) continue;
    const read = RawSet.safeParse(set);
    if (!read.success) return undefined;
    const { name, type, flags, elem } = read.data;
    sets.set(name, {
      type: typeof type === "string" ? type : "several fields",
      hasTimeout: flags.includes("timeout"),
      hasRanges: flags.includes("interval"),
      isHeeded: heeded.has(name),
      elements: new Map(elem.flatMap(elementOf).map((element) => [element.address, element])),
    });
  }
  return sets;
}

function elementOf(raw: z.output<typeof RawElement>): readonly Element[] {
  if (typeof raw === "string") return [{ address: raw, comment: null, timeoutSeconds: null, expiresSeconds: null }];
  const valued = z.object({ elem: Valued }).safeParse(raw);
  if (!valued.success) return [];
  const { val, comment = null, timeout = null, expires = null } = valued.data.elem;
  return [{ address: val, comment, timeoutSeconds: timeout, expiresSeconds: expires }];
}

/** The sets whose members a rule throws away by their source address: "ip saddr @blocked4 drop". */
function setsHeededBy(rule: unknown): readonly string[] {
  const read = Rule.safeParse(rule);
  if (!read.success || !read.data.expr.some((part) => Object.hasOwn(part, "drop") || Object.hasOwn(part, "reject"))) return [];
  return read.data.expr.flatMap(({ match }) => {
    const found = Match.safeParse(match);
    return found.success ? [found.data.right.slice(1)] : [];
  });
}

const Match = z.object({
  op: z.enum(["==", "in"]),
  left: z.object({ payload: z.object({ protocol: z.enum(["ip", "ip6"]), field: z.literal("saddr") }) }),
  right: z.string().startsWith("@"),
});

/** The words that add or take away one element, in the firewall's JSON. `create` fails where the element is there already, and `delete` where it is not. */
export function changeOf(
  what: "create" | "delete",
  { table, set, element }: { table: string; set: string; element: { address: string; comment?: string; timeoutSeconds?: number | null } },
): string {
  const { address, comment, timeoutSeconds = null } = element;
  const value =
    what === "delete" ? address : { elem: { val: address, comment, ...(timeoutSeconds === null ? {} : { timeout: timeoutSeconds }) } };
  return JSON.stringify({ nftables: [{ [what]: { element: { family: "inet", table, name: set, elem: [value] } } }] });
}
