/**
 * The page of a case: `node bench/case-page.ts [--alerts 2000] [--cases 50000]`. A watch over a real PostgreSQL takes so many alerts of one machine into one
 * case and looks at it; beside it stand so many other cases, each with entities, techniques and rules, some of them shared. Then every operation of the page
 * is asked through the API, each twenty times: the middle and the worst, milliseconds.
 */
import { parseArgs } from "node:util";
import type { AssessmentCase } from "../src/core/assessment/assessment.ts";
import { memoryKeeper } from "../src/storage/journal/journal-keeper.ts";
import { openJournalStore } from "../src/storage/journal/postgres-journal.ts";
import { openDatabase } from "../src/storage/open-database.ts";
import { openPool } from "../src/storage/pool.ts";
import { worldNames } from "../src/storage/world.ts";
import { openApiScene } from "../src/testing/api-scene.ts";
import { exampleCaseRow } from "../src/testing/views-contract.ts";
import { connectionTo, watchScene, worksUntil } from "../src/testing/watch-scene.ts";
import { median } from "./measure.ts";

const { values } = parseArgs({ options: { alerts: { type: "string", default: "2000" }, cases: { type: "string", default: "50000" } } });
const [alertsMade, casesMade] = [Number(values.alerts), Number(values.cases)];
const [rounds, perPut, perHand, tenant] = [20, 1_000, 200, "bench"] as const;

const server = await openDatabase({ ephemeral: true });
const keeper = memoryKeeper();
const scene = await watchScene({ server, tenant, keeper });
const pool = openPool({ connection: connectionTo(server), tenant, durable: false, connectionsMax: 8 });
try {
  await oneGreatCase();
  await otherCases();
  await server.asOwner(async (owner) => void (await owner.query("ANALYZE")));
  await measure();
} finally {
  await scene.close();
  await pool.end();
  await server.close();
}

async function oneGreatCase(): Promise<void> {
  const began = performance.now();
  for (let from = 0; from < alertsMade; from += perHand)
    await scene.hand(
      "edr",
      Array.from({ length: Math.min(perHand, alertsMade - from) }, (_, at) => ({
        source: "edr",
        time: new Date(Date.now() - 3_600_000 + (from + at) * 500).toISOString(),
        title: ["Credential store read", "Script started by an office program", "Large upload to file sharing"][(from + at) % 3],
        host: "ws-1.example.test",
        user: "alice",
        severity: "high",
        observables: [{ type: "ip", value: `198.51.100.${(from + at) % 250}` }],
      })),
    );
  const row = () => scene.views.case("case-1");
  const settled = await worksUntil(
    [scene.watch],
    async () => ((await row())?.alerts ?? 0) >= alertsMade * 0.9 && (await row())?.detail !== undefined,
    180_000,
  );
  console.log(
    `case-1: ${(await row())?.alerts} alerts, ${settled ? "settled" : "not settled"}, ${Math.round(performance.now() - began)} ms`,
  );
}

async function otherCases(): Promise<void> {
  const began = performance.now();
  const known = (await scene.views.case("case-1"))?.detail;
  for (let from = 0; from < casesMade; from += perPut) {
    const cases = Array.from({ length: Math.min(perPut, casesMade - from) }, (_, at) => otherCase(from + at + 1_000, known));
    await scene.views.put({ alerts: [], cases, world: "watch-000000", sequence: from });
  }
  console.log(`${casesMade} other cases put in ${Math.round(performance.now() - began)} ms`);
}

/** Each has values of its own; some share a rare one with the great case, all share a common one. */
function otherCase(number: number, known: AssessmentCase | undefined) {
  const observables = [
    ...Array.from({ length: 12 }, (_, at) => ({ type: "domain" as const, value: `d-${number}-${at}.example.test` })),
    { type: "ip" as const, value: `203.0.113.${number % 250}` },
    ...(number % 2_000 === 0 ? [{ type: "user" as const, value: "alice" }] : []),
  ];
  const lean = { evidence: [], timeline: [], correlation: [], assets: [], containment: [], alerts: [], unknowns: [], hypotheses: [] };
  const techniques = (known?.techniques ?? []).slice(0, 1);
  const detail = { ...(known as AssessmentCase), ...lean, id: `case-${number}`, observables, techniques };
  return exampleCaseRow(`case-${number}`, { state: "closed", verdict: "benign", settledAtMs: 1_760_000_000_000, detail });
}

async function measure(): Promise<void> {
  const api = await openApiScene();
  Object.assign(api.tenant().desk, {
    views: scene.views,
    intake: scene.intake,
    journal: {
      worldNames: (limit: number) => worldNames(pool, tenant, limit),
      hasWorld: async () => true,
      world: async (name: string) => ({ journal: await openJournalStore({ pool, tenant }, name, keeper) }),
    },
  });
  const evidence = (await scene.views.case("case-1"))?.detail?.evidence.at(-1)?.id ?? "e-1";
  const paths = [
    "history?limit=50",
    "work",
    "similar",
    "graph?limit=300",
    `evidence/${evidence}`,
    "reasoning",
    "report-document",
    "report?format=html",
  ];
  for (const path of paths) {
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const answer = await api.ask({ url: `/api/v1/cases/case-1/${path}` }, { role: "viewer", person: `p${round}` });
      times.push(performance.now() - began);
      bytes = answer.rawPayload.byteLength;
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body.slice(0, 300)}`);
    }
    console.log(`${path}: ${Math.round(median(times))} ms in the middle, ${Math.round(Math.max(...times))} ms at worst, ${bytes} bytes`);
  }
}
