import type { Capability } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { Ids } from "./answers.ts";
import { readInventory } from "./inventory.ts";
import { type Now, rows } from "./now.ts";
import { Settings } from "./settings.ts";
import { ticketsOf } from "./tickets.ts";

const everyMs = 3_600_000;

/** ServiceNow by its Table API: incidents as tickets, and the CMDB with the accounts as an inventory. What it needs and promises is in README.md. */
export default defineConnector({
  product: "servicenow",
  title: "ServiceNow",
  provenOn: "a double",
  serves: ["tickets", "inventory"],
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const headers = () => ({
      authorization: `Basic ${Buffer.from(`${settings.user}:${secrets.get("password")}`).toString("base64")}`,
      accept: "application/json",
    });
    const now: Now = { reader: openReader({ ...originOf(name, settings), headers }, parts), settings };
    return {
      check: (signal) => check(now, uses, signal),
      tickets: ticketsOf(now),
      inventory: { name, everyMs, read: (signal) => readInventory(now, signal) },
    };
  },
});

/** Whether the tables that are used can be read; whether incidents may be written shows at the first one. */
async function check({ reader, settings }: Now, uses: ReadonlySet<Capability>, signal: AbortSignal): Promise<{ readonly says: string }> {
  const tables = [
    ...(uses.has("tickets") ? ["incident", "sys_journal_field"] : []),
    ...(uses.has("inventory") ? [settings["cmdb-table"], "sys_user"] : []),
  ];
  for (const table of tables) await reader.json(rows(table, "sys_id", { limit: 1 }), Ids, signal);
  return { says: `signed in, and may read ${tables.join(", ")}; that we may write incidents shows at the first one` };
}
