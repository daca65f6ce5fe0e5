import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { ecs } from "../../dialects/elastic-dsl/ecs.ts";
import type { Capability, FindingNote } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { notAllowed } from "../kit/http-refusals.ts";
import { indexAlerts } from "../kit/index-alerts.ts";
import { SearchBody, whole } from "../kit/index-body.ts";
import { indexSearch, searchQuestion } from "../kit/index-search.ts";
import { indexSink } from "../kit/index-sink.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { authorized, type Kibana, openKibana, Privileges } from "./kibana.ts";
import { type ElasticSettings, Settings } from "./settings.ts";
import { verdictsOf } from "./verdicts.ts";

const hourMs = 3_600_000;
const buildingBlock = "kibana.alert.building_block_type";

/** Elastic Security 8.9 and later: alerts and verdicts by Kibana, events and findings by Elasticsearch. What it needs and promises is in README.md. */
export default defineConnector({
  product: "elastic",
  title: "Elastic Security",
  provenOn: "a double",
  serves: ["alerts", "search", "verdicts", "findings"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const kibana = openKibana(name, settings, secrets, parts);
    const at = settings.elasticsearch;
    if (!at && (uses.has("search") || uses.has("findings"))) throw noElasticsearch(name);
    const reader = at && openReader({ ...originOf(name, at), headers: () => authorized(secrets) }, parts);
    return {
      check: (signal) => check({ kibana, reader, settings, uses }, signal),
      alerts: indexAlerts({
        name,
        clock: parts.clock,
        ask: kibana.search,
        time: "@timestamp",
        tie: "kibana.alert.uuid",
        isTieUnique: true,
        filter: settings["building-blocks"] ? [] : [{ bool: { must_not: [{ exists: { field: buildingBlock } }] } }],
        pageRecords: settings["page-size"],
        lookBackMs: settings["look-back-hours"] * hourMs,
        everyMs: settings["every-seconds"] * 1_000,
      }),
      verdicts: verdictsOf(kibana, settings),
      ...(reader && {
        search: indexSearch({ reader, indexes: settings.events, map: ecs }),
        findings: indexSink<FindingNote>(reader, settings.findings, document),
      }),
    };
  },
});

/** A finding whole under one name, so that its fields need no places of their own in the index. */
const document = ({ key, caseId, finding }: FindingNote & { readonly key: string }) => ({
  ...(typeof finding.time === "number" ? { "@timestamp": finding.time } : {}),
  watchkeeper: { key, case: caseId },
  ocsf: finding,
});

type Checked = {
  readonly kibana: Kibana;
  readonly reader: Reader | undefined;
  readonly settings: ElasticSettings;
  readonly uses: ReadonlySet<Capability>;
};

async function check({ kibana, reader, settings, uses }: Checked, signal: AbortSignal): Promise<{ readonly says: string }> {
  const may: string[] = [];
  const { name } = kibana.reader;
  if (uses.has("alerts") || uses.has("verdicts")) {
    const asked = { method: "GET", path: kibana.path("privileges") } as const;
    const { is_authenticated, index } = await kibana.reader.json(asked, Privileges, signal);
    const rights = Object.values(index);
    if (!is_authenticated || !rights.some((each) => each.all || each.read)) throw lacks(name, "read the alerts of this space");
    if (uses.has("verdicts") && !rights.some((each) => each.all || each.write)) throw lacks(name, "change the alerts of this space");
    whole(name, await kibana.search({ query: { match_all: {} }, size: 0 }, signal));
    may.push(`read ${uses.has("verdicts") ? "and change " : ""}alerts`);
  }
  if (reader && uses.has("search")) {
    await mayDo(reader, settings.events.split(","), ["read"], signal);
    await reader.json(searchQuestion(settings.events, { size: 0 }), SearchBody, signal);
    may.push("search events");
  }
  if (reader && uses.has("findings")) {
    await mayDo(reader, [settings.findings], ["create_doc", "read"], signal);
    may.push("write findings");
  }
  return { says: `it answers, and lets us ${may.join(", ")}` };
}

const HasPrivileges = z.object({ has_all_requested: z.boolean() });

async function mayDo(reader: Reader, indexes: readonly string[], privileges: readonly string[], signal: AbortSignal): Promise<void> {
  // A name that begins with a hyphen takes indexes away from those before it.
  const names = indexes.filter((each) => !each.startsWith("-"));
  const body = { json: { index: [{ names, privileges }] } };
  const question = { method: "POST", changes: false, path: ["_security", "user", "_has_privileges"], body } as const;
  const { has_all_requested } = await reader.json(question, HasPrivileges, signal);
  if (!has_all_requested) throw lacks(reader.name, `${privileges.join(" and ")} in ${names.join(", ").slice(0, 200)}`);
}

const lacks = (name: string, what: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `the key of ${quoted(name)} may not ${what}`,
    remedy: "give the key the privileges that the connector's README lists",
    retry: "never",
    cause: notAllowed(name),
  });

const noElasticsearch = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting "elasticsearch" of ${quoted(name)} is missing: events and findings are in Elasticsearch`,
    remedy: 'give its url there, or name only "alerts" and "verdicts" under use',
    retry: "never",
  });
