import { isMet } from "./eval-report.ts";
import { shownValue } from "./gate.ts";
import { trainingLicence } from "./licence.ts";
import type { Recipe, Trained } from "./recipe.ts";
import type { Figure } from "./suite.ts";

/** What a card says beside what training gave: digests (`sha256:…`) of each data folder, of the code and of the weights. */
export type CardFacts = {
  readonly version: string;
  readonly data: readonly { readonly folder: string; readonly files: number; readonly digest: string }[];
  readonly code: { readonly files: number; readonly digest: string };
  readonly weights: { readonly bytes: number; readonly digest: string };
};

/** The card of a model as Markdown: same recipe, data and code, same bytes. */
export function modelCard(recipe: Pick<Recipe, "name" | "purpose" | "data" | "seed">, { card }: Trained, facts: CardFacts): string {
  const lines = [
    `# ${recipe.name}`,
    "",
    `<!-- Written by \`watchkeeper train ${recipe.name}\`; train again instead of editing. -->`,
    "",
    ...(recipe.purpose ? [recipe.purpose, ""] : []),
    "## Data",
    "",
    card.trainedOn,
    "",
    "| folder | source | licence | files | digest |",
    "|---|---|---|--:|---|",
    ...facts.data.map(dataRow),
    "",
    "## Split",
    "",
    card.split,
    ...(card.looks ? ["", `Figures on held-back rows were looked at: ${card.looks}`] : []),
    "",
    "## Figures on held-back rows",
    "",
    ...figureLines(card.figures),
    "",
    "## Known weaknesses",
    "",
    ...(card.weaknesses.length > 0
      ? card.weaknesses.map((sentence) => `- ${sentence}`)
      : ["None was written down, which is a weakness of this card."]),
    "",
    "## Made by",
    "",
    `Watchkeeper ${facts.version}, \`watchkeeper train ${recipe.name} --data DIR\`, seed ${recipe.seed}. The same data and code give the same bytes.`,
    "",
    `- code: ${facts.code.digest} over ${facts.code.files} source files (the recipe and all that it imports)`,
    `- weights: ${facts.weights.digest}, ${facts.weights.bytes} bytes`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The lines of a card that a training since then changes, by what they are about. */
const cardLines: readonly (readonly [string, (line: string) => boolean])[] = [
  ["code", (line) => line.startsWith("- code: ")],
  ["version", (line) => /^Watchkeeper \S+, `watchkeeper train /.test(line)],
  ["data", (line) => /^\| \S+ \|.*\| sha256:[0-9a-f]{64} \|$/.test(line)],
];

/** What a shipped card says otherwise than one made now: "code", "version", "data", "figures or words"; nothing when they are the same. */
export function staleParts(shipped: string, made: string): string[] {
  const isNamed = (line: string) => cardLines.some(([, is]) => is(line));
  const parts = [...cardLines, ["figures or words", (line: string) => !isNamed(line)] as const];
  const pick = (card: string, is: (line: string) => boolean) => card.split("\n").filter(is).join("\n");
  return parts.filter(([, is]) => pick(shipped, is) !== pick(made, is)).map(([part]) => part);
}

function dataRow({ folder, files, digest }: CardFacts["data"][number]): string {
  const { source, licence } = trainingLicence(folder);
  return `| ${folder} | ${source} | ${licence} | ${files} | ${digest} |`;
}

function figureLines(figures: readonly Figure[]): string[] {
  if (figures.length === 0) return ["None was measured, which is a weakness of this card."];
  const rows = figures.map((each) => {
    const shown = (value: number | undefined) => (value === undefined ? "–" : shownValue(each, value));
    const met = isMet(each);
    const cells = [
      `${each.figure}${each.better === "lower" ? " (less is better)" : ""}`,
      shown(each.value),
      `${shown(each.interval[0])} to ${shown(each.interval[1])}`,
      each.right === undefined ? String(each.of) : `${each.right}/${each.of}`,
      shown(each.baseline),
      shown(each.goal),
      met === undefined ? "" : met ? "yes" : "**no**",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| figure | value | 95 % interval | n | baseline | goal | met |", "|---|--:|--:|--:|--:|--:|:-:|", ...rows];
}
