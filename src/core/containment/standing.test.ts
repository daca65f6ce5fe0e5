import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, hostOf, hourMs, minuteMs, Story, typesOf } from "../../testing/containment-story.ts";
import { containedNow, readyToBegin, toReadBack, toRelease, toUndo } from "./decide.ts";

// Guarantees of what stands: what somebody else took away is said and not put there again, gives no room in a budget, and may be asked for anew; what was
// so before us stands nowhere.

const target = hostOf("ws-1.example.test");

/** What the product says of an action that took hold. */
const read = (story: Story, id: string, inForce: boolean) => {
  const effectId = story.held(id).intents.findLast(({ of }) => of === "effect")?.effectId ?? "";
  return story.tell({ type: "RecordStanding", found: [{ id, effectId, inForce, says: "as the product has it" }] });
};

describe("what somebody else took away", () => {
  test("is gone, in the product's words and with the time of reading; nothing puts it there again", () => {
    const story = new Story().adopt();
    const id = story.contain({ target });
    story.nowMs += minuteMs;
    assert.deepEqual(typesOf(read(story, id, false)), ["FoundGone"]);
    const { status, says, readAtMs } = story.held(id);
    assert.deepEqual([status, says, readAtMs], ["gone", "as the product has it", story.nowMs]);
    assert.deepEqual(readyToBegin(story.state, story.nowMs), []);
    story.refuses("already-begun", () => story.begin(id));
    assert.deepEqual(typesOf(read(story, id, false)), ["StandingRead"], "said once");
  });

  test("counts on until it was read as gone at its own end, and is not released then", () => {
    const story = new Story().adopt();
    const id = story.contain({ target });
    read(story, id, false);
    const counts = () => containedNow(story.state).map(({ action }) => action.id);
    assert.deepEqual(counts(), [id]);
    story.nowMs += hourMs + minuteMs;
    assert.deepEqual(counts(), [id], "its end alone gives no room: nobody has looked");
    assert.deepEqual(toRelease(story.state, story.nowMs), []);
    read(story, id, false);
    assert.deepEqual([counts(), toReadBack(story.state, story.nowMs + hourMs, 0)], [[], []]);
  });

  test("without an end counts until it is undone, which a person may ask for", () => {
    const story = new Story().adopt();
    const id = story.contain({ target, releaseAfterMs: null, assessed: { tier: 2 } }, cast.mara);
    read(story, id, false);
    story.nowMs += 1_000 * hourMs;
    read(story, id, false);
    assert.equal(containedNow(story.state).length, 1);
    story.askUndo(id, cast.omar);
    assert.deepEqual(
      toUndo(story.state).map(({ action }) => action.id),
      [id],
    );
    story.beginUndo(id);
    story.outcome(id, "confirmed");
    assert.deepEqual([story.held(id).status, containedNow(story.state).length], ["undone", 0]);
  });

  test("may be proposed again, and then the undo of the first touches the second never", () => {
    const story = new Story().adopt();
    const id = story.contain({ target });
    story.refuses("already-proposed", () => story.propose({ target }));
    read(story, id, false);
    const second = story.contain({ target });
    story.refuses("nothing-to-undo", () => story.askUndo(id, cast.mara));
    assert.deepEqual(typesOf(read(story, id, true)), ["StandingRead"], "what stands there is the second one's");
    assert.deepEqual([story.held(id).status, story.held(second).status], ["gone", "confirmed"]);
  });

  test("and is there again is in force again, and is released at its end", () => {
    const story = new Story().adopt();
    const id = story.contain({ target });
    read(story, id, false);
    assert.deepEqual(typesOf(read(story, id, true)), ["FoundAgain"]);
    story.refuses("already-proposed", () => story.propose({ target }));
    story.nowMs += hourMs + minuteMs;
    assert.deepEqual(
      toRelease(story.state, story.nowMs).map(({ action }) => action.id),
      [id],
    );
  });

  test("cannot be said of what was undone meanwhile, or of another attempt", () => {
    const story = new Story().adopt();
    const id = story.contain({ target });
    assert.deepEqual(story.tell({ type: "RecordStanding", found: [{ id, effectId: "another", inForce: false, says: "x" }] }), []);
    story.askUndo(id, cast.mara);
    story.beginUndo(id);
    story.outcome(id, "confirmed");
    assert.deepEqual(read(story, id, false), []);
    assert.equal(story.held(id).status, "undone");
  });
});

describe("reading back", () => {
  test("takes what was read longest ago first, each at its pace, and what nothing brings back never", () => {
    const story = new Story().adopt();
    const first = story.contain();
    story.nowMs += minuteMs;
    const second = story.contain();
    story.contain({ verb: "collect-evidence", releaseAfterMs: null, assessed: { tier: 0 } });
    const due = (ageMs: number) => toReadBack(story.state, story.nowMs, ageMs).map(({ action }) => action.id);
    assert.deepEqual([due(0), due(minuteMs), due(2 * minuteMs)], [[first, second], [first], []]);
    read(story, first, true);
    story.nowMs += minuteMs;
    assert.deepEqual(due(minuteMs), [first, second]);
  });
});

describe("what was so before us", () => {
  test("ends as that: it counts nowhere, nothing undoes it, and the same may be proposed again", () => {
    const story = new Story().adopt();
    const id = story.propose({ target });
    story.begin(id, { alreadySo: true });
    story.outcome(id, "confirmed");
    const { status, releaseAtMs } = story.held(id);
    assert.deepEqual([status, releaseAtMs], ["already-so", undefined]);
    assert.deepEqual([containedNow(story.state), toReadBack(story.state, story.nowMs + hourMs, 0)], [[], []]);
    assert.deepEqual(story.outcome(id, "confirmed"), [], "said twice, it is recorded once");
    story.refuses("nothing-to-undo", () => story.askUndo(id, cast.mara));
    assert.equal(story.held(story.contain({ target })).status, "confirmed");
  });
});
