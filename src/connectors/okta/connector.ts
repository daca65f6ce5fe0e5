import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { logOf, mayReadLog } from "./log.ts";
import { mayReadPeople, readPeople } from "./people.ts";

const minuteMs = 60_000;

const Settings = z.strictObject({
  ...reachedAt,
  /** Okta's own filter for events, written by an administrator; without it all are taken. */
  filter: z.string().min(1).max(2_000).optional(),
  "every-seconds": z.int().min(5).max(3_600).default(15),
  "page-size": z.int().min(2).max(1_000).default(500),
  "inventory-every-minutes": z.int().min(15).max(1_440).default(60),
});

/** Okta: its System Log as events, its users as an inventory. What it needs and promises is in README.md. */
export default defineConnector({
  product: "okta",
  title: "Okta",
  provenOn: "a double",
  serves: ["alerts", "inventory"],
  secrets: ["api-token"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const headers = () => ({ authorization: `SSWS ${secrets.get("api-token")}` });
    const reader = openReader({ ...originOf(name, settings), headers }, parts);
    return {
      async check(signal) {
        if (uses.has("alerts")) await mayReadLog(reader, signal);
        if (uses.has("inventory")) await mayReadPeople(reader, signal);
        const may = [...(uses.has("alerts") ? ["the System Log"] : []), ...(uses.has("inventory") ? ["users and their roles"] : [])];
        return { says: `it answers, and lets us read ${may.join(" and ")}` };
      },
      alerts: logOf(reader, { everyMs: settings["every-seconds"] * 1_000, pageRecords: settings["page-size"], filter: settings.filter }),
      inventory: { name, everyMs: settings["inventory-every-minutes"] * minuteMs, read: (signal) => readPeople(reader, signal) },
    };
  },
});
