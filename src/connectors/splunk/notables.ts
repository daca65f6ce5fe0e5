import type { Clock } from "../../ports/clock.ts";
import type { PolledSource } from "../../ports/source.ts";
import {
  type AlertPage,
  alertRecord,
  countedAlerts,
  type Read,
  type Reading,
  type Refused,
  tooLargeAlert,
  type Window,
} from "../kit/counted-alerts.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { slotsMax } from "../kit/index-cursor.ts";
import { isTooLarge } from "../kit/index-search.ts";
import type { Reader } from "../kit/reader.ts";
import { literal, numberIn, type Row, textIn, wholeRun } from "./search-job.ts";
import type { SplunkSettings } from "./settings.ts";

const daySeconds = 86_400;
/** A moment after all others, seconds: a search that ends "now" ends where the product's clock stands. */
const endSeconds = 4_102_444_800;
const tieLengthMax = 512;
/** A page is asked for with so many notables where it is larger than an answer may be, and then with one. */
const fewer = 10;

/** Notable events by when Splunk indexed them: a notable whose own time is long ago comes when it was written. */
export function notablesOf(reader: Reader, settings: SplunkSettings, clock: Clock): PolledSource {
  const { name } = reader;
  const where = `index=${settings["notable-index"]}`;
  const lateSeconds = settings["late-days"] * daySeconds;
  const asked = (search: string, sinceSeconds: number, rows: number, signal: AbortSignal) =>
    wholeRun(reader, { search, earliest: String(Math.max(0, sinceSeconds - lateSeconds)), latest: String(endSeconds), rows }, signal);
  return countedAlerts({
    name,
    clock,
    lookBackMs: settings["look-back-hours"] * 3_600_000,
    everyMs: settings["every-seconds"] * 1_000,
    async newest(signal) {
      // Where none came for long, or the product's clock is far behind ours, all are looked through.
      for (const since of [Math.max(0, Math.floor(clock.nowMs() / 1_000) - lateSeconds), 0]) {
        const [row] = await asked(`search _index_earliest=${since} ${where} | stats max(_indextime) as last`, since, 1, signal);
        if (row && textIn(row, "last") !== undefined) return numberIn(reader, row, "last") * 1_000;
      }
      return undefined;
    },
    async count(window, signal) {
      const rows = await asked(countText(where, window), window.from / 1_000, slotsMax + 1, signal);
      const slots = new Map(rows.map((row) => [numberIn(reader, row, "slot"), numberIn(reader, row, "count")]));
      const beyond = slots.get(-1) ?? 0;
      slots.delete(-1);
      return { slots: new Map([...slots].map(([slot, count]) => [slot * 1_000, count])), beyond };
    },
    async read(reading, signal) {
      const since = Math.floor(reading.stretches[0]![0] / 1_000);
      const ask = (rows: number, more = "") => asked(`${readText(settings, reading, rows)}${more}`, since, rows, signal);
      for (const size of [settings["page-size"], ...(settings["page-size"] > fewer ? [fewer] : [])]) {
        try {
          // One row more than fits on the page: whether there is another.
          return pageOf(reader, await ask(size + 1), size);
        } catch (cause) {
          if (!isTooLarge(cause)) throw cause;
        }
      }
      try {
        return aloneOf(reader, await ask(1));
      } catch (cause) {
        if (!isTooLarge(cause)) throw cause;
        return aloneOf(reader, await ask(1, " | fields wk_at, event_id"));
      }
    },
  });
}

function countText(where: string, { from, to, widthMs }: Window): string {
  const width = widthMs / 1_000;
  const slot = `if(_indextime>=${to / 1_000}, -1, floor(_indextime/${width})*${width})`;
  return `search _index_earliest=${from / 1_000} ${where} | where _indextime>=${from / 1_000} | eval slot=${slot} | stats count by slot`;
}

function readText({ notables }: SplunkSettings, { stretches, at }: Reading, rows: number): string {
  const within = stretches.map(
    ([from, to]) => `(wk_at>=${Math.floor(from / 1_000)}${to === null ? "" : ` AND wk_at<${Math.ceil(to / 1_000)}`})`,
  );
  const seconds = at ? Math.floor(at[0] / 1_000) : 0;
  const after = at ? ` AND (wk_at>${seconds} OR (wk_at=${seconds} AND event_id>${literal(at[1] ?? "")}))` : "";
  const begin = Math.floor(stretches[0]![0] / 1_000);
  return `search _index_earliest=${begin} ${notables} | eval wk_at=_indextime | where (${within.join(" OR ")})${after} | sort 0 +num(wk_at), +str(event_id) | head ${rows}`;
}

/** One notable without the next: that there may be another is found out by asking. */
const aloneOf = (reader: Reader, rows: readonly Row[]): AlertPage => ({ ...pageOf(reader, rows, 1), total: rows.length + 1 });

function pageOf(reader: Reader, rows: readonly Row[], size: number): AlertPage {
  const refused: Refused[] = [];
  const hits = rows.slice(0, size).map((row): Read => {
    const id = textIn(row, "event_id") ?? "";
    if (id === "" || id.length > tieLengthMax || /\p{Cc}/u.test(id)) throw unexpectedAnswer(reader.name, "a notable event without its id");
    const timeMs = numberIn(reader, row, "wk_at") * 1_000;
    if (timeMs < 0) throw unexpectedAnswer(reader.name, "a notable event without its time");
    const { wk_at: _place, ...notable } = row;
    const record = "_time" in notable || "search_name" in notable || "rule_name" in notable ? alertRecord(id, notable, timeMs) : undefined;
    if (!record) refused.push(tooLargeAlert(id));
    return { at: [timeMs, id], record };
  });
  return { hits, refused, total: rows.length };
}
