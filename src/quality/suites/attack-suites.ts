import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { parse } from "yaml";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { isTechniqueId, parentTechnique } from "../../core/attack/attack.ts";
import type { Bench, Suite, SuiteResult } from "../suite.ts";
import { shareFigure, unnamed } from "../suite.ts";

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

/**
 * Recordings of single attack steps; the folder names tactic and technique. Techniques count in the order in which a report names them: the
 * most urgent case first, within a case the surest. "Tactic first" asks for the first tactic of the first case, the strictest reading of
 * "right"; "named by a case" for the tactic anywhere. Folders file one technique under one tactic, where ATT&CK gives many of them several.
 */
export const evtxMitre: Suite = {
  name: "evtx-mitre",
  rules: sigmaFolders,
  builtin: true,
  data: ["evtx-mitre"],
  quick: true,
  measures:
    "Recordings of single attack steps, each investigated as a world of its own; the folder names tactic and technique. Nothing is fitted to them.",
  async recordings(bench) {
    const found = await labelledInputs(bench);
    return found.map(({ input, label }, at) => ({ name: label.name, input: unnamed(input, at + 1), truth: "attack" }));
  },
  async run(bench) {
    const labelled: Labelled[] = [];
    for (const { input, label } of await labelledInputs(bench))
      labelled.push({ ...label, said: answersOf(await bench.investigate(input)) });
    return resultOf("evtx-mitre", labelled, [
      { figure: "technique first", right: (rank) => rank === 0, target: 0.55 },
      { figure: "technique among the first three", right: (rank) => rank >= 0 && rank < 3, target: 0.75 },
    ]);
  },
};

async function labelledInputs(bench: Pick<Bench, "data" | "findInputs" | "catalogue">) {
  const root = join(bench.data, "evtx-mitre");
  const { inputs } = await bench.findInputs([root]);
  return inputs
    .filter(({ path }) => path.endsWith(".evtx"))
    .flatMap((input) => {
      const label = labelOf(relative(root, input.path), bench);
      return label ? [{ input, label }] : [];
    });
}

function labelOf(
  path: string,
  { catalogue }: Pick<Bench, "catalogue">,
): { name: string; techniques: string[]; tactics: string[] } | undefined {
  const [tacticFolder = "", techniqueFolder = ""] = path.split("/");
  const tactic = /^TA\d{4}/.exec(tacticFolder)?.[0];
  const technique = /^(T\d{4})(\.\d{3})?/.exec(techniqueFolder)?.[0];
  if (!tactic || !technique || !isTechniqueId(technique)) return undefined;
  return { name: path, techniques: [catalogue().current(technique) ?? technique], tactics: [tactic] };
}

type Wanted = { readonly figure: string; readonly right: (rank: number) => boolean; readonly target: number };

function resultOf(suite: string, labelled: readonly Labelled[], wanted: readonly Wanted[]): SuiteResult {
  const ranked = wanted.map(({ figure, right, target }) =>
    shareFigure({ suite, figure, right: labelled.filter((each) => right(rankOf(each))).length, of: labelled.length, target }),
  );
  const tacticRight = labelled.filter(({ tactics, said }) => said.tactic !== undefined && tactics.includes(said.tactic)).length;
  const tacticNamed = labelled.filter(({ tactics, said }) => tactics.some((tactic) => said.tactics.includes(tactic))).length;
  const figures = [
    ...ranked,
    shareFigure({ suite, figure: "tactic named by a case", right: tacticNamed, of: labelled.length, target: 0.85 }),
    shareFigure({ suite, figure: "tactic first", right: tacticRight, of: labelled.length, target: 0.85 }),
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

const firstTechniques = 5;
type Recall = { found: number; wanted: number };

/**
 * Archives of recorded attacks with their techniques; recall of the labelled ones among the first five said, at parent level.
 *
 * An archive's techniques are taken case by case, the most urgent case first, since that is the order in which a report is read; taken by
 * confidence over all cases the figure was the same when both were measured. Archives in which no record can be read (packet captures, which
 * are rejected as no evidence) have no case that could be right or wrong: the first figure leaves them out, the second counts them as missed.
 */
export const otrf: Suite = {
  name: "otrf",
  rules: sigmaFolders,
  builtin: true,
  data: ["otrf"],
  quick: true,
  measures:
    "Archives of recorded attacks, each investigated as a world of its own; labels come from the metadata beside them. Nothing is fitted to them.",
  async recordings(bench) {
    const root = join(bench.data, "otrf", "datasets");
    const labels = await otrfLabels(bench);
    const { inputs } = await bench.findInputs([root]);
    const labelled = inputs.map((input) => ({ input, name: relative(root, input.path) })).filter(({ name }) => labels.has(name));
    return labelled.map(({ input, name }, at) => ({ name, input: unnamed(input, at + 1), truth: "attack" }));
  },
  async run(bench) {
    const root = join(bench.data, "otrf", "datasets");
    const labels = await otrfLabels(bench);
    const { inputs } = await bench.findInputs([root]);
    const read: Recall = { found: 0, wanted: 0 };
    const unread: Recall = { found: 0, wanted: 0 };
    const missed: string[] = [];
    const unreadable: string[] = [];
    for (const input of inputs) {
      const path = relative(root, input.path);
      const techniques = labels.get(path);
      if (!techniques) continue;
      const assessment = await bench.investigate(input);
      const isReadable = assessment.inputs.some(({ events, alerts }) => events + alerts > 0);
      if (!isReadable) unreadable.push(path);
      const said = new Set([...new Set(answersOf(assessment).techniques.map(parentTechnique))].slice(0, firstTechniques));
      const recall = isReadable ? read : unread;
      for (const technique of techniques) {
        recall.wanted++;
        if (said.has(technique)) recall.found++;
        else if (isReadable) missed.push(`${technique} in ${basename(path)}`);
      }
    }
    const figure = "technique recall among the first five";
    const right = read.found + unread.found;
    const of = read.wanted + unread.wanted;
    return {
      figures: [
        shareFigure({ suite: "otrf", figure, right: read.found, of: read.wanted, target: 0.6 }),
        shareFigure({ suite: "otrf", figure: `${figure}, packets counted`, right, of, target: 0.6 }),
      ],
      notes: [
        `missed: ${missed.slice(0, confusionsShownMax).join(", ") || "none"}`,
        `no record can be read in ${unreadable.length}: ${unreadable.slice(0, confusionsShownMax).join(", ") || "none"}`,
      ],
    };
  },
};

/** The labelled techniques of each file, at parent level, by its path below "datasets": host and network archives share their names. */
async function otrfLabels({
  data,
  findInputs,
  catalogue,
}: Pick<Bench, "data" | "findInputs" | "catalogue">): Promise<Map<string, Set<string>>> {
  const labels = new Map<string, Set<string>>();
  const { inputs } = await findInputs([join(data, "otrf", "_metadata")]);
  for (const { path } of inputs) {
    const described = parse(await readFile(path, "utf8")) as {
      files?: { link?: string }[];
      attack_mappings?: { technique?: string }[];
    } | null;
    const techniques = (described?.attack_mappings ?? []).flatMap(({ technique }) =>
      technique ? [parentTechnique(catalogue().current(technique) ?? technique)] : [],
    );
    for (const { link } of described?.files ?? []) {
      const below = link?.split("/datasets/")[1];
      if (below) labels.set(below, new Set([...(labels.get(below) ?? []), ...techniques]));
    }
  }
  return labels;
}
