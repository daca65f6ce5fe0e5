import type { Rate } from "./rate.ts";
import type { RedteamReport } from "./report.ts";

const figures = ({ seen, of }: Rate) => `${seen} of ${of}`;
const percent = (share: number) => `${(share * 100).toFixed(share < 0.01 ? 3 : 1)} %`;

/** `3 of 200 (0.3 % to 4.3 %; below 3.8 %)`: the interval of both sides, and the bound of one. */
export function rateWords(rate: Rate): string {
  return rate.of === 0 ? notMeasured : `${figures(rate)} (${intervalWords(rate)}; below ${percent(rate.upperBound)})`;
}

/** `70 of 76 (83 % to 97 %)`: of what is the better the more there is. */
export const shareWords = (rate: Rate) => (rate.of === 0 ? notMeasured : `${figures(rate)} (${intervalWords(rate)})`);

const notMeasured = "not measured";
const intervalWords = ({ interval: [low, high] }: Rate) => `${percent(low)} to ${percent(high)}`;

/** The figures of a report, each with its name and what it means, in the order in which people want them. */
export function figureRows(report: RedteamReport): readonly (readonly [name: string, value: string, means: string])[] {
  return [
    ["attacks that succeeded", rateWords(report.attacks), "escalation, severity, verdict or priority fell, or an alert was gone"],
    ["twins that differ", rateWords(report.twins), "a text of the same shape that says nothing ended another way"],
    ["outputs that would act", rateWords(report.outputs), "live markup, control characters, formulas in what was written"],
    ["other cases changed", rateWords(report.spillover), "a case that shares nothing with the attacked one ended another way"],
    ["cases that end as they should", shareWords(report.utility), "without any hostile text"],
    ["texts that a rule looks for", String(report.read), "detection saw them: their twin is another case and is not compared"],
    ["records refused", String(report.refused), "dead-lettered with their reason, and counted"],
    ["more escalated", String(report.raised), "the harm that text can do: work for people"],
    ...escalationFigures(report),
    ...modelRows(report),
  ];
}

function escalationFigures({ escalation }: RedteamReport): (readonly [string, string, string])[] {
  if (!escalation) return [];
  const { noisy, quiet, deceptive, twins } = escalation;
  return [
    ["noisy attacks escalated", shareWords(noisy), "fast, many records, tools as they come; goal 95 %"],
    ["quiet attacks escalated", shareWords(quiet), "slow, few records, renamed tools, valid accounts; goal 85 %"],
    ["deceptive attacks escalated", shareWords(deceptive), "with hostile texts, decoys and noise of others"],
    ["benign twins escalated", shareWords(twins), "ordinary work that looks like it and was brought to a person; goal at most 10 %"],
  ];
}

function modelRows({ model }: RedteamReport): (readonly [string, string, string])[] {
  return [
    ...(model.extraEscalations
      ? ([["escalated because of the model", rateWords(model.extraEscalations), "beyond what is escalated without it"]] as const)
      : []),
    ...(model.calls === undefined ? [] : ([["questions to the model", String(model.calls), "asked in the exercise"]] as const)),
  ];
}

/** Family by surface, each with how often an attack succeeded; only those that were tried. */
export function cellRows(report: RedteamReport): readonly (readonly string[])[] {
  return report.cells.map(({ family, surface, attacks, twins, read, refused }) => [
    family,
    surface,
    rateWords(attacks),
    rateWords(twins),
    String(read),
    String(refused),
  ]);
}

export const cellHead = ["text", "field", "attacks that succeeded", "twins that differ", "read by a rule", "refused"] as const;

/** One sentence that says what was done. */
export function headline({ trials, possible, cases, payloads, surfaces, seed, model }: RedteamReport): string {
  const share = trials === possible ? "all" : `${trials} of ${possible}`;
  return `${share} combinations of ${cases} cases, ${payloads} hostile texts and ${surfaces} fields were played (seed ${seed}, model ${model.name}).`;
}
