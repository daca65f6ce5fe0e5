import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { eventOf } from "./panther.ts";

/**
 * Events that public Sigma rules for cloud services describe, each with counterparts that the rules do not mean: the same action refused, and an
 * action of the same words that only looks or sets right. Facts of the rules (names of actions and fields), not their text.
 */
export type DescribedEvent = { readonly malicious: boolean; readonly event: TelemetryEvent };

const folders = ["cloud", "identity", "application/github", "application/bitbucket", "application/kubernetes"] as const;
const valuesMax = 6;
const eventsPerRuleMax = 8;
const time = "2026-01-01T00:00:00Z";

/** In the order of the rules' paths. */
export async function readSigmaActions(data: string): Promise<DescribedEvent[]> {
  const described: DescribedEvent[] = [];
  for (const folder of folders) {
    const root = join(data, "sigma", "rules", folder);
    for (const path of (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".yml")).toSorted()) {
      const [document] = parseAllDocuments(await readFile(join(root, path), "utf8"));
      const detection = (document?.toJS() as { detection?: unknown } | undefined)?.detection;
      for (const fields of selectionsOf(detection)) await describe(fields, described);
    }
  }
  return described;
}

type Values = Record<string, string | number | boolean>;

async function describe(fields: Values, into: DescribedEvent[]): Promise<void> {
  const opposite = flipped(fields);
  for (const [malicious, values] of [
    [true, fields],
    [false, { ...fields, ...refusal(fields) }],
    ...(opposite ? [[false, opposite] as const] : []),
  ] as const) {
    const event = await eventOf(JSON.stringify(nested({ ...values, time })));
    if (event) into.push({ malicious, event });
  }
}

/** What the selections of a rule ask for, all together; where a field may be one of several values, one event for each. */
function selectionsOf(detection: unknown): Values[] {
  let rows: Values[] = [{}];
  for (const [name, selection] of Object.entries((detection ?? {}) as Record<string, unknown>)) {
    if (name === "condition" || name.startsWith("filter")) continue;
    const one = Array.isArray(selection) ? selection[0] : selection;
    if (typeof one !== "object" || one === null) continue;
    for (const [field, given] of Object.entries(one as Record<string, unknown>)) {
      const values = (Array.isArray(given) ? given : [given]).flatMap(plain).slice(0, valuesMax);
      const key = field.split("|")[0] ?? field;
      if (values.length === 0 || key === "__proto__") continue;
      rows =
        rows.length * values.length <= eventsPerRuleMax
          ? rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value })))
          : rows.map((row, at) => ({ ...row, [key]: values[at % values.length]! }));
    }
  }
  return rows.filter((row) => Object.keys(row).length > 0);
}

function plain(value: unknown): (string | number | boolean)[] {
  if (typeof value === "string") return [value.replace(/^\*+|\*+$/g, "")];
  return typeof value === "number" || typeof value === "boolean" ? [value] : [];
}

function refusal(fields: Values): Values {
  if ("eventName" in fields || "eventSource" in fields) return { errorCode: "AccessDenied" };
  return "operationName" in fields ? { resultType: "Failed" } : { "outcome.result": "FAILURE", status: "failed" };
}

const awsVerb = /^(Create|Delete|Update|Put|Attach|Modify|Stop|Disable|Add|Remove|Set|Start|Run|Enable|Detach)(?=[A-Z])/;
const opposites: readonly (readonly [string, string])[] = [
  ["disabled?", "enable"],
  ["deleted?", "read"],
  ["destroy(ed)?", "list"],
  ["removed?", "list"],
  ["stop(ped)?", "start"],
  ["deactivated?", "activate"],
  ["write", "read"],
];

/** The same fields with the verb of one of them turned into a look or its opposite; undefined where no verb is known. */
function flipped(fields: Values): Values | undefined {
  let changed = false;
  const entries = Object.entries(fields).map(([name, value]): [string, string | number | boolean] => {
    if (typeof value !== "string") return [name, value];
    let turned = value.replace(awsVerb, "Describe");
    for (const [verb, other] of opposites) {
      if (turned !== value) break;
      turned = value.replace(new RegExp(`(?<![a-z])${verb}(?![a-z])`, "i"), other);
    }
    changed ||= turned !== value;
    return [name, turned];
  });
  return changed ? Object.fromEntries(entries) : undefined;
}

/** `{"a.b": 1}` as `{"a": {"b": 1}}`; a name that is both a value and a parent stays as it is. */
function nested(values: Values): Record<string, unknown> {
  const root = Object.create(null) as Record<string, unknown>;
  for (const [path, value] of Object.entries(values)) {
    const parts = path.split(".");
    let at = root;
    for (const part of parts.slice(0, -1)) {
      const inner = at[part];
      if (typeof inner !== "object" || inner === null) at[part] = Object.create(null);
      at = at[part] as Record<string, unknown>;
    }
    at[parts.at(-1) ?? path] = value;
  }
  return root;
}
