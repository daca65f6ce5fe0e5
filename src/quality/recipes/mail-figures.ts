import { thresholdAtFalsePositiveRate } from "../../learning/metrics.ts";
import { type Figure, shareFigure } from "../suite.ts";
import type { trainMailModel } from "./mail-training.ts";

/** What the held-out made and ordinary mails of training come to; on real phishing the suite `phish` tells. */
export function madeFigures({ weighed, sums }: ReturnType<typeof trainMailModel>, suite: string): readonly Figure[] {
  const labels = weighed.map(({ mail }) => (mail.isPhishing ? 1 : 0));
  const bar = thresholdAtFalsePositiveRate(sums, labels, 0.01);
  const above = (which: (index: number) => boolean) => {
    const rows = [...weighed.keys()].filter(which);
    return { right: rows.filter((index) => sums[index]! >= bar).length, of: rows.length };
  };
  const share = (figure: string, which: (index: number) => boolean) => shareFigure({ suite, figure, ...above(which), target: 0, floor: 0 });
  return [
    share("made phishing of unseen themes, recall at 1 % false alarms", (index) => labels[index] === 1),
    {
      ...share("ordinary mail that somebody sent, false alarms at that bar", (index) => weighed[index]!.mail.kind === "ham"),
      better: "lower",
      floor: undefined,
    },
  ];
}
