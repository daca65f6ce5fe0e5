import { z } from "zod";
import { ecs } from "../../dialects/elastic-dsl/ecs.ts";
import type { FieldMap } from "../../dialects/field-map.ts";
import { wazuhFields } from "../../dialects/wazuh/fields.ts";
import type { FindingNote, VerdictNote } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { indexAlerts } from "../kit/index-alerts.ts";
import { SearchBody, whole } from "../kit/index-body.ts";
import { indexSearch, searchQuestion } from "../kit/index-search.ts";
import { indexSink } from "../kit/index-sink.ts";
import { openReader } from "../kit/reader.ts";

const hourMs = 3_600_000;
const ownIndex = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,199}$/, "takes the name of one index");
const Settings = z.strictObject({
  ...reachedAt,
  user: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,64}$/, "takes a user name without spaces and colons"),
  /** Wazuh 5 keeps alerts elsewhere and names their fields otherwise. */
  version: z.union([z.literal(4), z.literal(5)]).default(4),
  alerts: z
    .string()
    .max(1_000)
    .regex(/^[a-z0-9][a-z0-9._*-]*(?:,-?[a-z0-9][a-z0-9._*-]*)*$/, "takes names of indexes with a comma between, without spaces")
    .optional(),
  "level-min": z.int().min(0).max(15).default(3),
  verdicts: ownIndex.default("watchkeeper-verdicts"),
  findings: ownIndex.default("watchkeeper-findings"),
  "every-seconds": z.int().min(5).max(3_600).default(10),
  "look-back-hours": z.int().min(1).max(48).default(3),
  "page-size": z.int().min(2).max(500).default(200),
});

/** Where an alert has its time, what tells alerts of one time apart, and what its fields mean. */
type Layout = { readonly alerts: string; readonly time: string; readonly tie: string; readonly map: FieldMap };
const layouts: Readonly<Record<4 | 5, Layout>> = {
  4: { alerts: "wazuh-alerts-*", time: "timestamp", tie: "id", map: wazuhFields },
  // Its fields are those of ECS, and some of its own under "wazuh".
  5: { alerts: "wazuh-findings-v5*", time: "@timestamp", tie: "event.id", map: { ...ecs, product: "Wazuh" } },
};

/** Wazuh 4 and 5 by their indexer: alerts are read and searched, and what we write goes to indexes of ours. What it needs and promises is in README.md. */
export default defineConnector({
  product: "wazuh",
  title: "Wazuh",
  provenOn: "a double",
  serves: ["alerts", "search", "verdicts", "findings"],
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const login = () => Buffer.from(`${settings.user}:${secrets.get("password")}`, "utf8").toString("base64");
    const reader = openReader({ ...originOf(name, settings), headers: () => ({ authorization: `Basic ${login()}` }) }, parts);
    const layout = layouts[settings.version];
    const indexes = settings.alerts ?? layout.alerts;
    const ask = (body: unknown, signal: AbortSignal) => reader.json(searchQuestion(indexes, body), SearchBody, signal);
    const isGrave = { range: { "rule.level": { gte: settings["level-min"] } } };
    return {
      async check(signal) {
        const { _shards } = whole(name, await ask({ size: 0 }, signal));
        const writes =
          uses.has("verdicts") || uses.has("findings") ? "; that we may write our own indexes shows at the first document" : "";
        return {
          says: `it answers, and ${_shards.total === 0 ? `${indexes} is empty` : `lets us read ${indexes}`}${writes}`.slice(0, 500),
        };
      },
      alerts: indexAlerts({
        name,
        clock: parts.clock,
        ask,
        time: layout.time,
        tie: layout.tie,
        // Two managers may give the same id.
        isTieUnique: false,
        filter: settings.version === 4 ? [isGrave] : [],
        pageRecords: settings["page-size"],
        lookBackMs: settings["look-back-hours"] * hourMs,
        everyMs: settings["every-seconds"] * 1_000,
      }),
      search: indexSearch({ reader, indexes, map: layout.map }),
      verdicts: indexSink<VerdictNote>(
        reader,
        settings.verdicts,
        ({ key, alert, verdict, escalated, severity, because, techniques, caseId, url }) => ({
          "@timestamp": parts.clock.nowMs(),
          watchkeeper: { key, case: caseId, ...(url === undefined ? {} : { url }) },
          alert: { id: alert },
          verdict: { name: verdict, escalated, severity, because, techniques },
        }),
      ),
      findings: indexSink<FindingNote>(reader, settings.findings, ({ key, caseId, finding }) => ({
        "@timestamp": parts.clock.nowMs(),
        watchkeeper: { key, case: caseId },
        ocsf: finding,
      })),
    };
  },
});
