import { sentinelTables } from "../../dialects/kql/microsoft.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { kqlSearch } from "../kit/kql-search.ts";
import { entraToken } from "../kit/microsoft.ts";
import { openReader } from "../kit/reader.ts";
import { windowAlerts } from "../kit/window-alerts.ts";
import { openIncidents } from "./incidents.ts";
import { alertPage, openLogs } from "./logs.ts";
import { Settings } from "./settings.ts";
import { verdictsOf } from "./verdicts.ts";

const hourMs = 3_600_000;
/** Log Analytics takes 200 queries in 30 seconds of one application. */
const queriesPerSecond = 5;

/** Microsoft Sentinel: alerts and events by Log Analytics, verdicts on incidents by Azure's resource manager. What it needs and promises is in README.md. */
export default defineConnector({
  product: "sentinel",
  title: "Microsoft Sentinel",
  provenOn: "a double",
  serves: ["alerts", "search", "verdicts"],
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const open = (url: string, perSecond: number) => {
      const token = entraToken(name, settings, secrets, parts, url);
      return openReader({ ...originOf(name, { ...settings, url }), token: () => token, limits: { perSecond } }, parts);
    };
    const run = openLogs(open(settings["logs-url"], queriesPerSecond), settings["workspace-id"]);
    const incidents = openIncidents(open(settings.url, queriesPerSecond), settings, run);
    return {
      async check(signal) {
        await run("print Count = 1", signal);
        if (!uses.has("verdicts")) return { says: "it answers, and lets us query the workspace" };
        await incidents.check(signal);
        return {
          says: "it answers, and lets us query the workspace and read incidents; that we may change them shows at the first verdict",
        };
      },
      alerts: windowAlerts({
        name,
        everyMs: settings["every-seconds"] * 1_000,
        lookBackMs: settings["look-back-hours"] * hourMs,
        pageRecords: settings["page-size"],
        page: (asked, signal) => alertPage(run, name, asked, signal),
      }),
      search: kqlSearch(name, sentinelTables, run),
      verdicts: verdictsOf(incidents, settings.close),
    };
  },
});
