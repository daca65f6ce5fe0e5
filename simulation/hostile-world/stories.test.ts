import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "./judge.ts";
import type { Doing, Episode, Mishap } from "./moves.ts";
import { play } from "./play.ts";

// Stories with a known end: what the adversary's moves do is what their names say, and what the judge counts is what happened. An episode that ever breaks a
// guarantee gets its shortest story here.

const budgets: Episode["budgets"] = {
  "per-hour": 9,
  "per-rule-per-hour": 9,
  "per-source-per-hour": 9,
  "class-share-per-hour": 1,
  "standing-share": 0.6,
  "standing-max": 4,
};
const told = async (moves: Episode["moves"], more: Partial<Episode> = {}) => {
  const { world } = await play({ moves, answers: ["ok"], policy: "shipped", budgets, ...more });
  const { violations, ...counted } = await judge(world);
  assert.deepEqual(violations, []);
  return { ...counted, types: (await world.record.events()).map(({ event }) => event.type), world };
};
const quiet: Doing<"contain"> = {
  do: "contain",
  process: 0,
  wish: { verb: "isolate-host", target: "ws-3.example.test" },
  severity: "high",
  sources: 2,
  people: 0,
  freshly: true,
  breakGlass: false,
  byAgent: false,
  between: undefined,
  amid: undefined,
};
const amid = (mishap: Mishap, when: NonNullable<Doing<"contain">["amid"]>["when"]) => ({ ...quiet, amid: { mishap, when, number: 3 } });
const pass = (process: number): Doing<"carry-out"> => ({ do: "carry-out", process, amid: undefined });
const later: Doing<"clock"> = { do: "clock", byMs: 60_000 };

describe("stories", () => {
  test("one workstation is isolated without people", async () => {
    const { effects, alone, types } = await told([quiet]);
    assert.deepEqual([effects, alone, types.at(-1)], [1, 1, "OutcomeRecorded"]);
  });

  test("an investigation ends in an effect", async () => {
    const lure = { source: "edr", severity: "critical", title: "beacon", host: "ws-3.example.test", user: "user-3" };
    const lures = ["edr", "proxy", "mail-gateway"].map((source) => ({
      ...lure,
      source,
      rule: `by ${source}`,
      address: "198.51.100.1",
      technique: "T1071.001",
    }));
    const { effects, alone, investigated } = await told([{ ...quiet, do: "investigate", lures } as Doing<"investigate">]);
    assert.deepEqual([effects, alone, investigated], [2, 2, 2]);
  });

  test("what a policy forbids is not done", async () => {
    const block: Doing<"contain"> = { ...quiet, wish: { verb: "block-address", target: "198.51.100.3" } };
    assert.equal((await told([block])).effects, 1);
    assert.equal((await told([block], { policy: "forbidding" })).effects, 0);
  });

  for (const when of ["inventory", "append", "checkpoint", "perform"] as const)
    test(`a stop in the middle of the call "${when}" comes in time`, async () => {
      for (const mishap of ["stop", "stop-file"] as const) {
        const { effects, inFlight } = await told([amid(mishap, when)]);
        assert.deepEqual([effects, inFlight], [0, 0], mishap);
      }
    });

  test("a stop in the middle of the call itself comes too late, and is seen as such", async () => {
    const { effects, inFlight } = await told([amid("stop", "send")]);
    assert.deepEqual([effects, inFlight], [1, 1]);
  });

  test("a target that grows under the intent is let go", async () => {
    const { effects, types } = await told([amid("graver", "inventory")]);
    assert.deepEqual([effects, types.at(-1)], [0, "ActionVoided"]);
  });

  test("who dies with the intent written leaves it to the next, which does it once", async () => {
    const { effects, world } = await told([amid("die-after", "append"), later, pass(1), later, pass(1)]);
    assert.equal(effects, 1);
    assert.equal(new Set(world.product.arrivals.map(({ effectId }) => effectId)).size, 1);
  });

  test("the glass is broken by two people, for a person, and not by one or for the agent", async () => {
    const grave = { ...quiet, wish: { verb: "disable-account", target: "bg-1" }, breakGlass: true, people: 2 } as const;
    assert.equal((await told([grave])).grave, 1);
    assert.equal((await told([{ ...grave, people: 1 }])).effects, 0);
    assert.equal((await told([{ ...grave, byAgent: true }])).effects, 0);
  });

  test("a clock that goes back and forth lets nothing out of an hour's budget", async () => {
    const next = (number: number): Doing<"contain"> => ({ ...quiet, wish: { verb: "isolate-host", target: `ws-${number}.example.test` } });
    const back: Doing<"clock"> = { do: "clock", byMs: -86_400_000 };
    const { effects } = await told([next(1), back, next(2), back, next(3)], { budgets: { ...budgets, "per-hour": 2 } });
    assert.ok(effects <= 2, `${effects}`);
  });
});
