import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, isBegun, otherDigest, Story, typesOf } from "../../testing/containment-story.ts";
import { readyToBegin, toRelease } from "./decide.ts";
import { expiresAtMs } from "./expiry.ts";
import { putOffAttemptsMax, putOffMsMax, putOffMsMin } from "./outcome.ts";

const minuteMs = 60_000;

/** An action that runs by the standing orders, begun, and put off by its product. */
function putOff(retryAfterMs = minuteMs, story = new Story().adopt()) {
  const id = story.propose();
  assert.ok(isBegun(story.begin(id)));
  tellPutOff(story, id, retryAfterMs);
  return { story, id };
}

function tellPutOff(story: Story, id: string, retryAfterMs: number) {
  const { effectId } = story.held(id).intents.at(-1)!;
  return story.tell({ type: "RecordOutcome", id, effectId, outcome: "failed", says: "refused: no more requests", retryAfterMs });
}

const ready = ({ state, nowMs }: Story) => readyToBegin(state, nowMs).map(({ action }) => action.id);

describe("what a product puts off", () => {
  // Guarantees that a product that is busy for a minute does not cost an action that people approved.
  test("waits again with its reason, is ready when its time has come, and is done under the same effect id", () => {
    const { story, id } = putOff();
    assert.equal(story.held(id).status, "proposed");
    assert.equal(story.held(id).says, "refused: no more requests");
    story.nowMs += minuteMs - 1;
    assert.deepEqual(ready(story), []);
    story.nowMs += 1;
    assert.deepEqual(ready(story), [id]);
    assert.ok(isBegun(story.begin(id)));
    assert.equal(story.held(id).putOffUntilMs, undefined);
    story.outcome(id, "confirmed");
    assert.equal(story.held(id).status, "confirmed");
    assert.deepEqual(
      story.held(id).intents.map(({ effectId, attempt }) => [effectId, attempt]),
      [
        [`${id}.effect`, 1],
        [`${id}.effect`, 2],
      ],
    );
  });

  test("another effect id is refused: what was approved is one effect", () => {
    const { story, id } = putOff();
    story.nowMs += minuteMs;
    story.refuses("already-begun", () => story.begin(id, { effectId: `${id}.another` }));
  });

  test("keeps the approvals of people, and takes no other action's place", () => {
    const story = new Story().adopt();
    const id = story.propose({ severity: "medium" });
    story.approve(id, cast.mara);
    assert.ok(isBegun(story.begin(id)));
    tellPutOff(story, id, minuteMs);
    assert.equal(story.held(id).approvals.length, 1);
    story.refuses("already-proposed", () => story.propose({ severity: "medium", target: story.held(id).action.target }));
    story.nowMs += minuteMs;
    assert.ok(isBegun(story.begin(id)));
  });

  test("stands nowhere while it waits, and counts once in the hour however often it was tried", () => {
    const wide = { "per-rule-per-hour": 1_000, "per-source-per-hour": 1_000, "class-share-per-hour": 1, "standing-share": 1 };
    const budgets = { "per-hour": 5, ...wide };
    const story = new Story({ budgets }).adopt();
    const { id } = putOff(minuteMs, story);
    for (let attempt = 0; attempt < 3; attempt++) {
      story.nowMs += minuteMs;
      assert.ok(isBegun(story.begin(id)));
      tellPutOff(story, id, minuteMs);
    }
    // Four attempts of five would leave so little that a person has to say yes.
    const other = story.propose();
    assert.ok(isBegun(story.begin(other)), "its attempts were counted one by one");
  });

  test("is tried so often and no more", () => {
    const { story, id } = putOff(putOffMsMin);
    for (let attempt = 1; attempt < putOffAttemptsMax; attempt++) {
      assert.equal(story.held(id).status, "proposed", `after ${attempt} attempts`);
      story.nowMs += putOffMsMin;
      assert.ok(isBegun(story.begin(id)));
      tellPutOff(story, id, putOffMsMin);
    }
    assert.equal(story.held(id).intents.length, putOffAttemptsMax);
    assert.equal(story.held(id).status, "failed");
    assert.deepEqual(ready(story), []);
  });

  test("is over where it would be asked for only after its own time, and expires while it waits", () => {
    const { story, id } = putOff(putOffMsMax);
    assert.equal(story.held(id).status, "failed");
    const other = putOff();
    const endMs = expiresAtMs(other.story.held(other.id), other.story.orders);
    other.story.nowMs = endMs;
    assert.deepEqual(typesOf(other.story.tell({ type: "Expire" })), ["ActionExpired"]);
    assert.equal(other.story.held(other.id).says, "its time was over before the product took it: refused: no more requests");
  });

  test("the last moment that it can be asked for again is before its end, not at it", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    const leftMs = expiresAtMs(story.held(id), story.orders) - story.nowMs;
    tellPutOff(story, id, leftMs - 1);
    assert.equal(story.held(id).status, "proposed");
    const { story: late, id: over } = putOff(leftMs);
    assert.equal(late.held(over).status, "failed");
  });

  test("whatever time a product names, it is not asked at once, and not never", () => {
    for (const [named, waitedMs] of [
      [0, putOffMsMin],
      [-5, putOffMsMin],
      [1_500.5, 1_501],
    ] as const) {
      const { story, id } = putOff(named);
      assert.equal(story.held(id).putOffUntilMs, story.nowMs + waitedMs);
    }
    for (const named of [Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(putOff(named).story.held("c-1").status, "failed");
  });

  // Guarantees that everything is found out anew: an approval from before says nothing about now.
  test("a stop, other orders, a changed case and a person's no hold it back like what was never begun", () => {
    const stopped = putOff();
    stopped.story.nowMs += minuteMs;
    stopped.story.stop();
    assert.deepEqual(ready(stopped.story), []);
    stopped.story.refuses("stopped", () => stopped.story.begin(stopped.id));

    const changed = putOff();
    changed.story.nowMs += minuteMs;
    assert.deepEqual(typesOf(changed.story.begin(changed.id, { caseRevision: otherDigest })), ["ActionVoided"]);
    assert.equal(changed.story.held(changed.id).status, "voided");

    const rejected = putOff();
    rejected.story.reject(rejected.id, cast.mara);
    assert.equal(rejected.story.held(rejected.id).status, "rejected");
    assert.deepEqual(ready(rejected.story), []);
  });

  test("a no without a time, an unknown outcome and a confirmed one end or go on as ever", () => {
    for (const [outcome, status] of [
      ["confirmed", "confirmed"],
      ["unknown", "outcome-unknown"],
    ] as const) {
      const story = new Story().adopt();
      const id = story.propose();
      story.begin(id);
      const { effectId } = story.held(id).intents.at(-1)!;
      story.tell({ type: "RecordOutcome", id, effectId, outcome, says: "as read", retryAfterMs: minuteMs });
      assert.equal(story.held(id).status, status);
      assert.equal(story.held(id).putOffUntilMs, undefined);
    }
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    story.outcome(id, "failed");
    assert.equal(story.held(id).status, "failed");
  });

  test("a release that is put off is not asked for before its time either", () => {
    const story = new Story().adopt();
    const id = story.contain();
    story.nowMs = story.held(id).releaseAtMs!;
    assert.ok(isBegun(story.beginUndo(id, "release")));
    tellPutOff(story, id, minuteMs);
    assert.equal(story.held(id).status, "undo-failed");
    const due = () => toRelease(story.state, story.nowMs).map(({ action }) => action.id);
    story.nowMs += minuteMs - 1;
    assert.deepEqual(due(), []);
    story.nowMs += 1;
    assert.deepEqual(due(), [id]);
  });
});
