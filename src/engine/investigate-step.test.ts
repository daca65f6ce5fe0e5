import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DomainEvent } from "../core/run/run.ts";
import { nextRunStep } from "../stages/next.ts";
import { alertOf, minuteMs, noonMs, placed } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";
import { casesAskedMax, investigateStep } from "./investigate-step.ts";
import { eventsIn } from "./journal/read-opened.ts";
import { caseRecordOf, openRecorder, type Recorder } from "./recorder.ts";
import type { World } from "./world.ts";

async function investigated(recorder: Recorder, world: World): Promise<string[]> {
  const order: string[] = [];
  for (;;) {
    const step = nextRunStep(recorder.state);
    if (step.do !== "investigate") return order;
    order.push(step.caseId);
    await investigateStep(step.caseId, caseRecordOf(recorder), world);
  }
}

/** Alerts that share nothing: each is a case of its own. */
const unrelated = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    alertOf(index + 1, {
      timeMs: noonMs + index * minuteMs,
      host: `ws-${index}`,
      rule: `rule ${index}`,
      severity: index % 7 === 0 ? "critical" : index % 3 === 0 ? "low" : "high",
    }),
  );

describe("investigating the cases of a run", () => {
  test("takes the most urgent first, of equals the one opened first, each once, and counts them", async () => {
    const world = smallWorld({});
    const recorder = await placed(unrelated(40), world);
    const { state } = recorder;
    const urgencyOf = (caseId: string) => {
      const each = state.cases.get(caseId);
      return each?.status === "unopened" || !each ? 9 : Math.min(...each.alertIds.map((id) => state.triages.get(id)?.priority ?? 5));
    };
    const expected = [...state.cases.keys()].toSorted((a, b) => urgencyOf(a) - urgencyOf(b) || Number(a.slice(5)) - Number(b.slice(5)));
    assert.deepEqual(await investigated(recorder, world), expected);
    assert.equal(state.casesSettled, state.cases.size);
  });

  test("a case that was begun before a crash comes first", async () => {
    const world = smallWorld({});
    const recorder = await placed(unrelated(10), world);
    await recorder.record([{ type: "PlaybookChosen", caseId: "case-4", playbook: "general", digest: `sha256:${"0".repeat(64)}` }]);
    const again = await openRecorder(world.journal, world.clock);
    assert.deepEqual(nextRunStep(again.state), { do: "investigate", caseId: "case-4" });
  });

  // Guarantees that many cases cost what each of them costs: choosing the next one looks at none of the others.
  test("5,000 cases take about five times as long as 1,000, and beyond the most that are asked about each says so and goes to a person", async () => {
    const timeOf = async (count: number): Promise<{ tookMs: number; recorder: Recorder }> => {
      const world = smallWorld({});
      const recorder = await placed(unrelated(count), world);
      const startedMs = performance.now();
      await investigated(recorder, world);
      return { tookMs: performance.now() - startedMs, recorder };
    };
    await timeOf(100);
    const [thousand, fiveThousand] = [await timeOf(1_000), await timeOf(5_000)];
    const { state } = fiveThousand.recorder;
    assert.equal(state.casesSettled, 5_000);
    // Quadratic work would take 25 times as long; cases that are asked nothing are cheaper than the first ones.
    assert.ok(fiveThousand.tookMs < thousand.tookMs * 12, `${thousand.tookMs} ms, then ${fiveThousand.tookMs} ms`);
    const last = [...state.cases.values()].filter((each) => each.status === "escalated" && each.settled.size === 0);
    assert.equal(last.length, 5_000 - casesAskedMax);
    for (const each of last.slice(0, 50)) {
      assert.ok(each.status === "escalated" && each.conclusion.verdict === "insufficient-data");
      assert.match(each.conclusion.because, /the budget for questions is spent/);
      assert.ok(each.conclusion.unknowns.length > 0);
    }
  });

  test("tools that all fail leave a case undecided, with what failed among its unknowns", async () => {
    const world = smallWorld({});
    const recorder = await placed(unrelated(1), world);
    await investigated(recorder, world);
    const only = recorder.state.cases.get("case-1");
    assert.ok(only?.status === "escalated");
    assert.equal(only.conclusion.verdict, "insufficient-data");
    assert.ok([...only.settled.values()].length > 0 && [...only.settled.values()].every((how) => how === "failed"));
    assert.ok(only.conclusion.unknowns.some((says) => /The tool failed \[e-\d+\]/.test(says)));
  });

  test("a case whose verdict was recorded without its end is settled with that verdict", async () => {
    const world = smallWorld({});
    const recorder = await placed(unrelated(1), world);
    const other = smallWorld({});
    const whole = await placed(unrelated(1), other);
    await investigated(whole, other);
    const facts = (await eventsIn(other.journal)).map((event) => JSON.parse(event) as DomainEvent);
    const verdict = facts.filter((fact) => ["PlaybookChosen", "EvidenceRecorded", "VerdictReached"].includes(fact.type));
    await recorder.record(verdict);
    await investigated(recorder, world);
    const [settled, expected] = [recorder.state.cases.get("case-1"), whole.state.cases.get("case-1")];
    assert.ok(settled?.status === "escalated" && expected?.status === "escalated");
    assert.deepEqual(settled.conclusion, expected.conclusion);
  });
});
