/**
 * Measures ATT&CK mapping on labelled data and prints figures with 95 % Clopper-Pearson intervals, and the confusions.
 *
 *   node tools/measure-attack.ts [text|evtx|otrf|actors …] [--rules DIR …] [--misses N]
 *
 * `text`: TRAM sentences by the text mapper. `evtx`: recordings whose folder names the technique, by rules and mapping, each recording
 * one case of all its alerts. `otrf`: archives of recorded attacks, recall among the first five at parent level. `actors`: campaigns with the
 * group that ATT&CK attributes them to, each left out of the catalogue while it is asked; and techniques drawn by chance, which fit nobody.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import type { IncomingAlert } from "../src/core/alert/alert.ts";
import type { AttackCatalogue, TechniqueClaim } from "../src/core/attack/attack.ts";
import { parentTechnique } from "../src/core/attack/attack.ts";
import type { TelemetryEvent } from "../src/core/event/event.ts";
import { compileRules } from "../src/detection/sigma/compile.ts";
import type { CorrelationMatch } from "../src/detection/sigma/correlation-match.ts";
import { openCorrelator } from "../src/detection/sigma/correlator.ts";
import type { CompiledRuleSet } from "../src/detection/sigma/rule-set.ts";
import { evtx } from "../src/formats/evtx/evtx.ts";
import { formats } from "../src/formats/index.ts";
import { readInput } from "../src/formats/read.ts";
import { loadAttackCatalogue } from "../src/knowledge/attack.ts";
import { clopperPearson } from "../src/learning/interval.ts";
import { alertOfCorrelation, alertOfMatch } from "../src/stages/ingest/alert-of-match.ts";
import { mapTechniques } from "../src/stages/map-attack/map-techniques.ts";
import { textMapperOf } from "../src/stages/map-attack/map-text.ts";
import { matchActors } from "../src/stages/map-attack/match-actors.ts";
import type { MappedAlert } from "../src/stages/map-attack/signal.ts";
import { rankedTactics } from "../src/stages/map-attack/tactics.ts";
import { ruleNameOf } from "../src/stages/triage/bonds.ts";
import { sharedData } from "../src/testing/shared-data.ts";

const alertsPerRuleMax = 50;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: "string", multiple: true },
    misses: { type: "string", default: "60" },
    "show-alerts": { type: "boolean", default: false },
    data: { type: "string" },
  },
});
const data = values.data ?? sharedData();
if (data === undefined) {
  console.error("the labelled data is not here: pass --data DIR");
  process.exit(3);
}
const catalogue = loadAttackCatalogue();
const suites: Readonly<Record<string, () => void | Promise<void>>> = {
  text: measureText,
  evtx: measureEvtx,
  otrf: measureOtrf,
  actors: measureActors,
};
for (const name of positionals.length > 0 ? positionals : Object.keys(suites)) {
  if (!Object.hasOwn(suites, name)) throw new Error(`unknown suite ${name}`);
  await suites[name]!();
}

function show(what: string, right: number, of: number): void {
  const [low, high] = clopperPearson(right, of);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(`  ${what}: ${percent(of === 0 ? 0 : right / of)} (${right}/${of}; 95 % ${percent(low)} to ${percent(high)})`);
}

function measureText(): void {
  const path = join(data!, "tram/data/tram2-data/single_label.json");
  const rows = JSON.parse(readFileSync(path, "utf8")) as { text: string; label: string }[];
  const mapText = textMapperOf(catalogue);
  const ranks = rows.map(({ text, label }) => {
    const wanted = catalogue.current(label) ?? label;
    return mapText(text).findIndex(({ id }) => id === wanted);
  });
  console.log(`text: ${rows.length} sentences, all ${[...catalogue.techniques()].length} techniques allowed as answers`);
  show("technique first", ranks.filter((rank) => rank === 0).length, ranks.length);
  show("technique among the first three", ranks.filter((rank) => rank >= 0 && rank < 3).length, ranks.length);
}

type Case = {
  readonly file: string;
  readonly wanted: readonly string[];
  readonly tactics: readonly string[];
  readonly claims: readonly TechniqueClaim[];
  readonly ranked: readonly string[];
  readonly alerts: readonly MappedAlert[];
  readonly events: number;
};

function rulesOf(): CompiledRuleSet {
  const folders = values.rules ?? [join(data!, "sigma/rules"), join(data!, "sigma/rules-emerging-threats"), "rules"];
  const sources = folders.flatMap((folder) =>
    filesUnder(folder).filter((path) => /\.ya?ml$/.test(path) && !path.endsWith(".samples.yaml")),
  );
  const { rules, problems } = compileRules(sources.map((path) => ({ path, text: readFileSync(path, "utf8") })));
  console.log(
    `rules: ${rules.rules.length} compiled, ${problems.length} refused: ${problems.map(({ path, error }) => `${path.split("/").at(-1)} ${error.code}`).join(", ")}`,
  );
  return rules;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

/** One alert per rule and event, at most `alertsPerRuleMax` a rule, and those of correlations, as triage would hand them on. */
function alertsOf(events: Iterable<TelemetryEvent>, rules: CompiledRuleSet): { alerts: MappedAlert[]; events: number } {
  const perRule = new Map<string, number>();
  const incoming: IncomingAlert[] = [];
  const correlator = openCorrelator(rules);
  const correlated = (matches: readonly CorrelationMatch[]) => incoming.push(...matches.slice(0, alertsPerRuleMax).map(alertOfCorrelation));
  let count = 0;
  for (const event of events) {
    count++;
    const matches = rules.match(event);
    correlated(correlator.push(event, matches));
    for (const match of matches) {
      const seen = perRule.get(match.rule.id) ?? 0;
      perRule.set(match.rule.id, seen + 1);
      if (match.alerts && seen < alertsPerRuleMax) incoming.push(alertOfMatch(match, event));
    }
  }
  correlated(correlator.end());
  return { alerts: incoming.map((alert, index) => ({ ...alert, id: `a-${index + 1}`, evidenceId: `e-${index + 1}` })), events: count };
}

