import { z } from "zod";
import { recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { jsonOf } from "../kit/answer.ts";
import { alertId, tooLargeAlert } from "../kit/counted-alerts.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { isoMs } from "../kit/iso-time.ts";
import type { Reader } from "../kit/reader.ts";
import { afterOf } from "./links.ts";

// "System Log API" of Okta's reference: without an end a question is a polling one, whose events come in the order in which they were stored, and whose link
// to the next page is there always (from memory of the reference, MEM).

const Events = z.array(z.looseObject({ uuid: z.string().min(1).max(200), published: z.string().max(64).nullish() })).max(1_000);
const [afterLengthMax, hourMs] = [2_000, 3_600_000];
const Kept = z.strictObject({ v: z.literal(1), after: z.string().max(afterLengthMax), newest: z.int().min(0) });
type Place = Omit<z.output<typeof Kept>, "v">;

export type LogOrder = { readonly everyMs: number; readonly pageRecords: number; readonly filter: string | undefined };

const path = ["api", "v1", "logs"];
/** Whether the log may be read. */
export const mayReadLog = (reader: Reader, signal: AbortSignal): Promise<unknown> =>
  reader.json({ method: "GET", path, query: { limit: "1" } }, Events, signal);

/** Events of the System Log, in the order in which Okta stored them: what comes late comes later in it. */
export function logOf(reader: Reader, { everyMs, pageRecords, filter }: LogOrder): PolledSource {
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page({ cursor, sinceMs, signal }) {
      const before = readCursor(cursor);
      const from = before?.after ? { after: before.after } : { since: new Date(sinceOf(before, sinceMs)).toISOString() };
      const query = { ...from, sortOrder: "ASCENDING", limit: String(pageRecords), ...(filter && { filter }) };
      // A place that Okta does not know any more: again from an hour before the newest event on; what was kept is a repeat.
      const answer = await reader.ask({ method: "GET", path, query }, signal, before?.after ? [400] : []);
      if (answer.status === 400) return { records: [], cursor: written({ after: "", newest: before?.newest ?? 0 }), more: true };
      const events = jsonOf(reader.name, answer, Events);
      const after = afterOf(reader.name, answer.header("link"), afterLengthMax) ?? before?.after ?? "";
      if (events.length > 0 && after === before?.after) throw unexpectedAnswer(reader.name, "a page leads back to itself");
      const read = events.map(recordOf);
      const newest = Math.max(before?.newest ?? 0, ...read.map(({ sentAtMs }) => sentAtMs ?? 0));
      const isFit = ({ bytes }: (typeof read)[number]) => bytes.length <= recordBytesMax;
      return {
        records: read.filter(isFit),
        refused: read.filter((each) => !isFit(each)).map(({ id }) => tooLargeAlert(id)),
        cursor: written({ after, newest }),
        more: after !== "" && events.length >= pageRecords,
      };
    },
  };
}

const sinceOf = (before: Place | undefined, sinceMs: number) =>
  Math.max(0, Math.trunc(before && before.newest > 0 ? before.newest - hourMs : sinceMs));

function recordOf(event: z.output<typeof Events>[number]) {
  const sentAtMs = isoMs(event.published);
  return {
    id: alertId(event.uuid),
    bytes: Buffer.from(JSON.stringify(event)),
    ...(sentAtMs !== undefined && sentAtMs >= 0 && { sentAtMs }),
  };
}

const written = (place: Place) => JSON.stringify({ v: 1, ...place } satisfies z.input<typeof Kept>);

function readCursor(text: string | undefined): Place | undefined {
  try {
    const { v: _, ...place } = Kept.parse(JSON.parse(text ?? ""));
    return place;
  } catch {
    return undefined;
  }
}
