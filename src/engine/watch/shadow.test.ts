import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ClosingGrants } from "../../core/autonomy/closing.ts";
import { playbookNamed } from "../../core/autonomy/closing.ts";
import { carriedParts } from "../../core/watch/carried.ts";
import { evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch, type WatchState } from "../../core/watch/watch.ts";
import { handTo, type WatchGround, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { basisOf } from "../autonomy/basis.ts";
import { act } from "./act.ts";
import { factOf } from "./fact-text.ts";

const limits = { settlingMs: 0, settlingMaxMs: 0, lookMs: 0, refreshMs: 0 };
const alertClass = "edr/admin-tool";

/** A ground whose cases end as benign: the policy asks for no facts, so the agent would close all of them. Grants are what the test says. */
async function shadowGround(granted: { now: ClosingGrants }): Promise<WatchGround> {
  const ground = watchGround();
  const known = await ground.parts.knowledge();
  const lenient = { ...known, policy: { ...known.policy, independentFactsMin: 0, benignAt: 0.999 } };
  return { ...ground, parts: { ...ground.parts, knowledge: async () => lenient, autonomy: async () => granted.now } };
}

function hand(ground: WatchGround, at: number, rule = "admin-tool"): void {
  handTo(ground, "edr", {
    source: "edr",
    rule,
    title: "An admin tool ran",
    severity: "low",
    host: `ws-${at}.example.test`,
    user: `user${at}`,
  });
}

async function grantFor(ground: WatchGround, of: string, id = "g-1", untilMs = Number.MAX_SAFE_INTEGER) {
  const known = await ground.parts.knowledge();
  return { id, act: "close" as const, class: of, basis: basisOf(of, known), untilMs };
}

const statuses = ({ run }: WatchState) => [...run.cases.values()].map(({ status }) => status);

describe("shadow mode", () => {
  test("without a grant what the agent would close waits for a person, with its verdict, and is no escalation", async () => {
    const granted = { now: { upTo: 0, grants: [] } as ClosingGrants };
    const ground = await shadowGround(granted);
    const watch = await watchByHand(ground, limits);
    hand(ground, 1);
    ground.nowMs += 60_000;
    await watch.turn();
    const [only] = watch.state().run.cases.values();
    assert.ok(only?.status === "waiting" && only.conclusion.verdict === "benign", String(only?.status));
    assert.equal(only.inShadow, true);
    assert.deepEqual(watch.accounting(), { accepted: 1, closed: 0, escalated: 0, open: 1, deadLettered: 0 });
    assert.deepEqual(
      ground.told.map(({ inShadow }) => inShadow),
      [true],
    );
    const [row] = ground.cases.values();
    assert.ok(row?.state === "waiting" && row.verdict === "benign" && row.detail);
    const [alert] = ground.alerts.values();
    assert.ok(alert?.state === "open" && alert.verdict === undefined);
  });

  test("a person's decision on it is compared with what the agent would have done, and closes it", async () => {
    const ground = await shadowGround({ now: { upTo: 0, grants: [] } });
    const watch = await watchByHand(ground, limits);
    for (const at of [1, 2, 3]) hand(ground, at);
    ground.nowMs += 60_000;
    await watch.turn();
    const ids = [...watch.state().run.cases.keys()];
    await act({ act: "close", caseId: ids[0]!, because: "known admin" }, "person:mara", watch.context);
    await act({ act: "overrule", caseId: ids[1]!, verdict: "true-positive", because: "nobody works there" }, "person:mara", watch.context);
    await act({ act: "escalate", caseId: ids[2]!, because: "I do not know" }, "person:mara", watch.context);
    const judged = [...watch.state().looks.all.values()].map(({ end, verdict, judged, classes }) => [
      end,
      verdict,
      judged?.status,
      judged?.verdict,
      ...classes,
    ]);
    assert.deepEqual(judged, [
      ["waiting", "benign", "closed", "benign", alertClass],
      ["waiting", "benign", "closed", "true-positive", alertClass],
      ["waiting", "benign", "escalated", "benign", alertClass],
    ]);
    const { accepted, closed, escalated, open } = watch.accounting();
    assert.deepEqual([accepted, closed, escalated, open], [3, 2, 1, 0]);
    await watch.turn();
    assert.deepEqual(
      ground.told.slice(-3).map(({ inShadow }) => inShadow),
      [false, false, false],
      "a person's verdict goes out",
    );
  });

  test("under a grant for every class of it a case is closed, and the fact names the grant; one more class, and it waits", async () => {
    const granted = { now: { upTo: 0, grants: [] } as ClosingGrants };
    const ground = await shadowGround(granted);
    granted.now = { upTo: 3, grants: [await grantFor(ground, alertClass)] };
    const watch = await watchByHand(ground, limits);
    hand(ground, 1);
    handTo(ground, "edr", {
      source: "edr",
      rule: "other-tool",
      title: "Another tool ran",
      severity: "low",
      host: "ws-2.example.test",
      user: "user2",
    });
    ground.nowMs += 60_000;
    await watch.turn();
    assert.deepEqual(statuses(watch.state()).toSorted(), ["closed", "waiting"]);
    const closed = [...watch.state().run.cases.values()].find(({ status }) => status === "closed");
    assert.deepEqual(closed?.status === "closed" && closed.grants, ["g-1"]);
    const waiting = [...watch.state().looks.all.values()].find(({ end }) => end === "waiting");
    assert.deepEqual(waiting?.classes, ["edr/other-tool"]);
  });

  // Guarantees that a process which still believes in a grant closes nothing under it once its end is in the record.
  test("a grant that ended before the append closes nothing, though the process that appends knew it to stand", async () => {
    const granted = { now: { upTo: 0, grants: [] } as ClosingGrants };
    const ground = await shadowGround(granted);
    granted.now = { upTo: 3, grants: [await grantFor(ground, alertClass)] };
    const first = await watchByHand(ground, limits, "worker-1");
    hand(ground, 1);
    ground.nowMs += 60_000;
    await first.round();
    assert.equal(first.state().grants.grants.length, 1);
    // Another process of the service tells the record; the first one has not read it yet.
    const other = await watchByHand(ground, limits, "worker-2");
    await other.context.log.decide(() => [{ type: "GrantsChanged", upTo: 4, grants: [], atMs: ground.nowMs }]);
    assert.equal(first.state().grants.grants.length, 1, "it still believes in it");
    await first.look();
    assert.deepEqual(statuses(first.state()), ["waiting"]);
    // What was read before never takes the place of what was read later.
    await first.context.log.decide(() => [{ type: "GrantsChanged", upTo: 3, grants: granted.now.grants, atMs: ground.nowMs }]);
    assert.equal(first.state().grants.upTo, 4);
    assert.equal(first.state().grants.grants.length, 0);
  });

  test("a grant that is over by the clock, or was given for another rule, model or playbook, closes nothing", async () => {
    const ways = async (change: (grant: Awaited<ReturnType<typeof grantFor>>) => Awaited<ReturnType<typeof grantFor>>) => {
      const granted = { now: { upTo: 0, grants: [] } as ClosingGrants };
      const ground = await shadowGround(granted);
      granted.now = { upTo: 1, grants: [change(await grantFor(ground, alertClass))] };
      const watch = await watchByHand(ground, limits);
      hand(ground, 1);
      ground.nowMs += 60_000;
      await watch.turn();
      return statuses(watch.state());
    };
    assert.deepEqual(await ways((grant) => grant), ["closed"]);
    assert.deepEqual(await ways((grant) => ({ ...grant, untilMs: Date.UTC(2026, 4, 4, 8) })), ["waiting"]);
    assert.deepEqual(await ways((grant) => ({ ...grant, act: "contain" as never })), ["waiting"]);
    const other = (name: (each: string) => boolean) => (grant: Awaited<ReturnType<typeof grantFor>>) => ({
      ...grant,
      basis: grant.basis.map((each) => (name(each.name) ? { ...each, version: "another" } : each)),
    });
    for (const name of ["models", "language models", "policy"])
      assert.deepEqual(await ways(other((each) => each === name)), ["waiting"], name);
    assert.deepEqual(await ways(other((each) => each.startsWith(playbookNamed("")))), ["waiting"]);
  });

  test("what waits, what was compared and what is granted is carried into the next segment; an older segment carries none of it", async () => {
    const granted = { now: { upTo: 0, grants: [] } as ClosingGrants };
    const ground = await shadowGround(granted);
    granted.now = { upTo: 2, grants: [await grantFor(ground, "edr/other")] };
    const watch = await watchByHand(ground, limits);
    for (const at of [1, 2]) hand(ground, at);
    ground.nowMs += 60_000;
    await watch.turn();
    const state = watch.state();
    const [first] = state.run.cases.keys();
    await act({ act: "close", caseId: first!, because: "known" }, "person:mara", watch.context);
    const next = emptyWatch();
    const previous = { world: "", hash: "", entries: 0 };
    evolveWatch(next, { type: "WatchBegan", segment: 2, settings: state.run.settings!, atMs: 0, previous });
    for (const part of carriedParts(state)) evolveWatch(next, factOf(JSON.stringify({ type: "StateCarried", part })));
    assert.deepEqual([...next.looks.all.values()], [...state.looks.all.values()]);
    assert.deepEqual(next.grants, state.grants);
    assert.deepEqual([...next.run.cases], [...state.run.cases]);
    await act({ act: "close", caseId: [...state.run.cases.keys()][1]!, because: "known" }, "person:mara", watch.context);
    assert.equal([...state.looks.all.values()].filter(({ judged }) => judged).length, 2);
  });
});
