import type { AttackCatalogue } from "../../core/attack/attack.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import { inline } from "../../core/report/inline.ts";
import type { Drills } from "./drill.ts";

/** What is asked of a rule: the techniques that it names and the log that it reads; a correlation has an empty log source. */
export type CoveringRule = { readonly title: string; readonly techniques: readonly string[]; readonly logSource: LogSource };

/**
 * What is known of one technique here: how often it was used in drills and named by the attack's case, how many rules name it, and which logs these rules
 * read. Whether a technique can be seen at all in those logs is not said: the catalogue holds no data components.
 */
export type CoveredTechnique = {
  readonly technique: string;
  readonly name: string;
  readonly tactics: readonly string[];
  readonly drilled: number;
  readonly named: number;
  readonly rules: number;
  readonly sources: readonly string[];
};

/** Everything that drills or rules say of techniques, in the order of their ids. Ids that the catalogue does not know are left out. */
export function coverageOf(drills: Drills, rules: readonly CoveringRule[], catalogue: AttackCatalogue): readonly CoveredTechnique[] {
  const drilled = new Map(drills.techniques.map((each) => [each.technique, each]));
  const byTechnique = new Map<string, CoveringRule[]>();
  for (const rule of rules)
    for (const id of new Set(rule.techniques.flatMap((given) => catalogue.current(given) ?? [])))
      byTechnique.set(id, [...(byTechnique.get(id) ?? []), rule]);
  return [...new Set([...drilled.keys(), ...byTechnique.keys()])].toSorted().flatMap((technique) => {
    const facts = catalogue.technique(technique);
    if (!facts) return [];
    const own = byTechnique.get(technique) ?? [];
    return [
      {
        technique,
        name: facts.name,
        tactics: facts.tactics,
        drilled: drilled.get(technique)?.of ?? 0,
        named: drilled.get(technique)?.mapped ?? 0,
        rules: own.length,
        sources: [...new Set(own.map(({ logSource }) => sourceWords(logSource)))].filter((words) => words !== "").toSorted(),
      },
    ];
  });
}

const sourceWords = ({ product, service, category }: LogSource) =>
  [product, service ?? category].filter((word) => word !== undefined).join(" ");

/** How much speaks for it, 0 to 100: seen in a drill, never seen though drilled, or only named by rules that no drill has tried. */
export function scoreOf({ drilled, named, rules }: CoveredTechnique): number {
  if (drilled > 0) return named === 0 ? 5 : 50 + Math.round((50 * named) / drilled);
  return rules > 0 ? 30 : 0;
}

/** The layer format that we write, and a Navigator that reads it (github.com/mitre-attack/attack-navigator, layers/spec/v4.5). */
const layerVersion = "4.5";
const navigatorVersion = "5.1.0";

/** The same as a layer for the ATT&CK Navigator. */
export function coverageLayer(covered: readonly CoveredTechnique[], catalogue: AttackCatalogue): string {
  const shortNames = new Map(catalogue.tactics().map(({ id, shortName }) => [id, shortName]));
  const layer = {
    name: "Watchkeeper coverage",
    versions: { attack: catalogue.version.split(".")[0], navigator: navigatorVersion, layer: layerVersion },
    domain: "enterprise-attack",
    description: `Seen in drills, in rules, in logs. 50 to 100: drilled and named by the attack's case, 100 always. 30: named by rules, not drilled. 5: drilled and never named. ATT&CK ${catalogue.version}.`,
    techniques: covered.flatMap((each) =>
      each.tactics.flatMap((tactic) => {
        const shortName = shortNames.get(tactic);
        return shortName === undefined
          ? []
          : [{ techniqueID: each.technique, tactic: shortName, score: scoreOf(each), enabled: true, comment: commentOf(each) }];
      }),
    ),
    gradient: { colors: ["#f4d9d0", "#e8f0f7", "#1f4e79"], minValue: 0, maxValue: 100 },
  };
  return `${JSON.stringify(layer, undefined, 2)}\n`;
}

const commentOf = ({ drilled, named, rules, sources }: CoveredTechnique) =>
  `drills: ${drilled === 0 ? "not drilled" : `named in ${named} of ${drilled}`}; rules: ${rules}; logs: ${sources.join(", ") || "none"}`;

const cell = (text: string) => inline(text, 300).replace(/[|<>[\]`*_&\\]/g, (mark) => `\\${mark}`);

/** The same as a table in Markdown. */
export function coverageMarkdown(covered: readonly CoveredTechnique[]): string {
  const drilled = covered.filter((each) => each.drilled > 0);
  const unseen = drilled.filter(({ named }) => named === 0);
  const rows = covered.map((each) => {
    const drills = each.drilled === 0 ? "not drilled" : `named in ${each.named} of ${each.drilled}`;
    return `| ${[each.technique, each.name, drills, String(each.rules), each.sources.join(", ")].map(cell).join(" | ")} |\n`;
  });
  return [
    "# ATT&CK coverage\n\n",
    `${covered.length} techniques: ${drilled.length} drilled, ${drilled.length - unseen.length} of these named by a case of the attack at least once; ${covered.filter(({ rules }) => rules > 0).length} named by rules.\n\n`,
    "| technique | name | in drills | rules | logs that these rules read |\n|---|---|---|---|---|\n",
    ...rows,
  ].join("");
}
