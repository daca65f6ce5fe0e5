import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { account, type Budgets, fill, storyWith } from "../../testing/budget-scene.ts";
import { cast, hostOf, hourMs, isBegun, minuteMs, type Sketch, startMs, typesOf } from "../../testing/containment-story.ts";
import { containedNow, useOf } from "./budget.ts";

const { mara, ines, joss } = cast;

const outsider = (id: number): Sketch => ({
  verb: "block-address",
  target: { kind: "address", id: `address:198.51.100.${id}`, name: `198.51.100.${id}`, knownTo: "evidence", aliases: [] },
  assessed: { assetClass: "outsider", classSize: 0 },
});

describe("a budget holds exactly", () => {
  const cases: [string, Budgets, Sketch, number][] = [
    ["of the tenant for an hour", { "per-hour": 5 }, {}, 5],
    ["of nothing at all", { "per-hour": 0 }, {}, 0],
    ["of one rule for an hour", { "per-rule-per-hour": 3 }, { rules: ["r", "s"] }, 3],
    ["of one source for an hour", { "per-source-per-hour": 4 }, {}, 4],
    ["of a class for an hour, as its share", { "class-share-per-hour": 0.07 }, {}, 7],
    ["of a class for an hour, exactly", { "class-share-per-hour": 0.29 }, {}, 29],
    ["of a class for an hour, rounded down", { "class-share-per-hour": 0.019 }, {}, 1],
    ["of a class for an hour, never less than one", { "class-share-per-hour": 0 }, {}, 1],
    ["of a class for an hour, never more than the tenant's", { "class-share-per-hour": 1, "per-hour": 6 }, {}, 6],
    ["of a class at one time", { "standing-share": 0.08 }, {}, 8],
    ["of a class at one time, never less than one", { "standing-share": 0 }, {}, 1],
    ["of a class that nobody counted", {}, { assessed: { assetClass: "unknown-host", classSize: 0 } }, 1],
    ["of what no approval lifts", { "per-hour": 2 }, { assessed: { tier: 2 } }, 2],
  ];
  for (const [what, budgets, sketch, most] of cases) test(`${what}: ${most}`, () => assert.equal(fill(storyWith(budgets), sketch), most));

  test("of outsiders at one time, who have no share of a class", () => {
    const story = storyWith({ "standing-max": 3, "class-share-per-hour": 0, "standing-share": 0 });
    const begun = [1, 2, 3, 4].map((id) => {
      const action = story.propose(outsider(id));
      story.approve(action, mara);
      return isBegun(story.begin(action));
    });
    assert.deepEqual(begun, [true, true, true, false]);
  });

  test("counts one machine once, whatever is done on it", () => {
    const story = storyWith({ "standing-share": 0.01 });
    const file = (id: string, host: string): Sketch => ({
      verb: "quarantine-file",
      target: { kind: "file", id: `file:${id}`, name: id, host, knownTo: "evidence", aliases: [] },
    });
    story.contain({ target: hostOf("ws-9.example.test") }, mara);
    for (const [id, host] of [
      ["a", " WS-9.example.test. "],
      ["b", "ws-9.example.test"],
    ] as const) {
      const action = story.propose(file(id, host));
      story.approve(action, mara);
      assert.ok(isBegun(story.begin(action)));
      story.outcome(action, "confirmed");
    }
    const elsewhere = story.propose(file("c", "ws-10"));
    story.approve(elsewhere, mara);
    assert.deepEqual(typesOf(story.begin(elsewhere)), ["ActionRefused", "BreakerTripped"]);
  });

  test("counts one class, one rule and one source apart from another", () => {
    const story = storyWith({ "per-rule-per-hour": 1, "per-source-per-hour": 2, "standing-share": 0.01 });
    story.contain({ rules: ["r"], sources: ["edr", "mail"] }, mara);
    const other = story.contain({ ...account(1), rules: ["s"], sources: ["edr", "proxy"] }, mara);
    assert.equal(story.held(other).status, "confirmed");
    const again = story.propose({ ...account(2), rules: ["s", "s"], sources: ["a", "b"] });
    story.approve(again, mara);
    assert.deepEqual(typesOf(story.begin(again)), ["ActionRefused", "BreakerTripped"]);
    const third = story.propose({ ...account(3), rules: ["t"], sources: ["edr", "c"] });
    story.approve(third, mara);
    assert.ok(!isBegun(story.begin(third)));
  });
});

