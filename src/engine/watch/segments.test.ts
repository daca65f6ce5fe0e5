import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chanceOf } from "../../../tools/trials/chance.ts";
import { carriedParts } from "../../core/watch/carried.ts";
import { evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch, type WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { handTo, type WatchGround, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { factOf } from "./fact-text.ts";
import type { WatchLimits } from "./limits.ts";

const rounds = 40;
const roundMs = 20_000;

const titles = ["Credential store read", "Office program started a shell", "Many failed logons", "Large upload to file sharing"] as const;
const severities = ["low", "medium", "high", "critical"] as const;

/** Alerts of one round: the same seed gives the same ones. After some rounds others are attacked, so that cases grow quiet and leave. */
function handSome(ground: WatchGround, below: (end: number) => number, round: number): void {
  const others = 6 * Math.floor(round / 5);
  for (let count = below(8); count > 0; count--) {
    const host = others + below(6);
    handTo(ground, `sensor-${below(3)}`, {
      title: titles[below(titles.length)],
      severity: severities[below(severities.length)],
      host: `ws-${host}.example.test`,
      user: `user${others + (host % 4)}`,
      observables: [{ type: "ip", value: `203.0.113.${others + below(5)}`, role: "target" }],
    });
  }
}

/** A day with a small window; `restart` says before which rounds a new process takes over. */
async function day(limits: Partial<WatchLimits>, restart: (round: number) => boolean = () => false) {
  const ground = watchGround();
  const { below } = chanceOf(11);
  const all = {
    settlingMs: roundMs,
    settlingMaxMs: 4 * roundMs,
    windowMs: 2 * roundMs,
    alertsHeldMax: 120,
    lookMs: 0,
    casesAtOnceMax: 1,
    ...limits,
  };
  let worker = 1;
  let watch = await watchByHand(ground, all);
  for (let round = 0; round < rounds; round++) {
    ground.nowMs += roundMs;
    if (restart(round)) watch = await watchByHand(ground, all, `worker-${++worker}`);
    // In the end it grows quiet, so that no case is in between two verdicts.
    if (round < rounds - 6) handSome(ground, below, round);
    await watch.turn();
    const { accepted, closed, escalated, open, deadLettered } = watch.accounting();
    assert.equal(accepted, ground.records.length);
    assert.equal(accepted, closed + escalated + open + deadLettered);
    assert.equal(ground.alerts.size, accepted, "what left memory stays in the views");
  }
  return { ground, watch };
}

/** What came of the day, without who did it. */
const outcome = ({ alerts, cases, told }: WatchGround) => ({
  alerts: [...alerts.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  cases: [...cases.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  told: told.map(({ caseId, revision, alertsTotal }) => [caseId, revision, alertsTotal]),
});

describe("a watch in segments", () => {
  test("five segments, with another process after each, come to what one segment does", async () => {
    const whole = await day({ segmentEntriesMax: 1_000_000 });
    assert.equal(whole.watch.state().segment, 1);
    assert.ok(whole.watch.state().counts.left.closed + whole.watch.state().counts.left.escalated > 0, "the window moved");
    const entries = whole.watch.context.log.entries();
    const parted = await day({ segmentEntriesMax: Math.floor(entries / 8) });
    assert.ok(parted.watch.state().segment >= 5, `${parted.watch.state().segment} segments`);
    assert.deepEqual(outcome(parted.ground), outcome(whole.ground));
    const restarted = await day({ segmentEntriesMax: Math.floor(entries / 8) }, (round) => round % 5 === 4);
    assert.deepEqual(outcome(restarted.ground), outcome(whole.ground));
  });

  // Guarantees that a restart, which reads the newest segment alone, knows what the process before it knew.
  test("what is carried over folds to the state that it was made of", async () => {
    const { watch } = await day({ segmentEntriesMax: 1_000_000 });
    const state = replayed(watch.state());
    assert.deepEqual(knownOf(state), knownOf(throughText(watch.state())));
  });
});

function replayed(state: WatchState): WatchState {
  const after = emptyWatch();
  const began: WatchFact = {
    type: "WatchBegan",
    segment: state.segment,
    settings: state.run.settings!,
    atMs: 0,
    previous: { world: "", hash: "", entries: 0 },
  };
  evolveWatch(after, began);
  for (const part of carriedParts(state)) evolveWatch(after, factOf(JSON.stringify({ type: "StateCarried", part })));
  return after;
}

/** JSON holds nothing that is undefined. */
const throughText = (state: WatchState): WatchState => state;
function knownOf({ run, desks, ...state }: WatchState) {
  const plain = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (_, each) => (each instanceof Map ? [...each] : each instanceof Set ? [...each] : each)));
  return plain({ run, desks, ...state, carried: 0 });
}
