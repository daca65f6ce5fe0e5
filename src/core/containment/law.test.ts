import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cap, small, step, take } from "../../testing/containment-adversary.ts";
import { agent, Story } from "../../testing/containment-story.ts";
import { runs } from "../../testing/runs.ts";
import type { ContainmentEvent } from "./containment.ts";
import { containedNow } from "./decide.ts";

/** What must hold of every effect, told from the facts alone: who said yes, when, to what, and what stood there at that time. */
function checkFacts(facts: readonly ContainmentEvent[]): number {
  const proposed = new Map<string, Extract<ContainmentEvent, { type: "ActionProposed" }>>();
  const approvals = new Map<string, Extract<ContainmentEvent, { type: "ActionApproved" }>[]>();
  const stopped = new Set<string>();
  const effects = new Map<string, number>();
  const ended = new Set<string>();
  let count = 0;
  for (const fact of facts) {
    if (fact.type === "ActionProposed") proposed.set(fact.action.id, fact);
    else if (fact.type === "ActionApproved") approvals.set(fact.id, [...(approvals.get(fact.id) ?? []), fact]);
    else if (fact.type === "Stopped") stopped.add(fact.scope);
    else if (fact.type === "Resumed") stopped.delete(fact.scope);
    else if (
      fact.type === "ActionExpired" ||
      fact.type === "ActionVoided" ||
      fact.type === "ActionRejected" ||
      fact.type === "ActionRefused"
    )
      ended.add(fact.id);
    else if (fact.type === "IntentRecorded") {
      assert.equal(stopped.size, 0, "nothing begins while it is stopped");
      if (fact.intent.of !== "effect") continue;
      count++;
      const asked = proposed.get(fact.id);
      assert.ok(asked && !ended.has(fact.id), "nothing begins that was not proposed, or that is over");
      assert.ok(fact.atMs < asked.action.expiresAtMs, "nothing begins after its time");
      effects.set(fact.id, (effects.get(fact.id) ?? 0) + 1);
      assert.ok((effects.get(fact.id) ?? 0) <= 3);
      const yes = approvals.get(fact.id) ?? [];
      assert.ok(
        yes.every(({ by, digest }) => by !== asked.by && digest === asked.digest),
        "nobody approves their own, or something else",
      );
      const people = new Set(yes.map(({ key }) => key)).size;
      const isGuarded = /dc-1/i.test(asked.action.target.name);
      assert.ok(people >= { 0: 0, 1: 0, 2: 1, 3: 2, 4: 2 }[isGuarded ? 4 : asked.action.assessed.tier], "enough people said yes");
      if (new Set(asked.action.sources).size < 2) assert.ok(people >= 1, "one source's word is not enough");
      if (isGuarded)
        assert.ok(asked.by !== agent && yes.every(({ breakGlass, by }) => breakGlass && (by === "person:vera" || by === "person:wim")));
    }
  }
  return count;
}

// Guarantees the whole of it against an adversary who takes every turn: whatever anybody does in whatever order, with forged, replayed and stolen approvals,
// with stops, other orders, a growing world and a clock that jumps by a day.
test("no order of turns by anybody brings an effect that people did not allow", (context) => {
  let effects = 0;
  let episodes = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 100 }), (steps) => {
      const story = new Story(small).adopt();
      for (const each of steps) {
        try {
          take(story, each);
        } catch (error) {
          assert.match((error as { code?: string }).code ?? String(error), /^containment\/|^ERR_ASSERTION/);
        }
        assert.ok(containedNow(story.state).length <= cap, "no more stands contained than the cap");
      }
      effects += checkFacts(story.facts);
      episodes++;
    }),
    { numRuns: runs(300) },
  );
  context.diagnostic(`${episodes} episodes, ${effects} effects, none of them without its people`);
  assert.ok(effects > episodes / 2);
});
