import type { TelemetryEvent } from "../../core/event/event.ts";
import { keyedEntitiesOf } from "../../core/observable/entities.ts";
import { fold } from "../../core/query/fold.ts";
import { meanings } from "../../core/query/meaning/vocabulary.ts";
import { valuesOf } from "../../core/query/meaning.ts";

/** An event as a row of the table that `clickhouseTable` makes; `place` orders events of one time. */
export function clickhouseRow(event: TelemetryEvent, place: number): Readonly<Record<string, unknown>> {
  const said = meanings.flatMap((meaning) => valuesOf(event, meaning).map((value) => ({ meaning, value })));
  return {
    time_ms: event.timeMs,
    place,
    dataset: event.dataset,
    path: event.source.path,
    record: event.source.record,
    digest: event.source.digest,
    log_source: JSON.stringify(event.logSource),
    fields: JSON.stringify(event.fields),
    channel: event.channel,
    action: event.action,
    host: event.host ?? "",
    has_host: event.host === undefined ? 0 : 1,
    entities: [...keyedEntitiesOf(event).keys()],
    said_meaning: said.map(({ meaning }) => meaning),
    said: said.map(({ value }) => value),
    said_folded: said.map(({ value }) => fold(value)),
  };
}
