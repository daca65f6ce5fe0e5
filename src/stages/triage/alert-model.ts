import { z } from "zod";
import { damagedModel, Packed, packFloats, readModelFile, unpackFloats, writeModelFile } from "../../learning/model-file.ts";
import { softmax } from "../../learning/probability.ts";
import { packTrees, TreesFile, unpackTrees } from "../../learning/trees/file.ts";
import type { TreesModel } from "../../learning/trees/model.ts";
import { treesScores } from "../../learning/trees/score.ts";
import { activities, classesCount } from "./neighbourhood/activity.ts";
import { type KnownRule, knownRulesMax, type Reading, recordPrior } from "./neighbourhood/known-rules.ts";
import { columns } from "./neighbourhood/rows.ts";

/** The trained model of triage: rules that it knows by their text, and trees over an alert's neighbourhood. Class 0 of the trees is "no attack". */
export type AlertModel = { readonly name: string; readonly knownRules: readonly KnownRule[]; readonly trees: TreesModel };

/** What the trees make of one row: log-odds and probability that an attack is behind it, the likeliest activity, and whether that is likelier than none. */
export type RowScore = {
  readonly logOdds: number;
  readonly maliciousness: number;
  readonly activity: number;
  readonly isLikely: boolean;
};

/** Scores one row: the log-odds are those of all activities together against no attack. */
export function scoreRow(trees: TreesModel, row: Float32Array): RowScore {
  const shares = softmax(treesScores(trees, row));
  const none = Math.min(1 - shareMin, Math.max(shareMin, shares[0]!));
  let activity = 0;
  for (let each = 1; each + 1 < shares.length; each++) if (shares[each + 1]! > shares[activity + 1]!) activity = each;
  return { logOdds: Math.log((1 - none) / none), maliciousness: 1 - none, activity, isLikely: shares[activity + 1]! > none };
}

/** Shares are kept this far off certainty. */
const shareMin = 1e-6;

/**
 * Scores an alert by its row and, where its rule often meant an attack, by the rule's own record, whichever says more: a rule that as good as always
 * means an attack means one where nothing else of the attack is seen.
 */
export function scoreAlert(trees: TreesModel, row: Float32Array, reading: Reading): RowScore & { readonly record: number } {
  const byRow = scoreRow(trees, row);
  const share = (reading.attacks + recordPrior.attacks) / (reading.occasions + recordPrior.occasions);
  const record = Math.log(share / (1 - share));
  if (share < tellingShare || record <= byRow.logOdds) return { ...byRow, record };
  let activity = byRow.activity;
  if (!byRow.isLikely && record > 0)
    activity = reading.shares.subarray(1).reduce((best, value, at, all) => (value > all[best]! ? at : best), 0);
  return { logOdds: record, maliciousness: share, activity, isLikely: byRow.isLikely || record > 0, record };
}

/** A rule that meant an attack less often than this says nothing by itself. */
const tellingShare = 0.3;

const kind = "triage";
const ruleLengthMax = 1_000;

const File = z.strictObject({
  name: z.string().max(64),
  columns: z.array(z.string()),
  activities: z.array(z.string()),
  rules: z.array(z.string().max(ruleLengthMax)).max(knownRulesMax),
  masses: Packed,
  occasions: z.array(z.number().min(0)).max(knownRulesMax),
  attacks: z.array(z.number().min(0)).max(knownRulesMax),
  trees: TreesFile,
});

/** The text of the model's file. */
export function writeAlertModel({ name, knownRules, trees }: AlertModel): string {
  const body: z.infer<typeof File> = {
    name,
    columns: columns.map((column) => column.name),
    activities: activities.map((activity) => activity.name),
    rules: knownRules.map(({ text }) => text),
    masses: packFloats(Float32Array.from(knownRules.flatMap(({ masses }) => masses))),
    occasions: knownRules.map(({ occasions }) => occasions),
    attacks: knownRules.map(({ attacks }) => attacks),
    trees: packTrees(trees),
  };
  return writeModelFile({ kind, body });
}

/** The model in a file's text. Throws model/damaged when it does not hold together or was made for other columns or activities. */
export function readAlertModel(text: string): AlertModel {
  const file = File.safeParse(readModelFile(text, kind));
  if (!file.success) throw damagedModel("the model of triage has another shape");
  const { name, rules, masses: packed, trees: packedTrees } = file.data;
  const masses = unpackFloats(packed);
  const trees = unpackTrees(packedTrees);
  const fits =
    file.data.columns.join("\n") === columns.map((column) => column.name).join("\n") &&
    file.data.activities.join("\n") === activities.map((activity) => activity.name).join("\n") &&
    masses.length === rules.length * classesCount &&
    file.data.occasions.length === rules.length &&
    file.data.attacks.every((attacks, at) => attacks <= file.data.occasions[at]!) &&
    file.data.attacks.length === rules.length &&
    trees.columnsCount === columns.length &&
    trees.outputs === classesCount;
  if (!fits) throw damagedModel("it was made for other columns than this version has");
  const knownRules = rules.map((text, at) => ({
    text,
    masses: [...masses.subarray(at * classesCount, (at + 1) * classesCount)],
    occasions: file.data.occasions[at]!,
    attacks: file.data.attacks[at]!,
  }));
  return { name, knownRules, trees };
}
