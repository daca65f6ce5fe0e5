import type { Handle } from "../../core/containment/handle.ts";

const namesMax = 16;
const nameShape = /^[\p{L}\p{N}][\p{L}\p{N}._+-]{0,63}$/u;
const signInShape = /^[\p{L}\p{N}][\p{L}\p{N}._+-]{0,63}@[a-z0-9][a-z0-9.-]{0,190}[a-z0-9]$/u;

/**
 * The sign-in names (name@domain) that an account may have at a product, in lower case: those that the inventory has, and its plain names in the domain
 * that the settings name. At most 16, sorted; nothing that could change a search.
 */
export function signInNamesOf(target: Handle, domain: string | undefined): readonly string[] {
  const names = [target.name, ...target.aliases].map((name) => name.normalize("NFC").toLowerCase());
  const full = names.filter((name) => signInShape.test(name));
  const plain = domain === undefined ? [] : names.filter((name) => nameShape.test(name)).map((name) => `${name}@${domain.toLowerCase()}`);
  return [...new Set([...full, ...plain])].toSorted().slice(0, namesMax);
}
