import { createHash } from "node:crypto";
import { answerOf } from "../../core/indicator/answer.ts";
import { type IndicatorIndex, joinedIndex } from "../../core/indicator/index.ts";
import type { Observable } from "../../core/observable/observable.ts";
import type { FeedIndicators } from "./indicator-feeds.ts";

/** Indicators as the live analyst asks them. */
export type AskedIndicators = {
  readonly index: IndicatorIndex;
  readonly digest: string;
  readonly count: number;
  readonly sightingOf: (
    observable: Pick<Observable, "type" | "value">,
    atMs: number,
  ) => "known-bad" | "suspicious" | "known-good" | undefined;
};

/** The lists in files and those of feeds as one; the files alone, as they are, where feeds say nothing. */
export function joinIndicators(files: AskedIndicators, feeds: FeedIndicators): AskedIndicators {
  if (feeds.count === 0) return files;
  const index = joinedIndex([files.index, feeds.index]);
  return {
    index,
    count: files.count + feeds.count,
    digest: `sha256:${createHash("sha256").update(`${files.digest}\n${feeds.digest}`).digest("hex")}`,
    sightingOf(observable, atMs) {
      const answer = answerOf(index.lookUp(observable, atMs));
      return answer === "unknown" || answer === "expired" ? undefined : answer;
    },
  };
}
