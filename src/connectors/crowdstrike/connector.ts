import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { clientCredentials } from "../kit/token.ts";
import { closing } from "../kit/verdict-note.ts";
import { windowAlerts } from "../kit/window-alerts.ts";
import { alertPage } from "./alert.ts";
import { falconSearch, startSearch } from "./search.ts";
import { verdictsOf } from "./verdicts.ts";

const hourMs = 3_600_000;
/** Falcon takes 6,000 requests a minute of one customer, from whatever asks. */
const requestsPerSecond = 10;

const Settings = z.strictObject({
  ...reachedAt,
  "client-id": z.string().regex(/^[A-Za-z0-9]{1,64}$/, "takes the client's id, letters and digits"),
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, "takes the name of a repository")
    .default("search-all"),
  close: closing,
  "every-seconds": z.int().min(10).max(3_600).default(30),
  "look-back-hours": z.int().min(1).max(48).default(3),
  "page-size": z.int().min(2).max(500).default(100),
});

/** CrowdStrike Falcon: alerts, events of Next-Gen SIEM, verdicts. What it needs and promises is in README.md. */
export default defineConnector({
  product: "crowdstrike",
  title: "CrowdStrike Falcon",
  provenOn: "a double",
  serves: ["alerts", "search", "verdicts"],
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const form = () => ({ client_id: settings["client-id"], client_secret: secrets.get("client-secret") });
    const reader = openReader(
      {
        ...originOf(name, settings),
        token: (origin) => clientCredentials(origin, ["oauth2", "token"], form()),
        limits: { perSecond: requestsPerSecond },
      },
      parts,
    );
    const { repository } = settings;
    return {
      async check(signal) {
        const may: string[] = [];
        if (uses.has("alerts") || uses.has("verdicts")) {
          await alertPage(reader, { fromMs: 0, at: undefined, size: 1 }, signal);
          may.push("read alerts");
        }
        if (uses.has("search")) {
          const nowMs = parts.clock.nowMs();
          await startSearch(reader, repository, { query: "count()", fromMs: nowMs - 1_000, toMs: nowMs }, signal);
          may.push("search events");
        }
        const writes = uses.has("verdicts") ? "; that we may change alerts shows at the first verdict" : "";
        return { says: `it answers, and lets us ${may.join(" and ")}${writes}` };
      },
      alerts: windowAlerts({
        name,
        everyMs: settings["every-seconds"] * 1_000,
        lookBackMs: settings["look-back-hours"] * hourMs,
        pageRecords: settings["page-size"],
        page: (asked, signal) => alertPage(reader, asked, signal),
      }),
      search: falconSearch(reader, repository, parts.clock),
      verdicts: verdictsOf(reader, settings.close),
    };
  },
});
