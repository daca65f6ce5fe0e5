import type { EffectorOrder } from "../core/containment/orders.ts";

/** Settings whose value is a name or an account that we work through, whatever the product. */
const nameSettings = /^(?:host|server|address|user|username|account|login|mailbox|client-id|bind-dn)$/;
const depthMax = 8;
const namesMax = 1_000;

/**
 * What Watchkeeper itself is, and what it works through: this machine's names and addresses, and the hosts and accounts in the settings of its effectors.
 * None of them is contained below break-glass, because that would cut the hand that undoes it. Sorted, each once.
 */
export function ownNames(machine: readonly string[], effectors: readonly Pick<EffectorOrder, "settings">[]): readonly string[] {
  const names = new Set(machine.filter((name) => name !== ""));
  for (const { settings } of effectors) collect(settings, "", 0, names);
  return [...names].toSorted().slice(0, namesMax);
}

function collect(value: unknown, key: string, depth: number, names: Set<string>): void {
  if (depth > depthMax) return;
  if (Array.isArray(value)) for (const each of value) collect(each, key, depth + 1, names);
  else if (typeof value === "object" && value !== null)
    for (const [inner, each] of Object.entries(value)) collect(each, inner, depth + 1, names);
  else if (typeof value === "string") for (const name of namesIn(value, key)) names.add(name);
}

function namesIn(text: string, key: string): string[] {
  if (URL.canParse(text) && text.includes("://")) {
    const { hostname, username } = new URL(text);
    return [hostname.replace(/^\[|\]$/g, ""), decoded(username)].filter((name) => name !== "");
  }
  if (!nameSettings.test(key)) return [];
  // Of a distinguished name, the account is the first value.
  const first = /^[A-Za-z][\w-]*\s*=\s*([^,+]+)/.exec(text)?.[1]?.trim();
  return key === "bind-dn" ? (first === undefined ? [] : [first]) : [text].filter((name) => name !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
