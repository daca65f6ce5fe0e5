import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { closing } from "../kit/verdict-note.ts";
import { windowAlerts } from "../kit/window-alerts.ts";
import { threatPage } from "./threat.ts";
import { verdictsOf } from "./verdicts.ts";

const hourMs = 3_600_000;
const requestsPerSecond = 5;

const Settings = z.strictObject({
  ...reachedAt,
  close: closing,
  "every-seconds": z.int().min(10).max(3_600).default(30),
  "look-back-hours": z.int().min(1).max(48).default(3),
  "page-size": z.int().min(2).max(500).default(100),
});

/** SentinelOne: threats and verdicts. What it needs and promises is in README.md. */
export default defineConnector({
  product: "sentinelone",
  title: "SentinelOne",
  provenOn: "a double",
  serves: ["alerts", "verdicts"],
  secrets: ["api-token"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const headers = () => ({ authorization: `ApiToken ${secrets.get("api-token")}` });
    const reader = openReader({ ...originOf(name, settings), headers, limits: { perSecond: requestsPerSecond } }, parts);
    return {
      async check(signal) {
        await threatPage(reader, { fromMs: 0, at: undefined, size: 1 }, signal);
        const writes = uses.has("verdicts") ? "; that we may change them shows at the first verdict" : "";
        return { says: `it answers, and lets us read threats${writes}` };
      },
      alerts: windowAlerts({
        name,
        everyMs: settings["every-seconds"] * 1_000,
        lookBackMs: settings["look-back-hours"] * hourMs,
        pageRecords: settings["page-size"],
        page: (asked, signal) => threatPage(reader, asked, signal),
      }),
      verdicts: verdictsOf(reader, settings.close),
    };
  },
});
