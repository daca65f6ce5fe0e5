import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agent, cast, hostOf, hourMs, isBegun, Story, typesOf } from "../../testing/containment-story.ts";
import { toRelease, toUndo } from "./decide.ts";
import { undoAttemptsMax } from "./undo.ts";

const { mara, omar, ines, joss, ada, vera, wim } = cast;
const ids = (list: readonly { action: { id: string } }[]) => list.map(({ action }) => action.id);

describe("asking to take something back", () => {
  test("takes a responder or a lead with their signature and a reason, and puts the pre-state before whoever does it", () => {
    const story = new Story().adopt();
    const id = story.contain();
    for (const person of [ada, vera]) story.refuses("no-role", () => story.askUndo(id, person));
    const command = { type: "AskUndo", id, by: mara.name } as const;
    story.refuses("bad-signature", () => story.tell({ ...command, because: "x", signature: story.signed(omar, command) }));
    story.refuses("no-reason", () => story.tell({ ...command, because: "", signature: story.signed(mara, command) }));
    story.refuses("not-a-person", () => story.tell({ ...command, by: agent as never, because: "x", signature: "" }));
    assert.deepEqual(toUndo(story.state), []);
    assert.deepEqual(typesOf(story.askUndo(id, mara)), ["UndoAsked"]);
    assert.deepEqual(ids(toUndo(story.state)), [id]);
    const [fact] = story.beginUndo(id);
    assert.ok(fact?.type === "IntentRecorded");
    assert.deepEqual(fact.intent.preState, { enabled: true });
    assert.equal(fact.intent.of, "undo");
    assert.deepEqual(toUndo(story.state), []);
    story.outcome(id, "confirmed");
    assert.equal(story.held(id).status, "undone");
    story.refuses("nothing-to-undo", () => story.askUndo(id, mara));
  });

  test("of tier 3 takes a lead, and of broken glass a lead or somebody who may break it", () => {
    const story = new Story({ protected: { hosts: ["vault-1"] } }).adopt();
    const grave = story.contain({ assessed: { tier: 3 } }, mara, ines);
    story.refuses("no-role", () => story.askUndo(grave, mara));
    assert.deepEqual(typesOf(story.askUndo(grave, joss)), ["UndoAsked"]);
    const glass = story.propose({ target: hostOf("vault-1") }, mara);
    for (const person of [vera, wim]) story.approve(glass, person, true);
    story.begin(glass);
    story.outcome(glass, "confirmed");
    story.refuses("no-role", () => story.askUndo(glass, omar));
    assert.deepEqual(typesOf(story.askUndo(glass, vera)), ["UndoAsked"]);
    assert.deepEqual(typesOf(story.askUndo(glass, ines)), ["UndoAsked"]);
  });

  test("of what nothing brings back, of what was so before us, and of what never took hold is refused", () => {
    const story = new Story().adopt();
    const account = { kind: "account", id: "account:kim", name: "kim", knownTo: "inventory", aliases: [] } as const;
    const sessions = story.contain({ verb: "revoke-sessions", target: account, assessed: { tier: 3 } }, ines, joss);
    story.refuses("irreversible", () => story.askUndo(sessions, ines));
    story.refuses("irreversible", () => story.beginUndo(sessions));
    const before = story.propose();
    story.begin(before, { alreadySo: true });
    story.outcome(before, "confirmed");
    story.refuses("nothing-to-undo", () => story.askUndo(before, mara));
    const waiting = story.propose();
    story.refuses("nothing-to-undo", () => story.askUndo(waiting, mara));
    story.begin(waiting);
    story.refuses("nothing-to-undo", () => story.askUndo(waiting, mara));
    story.outcome(waiting, "failed");
    story.refuses("nothing-to-undo", () => story.askUndo(waiting, mara));
    story.refuses("unknown-action", () => story.beginUndo("c-99"));
  });

  test("of an effect whose outcome nobody knows is taken", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    story.outcome(id, "unknown");
    story.askUndo(id, mara);
    assert.ok(isBegun(story.beginUndo(id)));
  });

  test("nothing is taken back that nobody asked for and whose time is not over", () => {
    const story = new Story().adopt();
    const id = story.contain();
    for (const how of ["undo", "release"] as const) story.refuses("nothing-to-undo", () => story.beginUndo(id, how));
    story.askUndo(id, mara);
    story.refuses("nothing-to-undo", () => story.beginUndo(id, "release"));
  });
});

describe("an undo that does not work", () => {
  test("is tried so often, then waits for a person to ask again", () => {
    const story = new Story().adopt();
    const id = story.contain();
    for (let round = 1; round <= 2; round++) {
      story.askUndo(id, mara);
      for (let attempt = 1; attempt <= undoAttemptsMax; attempt++) {
        assert.ok(isBegun(story.beginUndo(id)));
        assert.equal(story.held(id).intents.at(-1)?.attempt, (round - 1) * undoAttemptsMax + attempt);
        story.outcome(id, attempt % 2 === 0 ? "unknown" : "failed");
      }
      assert.deepEqual(toUndo(story.state), []);
      story.refuses("nothing-to-undo", () => story.beginUndo(id));
    }
  });

  test("is not begun under the effect's own id, nor under another action's", () => {
    const story = new Story().adopt();
    const other = story.contain();
    const id = story.contain();
    story.askUndo(id, mara);
    for (const effectId of [`${id}.effect`, `${other}.effect`])
      story.refuses("already-begun", () => story.beginUndo(id, "undo", { effectId }));
    story.beginUndo(id);
    story.outcome(id, "failed");
    assert.ok(isBegun(story.beginUndo(id)));
  });
});

