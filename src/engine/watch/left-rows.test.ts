import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AlertRow, CaseRow } from "../../ports/views.ts";
import { handTo, type WatchGround, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { act, type CaseAct } from "./act.ts";
import { rebuildViews } from "./rebuild-views.ts";

// Guarantees: an alert that left memory while its case was open stands in the views as its case ended, however often it ends anew and whatever it was poured
// into; the ledger counts it once all the while; and views made anew from the record say the same.

const hourMs = 3_600_000;
const mara = "person:mara";

/** A watch that can hold 750 alerts; `wave` hands over more of one machine than that, and has them looked at. */
async function crowded() {
  const ground = watchGround();
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: 20_000, settlingMaxMs: 300_000, alertsHeldMax: 750 });
  let made = 0;
  const turns = async (count = 3) => {
    for (let turn = 0; turn < count; turn++) {
      ground.nowMs += hourMs;
      await watch.turn();
    }
  };
  const wave = async (host: string, count: number) => {
    for (const end = made + count; made < end; made++)
      handTo(ground, "sensor", {
        id: `given-${made}`,
        title: `Program ${made} started`,
        severity: "medium",
        host,
        user: `user of ${host}`,
      });
    await turns();
  };
  const does = (command: CaseAct, caseId: string) => act({ ...command, caseId }, mara, watch.context);
  return { ground, watch, wave, turns, does };
}

/** What the views say of alerts, beside what the cases that hold them now say. */
function told({ alerts, cases }: Pick<WatchGround, "alerts" | "cases">, into: ReadonlyMap<string, string> = new Map()) {
  const wrong = [...alerts.values()].filter((row) => {
    const held = cases.get(into.get(row.caseId ?? "") ?? row.caseId ?? "");
    return held && held.state !== "in-progress" && row.state !== held.state;
  });
  const count = (state: AlertRow["state"]) => [...alerts.values()].filter((row) => row.state === state).length;
  return { wrong: wrong.map(({ id }) => id), open: count("open"), closed: count("closed"), escalated: count("escalated") };
}

const goneFrom = (watch: Awaited<ReturnType<typeof crowded>>["watch"], caseId: string) => watch.state().desks.get(caseId)?.alertsGone ?? 0;
const ledger = (watch: Awaited<ReturnType<typeof crowded>>["watch"]) => {
  const { open, closed, escalated } = watch.accounting();
  return { open, closed, escalated };
};

describe("alerts that left memory while their case was open", () => {
  test("stand as their case ended, and as a person ended it later", async () => {
    const { ground, watch, wave, turns, does } = await crowded();
    await wave("ws-1.example.test", 700);
    await wave("ws-1.example.test", 650);
    assert.ok(goneFrom(watch, "case-1") > 500, "too few left: the test proves nothing");
    await turns();
    const first = told(ground);
    assert.deepEqual(first.wrong, []);
    assert.deepEqual({ open: first.open, closed: first.closed, escalated: first.escalated }, ledger(watch));
    await does({ act: "overrule", verdict: "benign", because: "a drill" }, "case-1");
    await does({ act: "close", because: "a drill" }, "case-1");
    await turns(1);
    const later = told(ground);
    assert.deepEqual(later.wrong, []);
    assert.deepEqual({ open: later.open, closed: later.closed, escalated: later.escalated }, { open: 0, closed: 1_350, escalated: 0 });
    assert.ok([...ground.alerts.values()].every(({ verdict }) => verdict === "benign"));
  });

  test("go with their case where it is poured, and are still counted", async () => {
    const { ground, watch, wave, turns, does } = await crowded();
    await wave("ws-1.example.test", 700);
    await wave("ws-1.example.test", 650);
    await wave("ws-2.example.test", 5);
    const other = [...ground.cases.values()].find(({ id }) => id !== "case-1" && watch.state().run.cases.get(id)?.status !== "merged");
    assert.ok(other && goneFrom(watch, "case-1") > 500);
    await does({ act: "merge", into: other.id, because: "one story" }, "case-1");
    await turns();
    const { accepted, open, closed, escalated } = watch.accounting();
    assert.equal(accepted, 1_355);
    assert.equal(open + closed + escalated, accepted);
    assert.equal(ground.cases.get(other.id)?.alerts, 1_355);
    const into = new Map([["case-1", other.id]]);
    assert.deepEqual(told(ground, into).wrong, []);
    await does({ act: "overrule", verdict: "false-positive", because: "the sensor was wrong" }, other.id);
    await does({ act: "close", because: "the sensor was wrong" }, other.id);
    await turns(1);
    const ended = told(ground, into);
    assert.deepEqual([ended.open, ended.closed, ended.escalated], [0, 1_355, 0]);
  });

  test("stand the same in views that are made anew from the record", async () => {
    const { ground, wave, turns, does } = await crowded();
    await wave("ws-1.example.test", 700);
    await wave("ws-1.example.test", 650);
    await does({ act: "close", because: "a drill", verdict: "benign" }, "case-1");
    await turns(1);
    const [alerts, cases] = [new Map<string, AlertRow>(ground.alerts), new Map<string, CaseRow>(ground.cases)];
    ground.alerts.clear();
    ground.cases.clear();
    await rebuildViews(ground.parts);
    assert.deepEqual(told(ground).wrong, []);
    const says = (rows: ReadonlyMap<string, AlertRow>) =>
      [...rows.values()].map(({ id, state, verdict }) => [id, state, verdict]).toSorted();
    assert.deepEqual(says(ground.alerts), says(alerts));
    assert.deepEqual([...ground.cases.keys()].toSorted(), [...cases.keys()].toSorted());
  });
});
