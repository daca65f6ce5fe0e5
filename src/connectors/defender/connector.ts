import { z } from "zod";
import { defenderTables } from "../../dialects/kql/microsoft.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { type KqlRow, kqlSearch } from "../kit/kql-search.ts";
import { entraApplication, entraToken } from "../kit/microsoft.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { closing } from "../kit/verdict-note.ts";
import { windowAlerts } from "../kit/window-alerts.ts";
import { XdrAlert, xdrAlert } from "./alert.ts";
import { verdictsOf } from "./verdicts.ts";

const hourMs = 3_600_000;
/** Hunting takes up to three minutes; nobody who investigates waits that long. */
const huntMs = 60_000;
const requestsPerSecond = 2;

const Settings = z.strictObject({
  ...reachedAt,
  ...entraApplication,
  url: z.string().min(1).max(2_048).default("https://graph.microsoft.com"),
  close: closing,
  "every-seconds": z.int().min(10).max(3_600).default(30),
  "look-back-hours": z.int().min(1).max(48).default(3),
  "page-size": z.int().min(2).max(500).default(50),
});

const Alerts = z.object({ value: z.array(XdrAlert).max(1_000), "@odata.nextLink": z.string().optional() });
const Hunted = z.object({ schema: z.array(z.unknown()).max(1_000), results: z.array(z.record(z.string(), z.unknown())).max(100_000) });

/** Microsoft Defender XDR by Microsoft Graph: alerts of all its products, hunting, verdicts. What it needs and promises is in README.md. */
export default defineConnector({
  product: "defender",
  title: "Microsoft Defender XDR",
  provenOn: "a double",
  serves: ["alerts", "search", "verdicts"],
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const token = entraToken(name, settings, secrets, parts, settings.url);
    const reader = openReader({ ...originOf(name, settings), token: () => token, limits: { perSecond: requestsPerSecond } }, parts);
    const hunt = (text: string, signal: AbortSignal) => hunted(reader, text, signal);
    return {
      async check(signal) {
        const may: string[] = [];
        if (uses.has("alerts") || uses.has("verdicts")) {
          await reader.json({ method: "GET", path: listed, query: { $top: "1" } }, Alerts, signal);
          may.push("read alerts");
        }
        if (uses.has("search")) {
          await hunt("print Count = 1", signal);
          may.push("hunt");
        }
        const writes = uses.has("verdicts") ? "; that we may change alerts shows at the first verdict" : "";
        return { says: `it answers, and lets us ${may.join(" and ")}${writes}` };
      },
      alerts: windowAlerts({
        name,
        everyMs: settings["every-seconds"] * 1_000,
        lookBackMs: settings["look-back-hours"] * hourMs,
        pageRecords: settings["page-size"],
        page: ({ fromMs, at, size }, signal) => page(reader, { fromMs, at, size }, signal),
      }),
      search: kqlSearch(name, defenderTables, hunt),
      verdicts: verdictsOf(reader, settings.close),
    };
  },
});

const listed = ["v1.0", "security", "alerts_v2"] as const;

/** The list is the newest first, so what comes meanwhile moves others on to a later page and none to an earlier. Its links are not followed: we count ourselves. */
async function page(
  reader: Reader,
  { fromMs, at, size }: { readonly fromMs: number; readonly at: string | undefined; readonly size: number },
  signal: AbortSignal,
) {
  const skip = /^\d{1,9}$/.test(at ?? "") ? Number(at) : 0;
  const query = { $filter: `createdDateTime ge ${new Date(fromMs).toISOString()}`, $top: String(size), $skip: String(skip) };
  const { value, "@odata.nextLink": more } = await reader.json({ method: "GET", path: listed, query }, Alerts, signal);
  const isLast = value.length === 0 || (more === undefined && value.length < size);
  return { alerts: value.map((each) => xdrAlert(reader.name, each)), next: isLast ? undefined : String(skip + value.length) };
}

async function hunted(reader: Reader, text: string, signal: AbortSignal): Promise<{ rows: readonly KqlRow[]; isWhole: true }> {
  const path = ["v1.0", "security", "runHuntingQuery"];
  const body = { json: { Query: text } };
  const { results } = await reader.json({ method: "POST", changes: false, path, body, timeMs: huntMs }, Hunted, signal);
  return { rows: results, isWhole: true };
}
