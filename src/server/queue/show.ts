import type { z } from "zod";
import type { QueueRow } from "../../ports/queue-view.ts";
import { lineOf as alertLine } from "../alerts/routes.ts";
import { lineOf as caseLine } from "../cases/routes.ts";
import type { QueueAlert, QueueCase } from "../contract/queue.ts";
import { iso } from "../http/iso.ts";

const nothing = { sources: [], hosts: [], accounts: [], rules: [], techniques: [] } as const;
const hourMs = 3_600_000;

/** A case in the queue as the API says it. */
export function queueCase({ row, revision, order }: QueueRow & { readonly of: "cases" }): z.input<typeof QueueCase> {
  const { sources, hosts, accounts, rules, techniques } = row.about ?? nothing;
  return {
    ...caseLine(row),
    sources: [...sources],
    hosts: [...hosts],
    accounts: [...accounts],
    rules: [...rules],
    techniques: [...techniques],
    revision,
    order: [...order],
  };
}

/** An alert in the queue as the API says it; of a storm, its newest with the counts of all. */
export function queueAlert({ row, revision, order, storm }: QueueRow & { readonly of: "alerts" }): z.input<typeof QueueAlert> {
  const { hosts, accounts, techniques } = row.about ?? nothing;
  return {
    ...alertLine(row),
    host: hosts[0] ?? null,
    account: accounts[0] ?? null,
    techniques: [...techniques],
    duplicateOf: row.repeats ?? null,
    revision,
    order: [...order],
    storm: storm
      ? {
          key: storm.key,
          alerts: storm.alerts,
          open: storm.open,
          closed: storm.closed,
          escalated: storm.escalated,
          first: iso(storm.firstMs),
          last: iso(storm.lastMs),
          perHour: storm.lastMs > storm.firstMs ? Math.round((storm.alerts * hourMs * 10) / (storm.lastMs - storm.firstMs)) / 10 : null,
        }
      : null,
  };
}

/** Rows of one kind. */
export const rowsOf = (of: "cases" | "alerts", rows: readonly QueueRow[]) =>
  of === "cases"
    ? { of, rows: rows.flatMap((each) => (each.of === "cases" ? [queueCase(each)] : [])) }
    : { of, rows: rows.flatMap((each) => (each.of === "alerts" ? [queueAlert(each)] : [])) };
