import type { z } from "zod";
import type { EventSearch } from "../../ports/connector.ts";
import { evidenceOperations, type SearchFound } from "../contract/evidence.ts";
import { iso } from "../http/iso.ts";
import { noteExport } from "../http/note-export.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { mailOf } from "./mail.ts";
import { recordOf } from "./record.ts";

/** The routes about kept bytes and events. What came from outside leaves inert. */
export const evidenceRoutes: readonly Route[] = [
  defineRoute({
    ...evidenceOperations.readRecord,
    handle: async ({ desk, params: { position } }) => {
      const kept = await desk.intake.one(position);
      if (!kept) throw noSuch("record");
      return recordOf(kept);
    },
  }),
  defineRoute({
    ...evidenceOperations.readRecordMail,
    handle: async ({ desk, params: { position } }) => {
      const kept = await desk.intake.one(position);
      if (!kept) throw noSuch("record");
      return mailOf(kept);
    },
  }),
  defineRoute({
    ...evidenceOperations.downloadRecord,
    handle: async ({ desk, who, params: { position } }) => {
      const kept = await desk.intake.one(position);
      if (!kept) throw noSuch("record");
      await noteExport(desk, who, `record ${position}`, kept.bytes);
      // The name is ours: a name from outside could be anything.
      const headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": `attachment; filename="record-${position}.txt"`,
      };
      return new Reply(kept.bytes, { headers: { ...headers, "content-security-policy": "default-src 'none'; sandbox" } });
    },
  }),
  defineRoute({
    ...evidenceOperations.searchEvents,
    handle: async ({ desk, body, request }) => foundOf(await desk.events.search(body, request.signal)),
  }),
];

/** What a search found, as the API says it. */
export function foundOf({ rows, total, groups, note }: Awaited<ReturnType<EventSearch["search"]>>): z.input<typeof SearchFound> {
  return {
    rows: rows.map(({ timeMs, dataset, channel, action, host, fields, source: { path, record, digest } }) => ({
      time: iso(timeMs),
      dataset,
      channel,
      action,
      host: host ?? null,
      // Fields come without a prototype: one called "__proto__" stays a field.
      fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value])) as never,
      source: { path, record, digest },
    })),
    total,
    groups: groups.map(({ by, count, distinct }) => ({ by: [...by], count, distinct })),
    note: note ?? null,
  };
}
