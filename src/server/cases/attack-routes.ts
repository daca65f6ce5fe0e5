import type { z } from "zod";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { type AttackCatalogue, parentTechnique } from "../../core/attack/attack.ts";
import { attackStrip, type LitTechnique } from "../../stages/report/attack-strip.ts";
import { type CaseAttack, type CaseTechnique, caseAttackOperations } from "../contract/attack.ts";
import { defineRoute, type Route } from "../route.ts";
import { concludedRow } from "./case-facts.ts";

const aliasesMax = 12;

/** The route about what a case shows of ATT&CK. */
export const caseAttackRoutes: readonly Route[] = [
  defineRoute({
    ...caseAttackOperations.readCaseAttack,
    handle: async ({ desk, params: { id } }) => attackOf((await concludedRow(desk, id)).detail, desk.catalogue()),
  }),
];

function attackOf(detail: AssessmentCase, catalogue: AttackCatalogue): z.input<typeof CaseAttack> {
  const { columns, elsewhere } = attackStrip(detail, catalogue);
  return {
    version: catalogue.version,
    tactics: columns.map(({ id, name, seen, techniques }) => ({ id, name, seen, techniques: familiesOf(techniques, catalogue) })),
    elsewhere: elsewhere.map((lit) => ({ id: lit.id, name: lit.name, claim: claimOf(lit) })),
    actors: actorsOf(detail, catalogue),
  };
}

const claimOf = ({ confidence, evidence }: LitTechnique) => ({ confidence, evidence: [...evidence] });

/** Sub-techniques stand under their technique; a family stands where its surest member does. */
function familiesOf(lit: readonly LitTechnique[], catalogue: AttackCatalogue): z.input<typeof CaseTechnique>[] {
  const families = new Map<string, z.input<typeof CaseTechnique>>();
  for (const each of lit) {
    const id = parentTechnique(each.id);
    const family = families.get(id) ?? { id, name: catalogue.technique(id)?.name ?? id, claim: null, subTechniques: [] };
    families.set(id, family);
    if (each.id === id) family.claim = claimOf(each);
    else family.subTechniques.push({ id: each.id, name: catalogue.technique(each.id)?.name ?? each.id, claim: claimOf(each) });
  }
  return [...families.values()];
}

function actorsOf({ actors, techniques }: AssessmentCase, catalogue: AttackCatalogue): z.input<typeof CaseAttack>["actors"] {
  if (actors.length === 0) return [];
  const groups = new Map([...catalogue.groups()].map((group) => [group.id, group]));
  const seen = techniques.map(({ id }) => catalogue.current(id) ?? id);
  return actors.map(({ id, name, score, consistentWith }) => {
    const group = groups.get(id);
    const known = new Set(group?.techniques);
    return {
      id,
      name,
      aliases: (group?.aliases ?? []).filter((alias) => alias !== name).slice(0, aliasesMax),
      score,
      consistentWith,
      shared: seen.filter((technique) => known.has(technique)),
      techniquesKnown: known.size,
    };
  });
}
