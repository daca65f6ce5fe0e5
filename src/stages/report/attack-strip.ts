import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";

/** A technique as a report shows it. `name` is the parent's and its own for a sub-technique; the id when the catalogue does not know it. */
export type LitTechnique = TechniqueClaim & { readonly name: string };
/** A tactic in matrix order with what is lit under it. `seen` is true when alerts name the tactic, even without a technique. */
export type TacticColumn = {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly seen: boolean;
  readonly techniques: readonly LitTechnique[];
};

/** What a case shows of ATT&CK. */
export type AttackStrip = {
  readonly columns: readonly TacticColumn[];
  /** Claims on techniques that this catalogue does not hold. */
  readonly elsewhere: readonly LitTechnique[];
};

/**
 * The matrix of a case: every tactic in matrix order. A technique that serves several tactics stands under those that the case shows;
 * when it shows none of them, under all.
 */
export function attackStrip(each: Pick<AssessmentCase, "techniques" | "tactics">, catalogue: AttackCatalogue): AttackStrip {
  const shown = new Set(each.tactics);
  const columns = catalogue
    .tactics()
    .map(({ id, name, shortName }) => ({ id, name, shortName, seen: shown.has(id), techniques: [] as LitTechnique[] }));
  const elsewhere: LitTechnique[] = [];
  for (const claim of each.techniques.toSorted((a, b) => b.confidence - a.confidence || (a.id < b.id ? -1 : 1))) {
    const tactics = meantTactics(claim.id, shown, catalogue);
    const lit = { ...claim, name: techniqueName(claim.id, catalogue) };
    if (tactics.length === 0) elsewhere.push(lit);
    for (const column of columns) if (tactics.includes(column.id)) column.techniques.push(lit);
  }
  return { columns, elsewhere };
}

/** The tactics of a technique that are meant here; its parent's when it has none of its own; empty when the catalogue does not know it. */
export function meantTactics(id: string, shown: ReadonlySet<string>, catalogue: AttackCatalogue): readonly string[] {
  const all = catalogue.technique(catalogue.current(id) ?? id)?.tactics ?? [];
  const meant = all.filter((tactic) => shown.has(tactic));
  return meant.length > 0 ? meant : all;
}

/** `Command and Scripting Interpreter: PowerShell`, as people know it. */
export function techniqueName(id: string, catalogue: AttackCatalogue): string {
  const facts = catalogue.technique(id);
  if (!facts) return id;
  const parent = facts.parent === undefined ? undefined : catalogue.technique(facts.parent);
  return parent ? `${parent.name}: ${facts.name}` : facts.name;
}
