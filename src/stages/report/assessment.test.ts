import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { Assessment } from "../../core/assessment/assessment.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import { runToEnd } from "../../engine/run.ts";
import type { World } from "../../engine/world.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { memoryEventStore } from "../../storage/memory/memory-events.ts";
import { inputOf, smallWorld } from "../../testing/small-world.ts";
import { rankedTacticsOf } from "../map-attack/map-case.ts";
import { assessmentOf } from "./assessment.ts";

const ruleText = `title: secrets were taken
id: 00000000-0000-4000-8000-000000000009
status: test
logsource: { product: windows }
detection:
  selection: { CommandLine|contains: "dump-secrets" }
  condition: selection
level: critical
tags: [attack.credential-access, attack.t1003.001]
`;

async function assessed(world: World): Promise<Assessment> {
  const { state } = await runToEnd(world);
  const { catalogue, inventory } = world;
  return assessmentOf(state, { catalogue, inventory, tacticsOf: (techniques, named) => rankedTacticsOf(techniques, catalogue, named) });
}

const time = fc.nat(100_000).map((seconds) => new Date(Date.UTC(2026, 2, 1, 9) + seconds * 1_000).toISOString());
const host = fc.constantFrom("ws-1", "ws-2", "dc-1");
const event = fc
  .record({ time, host, command: fc.constantFrom("ordinary", "dump-secrets now", "dump-secrets \u202e\u0007 again") })
  .map(({ time: at, host: on, command }) =>
    JSON.stringify({
      "@timestamp": at,
      EventID: 1,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      Hostname: on,
      Image: "C:\\a.exe",
      CommandLine: command,
      User: "EXAMPLE\\mara",
    }),
  );
const alert = fc
  .record({
    time,
    host,
    severity: fc.constantFrom(...severities),
    title: fc.constantFrom("scan seen", "malware found", "<script>alert(1)</script>"),
    address: fc.constantFrom("198.51.100.7", "192.0.2.9"),
  })
  .map(({ time: at, address, ...rest }) =>
    JSON.stringify({ alert: 1, time: at, source: "sensor", ...rest, observables: [{ type: "ip", value: address, role: "source" }] }),
  );
const damaged = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '{"alert": 1}',
    '{"@timestamp": "yesterday", "EventID": 1}',
    "{",
    "[[[[",
    '{"alert":1,"time":"2026-03-01T09:00:00Z"',
    "\u0000\u0001",
  ),
);
const lines = fc.array(fc.oneof({ weight: 4, arbitrary: event }, { weight: 3, arbitrary: alert }, { weight: 2, arbitrary: damaged }), {
  maxLength: 14,
});
const inputs = fc
  .array(fc.tuple(lines, fc.constantFrom(17, 64, 4_096)), { minLength: 1, maxLength: 3 })
  .map((files) => files.map(([text, pieceBytes], index) => inputOf(`input-${index}.jsonl`, text.join("\n"), pieceBytes)));

/** Every evidence id that a case or an alert of it names anywhere. */
function citedBy(each: Assessment["cases"][number], alerts: Assessment["alerts"]): string[] {
  const sentences = [each.because, ...each.unknowns];
  return [
    ...each.timeline.flatMap(({ evidence }) => evidence),
    ...each.techniques.flatMap(({ evidence }) => evidence),
    ...each.hypotheses.flatMap((hypothesis) => [...hypothesis.for, ...hypothesis.against]),
    ...each.containment.flatMap(({ evidence }) => evidence),
    ...sentences.flatMap((text) => [...text.matchAll(/\[(e-\d+)\]/g)].map(([, id]) => id ?? "")),
    ...alerts.filter((one) => one.case === each.id).flatMap(({ techniques }) => techniques.flatMap(({ evidence }) => evidence)),
  ];
}

