import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Assessment } from "../core/assessment/assessment.ts";
import { verifyAnswers } from "../core/evidence/answer.ts";
import { verify } from "../core/journal/journal.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { rankedTacticsOf } from "../stages/map-attack/map-case.ts";
import { assessmentOf } from "../stages/report/assessment.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { inputOf, smallWorld } from "../testing/small-world.ts";
import { emptyAnswers, modelParts, toldModel } from "../testing/told-model.ts";
import { zipOf } from "../testing/zip-writer.ts";
import { eventsIn } from "./journal/read-opened.ts";
import { type Recorder, replay } from "./recorder.ts";
import { runToEnd } from "./run.ts";
import type { World } from "./world.ts";

const rule = (id: string, field: string, value: string, level: string, tags: readonly string[]) => `title: ${value} was seen
id: ${id}
status: test
logsource: { product: windows }
detection:
  selection: { ${field}|contains: "${value}" }
  condition: selection
level: ${level}
tags: [${tags.join(", ")}]
`;
const ruleTexts = [
  rule("00000000-0000-4000-8000-000000000001", "CommandLine", "dump-secrets", "critical", ["attack.credential-access", "attack.t1003.001"]),
  rule("00000000-0000-4000-8000-000000000002", "CommandLine", "push-service", "high", ["attack.lateral-movement", "attack.t1021.002"]),
  rule("00000000-0000-4000-8000-000000000003", "CommandLine", "pack-files", "high", ["attack.exfiltration", "attack.t1567.002"]),
];

const sysmon = (seconds: number, host: string, commandLine: string, user = "mara") =>
  JSON.stringify({
    "@timestamp": new Date(Date.UTC(2026, 2, 1, 9, 0, seconds)).toISOString(),
    EventID: 1,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    Hostname: host,
    Image: "C:\\Windows\\System32\\cmd.exe",
    CommandLine: commandLine,
    User: `EXAMPLE\\${user}`,
  });
const lines = [
  ...Array.from({ length: 30 }, (_, index) => sysmon(index, `ws-${index % 5}`, `ordinary ${index}`, `user-${index % 5}`)),
  sysmon(40, "ws-1", "dump-secrets now"),
  sysmon(50, "ws-1", "push-service ws-2"),
  sysmon(55, "ws-2", "pack-files"),
  "this line is broken",
];
const inputs = [
  inputOf("sysmon.jsonl", `${lines.join("\n")}\n`, 700),
  inputOf("more.jsonl", `${sysmon(58, "ws-2", "pack-files again")}\n`),
];

const assessed = ({ state }: Recorder, world: World) =>
  assessmentOf(state, {
    catalogue: world.catalogue,
    inventory: world.inventory,
    tacticsOf: (techniques, named) => rankedTacticsOf(techniques, world.catalogue, named),
  });

/** A target without its domain, as JSON text holds it. */
const bare = (target: string) => JSON.stringify(target.toLowerCase()).slice(1, -1).split("\\\\").at(-1) ?? "";

