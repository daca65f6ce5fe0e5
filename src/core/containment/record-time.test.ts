import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, hourMs, isBegun, minuteMs, Story, server, startMs, storyOrders, typesOf } from "../../testing/containment-story.ts";
import { evolveContainment, timeOf, toRelease } from "./decide.ts";
import { clockJitterMs } from "./record-time.ts";

const { mara } = cast;
const dayMs = 24 * hourMs;

describe("a clock that lies", () => {
  test("that goes back revives nothing: what is over stays over, whatever it shows", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    story.approve(id, mara);
    story.nowMs += 2 * hourMs;
    // Anything at all on the record carries the time.
    story.stop("effector:other");
    for (const back of [0, -minuteMs, -dayMs, -1_000 * dayMs]) {
      story.nowMs = startMs + back;
      const facts = story.tell({ type: "Expire" });
      assert.deepEqual(typesOf(facts), back === 0 ? ["ClockSetBack", "ActionExpired"] : ["ClockSetBack"]);
      assert.throws(() => story.begin(id), { code: "containment/already-begun" });
    }
  });

  test("that goes a day ahead ends what waits, and begins none of it", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    story.approve(id, mara);
    story.nowMs += dayMs;
    assert.deepEqual(typesOf(story.begin(id)), ["ActionExpired"]);
  });

  test("time on the record never goes back", () => {
    const story = new Story().adopt();
    story.nowMs += dayMs;
    story.propose();
    story.nowMs -= 2 * dayMs;
    story.propose();
    const times = story.facts.map(({ atMs }) => atMs);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.equal(story.state.latestMs, startMs + dayMs);
  });
});

describe("a clock that was wrong for a while", () => {
  /** One fact is written a day ahead, and then the clock is right again. */
  const afterJump = (orders: object = {}) => {
    const story = new Story(orders).adopt();
    story.nowMs += dayMs;
    story.stop("effector:other");
    story.nowMs = startMs;
    return story;
  };

  test("stops no deadline: an approval of an hour is over after an hour, whether it was asked for before the clock was wrong, then, or after", () => {
    const after = afterJump({ "approval-minutes": 60 });
    const id = after.propose({ ...server, expiresAtMs: startMs + dayMs + hourMs });
    after.approve(id, mara);
    after.nowMs += hourMs - 1;
    assert.deepEqual(typesOf(after.tell({ type: "Expire" })), []);
    after.nowMs += 1;
    assert.deepEqual(typesOf(after.begin(id)), ["ActionExpired"]);

    const during = new Story({ "approval-minutes": 60 }).adopt();
    during.nowMs += 3_650 * dayMs;
    const far = during.propose({ ...server, expiresAtMs: during.nowMs + hourMs });
    during.approve(far, mara);
    during.nowMs = startMs;
    // Nothing else is written until somebody carries out: that is when the record learns of the clock.
    assert.deepEqual(typesOf(during.tell({ type: "Expire" })), ["ClockSetBack"]);
    assert.deepEqual(typesOf(during.tell({ type: "Expire" })), []);
    during.nowMs += hourMs;
    assert.deepEqual(typesOf(during.tell({ type: "Expire" })), ["ActionExpired"]);

    const before = new Story().adopt();
    const old = before.propose(server);
    before.nowMs -= dayMs;
    before.tell({ type: "Expire" });
    before.nowMs += 2 * hourMs;
    assert.deepEqual(typesOf(before.tell({ type: "Expire" })), ["ActionExpired"]);
    assert.equal(before.held(old).status, "expired");
  });

  test("releases in time, however far ahead it was", () => {
    const story = afterJump();
    const id = story.contain({ releaseAfterMs: hourMs });
    const due = () => toRelease(story.state, timeOf(story.state, story.nowMs)).map(({ action }) => action.id);
    story.nowMs += hourMs - 1;
    assert.deepEqual(due(), []);
    story.nowMs += 1;
    assert.deepEqual(due(), [id]);
    assert.ok(isBegun(story.beginUndo(id, "release")));
  });

  test("a few seconds between two machines move nothing", () => {
    const story = new Story().adopt();
    for (let at = 0; at < 1_000; at++) {
      story.nowMs = startMs + (at % 2 === 0 ? 0 : clockJitterMs);
      story.stop(`effector:e-${at % 2}`);
      story.tell({ type: "Expire" });
    }
    assert.equal(story.state.latestMs, startMs + clockJitterMs);
    assert.ok(story.facts.every(({ type }) => type !== "ClockSetBack"));
  });

  test("each fact says what the clock showed, where the record's time is something else", () => {
    const story = afterJump();
    const [id] = [story.propose()];
    const proposed = story.facts.find((fact) => fact.type === "ActionProposed" && fact.action.id === id);
    assert.deepEqual([proposed?.atMs, proposed?.clockMs], [startMs + dayMs, startMs]);
    assert.ok(new Story().adopt().facts.every((fact) => !("clockMs" in fact)));
  });
});

