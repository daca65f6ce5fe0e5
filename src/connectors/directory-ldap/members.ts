import type { DirectoryEntry } from "./session.ts";

/** Names compare without case, and without spaces around their commas and equal signs. */
export const plainDn = (dn: string) => dn.replace(/\s*([,=])\s*/g, "$1").toLowerCase();

/** A group, with whoever is said to be right in it; other groups among them. */
export type Group = { readonly dn: string; readonly names: readonly string[]; readonly sid: string | undefined };

/** Who is in which group. Members are named by `plainDn`, or by `uid:` and a name in lower case. */
export type Memberships = {
  readonly groups: readonly Group[];
  readonly join: (member: string, group: string) => void;
  /** Everybody in these groups or in groups within them, however deep; groups that hold each other end. */
  readonly within: (groups: readonly Group[]) => ReadonlySet<string>;
};

export function openMemberships(groups: readonly Group[]): Memberships {
  const members = new Map<string, string[]>();
  return {
    groups,
    join(member, group) {
      const held = members.get(group);
      if (held) held.push(member);
      else members.set(group, [member]);
    },
    within(roots) {
      const seen = new Set<string>();
      const waiting = roots.map(({ dn }) => dn);
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(...(members.get(next) ?? []).filter((each) => !seen.has(each)));
      }
      return seen;
    },
  };
}

/** A security identifier as people write it ([MS-DTYP] 2.4.2.1); undefined where the bytes are none. */
export function sidOf(entry: DirectoryEntry): string | undefined {
  const bytes = entry.bytes("objectSid");
  const count = bytes?.[1] ?? 0;
  if (!bytes || bytes.length !== 8 + 4 * count || count < 1 || count > 15) return undefined;
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return `S-${bytes[0]}-${bytes.readUIntBE(2, 6)}-${parts.join("-")}`;
}
