import type { EvalReport, ReportedFigure } from "./eval-report.ts";
import { worseEnd } from "./eval-report.ts";

/** A figure that the gate does not let pass, in words. */
export type Fall = { readonly suite: string; readonly figure: string; readonly says: string };

/**
 * Holds what was measured against what the last release stored: a figure falls when it is worse than the worse end of its stored interval, or than
 * a floor that the suite itself states, and when a suite that ran no longer gives it at all.
 */
export function fallsOf(measured: EvalReport, stored: EvalReport | undefined): Fall[] {
  const before = new Map((stored?.figures ?? []).map((each) => [keyOf(each), each]));
  const ran = new Set(measured.suites.filter(({ status }) => status === "ran").map(({ name }) => name));
  const now = new Set(measured.figures.map(keyOf));
  const worse = measured.figures.flatMap((figure) => {
    const held = before.get(keyOf(figure));
    const bounds = [
      ...(figure.floor === undefined ? [] : [{ bound: figure.floor, name: "its floor" }]),
      ...(held === undefined ? [] : [{ bound: worseEnd(held), name: "the interval of the last release" }]),
    ];
    const broken = bounds.find(({ bound }) => (figure.better === "higher" ? figure.value < bound : figure.value > bound));
    return broken
      ? [fall(figure, `is ${shownValue(figure, figure.value)}, worse than ${broken.name}, ${shownValue(figure, broken.bound)}`)]
      : [];
  });
  const gone = [...before.values()].filter((each) => ran.has(each.suite) && !now.has(keyOf(each)));
  return [...worse, ...gone.map((figure) => fall(figure, "is measured no longer, and the last release promised it"))];
}

const keyOf = ({ suite, figure }: Pick<ReportedFigure, "suite" | "figure">) => JSON.stringify([suite, figure]);
const fall = ({ suite, figure }: ReportedFigure, says: string): Fall => ({ suite, figure, says });

/** A share in percent, any other number with three digits. */
export function shownValue({ unit }: Pick<ReportedFigure, "unit">, value: number): string {
  return unit === "share" ? `${(value * 100).toFixed(1)} %` : value.toFixed(3);
}
