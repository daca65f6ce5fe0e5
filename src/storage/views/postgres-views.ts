import type { Clock } from "../../ports/clock.ts";
import type { Views } from "../../ports/views.ts";
import type { Database } from "../database.ts";
import { storable } from "../event/storable.ts";
import { arrivalOf, type Notices } from "../notices.ts";
import { inTransaction } from "../transaction.ts";
import { addChanges, changesAfter, lockHead } from "./changes.ts";
import { listAlerts, listCases } from "./list.ts";
import { casesMarked } from "./marks.ts";
import { put } from "./put.ts";
import { openQueue } from "./queue.ts";
import { readAlert, readCase } from "./rows.ts";

type Parts = { readonly database: Pick<Database, "pool" | "tenant">; readonly clock: Clock; readonly notices: Notices };

/** Opens the views of one tenant. Several processes may have them open. */
export async function openViews({ database, clock, notices }: Parts): Promise<Views> {
  const { pool, tenant } = database;
  await pool.query("INSERT INTO watchkeeper.view_heads VALUES ($1, 0, 0, 0, 0) ON CONFLICT DO NOTHING", [tenant]);
  const one = async <Row>(text: string, values: unknown[]) => (await pool.query(text, values)).rows[0] as Row | undefined;
  const latest = async () =>
    (await one<{ revision: number }>("SELECT revision FROM watchkeeper.view_heads WHERE tenant = $1", [tenant]))!.revision;
  return {
    async put(rows) {
      await inTransaction(pool, (client) => put(client, tenant, rows));
      notices.tell("views");
    },
    async upTo(world) {
      const text = "SELECT sequence FROM watchkeeper.view_places WHERE tenant = $1 AND world = $2";
      return (await one<{ sequence: number }>(text, [tenant, world]))?.sequence;
    },
    alerts: (filter, page) => listAlerts(pool, tenant, filter, page),
    async alert(id) {
      const found = await one<{ shown: string }>("SELECT shown FROM watchkeeper.view_alerts WHERE tenant = $1 AND id = $2", [
        tenant,
        storable(id),
      ]);
      return found && readAlert(found.shown);
    },
    cases: (filter, page) => listCases(pool, tenant, filter, page),
    async case(id) {
      const text = "SELECT shown, detail FROM watchkeeper.view_cases WHERE tenant = $1 AND id = $2";
      const found = await one<{ shown: string; detail: string | null }>(text, [tenant, storable(id)]);
      return found && readCase(found.shown, found.detail);
    },
    marked: (marks, limit) => casesMarked(pool, tenant, marks, limit),
    queue: openQueue(pool, tenant),
    async counts() {
      const text = "SELECT open, closed, escalated FROM watchkeeper.view_heads WHERE tenant = $1";
      return (await one<{ open: number; closed: number; escalated: number }>(text, [tenant]))!;
    },
    async note(change) {
      await inTransaction(pool, async (client) => {
        await lockHead(client, tenant);
        await addChanges(client, tenant, [change], { open: 0, closed: 0, escalated: 0 });
      });
      notices.tell("views");
    },
    changes: (after, limit) => changesAfter(pool, tenant, after, limit),
    latest,
    arrival: (after, waitMs, signal) =>
      arrivalOf({ notices, clock, topic: "views" }, async () => (await latest()) > after, { waitMs, signal }),
  };
}