function mapped(
  file: string,
  labels: { wanted: readonly string[]; tactics: readonly string[] },
  events: Iterable<TelemetryEvent>,
  rules: CompiledRuleSet,
): Case {
  const found = alertsOf(events, rules);
  const titles = new Map(found.alerts.map(({ title, evidenceId }) => [title, evidenceId]));
  const claims = mapTechniques({
    alerts: found.alerts,
    texts: [...titles].map(([text, evidence]) => ({ text, evidence })),
    answered: [],
    catalogue,
  });
  const ranked = rankedTactics(
    claims,
    catalogue,
    found.alerts.map((alert) => ({ ...alert, rule: ruleNameOf(alert) })),
  ).map(({ id }) => id);
  return { file, ...labels, claims, ranked, ...found };
}

/** Parent and child count as the same. */
function alike(a: string, b: string): boolean {
  return a === b || (parentTechnique(a) === parentTechnique(b) && (!a.includes(".") || !b.includes(".")));
}

function report(name: string, cases: readonly Case[], firstN: number): void {
  const rank = (one: Case) => one.claims.findIndex(({ id }) => one.wanted.some((wanted) => alike(id, wanted)));
  const within = (n: number) => cases.filter((one) => rank(one) >= 0 && rank(one) < n).length;
  console.log(`${name}: ${cases.length} labelled, ${cases.filter(({ alerts }) => alerts.length === 0).length} without any alert`);
  show("technique first", within(1), cases.length);
  show(`technique among the first ${firstN}`, within(firstN), cases.length);
  show("technique anywhere", within(Number.POSITIVE_INFINITY), cases.length);
  show("tactic first", cases.filter((one) => one.tactics.includes(one.ranked[0] ?? "")).length, cases.length);
  show("tactic named", cases.filter((one) => one.tactics.some((tactic) => one.ranked.includes(tactic))).length, cases.length);
  const misses = cases.filter((one) => rank(one) !== 0);
  for (const one of misses.slice(0, Number(values.misses))) {
    const got = one.claims.slice(0, 5).map(({ id, confidence }) => `${id} ${confidence}`);
    console.log(
      `  ${rank(one) < 0 ? "missed" : `at ${rank(one) + 1}`} ${one.wanted.join("/")} | ${one.file.slice(-90)} | events ${one.events}, alerts ${one.alerts.length} | ${got.join(", ") || "nothing"}`,
    );
    if (values["show-alerts"]) for (const line of alertLines(one.alerts)) console.log(`      ${line}`);
  }
  const confusions = new Map<string, number>();
  for (const one of cases) {
    if (rank(one) === 0) continue;
    const key = `${one.wanted[0]} → ${one.claims[0]?.id ?? "nothing"}`;
    confusions.set(key, (confusions.get(key) ?? 0) + 1);
  }
  const offTactic = cases.filter((one) => one.alerts.length > 0 && !one.tactics.includes(one.ranked[0] ?? ""));
  const tacticConfusions = new Map<string, number>();
  for (const one of offTactic) {
    const key = `${one.tactics.join("/")} → ${one.ranked[0] ?? "nothing"}${rank(one) === 0 ? ` (${one.claims[0]?.id})` : ""}`;
    tacticConfusions.set(key, (tacticConfusions.get(key) ?? 0) + 1);
  }
  console.log(`  tactic confusions: ${mostOf(tacticConfusions)}`);
  console.log(`  confusions: ${mostOf(confusions)}`);
}

