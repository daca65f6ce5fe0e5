import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { parse } from "yaml";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { isTechniqueId, parentTechnique } from "../../core/attack/attack.ts";
import type { Bench, Suite, SuiteResult } from "./suite.ts";
import { figureOf } from "./suite.ts";

const sigmaFolders = ["sigma/rules", "sigma/rules-emerging-threats"] as const;
const confusionsShownMax = 15;

/** What an assessment says first: the techniques of its cases, the most urgent case first, and the tactic that is best supported. */
function answersOf({ cases }: Assessment): { techniques: string[]; tactic: string | undefined; tactics: readonly string[] } {
  const techniques = [...new Set(cases.flatMap((each) => each.techniques.map(({ id }) => id)))];
  return { techniques, tactic: cases[0]?.tactics[0], tactics: cases.flatMap((each) => each.tactics) };
}

/** A technique counts when it is the label, its parent or its child. */
function agrees(said: string, label: string): boolean {
  return said === label || (parentTechnique(said) === parentTechnique(label) && (!said.includes(".") || !label.includes(".")));
}

type Labelled = {
  readonly name: string;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly said: ReturnType<typeof answersOf>;
};

const rankOf = ({ techniques, said }: Labelled) => said.techniques.findIndex((id) => techniques.some((label) => agrees(id, label)));

/** Recordings of single attack steps; the folder names tactic and technique. */
export const evtxMitre: Suite = {
  name: "evtx-mitre",
  rules: sigmaFolders,
  builtin: true,
  async run(bench) {
    const root = join(bench.data, "evtx-mitre");
    const { inputs } = await bench.system.findInputs([root]);
    const labelled: Labelled[] = [];
    for (const input of inputs.filter(({ path }) => path.endsWith(".evtx"))) {
      const label = labelOf(relative(root, input.path), bench);
      if (label) labelled.push({ ...label, said: answersOf(await bench.investigate(input)) });
    }
    return resultOf("evtx-mitre", labelled, [
      { figure: "technique first", right: (rank) => rank === 0, target: 0.55, floor: 0.55 },
      { figure: "technique among the first three", right: (rank) => rank >= 0 && rank < 3, target: 0.75, floor: 0.75 },
    ]);
  },
};

function labelOf(path: string, { system }: Bench): { name: string; techniques: string[]; tactics: string[] } | undefined {
  const [tacticFolder = "", techniqueFolder = ""] = path.split("/");
  const tactic = /^TA\d{4}/.exec(tacticFolder)?.[0];
  const technique = /^(T\d{4})(\.\d{3})?/.exec(techniqueFolder)?.[0];
  if (!tactic || !technique || !isTechniqueId(technique)) return undefined;
  return { name: path, techniques: [system.catalogue().current(technique) ?? technique], tactics: [tactic] };
}

type Wanted = { readonly figure: string; readonly right: (rank: number) => boolean; readonly target: number; readonly floor: number };

function resultOf(suite: string, labelled: readonly Labelled[], wanted: readonly Wanted[]): SuiteResult {
  const ranked = wanted.map(({ figure, right, target, floor }) =>
    figureOf({ suite, figure, right: labelled.filter((each) => right(rankOf(each))).length, of: labelled.length, target, floor }),
  );
  const tacticRight = labelled.filter(({ tactics, said }) => said.tactic !== undefined && tactics.includes(said.tactic)).length;
  const tacticNamed = labelled.filter(({ tactics, said }) => tactics.some((tactic) => said.tactics.includes(tactic))).length;
  const figures = [
    ...ranked,
    figureOf({ suite, figure: "tactic named by a case", right: tacticNamed, of: labelled.length, target: 0.85, floor: 0.8 }),
    figureOf({ suite, figure: "tactic first", right: tacticRight, of: labelled.length, target: 0, floor: 0 }),
  ];
  return {
    figures,
    notes: [
      `${labelled.filter(({ said }) => said.techniques.length === 0).length} of ${labelled.length} raise nothing`,
      confusionsOf(labelled),
    ],
  };
}

function confusionsOf(labelled: readonly Labelled[]): string {
  const counts = new Map<string, number>();
  for (const each of labelled) {
    if (rankOf(each) === 0) continue;
    const key = `${each.techniques[0]} read as ${each.said.techniques[0] ?? "nothing"}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, confusionsShownMax);
  return `confusions: ${sorted.map(([key, count]) => `${key} (${count})`).join(", ")}`;
}

/** Archives of recorded attacks with their techniques; recall of the labelled ones among the first five said, at parent level. */
export const otrf: Suite = {
  name: "otrf",
  rules: sigmaFolders,
  builtin: true,
  async run(bench) {
    const labels = await otrfLabels(bench);
    const { inputs } = await bench.system.findInputs([join(bench.data, "otrf", "datasets")]);
    let found = 0;
    let wanted = 0;
    const missed: string[] = [];
    for (const input of inputs) {
      const techniques = labels.get(basename(input.path));
      if (!techniques) continue;
      const said = answersOf(await bench.investigate(input)).techniques.map(parentTechnique);
      const first = new Set([...new Set(said)].slice(0, 5));
      for (const technique of techniques) {
        wanted++;
        if (first.has(technique)) found++;
        else missed.push(`${technique} in ${basename(input.path)}`);
      }
    }
    return {
      figures: [
        figureOf({ suite: "otrf", figure: "technique recall among the first five", right: found, of: wanted, target: 0.6, floor: 0.6 }),
      ],
      notes: [`missed: ${missed.slice(0, confusionsShownMax).join(", ")}`],
    };
  },
};

async function otrfLabels({ data, system }: Bench): Promise<Map<string, Set<string>>> {
  const labels = new Map<string, Set<string>>();
  const { inputs } = await system.findInputs([join(data, "otrf", "_metadata")]);
  for (const { path } of inputs) {
    const described = parse(await readFile(path, "utf8")) as {
      files?: { link?: string }[];
      attack_mappings?: { technique?: string }[];
    } | null;
    const techniques = (described?.attack_mappings ?? []).flatMap(({ technique }) =>
      technique ? [parentTechnique(system.catalogue().current(technique) ?? technique)] : [],
    );
    for (const { link } of described?.files ?? [])
      if (link) labels.set(basename(link), new Set([...(labels.get(basename(link)) ?? []), ...techniques]));
  }
  return labels;
}
