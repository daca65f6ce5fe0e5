import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { small, step, take } from "../../testing/containment-adversary.ts";
import { assessedAs, caseRevision, cast, hostOf, Story, startMs } from "../../testing/containment-story.ts";
import { runs } from "../../testing/runs.ts";
import type { ContainmentEvent } from "./containment.ts";
import { containedNow, emptyContainment, evolveContainment, readyToBegin, toReconcile, toRelease, toUndo } from "./decide.ts";

// Guarantees replay: the facts alone, as the journal holds them, give the same state, and so the same decisions.
test("the record gives the same state again", () => {
  const told = (story: { state: Story["state"] }) =>
    JSON.stringify(story.state, (_, value: unknown) => (value instanceof Map ? [...value] : value instanceof Set ? [...value] : value));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const story = new Story(small).adopt();
      for (const each of steps)
        try {
          take(story, each);
        } catch {
          // Refused: nothing was recorded.
        }
      const state = (JSON.parse(JSON.stringify(story.facts)) as ContainmentEvent[]).reduce(evolveContainment, emptyContainment());
      assert.equal(told({ state }), told(story));
      const again = [readyToBegin, toRelease].map((ask) => ask(state, story.nowMs).map(({ action }) => action.id));
      assert.deepEqual(
        again,
        [readyToBegin, toRelease].map((ask) => ask(story.state, story.nowMs).map(({ action }) => action.id)),
      );
    }),
    { numRuns: runs(150) },
  );
});

// Guarantees that the fold is total: facts in any order, also about actions that nobody knows, never throw, and time never goes back.
test("facts in any order are folded without an error", () => {
  const story = new Story(small).adopt();
  const id = story.contain();
  story.askUndo(id, cast.mara);
  story.beginUndo(id);
  story.outcome(id, "confirmed");
  story.stop();
  for (const person of [cast.ada, cast.bo]) story.askResume(person);
  const server = story.propose({ assessed: { tier: 2 } });
  story.approve(server, cast.mara);
  story.reject(server, cast.mara);
  const glass = story.propose({ target: hostOf("dc-1") }, cast.mara);
  for (const person of [cast.vera, cast.wim]) story.approve(glass, person, true);
  story.begin(glass);
  story.writeAfterAction(glass, cast.mara, "x");
  const facts = [...story.facts, ...story.facts];
  fc.assert(
    fc.property(fc.shuffledSubarray(facts), (shuffled) => {
      const state = emptyContainment();
      let before = 0;
      for (const fact of shuffled) {
        evolveContainment(state, fact);
        assert.ok(state.latestMs >= before);
        before = state.latestMs;
      }
      for (const ask of [readyToBegin, toRelease]) ask(state, startMs);
      toUndo(state);
      toReconcile(state);
      containedNow(state);
    }),
    { numRuns: runs(300) },
  );
  for (const about of [id, "c-99"])
    assert.throws(() => evolveContainment(story.state, { type: "FromTheFuture", id: about, atMs: 1 } as never), RangeError);
});

// Guarantees a decision that touches nothing: the state is as it was, whatever was asked.
test("deciding changes nothing", () => {
  const story = new Story().adopt();
  const id = story.propose();
  const frozen = JSON.stringify([...story.state.actions]);
  for (const value of story.state.actions.values()) Object.freeze(value);
  story.refuses("unknown-action", () =>
    story.tell({
      type: "BeginEffect",
      id: "c-9",
      assessed: assessedAs(),
      caseRevision,
      effectId: "e",
      executor: "x",
      located: "l",
      preState: {},
      alreadySo: false,
    }),
  );
  assert.equal(JSON.stringify([...story.state.actions]), frozen);
  assert.equal(story.held(id).status, "proposed");
});
