/** What these facts hold that a password or a second factor could be found from. It is for the fold alone: nobody is shown it, and no export opens it. */
const withheldFields: ReadonlyMap<string, readonly string[]> = new Map([
  ["PasswordSet", ["hash"]],
  ["TotpEnrolled", ["sealed"]],
  ["RecoveryCodesMade", ["hashes"]],
]);

/** The types of those facts. */
export const withheldTypes: readonly string[] = [...withheldFields.keys()];

/** Whether facts of a type hold something that is withheld from whoever reads the record: an evidence pack holds them without what opens them. */
export const isWithheld = (type: string): boolean => withheldFields.has(type);

/** The JSON text of a fact as people may read it: without the fields that are withheld, whose names stand in `withheld`. Any other fact is as it was. */
export function readableEvent(type: string, event: string): string {
  const fields = withheldFields.get(type);
  if (!fields) return event;
  const kept = Object.entries(JSON.parse(event) as object).filter(([name]) => !fields.includes(name));
  return JSON.stringify({ ...Object.fromEntries(kept), withheld: fields });
}
