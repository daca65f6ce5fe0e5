import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, hostOf, hourMs, isBegun, minuteMs, Story, startMs, storyOrders, typesOf } from "../../testing/containment-story.ts";
import { evolveContainment, timeOf, toRelease } from "./decide.ts";
import { expiredPerCommandMax } from "./outcome.ts";
import { clockJitterMs } from "./record-time.ts";

const { mara, ines, vera, wim } = cast;
const server = { assessed: { tier: 2 as const, assetClass: "server" } };
const dayMs = 24 * hourMs;

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
