/**
 * The queue over many rows: `node bench/queue.ts [cases] [alerts]`, 100,000 and 1,000,000 where nothing is said. Puts them as the watch does into an embedded
 * database of its own in a temporary folder, then asks for pages of 100 by every order and by filters, first pages and deep ones, counts, facets, the ids of
 * the whole queue, look-ups and news, each so many times, while 200 alerts a second change; and prints the middle and the 95th percentile of each.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { categories } from "../src/core/alert/category.ts";
import { severities } from "../src/core/alert/severity.ts";
import type { QueueAsked } from "../src/ports/queue-view.ts";
import type { AlertRow, CaseRow } from "../src/ports/views.ts";
import { openNotices } from "../src/storage/notices.ts";
import { openDatabase } from "../src/storage/open-database.ts";
import { openViews } from "../src/storage/views/postgres-views.ts";
import { exampleAlertRow, exampleCaseRow } from "../src/testing/views-contract.ts";
import { chanceOf } from "../tools/trials/chance.ts";

const [casesTotal, alertsTotal] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1_000_000)];
const [rounds, pageRows, putRows, changesPerSecond, deepPages] = [15, 100, 1_000, 200, 40];
const start = Date.UTC(2026, 0, 5);
const chance = chanceOf(7);
const one = <Value>(values: readonly Value[]) => values[chance.below(values.length)]!;
const words = ["beaconing", "login", "powershell", "service", "upload", "rare", "kerberos", "macro", "tunnel", "scan"];
const [sources, rules, hosts, accounts] = [5, 300, 4_000, 3_000];
const titled = (number: number) => `${one(words)} ${one(words)} on host ${number % hosts}`;

function alertOf(number: number): AlertRow {
  // A third of all alerts are of storms: one rule on one machine.
  const stormy = chance.below(3) === 0;
  const [rule, host, user] = stormy ? [number % 20, number % 50, 0] : [chance.below(rules), chance.below(hosts), chance.below(accounts)];
  const state = number % 50 === 0 ? "open" : number % 20 === 1 ? "escalated" : "closed";
  const source = `source-${rule % sources}`;
  return exampleAlertRow(`a-${number}`, {
    timeMs: start + number * 100,
    receivedAtMs: start + number * 100,
    title: titled(host),
    source,
    rule: `rule-${rule}`,
    category: one(categories),
    severity: one(severities),
    priority: (1 + chance.below(5)) as 1,
    maliciousness: 0.5,
    state,
    ...(state !== "open" && { verdict: "benign" }),
    caseId: `case-${number % casesTotal}`,
    storm: `${source}.${rule}.${host}.${user}`,
    about: {
      sources: [source],
      hosts: [`ws-${host}.example.test`],
      accounts: [`user-${user}`],
      rules: [`rule-${rule}`],
      techniques: [`T1${String(rule).padStart(3, "0")}`],
    },
  });
}

function caseOf(number: number): CaseRow {
  const host = chance.below(hosts);
  const state = one(["in-progress", "closed", "closed", "closed", "escalated", "merged"] as const);
  const rule = chance.below(rules);
  return exampleCaseRow(`case-${number}`, {
    title: titled(host),
    category: one(categories),
    severity: one(severities),
    state,
    priority: 1 + chance.below(5),
    openedAtMs: start + number * 1_000,
    firstMs: start + number * 1_000,
    lastMs: start + number * 1_000 + chance.below(90_000_000),
    ...(state !== "in-progress" && { verdict: one(["benign", "true-positive", "false-positive", "insufficient-data"]) }),
    ...(chance.below(4) === 0 && { assignee: `person:analyst-${chance.below(12)}` }),
    about: {
      sources: [`source-${rule % sources}`],
      hosts: [`ws-${host}.example.test`],
      accounts: [`user-${chance.below(accounts)}`],
      rules: [`rule-${rule}`],
      techniques: [`T1${String(rule).padStart(3, "0")}`],
    },
  });
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "wk-bench-queue-")));
const clock = { nowMs: () => Date.now(), sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal ? { signal } : {}) };
const database = await openDatabase({ dataDir: scratch });
const notices = openNotices(database, clock);
const views = await openViews({ database, clock, notices });
const say = (line: string) => process.stdout.write(`${line}\n`);

const beganMs = performance.now();
let sequence = 0;
for (let from = 0; from < Math.max(casesTotal, alertsTotal); from += putRows) {
  const numbers = Array.from({ length: putRows }, (_, at) => from + at);
  const alerts = numbers.filter((number) => number < alertsTotal).map(alertOf);
  const cases = numbers.filter((number) => number < casesTotal).map(caseOf);
  await views.put({ alerts, cases, world: "watch-000001", sequence: sequence++ });
}
const putSeconds = (performance.now() - beganMs) / 1_000;
say(
  `${casesTotal} cases and ${alertsTotal} alerts put in ${putSeconds.toFixed(0)} s: ${((casesTotal + alertsTotal) / putSeconds).toFixed(0)} rows/s`,
);
// What the server does by itself within minutes; the figures are those of a day, not of the first minute.
await sleep(Number(process.env.BENCH_REST_MS ?? 60_000));

let going = true;
async function change(): Promise<void> {
  while (going) {
    const numbers = Array.from({ length: changesPerSecond / 4 }, () => chance.below(alertsTotal));
    await views.put({
      alerts: numbers.map(alertOf),
      cases: numbers.slice(0, 5).map((number) => caseOf(number % casesTotal)),
      world: "watch-000001",
      sequence: sequence++,
    });
    await sleep(250);
  }
}
const changing = change();

async function measured(name: string, work: () => Promise<unknown>, times = rounds): Promise<void> {
  const took: number[] = [];
  let said: unknown;
  for (let round = 0; round < times; round++) {
    const from = performance.now();
    said = await work();
    took.push(performance.now() - from);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const [middle, late] = [sorted[Math.floor(times / 2)]!, sorted[Math.ceil(times * 0.95) - 1]!];
  say(`${name.padEnd(58)} ${middle.toFixed(1).padStart(8)} ms   p95 ${late.toFixed(1).padStart(8)} ms   ${String(said ?? "")}`);
}
const page = (asked: QueueAsked) => async () => `${(await views.queue.page(asked, { limit: pageRows })).rows.length} rows`;

for (const kind of ["cases", "alerts"] as const) {
  for (const sort of ["priority", "severity", "newest", "oldest", "activity"] as const)
    await measured(`${kind}, ${sort}`, page({ filter: { of: kind }, sort }));
  const at = async () => {
    let after: string | undefined;
    for (let pages = 0; pages < deepPages; pages++)
      after = (await views.queue.page({ filter: { of: kind }, sort: "priority" }, { limit: 500, ...(after && { after }) })).next;
    return after;
  };
  const deep = await at();
  await measured(`${kind}, priority, page at row ${deepPages * 500}`, async () => {
    const { rows } = await views.queue.page({ filter: { of: kind }, sort: "priority" }, { limit: pageRows, ...(deep && { after: deep }) });
    return `${rows.length} rows`;
  });
  const open = kind === "cases" ? "in-progress" : "open";
  const filters: Record<string, QueueAsked["filter"]> = {
    [open]: { of: kind, state: [open] },
    "escalated, severity high or critical": { of: kind, state: ["escalated"], severity: ["high", "critical"] },
    "one machine": { of: kind, about: { hosts: ["ws-77.example.test"] } },
    "one rule": { of: kind, about: { rules: ["rule-7"] } },
    "one source, closed": { of: kind, state: ["closed"], about: { sources: ["source-3"] } },
    "one technique, high": { of: kind, severity: ["high"], about: { techniques: ["T1042"] } },
    "a common word": { of: kind, text: "beacon" },
    "nobody's, without a verdict": { of: kind, verdict: [null], ...(kind === "cases" && { assignee: [null] }) },
    "one hour": { of: kind, fromMs: start + 40_000_000, toMs: start + 43_600_000 },
    "what never meets": { of: kind, state: [open], verdict: ["true-positive"], severity: ["high"] },
  };
  for (const [name, filter] of Object.entries(filters)) {
    await measured(`${kind}: ${name}`, page({ filter, sort: "priority" }));
    await measured(`${kind}: ${name}, counted`, async () => JSON.stringify(await views.queue.count({ filter })), 5);
  }
  await measured(
    `${kind}: facets of all`,
    async () => {
      const { state, hosts } = await views.queue.facets({ of: kind });
      return JSON.stringify([state, hosts].map((facet) => facet && [facet.count, facet.exact]));
    },
    5,
  );
  await measured(
    `${kind}: facets of ${open}`,
    async () => {
      const { state, hosts } = await views.queue.facets({ of: kind, state: [open] });
      return JSON.stringify([state, hosts].map((facet) => facet && [facet.count, facet.exact]));
    },
    5,
  );
  await measured(
    `${kind}: ids of all, in order`,
    async () => {
      const { ids, priorities, whole } = await views.queue.order({ filter: { of: kind }, sort: "priority" });
      const bytes = gzipSync(JSON.stringify({ ids, priorities }), { level: 1 }).length;
      return `${ids.length} ids, whole ${whole}, ${bytes} bytes compressed`;
    },
    5,
  );
  const ids = (await views.queue.order({ filter: { of: kind }, sort: "priority" })).ids.slice(0, 200);
  await measured(
    `${kind}: 200 ids looked up`,
    async () => `${(await views.queue.rows({ filter: { of: kind }, sort: "priority" }, ids)).rows.length} rows`,
  );
}
await measured("alerts, storms collapsed, priority", page({ filter: { of: "alerts" }, sort: "priority", storms: true }));
await measured("alerts, storms collapsed, open, newest", page({ filter: { of: "alerts", state: ["open"] }, sort: "newest", storms: true }));
const latest = await views.latest();
await measured("news of the last 2,000 changes", async () => (await views.queue.newsSince(latest - 2_000)).counts.cases);
await measured("news since the beginning", async () => (await views.queue.newsSince(0)).counts.cases, 5);
going = false;
await changing;
say(
  `load average ${loadavg()
    .map((each) => each.toFixed(1))
    .join(" ")}`,
);
await notices.close();
await database.close();
rmSync(scratch, { recursive: true, force: true });
