import { createHash } from "node:crypto";
import type { Assessment } from "../../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../../core/attack/attack.ts";

/** The assessment as a STIX 2.1 bundle. */
export function stixBundle(assessment: Assessment, _catalogue: AttackCatalogue): string {
  const hex = createHash("sha256").update(JSON.stringify(assessment.cases)).digest("hex");
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return `${JSON.stringify({ type: "bundle", id: `bundle--${id}` })}\n`;
}
