import { createHash } from "node:crypto";
import { answerOf } from "../../core/indicator/answer.ts";
import type { IndicatorFile } from "../../core/indicator/collector.ts";
import { type IndicatorIndex, indexOf } from "../../core/indicator/index.ts";
import { readIndicators } from "../../core/indicator/read.ts";
import type { Observable } from "../../core/observable/observable.ts";

/** Everything that the given files name, ready to be asked, and what each file left out. */
export type IndicatorFiles = {
  readonly index: IndicatorIndex;
  readonly digest: string;
  readonly count: number;
  readonly files: readonly {
    readonly path: string;
    readonly format: IndicatorFile["format"];
    readonly used: number;
    readonly skipped: IndicatorFile["skipped"];
  }[];
  /** What counts of an observable at a time; undefined when nothing does, or it is too old. */
  readonly sightingOf: (
    observable: Pick<Observable, "type" | "value">,
    atMs: number,
  ) => "known-bad" | "suspicious" | "known-good" | undefined;
};

/** Reads indicator files in the order of their names. A file that is no list is refused (`indicators/not-readable`). */
export function loadIndicatorFiles(texts: readonly { readonly path: string; readonly text: string }[]): IndicatorFiles {
  const sorted = texts.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const hash = createHash("sha256");
  const read = sorted.map(({ path, text }) => {
    hash.update(JSON.stringify([path, text]));
    return { path, ...readIndicators({ name: path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1), text }) };
  });
  const index = indexOf(read.flatMap(({ indicators }) => indicators));
  return {
    index,
    digest: `sha256:${hash.digest("hex")}`,
    count: index.size,
    files: read.map(({ path, format, indicators, skipped }) => ({ path, format, used: indicators.length, skipped })),
    sightingOf: (observable, atMs) => {
      const answer = answerOf(index.lookUp(observable, atMs));
      return answer === "unknown" || answer === "expired" ? undefined : answer;
    },
  };
}
