import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, hostOf, hourMs, isBegun, minuteMs, Story, server, startMs, typesOf } from "../../testing/containment-story.ts";
import { expiredPerCommandMax } from "./outcome.ts";

const { mara, ines, vera, wim } = cast;

describe("silence is a no", () => {
  test("an action is approved and begun up to its last millisecond, and not at its end", () => {
    const story = new Story().adopt();
    const early = story.propose(server);
    const end = story.held(early).action.expiresAtMs;
    story.nowMs = end - 1;
    story.approve(early, mara);
    assert.ok(isBegun(story.begin(early)));
    story.nowMs = startMs;
    const late = new Story().adopt();
    const id = late.propose(server);
    late.approve(id, mara);
    late.nowMs = end;
    assert.deepEqual(typesOf(late.begin(id)), ["ActionExpired"]);
    late.refuses("already-begun", () => late.begin(id));
    late.refuses("not-waiting", () => late.approve(id, ines));
  });

  test("a yes that comes too late is on the record, and so is the end", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    story.nowMs += 2 * hourMs;
    assert.deepEqual(typesOf(story.approve(id, mara)), ["ApprovalDeclined", "ActionExpired"]);
    assert.equal(story.held(id).status, "expired");
  });

  test("a no that comes too late is an end all the same", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    story.nowMs += 2 * hourMs;
    assert.deepEqual(typesOf(story.reject(id, mara)), ["ActionExpired"]);
  });

  test("no proposal gives itself more time than the orders do, nor comes when its time is over", () => {
    const story = new Story({ "approval-minutes": 30 }).adopt();
    story.refuses("malformed-action", () => story.propose({ expiresAtMs: startMs + 30 * minuteMs + 1 }));
    story.refuses("malformed-action", () => story.propose({ expiresAtMs: startMs }));
    story.propose({ expiresAtMs: startMs + 30 * minuteMs });
    story.propose({ expiresAtMs: startMs + 1 });
  });

  test("break-glass ends after its own, shorter time, however long its proposal would wait", () => {
    const guarded = { protected: { hosts: ["vault-1"] }, "break-glass-minutes": 10 };
    for (const [after, isOn] of [
      [10 * minuteMs - 1, true],
      [10 * minuteMs, false],
    ] as const) {
      const story = new Story(guarded).adopt();
      const id = story.propose({ target: hostOf("vault-1") }, mara);
      for (const person of [vera, wim]) story.approve(id, person, true);
      story.nowMs += after;
      assert.equal(isBegun(story.begin(id)), isOn);
    }
    const late = new Story(guarded).adopt();
    const id = late.propose({ target: hostOf("vault-1") }, mara);
    late.nowMs += 10 * minuteMs;
    assert.deepEqual(typesOf(late.approve(id, vera, true)), ["ApprovalDeclined", "ActionExpired"]);
  });
});

describe("clearing up", () => {
  test("ends what is over and what was proposed under other orders, and leaves the rest", () => {
    const story = new Story().adopt();
    const over = story.propose({ expiresAtMs: startMs + minuteMs });
    const begun = story.propose({ expiresAtMs: startMs + minuteMs });
    story.begin(begun);
    const standing = story.propose();
    story.nowMs += minuteMs;
    assert.deepEqual(story.tell({ type: "Expire" }), [{ type: "ActionExpired", id: over, atMs: startMs + minuteMs }]);
    assert.deepEqual(story.tell({ type: "Expire" }), []);
    assert.equal(story.held(begun).status, "executing");
    story.state.orders = { digest: "sha256:newer", people: story.orders.people };
    const [voided] = story.tell({ type: "Expire" });
    assert.ok(voided?.type === "ActionVoided" && voided.id === standing);
  });

  test("before any orders are adopted ends nothing early", () => {
    const story = new Story();
    story.propose();
    assert.deepEqual(story.tell({ type: "Expire" }), []);
  });

  test("of a flood goes on where it left off", () => {
    const story = new Story();
    const count = expiredPerCommandMax + 5;
    for (let at = 0; at < count; at++) story.propose();
    story.nowMs += 2 * hourMs;
    assert.equal(story.tell({ type: "Expire" }).length, expiredPerCommandMax);
    assert.equal(story.tell({ type: "Expire" }).length, 5);
    assert.equal(story.state.waiting.size, 0);
  });
});