/** Which rules fired how often, for someone who looks into a miss. */
function alertLines(alerts: readonly MappedAlert[]): string[] {
  const counts = new Map<string, number>();
  for (const { severity, title, techniques, action } of alerts) {
    const key = `${severity} "${title}" on ${action}: ${techniques.join(" ")}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${count} × ${key}`).sort();
}

function mostOf(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 25);
  return sorted.map(([key, count]) => `${key} ${count}`).join("; ");
}

function measureEvtx(): void {
  const rules = rulesOf();
  const root = join(data!, "evtx-mitre");
  const cases = filesUnder(root).flatMap((path) => {
    const match = /\/(TA\d{4})-[^/]*\/(T\d{4}(?:\.\d{3})?)[^/]*\/[^/]*$/.exec(path);
    if (!match || !path.endsWith(".evtx")) return [];
    const reader = evtx.open(path);
    const records = [...reader.push(readFileSync(path)), ...(reader.end() as ReturnType<typeof reader.push>)];
    const events = records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
    return [mapped(path.slice(root.length), { wanted: [catalogue.current(match[2]!) ?? match[2]!], tactics: [match[1]!] }, events, rules)];
  });
  report("evtx", cases, 3);
}

async function measureOtrf(): Promise<void> {
  const rules = rulesOf();
  const root = join(data!, "otrf");
  const labels = labelsOfOtrf(join(root, "_metadata"));
  const cases: Case[] = [];
  for (const path of filesUnder(join(root, "datasets"))) {
    const label = labels.get(path.slice(root.length + 1));
    if (!label) continue;
    const events: TelemetryEvent[] = [];
    for await (const step of readInput(path, once(readFileSync(path)))) {
      if (step.kind === "batch") for (const record of step.records) if (record.kind === "event") events.push(record.event);
    }
    cases.push(mapped(path.slice(root.length), label, events, rules));
  }
  report(`otrf (${formats.length} formats)`, cases, 5);
  const wanted = cases.flatMap((one) =>
    [...new Set(one.wanted.map(parentTechnique))].map((id) =>
      [...new Set(one.claims.map((claim) => parentTechnique(claim.id)))].slice(0, 5).includes(id),
    ),
  );
  show("recall among the first five, parent level, over techniques", wanted.filter(Boolean).length, wanted.length);
}

function measureActors(): void {
  const campaigns = [...catalogue.campaigns()];
  const asked = campaigns.filter(({ groups, techniques }) => groups.length > 0 && techniques.length >= 5);
  const ranks = asked.map((one) => {
    const without: AttackCatalogue = { ...catalogue, campaigns: () => campaigns.filter(({ id }) => id !== one.id) };
    const found = matchActors({ techniques: one.techniques }, without);
    return { rank: found.findIndex(({ id }) => one.groups.includes(id)), claimed: found.filter(({ consistentWith }) => consistentWith) };
  });
  console.log(`actors: ${asked.length} campaigns by techniques alone`);
  show("group first", ranks.filter(({ rank }) => rank === 0).length, ranks.length);
  show("group among the first five", ranks.filter(({ rank }) => rank >= 0).length, ranks.length);
  show("some group called consistent", ranks.filter(({ claimed }) => claimed.length > 0).length, ranks.length);
  const pool = [...catalogue.groups()].flatMap(({ techniques }) => techniques);
  let state = 20_260_101;
  const draw = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return pool[(state >>> 8) % pool.length]!;
  };
  for (const size of [6, 12, 25]) {
    const rounds = Array.from({ length: 300 }, () => matchActors({ techniques: Array.from({ length: size }, draw) }, catalogue));
    const wrong = rounds.filter((found) => found.some(({ consistentWith }) => consistentWith)).length;
    show(`some group called consistent with ${size} techniques drawn by chance`, wrong, rounds.length);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function labelsOfOtrf(folder: string): Map<string, { wanted: string[]; tactics: string[] }> {
  const labels = new Map<string, { wanted: string[]; tactics: string[] }>();
  for (const path of filesUnder(folder)) {
    const meta = parse(readFileSync(path, "utf8")) as {
      attack_mappings?: { technique: string; "sub-technique"?: string | null; tactics?: string[] }[];
      files?: { link: string }[];
    };
    const mappings = meta.attack_mappings ?? [];
    const wanted = mappings
      .map((each) => (each["sub-technique"] ? `${each.technique}.${each["sub-technique"]}` : each.technique))
      .map((id) => catalogue.current(id) ?? id);
    for (const { link } of meta.files ?? []) {
      const place = link.replace(/^.*?\/master\//, "");
      labels.set(place, { wanted, tactics: mappings.flatMap(({ tactics }) => tactics ?? []) });
    }
  }
  return labels;
}