describe("what counts", () => {
  test("an effect counts for an hour from its intent, also one that failed, and no longer", () => {
    for (const outcome of ["confirmed", "failed", "unknown"] as const) {
      const story = storyWith({ "per-hour": 1 });
      const id = story.propose();
      story.approve(id, mara);
      story.begin(id);
      story.outcome(id, outcome);
      const use = () =>
        useOf(
          { id: "c-9", verb: "isolate-host", target: hostOf("x"), rules: [], sources: [] },
          { assetClass: "account", classSize: 100 },
          story.state,
          story.context,
        );
      story.nowMs = startMs + hourMs - 1;
      assert.equal(use().beyond.length, 1);
      story.nowMs = startMs + hourMs;
      assert.deepEqual(use().beyond, []);
    }
  });

  test("an undo or release counts nothing in the hour in which it begins", () => {
    const story = storyWith({ "per-hour": 1 });
    const id = story.contain({}, mara);
    story.nowMs += hourMs - minuteMs;
    story.askUndo(id, mara);
    story.beginUndo(id);
    story.outcome(id, "confirmed");
    story.nowMs += minuteMs;
    assert.equal(fill(story, {}, 1), 1);
  });

  test("an action that is tried again does not stand in its own way", () => {
    const story = storyWith({ "per-hour": 1, "standing-share": 0 });
    const id = story.propose();
    story.approve(id, mara);
    story.begin(id);
    assert.ok(isBegun(story.begin(id)));
  });

  test("what reads and what was so before us counts nowhere", () => {
    const story = storyWith({ "per-hour": 1, "standing-share": 0 });
    const before = story.propose();
    story.begin(before, { alreadySo: true });
    story.outcome(before, "confirmed");
    for (let at = 0; at < 3; at++) story.contain({ verb: "collect-evidence", assessed: { tier: 0 } });
    assert.deepEqual(containedNow(story.state), []);
    assert.equal(fill(story, {}, 3), 1);
  });

  test("what cannot be brought back counts for the hour, and stands nowhere", () => {
    const story = storyWith({ "per-hour": 2, "standing-share": 0 });
    for (let at = 0; at < 2; at++) story.contain({ ...account(at), verb: "revoke-sessions", assessed: { tier: 3 } }, ines, joss);
    assert.deepEqual(containedNow(story.state), []);
    const third = story.propose({ ...account(9), verb: "revoke-sessions", assessed: { tier: 3 } });
    for (const person of [ines, joss]) story.approve(third, person);
    assert.deepEqual(typesOf(story.begin(third)), ["ActionRefused", "BreakerTripped"]);
  });

  test("an undo that was read back gives room to what stands, and none to the hour", () => {
    const story = storyWith({ "per-hour": 3, "standing-share": 0.01 });
    const id = story.contain({}, mara);
    story.askUndo(id, mara);
    const blocked = story.propose();
    story.approve(blocked, mara);
    story.beginUndo(id);
    assert.deepEqual(
      containedNow(story.state).map(({ action }) => action.id),
      [id],
    );
    assert.ok(!isBegun(story.begin(blocked)));
    story.outcome(id, "unknown");
    assert.equal(containedNow(story.state).length, 1);
    story.outcome(id, "failed");
    assert.equal(containedNow(story.state).length, 1);
    story.beginUndo(id);
    story.outcome(id, "confirmed");
    assert.deepEqual(containedNow(story.state), []);
    assert.equal(fill(story), 1);
    const last = story.contain({ ...account(1) }, mara);
    assert.equal(story.held(last).status, "confirmed");
    const more = story.propose(account(2));
    story.approve(more, mara);
    assert.ok(!isBegun(story.begin(more)));
  });

  test("two actions on one target that stand at one time are one, and a failed effect stands no more", () => {
    const story = storyWith({ "standing-share": 0.02 });
    const failed = story.propose();
    story.approve(failed, mara);
    story.begin(failed);
    assert.equal(containedNow(story.state).length, 1);
    story.outcome(failed, "failed");
    assert.equal(containedNow(story.state).length, 0);
    assert.equal(fill(story), 2);
  });

  test("the share that is contained is told to whoever assesses", () => {
    const story = storyWith({});
    for (let at = 0; at < 5; at++) story.contain({}, mara);
    const ask = (assetClass: string, classSize: number) =>
      useOf(
        { id: "c-9", verb: "isolate-host", target: hostOf("x"), rules: [], sources: [] },
        { assetClass, classSize },
        story.state,
        story.context,
      ).containedShare;
    assert.equal(ask("workstation", 20), 0.25);
    assert.equal(ask("workstation", 3), 1);
    assert.equal(ask("workstation", 0), 0);
    assert.equal(ask("server", 20), 0);
    assert.equal(ask("outsider", 20), 0);
  });
});

describe("a budget that is nearly used", () => {
  test("takes a person from four fifths on, and not before", () => {
    const story = storyWith({ "per-hour": 5 });
    for (let at = 0; at < 4; at++) assert.equal(story.held(story.contain()).approvals.length, 0);
    const fifth = story.propose();
    assert.deepEqual(story.held(fifth).needs, { tier: 1, approvers: 1 });
    story.refuses("needs-approvals", () => story.begin(fifth));
    assert.throws(() => story.begin(fifth), /approved; approvals are needed because a budget is nearly used up$/);
    story.approve(fifth, mara);
    assert.ok(isBegun(story.begin(fifth)));
  });

  test("is told as the fullest of all", () => {
    const story = storyWith({ "per-hour": 10, "per-source-per-hour": 4 });
    story.contain();
    const use = useOf(
      { id: "c-9", verb: "isolate-host", target: hostOf("x"), rules: ["r"], sources: ["edr"] },
      { assetClass: "workstation", classSize: 100 },
      story.state,
      story.context,
    );
    assert.equal(use.share, 0.25);
    const ask = (assetClass: string, budgets: Budgets) =>
      useOf(
        { id: "c-9", verb: "isolate-host", target: hostOf("x"), rules: ["r"], sources: ["s"] },
        { assetClass, classSize: 100 },
        story.state,
        storyWith(budgets).context,
      ).share;
    assert.equal(ask("outsider", { "per-hour": 2, "standing-max": 1_000 }), 0.5);
    assert.equal(ask("server", { "per-rule-per-hour": 0 }), 1);
  });
});