describe("a release", () => {
  test("comes by itself when the time is over, asks nobody, and passes no budget", () => {
    const story = new Story({ budgets: { "per-hour": 1, "standing-share": 0 } }).adopt();
    const id = story.contain({}, mara);
    const due = story.held(id).confirmedAtMs ?? 0;
    assert.equal(story.held(id).releaseAtMs, due + hourMs);
    assert.deepEqual(toRelease(story.state, due + hourMs - 1), []);
    assert.deepEqual(ids(toRelease(story.state, due + hourMs)), [id]);
    story.nowMs = due + hourMs;
    const [fact] = story.beginUndo(id, "release");
    assert.ok(fact?.type === "IntentRecorded" && fact.intent.of === "release");
    story.outcome(id, "confirmed");
    assert.equal(story.held(id).status, "undone");
    assert.deepEqual(toRelease(story.state, due + 9 * hourMs), []);
  });

  test("is due from the time on the record, whatever the clock shows", () => {
    const story = new Story().adopt();
    const id = story.contain();
    story.nowMs += hourMs;
    story.stop("effector:other");
    assert.deepEqual(ids(toRelease(story.state, 0)), [id]);
  });

  test("gives way to a person who asked, and is tried so often and no more", () => {
    const story = new Story().adopt();
    const id = story.contain();
    const other = story.contain();
    story.nowMs += hourMs;
    story.askUndo(id, mara);
    assert.deepEqual(ids(toRelease(story.state, story.nowMs)), [other]);
    for (let attempt = 0; attempt < undoAttemptsMax; attempt++) {
      story.beginUndo(other, "release");
      story.outcome(other, "failed");
    }
    assert.deepEqual(toRelease(story.state, story.nowMs), []);
    story.refuses("nothing-to-undo", () => story.beginUndo(other, "release"));
  });

  test("is nothing for what was so before us, cannot be brought back, or stays until somebody asks", () => {
    const story = new Story().adopt();
    const before = story.propose();
    story.begin(before, { alreadySo: true });
    story.outcome(before, "confirmed");
    const stays = story.contain({ releaseAfterMs: null }, mara);
    const process = { kind: "process", id: "process:ws-1:77", name: "77", host: "ws-1", knownTo: "evidence", aliases: [] } as const;
    const killed = story.contain({ verb: "kill-process", target: process, assessed: { tier: 3 } }, ines, joss);
    for (const id of [before, stays, killed]) assert.equal(story.held(id).releaseAtMs, undefined);
    assert.deepEqual(toRelease(story.state, story.nowMs + 1_000 * hourMs), []);
  });
});

describe("an outcome", () => {
  test("is that of the last attempt, is said once, and is not revised", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.refuses("unknown-effect", () => story.outcome(id, "confirmed", "x"));
    story.begin(id);
    story.refuses("unknown-effect", () => story.outcome(id, "confirmed", "another"));
    assert.deepEqual(typesOf(story.outcome(id, "unknown")), ["OutcomeRecorded"]);
    assert.deepEqual(story.outcome(id, "unknown"), []);
    assert.deepEqual(typesOf(story.outcome(id, "confirmed")), ["OutcomeRecorded"]);
    assert.deepEqual(story.outcome(id, "confirmed"), []);
    for (const outcome of ["failed", "unknown"] as const) story.refuses("unknown-effect", () => story.outcome(id, outcome));
  });

  test("that was held to be nothing and holds after all is recorded as it is", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    story.outcome(id, "failed");
    assert.deepEqual(story.outcome(id, "failed"), []);
    story.refuses("unknown-effect", () => story.outcome(id, "unknown"));
    assert.deepEqual(typesOf(story.outcome(id, "confirmed")), ["OutcomeRecorded"]);
    assert.equal(story.held(id).status, "confirmed");
    story.askUndo(id, mara);
    story.beginUndo(id);
    story.outcome(id, "unknown");
    assert.deepEqual(story.outcome(id, "unknown"), []);
    story.outcome(id, "failed");
    assert.deepEqual(story.outcome(id, "failed"), []);
    story.outcome(id, "confirmed");
    assert.equal(story.held(id).status, "undone");
    assert.deepEqual(story.outcome(id, "confirmed"), []);
  });

  test("says itself in one line of bounded length", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    const effectId = `${id}.effect`;
    const [fact] = story.tell({ type: "RecordOutcome", id, effectId, outcome: "confirmed", says: "a\u001b[2J\n".repeat(500) });
    assert.ok(fact?.type === "OutcomeRecorded" && fact.says.length <= 500 && !fact.says.includes("\n") && !fact.says.includes("\u001b"));
  });
});
