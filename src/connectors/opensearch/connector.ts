import { z } from "zod";
import { ecs } from "../../dialects/elastic-dsl/ecs.ts";
import type { FindingNote } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { SearchBody, whole } from "../kit/index-body.ts";
import { indexSearch, searchQuestion } from "../kit/index-search.ts";
import { indexSink } from "../kit/index-sink.ts";
import { openReader } from "../kit/reader.ts";

const Settings = z.strictObject({
  ...reachedAt,
  user: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,64}$/, "takes a user name without spaces and colons"),
  events: z
    .string()
    .min(1)
    .max(1_000)
    .regex(/^[a-z0-9][a-z0-9._*-]*(?:,-?[a-z0-9][a-z0-9._*-]*)*$/, "takes names of indexes with a comma between, without spaces"),
  findings: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,199}$/, "takes the name of one index")
    .default("watchkeeper-findings"),
});

/** OpenSearch 2 and later: events in fields of ECS are searched, and findings go to an index of ours. What it needs and promises is in README.md. */
export default defineConnector({
  product: "opensearch",
  title: "OpenSearch",
  provenOn: "a double",
  serves: ["search", "findings"],
  secrets: ["password"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const { user, events } = settings;
    const login = () => Buffer.from(`${user}:${secrets.get("password")}`, "utf8").toString("base64");
    const reader = openReader({ ...originOf(name, settings), headers: () => ({ authorization: `Basic ${login()}` }) }, parts);
    return {
      async check(signal) {
        const { _shards } = whole(name, await reader.json(searchQuestion(events, { size: 0 }), SearchBody, signal));
        const writes = uses.has("findings") ? "; that we may write findings shows at the first one" : "";
        return { says: `it answers, and ${_shards.total === 0 ? "has no such events" : "lets us search events"}${writes}` };
      },
      search: indexSearch({ reader, indexes: events, map: { ...ecs, product: "OpenSearch" } }),
      findings: indexSink<FindingNote>(reader, settings.findings, ({ key, caseId, finding }) => ({
        "@timestamp": typeof finding.time === "number" ? finding.time : parts.clock.nowMs(),
        watchkeeper: { key, case: caseId },
        ocsf: finding,
      })),
    };
  },
});