/** What the ledger of each input says is what the event store holds of it. */
async function agreesWithStore(ledgers: Assessment["inputs"], events: EventStore): Promise<void> {
  const time = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };
  const { rows } = await events.search({ time, sort: "oldest", limit: queryLimits.rowsMax } as EventQuery);
  const letters = await events.deadLetters(1_000);
  const stored = ledgers.map(({ path }) => ({
    path,
    events: rows.filter(({ source }) => source.path === path).length,
    rejected: letters.filter((letter) => letter.path === path).length,
  }));
  assert.deepEqual(
    stored,
    ledgers.map(({ path, events: told, rejected }) => ({ path, events: told, rejected })),
  );
  assert.equal((await events.totals()).events, rows.length);
}

// Guarantees of the contract, for whatever lies in the evidence folder.
describe("an assessment of any small evidence", () => {
  test("fits its schema, both ledgers balance, every cited id exists, insufficient data escalates, and a second run gives the same bytes", async () => {
    let cases = 0;
    let rejections = 0;
    await fc.assert(
      fc.asyncProperty(inputs, fc.option(fc.nat(3), { nil: undefined }), async (given, alertsMax) => {
        const world = (parts: Partial<World> = {}) =>
          smallWorld({ ...parts, inputs: given, ruleTexts: [ruleText], ...(alertsMax === undefined ? {} : { alertsMax }) });
        const events = memoryEventStore();
        const assessment = await assessed(world({ events }));
        await agreesWithStore(assessment.inputs, events);
        Assessment.parse(assessment);
        for (const { records, events, alerts, rejected, rejections: listed = [] } of assessment.inputs) {
          assert.equal(records, events + alerts + rejected);
          assert.equal(
            listed.reduce((sum, { count }) => sum + count, 0),
            rejected,
          );
          rejections += rejected;
        }
        const { accepted, closed, escalated, open, deadLettered } = assessment.accounting;
        assert.equal(accepted, closed + escalated + open + deadLettered);
        assert.equal(accepted - deadLettered, assessment.alerts.length);
        assert.equal(open, 0);
        for (const each of assessment.cases) {
          const ids = new Set(each.evidence.map(({ id }) => id));
          for (const id of citedBy(each, assessment.alerts)) assert.ok(ids.has(id), `${id} is cited and not there`);
          assert.equal(each.escalated, each.verdict === "true-positive" || each.verdict === "insufficient-data");
          assert.deepEqual(
            each.alerts,
            assessment.alerts.filter((one) => one.case === each.id).map(({ id }) => id),
          );
          cases++;
        }
        assert.equal(JSON.stringify(await assessed(world())), JSON.stringify(assessment));
      }),
      { numRuns: 40 },
    );
    assert.ok(cases > 20 && rejections > 20, `${cases} cases, ${rejections} rejected records`);
  });
});

describe("the ledger over alerts", () => {
  test("that does not add up gives no assessment", async () => {
    const world = smallWorld({ inputs: [inputOf("alerts.jsonl", alertLines(3))] });
    const { state } = await runToEnd(world);
    const { catalogue, inventory } = world;
    const context = { catalogue, inventory, tacticsOf: () => [] };
    assert.deepEqual(assessmentOf(state, context).accounting, { accepted: 3, closed: 0, escalated: 3, open: 0, deadLettered: 0 });
    state.caseOfAlert.delete("a-2");
    assert.throws(() => assessmentOf(state, context), /does not balance/);
  });
});

const alertLines = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      alert: 1,
      time: new Date(Date.UTC(2026, 2, 1, 9, index)).toISOString(),
      source: "sensor",
      title: `rule ${index}`,
      severity: "high",
      host: `ws-${index}`,
    }),
  ).join("\n");

describe("alerts beyond the most that a run holds", () => {
  test("are accepted and dead-lettered, the first ones are investigated, and a resumed run counts them once", async () => {
    const world = smallWorld({ inputs: [inputOf("alerts.jsonl", alertLines(9))], alertsMax: 4 });
    const assessment = await assessed(world);
    assert.deepEqual(assessment.accounting, { accepted: 9, closed: 0, escalated: 4, open: 0, deadLettered: 5 });
    assert.deepEqual(
      assessment.alerts.map(({ title }) => title),
      ["rule 0", "rule 1", "rule 2", "rule 3"],
    );
    assert.deepEqual([assessment.inputs[0]?.records, assessment.inputs[0]?.alerts], [9, 9]);
    assert.deepEqual(await assessed(world), assessment);
  });
});
