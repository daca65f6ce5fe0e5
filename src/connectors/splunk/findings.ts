import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import type { FindingNote, Sink } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import type { Reader } from "../kit/reader.ts";
import { literal, textIn, wholeRun } from "./search-job.ts";

const Taken = z.object({ code: z.literal(0) });
const sourcetype = "watchkeeper:ocsf";
const endSeconds = "4102444800";
/** An event that the collector took can be searched a little later: it is looked for twice before it is called absent. */
const looks = 2;

/** Findings as events of the HTTP event collector, each with our key, by which a search finds it again. */
export function findingsOf(parts: {
  readonly search: Reader;
  readonly collector: Reader;
  readonly index: string;
  readonly visibleMs: number;
  readonly clock: Clock;
}): Sink<FindingNote> {
  const { search: reader, collector, index, visibleMs, clock } = parts;
  return {
    name: reader.name,
    async write({ key, caseId, finding }, signal) {
      const time = typeof finding.time === "number" ? finding.time : clock.nowMs();
      const event = { watchkeeper: { key, case: caseId }, ocsf: finding };
      const json = { time: time / 1_000, source: "watchkeeper", sourcetype, index, event, fields: { watchkeeper_key: key } };
      jsonOf(
        collector.name,
        await collector.write({ method: "POST", path: ["services", "collector", "event"], body: { json } }, signal),
        Taken,
      );
      return { id: key };
    },
    async find({ key }, signal) {
      // A backslash and a star cannot stand in a key, and what comes is compared whole.
      const search = `search index=${index} sourcetype=${literal(sourcetype)} | where watchkeeper_key=${literal(key)} | head 1 | table watchkeeper_key`;
      for (let look = 1; ; look++) {
        const rows = await wholeRun(reader, { search, earliest: "0", latest: endSeconds, rows: 1 }, signal);
        if (rows.some((row) => textIn(row, "watchkeeper_key") === key)) return { id: key };
        if (look >= looks || visibleMs === 0) return undefined;
        await clock.sleep(visibleMs, signal);
      }
    },
  };
}
