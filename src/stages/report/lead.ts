import type { CaseReading } from "./reading.ts";

/** The verdict's own words without the list of evidence that follows them, when that list is drawn below; else all of them. */
export function leadOf({ case: { because }, decisive }: CaseReading): string {
  const colon = because.indexOf(": ");
  const listed = decisive.length > 0 && decisive.every(({ id }) => because.includes(`[${id}]`));
  return listed && colon > 0 ? `${because.slice(0, colon)}:` : because;
}
