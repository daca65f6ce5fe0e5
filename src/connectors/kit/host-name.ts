import ipaddr from "ipaddr.js";
import type { Handle } from "../../core/containment/handle.ts";

const namesMax = 16;
const nameShape = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/;

/** The names that a machine may have at a product, in lower case, without addresses: an address belongs to whoever has it today. At most 16, sorted. */
export function hostNamesOf(target: Handle): readonly string[] {
  const names = [target.name, ...target.aliases].map((name) => name.toLowerCase().replace(/\.$/, ""));
  const kept = names.filter((name) => nameShape.test(name) && !ipaddr.isValid(name));
  return [...new Set(kept)].toSorted().slice(0, namesMax);
}

/** First labels of those names, as products show machines. */
export const labelsOf = (names: readonly string[]): readonly string[] => [...new Set(names.map(labelOf))].toSorted();

/**
 * Whether what the product calls `name` (in `domain`, where it says so) is the machine of these names. A full name must agree as a whole; a short one
 * agrees with any full name that begins with it, but a short alias of a machine whose full name we know stands for that full name alone.
 */
export function isSameHost(names: readonly string[], name: string, domain?: string | null): boolean {
  const plain = name.toLowerCase().replace(/\.$/, "");
  const isFull = plain.includes(".");
  // A short domain (a workgroup, a NetBIOS name) is no part of a full name.
  const full = isFull || !domain?.includes(".") ? plain : `${plain}.${domain.toLowerCase().replace(/\.$/, "")}`;
  if (!full.includes(".")) return names.some((known) => labelOf(known) === full);
  if (names.includes(full)) return true;
  const label = labelOf(full);
  return names.includes(label) && !names.some((known) => known.includes(".") && labelOf(known) === label);
}

const labelOf = (name: string) => name.slice(0, name.indexOf(".") < 0 ? name.length : name.indexOf("."));
