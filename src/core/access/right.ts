/**
 * What somebody may do. `ingest` is for machines alone: only a token carries it, and no role gives it. `respond` and `lead` open the doors of containment;
 * whether a word counts there is decided by the standing orders and a signature, never by a right alone.
 */
export const rights = ["read", "triage", "respond", "lead", "administer", "audit", "ingest", "propose"] as const;
/** One of `rights`. */
export type Right = (typeof rights)[number];

/** What a person is here, from the narrowest to the widest; `admin` and `auditor` stand beside that line, and neither decides about cases. */
export const accessRoles = ["viewer", "analyst", "responder", "lead", "admin", "auditor"] as const;
/** One of `accessRoles`. */
export type AccessRole = (typeof accessRoles)[number];

const analyst: readonly Right[] = ["read", "triage", "propose"];

const rightsByRole: Readonly<Record<AccessRole, readonly Right[]>> = {
  viewer: ["read"],
  analyst,
  responder: [...analyst, "respond"],
  lead: [...analyst, "respond", "lead"],
  admin: ["administer", "read"],
  auditor: ["read", "audit"],
};

/** The rights that a role gives, in the order of `rights`. */
export function rightsOf(role: AccessRole): ReadonlySet<Right> {
  return new Set(rights.filter((right) => rightsByRole[role].includes(right)));
}

/** The rights of somebody with several roles: all that each of them gives. */
export function rightsOfAll(roles: Iterable<AccessRole>): ReadonlySet<Right> {
  const all = new Set<Right>();
  for (const role of roles) for (const right of rightsByRole[role]) all.add(right);
  return new Set(rights.filter((right) => all.has(right)));
}

/** Whether a word from outside is one of the rights. */
export const isRight = (word: string): word is Right => rights.some((right) => right === word);
/** Whether a word from outside is one of the roles. */
export const isAccessRole = (word: string): word is AccessRole => accessRoles.some((role) => role === word);
