import { logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import type { Challenger, Comparison, Correction } from "../../core/learning/learning.ts";
import { bootstrapInterval } from "../bootstrap.ts";
import { correctionDigest, fitCorrection, openCorrection, type Row } from "./correction.ts";

/** The newest share of the verdicts is held back: what was learned is tried on what came after. */
const heldBackShare = 0.3;
const seed = 20_261_123;
/** Held-back attacks at or above this are found. */
const foundFrom = 0.5;

/** What is in use: its digest and correction; both absent for the shipped model alone. */
export type Champion = { readonly digest: string; readonly correction: Correction } | undefined;

/**
 * Learns a correction from the older verdicts and compares it with what is in use on the newer ones, which the challenger has not seen.
 * A group that reaches over the cut is held back whole, so that no case is on both sides.
 */
export function challenge(rows: readonly Row[], champion: Champion): Challenger {
  const { older, newer } = cut(rows);
  const correction = fitCorrection(older);
  const comparison = compareOn(newer, { champion: champion?.correction, challenger: correction, trainedOn: older.length });
  return { digest: correctionDigest(correction), correction, comparison, ...(champion && { champion: champion.digest }) };
}

/** Rows before and after the cut in time. */
function cut(rows: readonly Row[]): { older: Row[]; newer: Row[] } {
  const at = Math.ceil(rows.length * (1 - heldBackShare));
  const late = new Set(rows.slice(at).map(groupOf));
  return { older: rows.filter((row) => !late.has(groupOf(row))), newer: rows.filter((row) => late.has(groupOf(row))) };
}

const groupOf = ({ label: { world, group } }: Row) => JSON.stringify([world, group]);

type Contest = { readonly champion: Correction | undefined; readonly challenger: Correction; readonly trainedOn: number };

/** Mean logarithmic losses on rows that the challenger was not trained on, with the interval of their difference over whole groups. */
export function compareOn(rows: readonly Row[], { champion, challenger, trainedOn }: Contest): Comparison {
  const scoreBy = (correction: Correction | undefined) => {
    const shiftOf = correction && openCorrection(correction);
    return ({ label }: Row) => probabilityOf(logOddsOf(label.maliciousness) + (shiftOf?.(label)?.logOdds ?? 0));
  };
  const [before, after] = [scoreBy(champion), scoreBy(challenger)];
  const scored = rows.map((row) => ({ row, before: before(row), after: after(row) }));
  const lossOf = (pick: "before" | "after") => (sample: typeof scored) => mean(sample, (each) => lossAt(each[pick], each.row.isAttack));
  const groups = [...Map.groupBy(scored, ({ row }) => groupOf(row)).values()];
  const gainOf = (sample: typeof scored) => lossOf("before")(sample) - lossOf("after")(sample);
  const attacks = scored.filter(({ row }) => row.isAttack === 1);
  const attackGroups = [...Map.groupBy(attacks, ({ row }) => groupOf(row)).values()].map((group) => ({
    before: Math.max(...group.map((each) => each.before)),
    after: Math.max(...group.map((each) => each.after)),
  }));
  const interval = bootstrapInterval({ groups, statistic: (sample) => gainOf(sample.flat()), samples: 1_000, seed });
  return {
    trainedOn,
    heldBack: rows.length,
    groups: groups.length,
    championLoss: rounded(lossOf("before")(scored)),
    challengerLoss: rounded(lossOf("after")(scored)),
    gain: rounded(gainOf(scored)),
    gainInterval: [rounded(interval[0]), rounded(interval[1])],
    attacks: attacks.length,
    attacksLost: attacks.filter(isLost).length,
    attacksFound: attacks.filter(isFound).length,
    attackGroups: attackGroups.length,
    attackGroupsLost: attackGroups.filter(isLost).length,
    attackGroupsFound: attackGroups.filter(isFound).length,
  };
}

type Scores = { readonly before: number; readonly after: number };
const isLost = ({ before, after }: Scores) => before >= foundFrom && after < foundFrom;
const isFound = ({ before, after }: Scores) => before < foundFrom && after >= foundFrom;

function mean<T extends { readonly row: Row }>(sample: readonly T[], of: (each: T) => number): number {
  let sum = 0;
  let weight = 0;
  for (const each of sample) {
    sum += of(each) * each.row.weight;
    weight += each.row.weight;
  }
  return weight === 0 ? 0 : sum / weight;
}

const lossAt = (probability: number, isAttack: 0 | 1) => -Math.log(Math.max(1e-6, isAttack === 1 ? probability : 1 - probability));
/** Four digits; what is no number (nothing was held back) is no gain. */
const rounded = (value: number) => (Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : 0);