describe("the record's time begins again at the clock", () => {
  const { ada, bo } = cast;
  const ahead = (orders: object = {}) => {
    const story = new Story(orders).adopt();
    story.nowMs += 3_650 * dayMs;
    story.stop("effector:other");
    story.nowMs = startMs;
    return story;
  };

  test("when two admins ask, each with their signature for this very reset, and not before", () => {
    const story = ahead();
    story.refuses("no-role", () => story.askClockReset(mara));
    story.refuses("bad-signature", () => story.askClockReset({ ...bo, name: ada.name }));
    assert.deepEqual(typesOf(story.askClockReset(ada)), ["ClockResetAsked"]);
    story.refuses("already-asked", () => story.askClockReset(ada));
    assert.ok(story.state.latestMs > startMs + dayMs);
    const asked = { type: "AskClockReset", by: bo.name } as const;
    const signature = story.signed(bo, asked);
    assert.deepEqual(typesOf(story.tell({ ...asked, because: "b", signature })), ["ClockResetAsked", "ClockReset"]);
    assert.equal(story.state.latestMs, startMs);
    story.refuses("clock-not-ahead", () => story.askClockReset(ada));
    // An old signature resets nothing later.
    story.nowMs += dayMs;
    story.stop("effector:third");
    story.nowMs -= dayMs;
    story.refuses("bad-signature", () => story.tell({ ...asked, because: "b", signature }));
  });

  test("an admin who asked longer ago than a day has not asked, nor has one who is none any more", () => {
    const story = ahead();
    story.askClockReset(ada);
    story.nowMs += dayMs;
    assert.deepEqual(typesOf(story.askClockReset(bo)), ["ClockResetAsked"]);
    story.orders = { ...story.orders, people: story.orders.people.filter(({ name }) => name !== "bo") };
    assert.deepEqual(typesOf(story.askClockReset(ada)), ["ClockResetAsked"]);
  });

  test("voids what waits, revives nothing, and leaves what is in force as long as it still had", () => {
    const story = ahead();
    const held = story.contain({ releaseAfterMs: 2 * hourMs });
    const rejected = story.propose(server);
    story.reject(rejected, mara);
    const waiting = story.propose(server);
    story.approve(waiting, mara);
    story.nowMs += hourMs;
    for (const person of [ada, bo]) story.askClockReset(person);
    assert.equal(story.held(waiting).status, "voided");
    assert.equal(story.held(rejected).status, "rejected");
    assert.equal(story.state.waiting.size, 0);
    story.refuses("already-begun", () => story.begin(waiting));
    assert.equal(story.held(held).releaseAtMs, story.nowMs + hourMs);
    assert.equal(story.state.latestMs, story.nowMs);
    assert.deepEqual(toRelease(story.state, story.nowMs + hourMs).length, 1);
    assert.deepEqual(toRelease(story.state, story.nowMs + hourMs - 1).length, 0);
    assert.ok(story.state.stops.has("effector:other"), "a stop outlives it");
  });

  test("gives room in the budget again within an hour of it, and never before an hour of an effect", () => {
    const budgets = { ...storyOrders().budgets, "per-hour": 1 };
    const story = ahead({ budgets });
    const tryAnother = () => {
      const id = story.propose(server);
      story.approve(id, mara);
      const isOn = isBegun(story.begin(id));
      if (story.state.breakers.size > 0) story.reset(cast.ines, "server");
      return isOn;
    };
    assert.ok(tryAnother());
    assert.ok(!tryAnother());
    // Ahead of every clock for ten years, the hour does not pass: closed rather than open, until it is reset.
    story.nowMs += 3 * hourMs;
    assert.ok(!tryAnother());
    for (const person of [ada, bo]) story.askClockReset(person);
    assert.ok(!tryAnother());
    story.nowMs += hourMs;
    assert.ok(tryAnother());
    assert.ok(!tryAnother());
  });

  test("a clock that goes back and forth gives no room in the budget", () => {
    const budgets = { ...storyOrders().budgets, "per-hour": 1 };
    for (const [first, then] of [
      [dayMs, -dayMs],
      [-dayMs, dayMs],
    ] as const)
      for (const within of [false, true]) {
        const story = new Story({ budgets }).adopt();
        const another = () => {
          const id = story.propose(server);
          story.approve(id, mara);
          return isBegun(story.begin(id));
        };
        if (!within) assert.ok(another());
        story.nowMs += first;
        story.tell({ type: "Expire" });
        story.stop("effector:other");
        if (within) assert.ok(another());
        story.nowMs += then + minuteMs;
        story.tell({ type: "Expire" });
        // What was begun while the clock was a day behind may be a day old for all that anybody knows; all else is a minute old.
        assert.ok(!another(), JSON.stringify({ first, within }));
      }
  });

  test("is not folded from a record that somebody wrote it into", () => {
    const story = ahead();
    const before = story.state.latestMs;
    evolveContainment(story.state, { type: "ClockReset", fromMs: before, by: [ada.name, bo.name], atMs: startMs });
    assert.equal(story.state.latestMs, before);
    evolveContainment(story.state, {
      ...{ type: "ClockResetAsked", tenant: "default", by: bo.name, key: bo.line["public-key"], because: "x", atMs: before },
      signature: Buffer.alloc(64).toString("base64"),
    });
    assert.deepEqual(story.state.clockResetAskedBy, []);
  });
});