describe("a run over evidence", () => {
  test("ends with one case whose steps stand in order, and a balanced ledger", async () => {
    const world = smallWorld({ inputs, ruleTexts });
    const assessment = Assessment.parse(assessed(await runToEnd(world), world));
    assert.equal(assessment.cases.length, 1);
    const [only] = assessment.cases;
    assert.equal(only?.verdict, "true-positive");
    assert.deepEqual(
      only?.timeline.map(({ says }) => says.split(" was seen")[0]),
      ["dump-secrets", "push-service", "pack-files"],
    );
    for (const { records, events, alerts, rejected } of assessment.inputs) assert.equal(records, events + alerts + rejected);
    const { accepted, closed, escalated, open, deadLettered } = assessment.accounting;
    assert.equal(accepted, closed + escalated + open + deadLettered);
    assert.equal(assessment.inputs[0]?.rejected, 1);
  });

  test("every statement cites evidence that is there, and every evidence item has a digest", async () => {
    const world = smallWorld({ inputs, ruleTexts });
    const { cases, alerts } = assessed(await runToEnd(world), world);
    assert.ok(cases.length > 0);
    for (const each of cases) {
      const ids = new Set(each.evidence.map(({ id }) => id));
      const cited = [
        ...each.timeline.flatMap(({ evidence }) => evidence),
        ...each.techniques.flatMap(({ evidence }) => evidence),
        ...each.hypotheses.flatMap((hypothesis) => [...hypothesis.for, ...hypothesis.against]),
        ...each.containment.flatMap(({ evidence }) => evidence),
        ...[...each.because.matchAll(/\[(e-\d+)\]/g)].map(([, id]) => id ?? ""),
        ...alerts.filter((alert) => alert.case === each.id).flatMap((alert) => alert.techniques.flatMap(({ evidence }) => evidence)),
      ];
      assert.ok(cited.length > 0);
      for (const id of cited) assert.ok(ids.has(id), `${id} is cited and not there`);
      for (const { digest } of each.evidence) assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    }
  });

  // Guarantees that a citation is no ornament: the record that a proposal cites names its target, and the one that a technique cites carries it.
  test("the cited record names the target of a proposal, and carries the technique of an alert", async () => {
    const many = Array.from({ length: 90 }, (_, index) => sysmon(index % 60, `ws-${index}`, `dump-secrets part ${index}`, `user-${index}`));
    const world = smallWorld({ inputs: [...inputs, inputOf("many.jsonl", `${many.join("\n")}\n`)], ruleTexts });
    const recorder = await runToEnd(world);
    const { cases, alerts } = assessed(recorder, world);
    const cited = { targets: 0, techniques: 0 };
    for (const each of cases) {
      const carriedBy = (id: string) => {
        const source = each.evidence.find((item) => item.id === id)?.source;
        assert.ok(source?.kind === "record", `${id} is no record`);
        return alerts.filter((alert) => alert.source.path === source.path && alert.source.record === source.record);
      };
      for (const { target, evidence } of each.containment)
        for (const id of evidence) {
          const named = carriedBy(id).some((alert) =>
            JSON.stringify(recorder.state.alerts.get(alert.id)).toLowerCase().includes(bare(target)),
          );
          assert.ok(named, `${id} does not name ${target}`);
          cited.targets++;
        }
      for (const alert of alerts.filter((one) => one.case === each.id))
        for (const { id, evidence } of alert.techniques) {
          assert.ok(
            carriedBy(evidence[0]!).some((one) => recorder.state.triages.get(one.id)?.techniques.includes(id)),
            `${alert.id} ${id}`,
          );
          cited.techniques++;
        }
    }
    assert.ok(cited.targets > 5 && cited.techniques > 30, JSON.stringify(cited));
  });

  test("the same evidence in pieces of another size gives the same assessment", async () => {
    const one = smallWorld({ inputs, ruleTexts });
    const other = smallWorld({ inputs: [inputOf("sysmon.jsonl", `${lines.join("\n")}\n`, 33), inputs[1]!], ruleTexts });
    assert.deepEqual(assessed(await runToEnd(one), one), assessed(await runToEnd(other), other));
  });

  test("the journal verifies and replays to the state that wrote it", async () => {
    const world = smallWorld({ inputs, ruleTexts });
    const recorder = await runToEnd(world);
    assert.equal(verify(await world.journal.read(0, 10_000), recorder.head().hash).intact, true);
    const events = await eventsIn(world.journal);
    const answers = verifyAnswers(events.map((event) => JSON.parse(event)));
    assert.ok(answers.intact && answers.answers > 0);
    assert.deepEqual(assessed({ ...recorder, state: replay(events) }, world), assessed(recorder, world));
  });

  test("members of an archive that share a name keep their own rejections", async () => {
    const bytes = zipOf([
      { name: "same", bytes: Buffer.from(`${sysmon(1, "ws-1", "ordinary")}\nbroken\n`) },
      { name: "same", bytes: Buffer.from(`${sysmon(2, "ws-1", "ordinary")}\nbroken\nbroken\n`) },
    ]);
    const open = async function* () {
      yield bytes;
    };
    const world = smallWorld({ inputs: [{ path: "evidence.zip", modifiedMs: 0, open }], ruleTexts });
    const { inputs: read } = assessed(await runToEnd(world), world);
    assert.deepEqual(
      read.map(({ rejected, rejections }) => [rejected, rejections?.reduce((sum, { count }) => sum + count, 0)]),
      [
        [1, 1],
        [2, 2],
      ],
    );
  });

  test("another language model on the same journal is refused, and both are named; the same one goes on", async () => {
    const with_ = (model?: string) => ({
      ...world,
      ...(model !== undefined && { models: modelParts(toldModel(({ role }) => emptyAnswers[role], { name: "house", model })) }),
    });
    const world = smallWorld({ inputs, ruleTexts });
    await runToEnd(with_("llama-4"));
    await runToEnd(with_("llama-4"));
    for (const other of ["llama-5", undefined])
      await assert.rejects(runToEnd(with_(other)), ({ code, message, problem }) => {
        assert.equal(code, "run/other-investigation");
        assert.match(problem ?? message, /then: reader=house\/llama-4@reader-\d+.*; now: /);
        assert.match(problem ?? message, other ? /now: reader=house\/llama-5/ : /now: none/);
        return true;
      });
    const without = smallWorld({ inputs, ruleTexts });
    assert.ok(!("models" in (await runToEnd(without)).state.settings!), "a run without one holds nothing of any");
  });

  test("other rules on the same journal are refused", async () => {
    const world = smallWorld({ inputs, ruleTexts });
    await runToEnd(world);
    const others = { ...world, settings: { ...world.settings, rules: "others" } };
    // Another data directory would split budgets, kill switch and record.
    await assert.rejects(runToEnd(others), { code: "run/other-investigation", remedy: /^[^;]*--world NAME[^-]*$/ });
  });
});

/** A journal that loses power the nth time it is written to: before the write, or just after it. */
function crashingAt(store: JournalStore, moment: number, after: boolean): JournalStore {
  let writes = 0;
  return {
    ...store,
    async append(entries) {
      const now = writes++ === moment;
      if (now && !after) throw new Error("power cut");
      await store.append(entries);
      if (now) throw new Error("power cut");
    },
  };
}

const factsOf = eventsIn;

// Guarantees that work survives a crash: whatever the moment, before or after the write, a restart ends in the same assessment, and every fact is
// in the journal once and in the same place.
describe("a power cut at any write", () => {
  test("leaves a run that finishes as if nothing had happened", async () => {
    const calm = smallWorld({ inputs, ruleTexts });
    const expected = assessed(await runToEnd(calm), calm);
    const expectedFacts = await factsOf(calm.journal);
    let crashed = 0;
    for (let moment = 0; moment < 200; moment++) {
      for (const after of [false, true]) {
        const [journal, events] = [memoryJournalStore(), memoryEventStore()];
        const world = smallWorld({ inputs, ruleTexts, journal, events });
        const cut = await runToEnd({ ...world, journal: crashingAt(journal, moment, after) }).then(
          () => false,
          () => true,
        );
        if (!cut) continue;
        crashed++;
        assert.deepEqual(assessed(await runToEnd(world), world), expected);
        assert.deepEqual(await factsOf(journal), expectedFacts);
      }
    }
    assert.ok(crashed >= 20, `only ${crashed} moments were tried`);
  });
});
