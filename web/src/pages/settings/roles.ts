import type { Person } from "./queries.ts";

export type Role = Person["roles"][number];
/** The roles, from the narrowest to the widest, and the two that stand beside that line; and what each is for. */
export const roles: readonly (readonly [Role, string])[] = [
  ["viewer", "looks"],
  ["analyst", "works on cases and proposes containment"],
  ["responder", "approves containment too, as the standing orders say"],
  ["lead", "leads the watch"],
  ["admin", "administers people and settings, and decides about no case"],
  ["auditor", "reads the record, and decides about no case"],
];
