import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { account, fill, storyWith } from "../../testing/budget-scene.ts";
import { cast, hourMs, isBegun, minuteMs, type Story, typesOf } from "../../testing/containment-story.ts";
import { containedNow } from "./budget.ts";

const { mara, omar, ines, joss, ada } = cast;

describe("the breaker", () => {
  function tripped(): Story {
    const story = storyWith({ "class-share-per-hour": 0.02 });
    fill(story);
    assert.ok(story.state.breakers.has("workstation"));
    return story;
  }

  test("trips once, says what was full, and leaves other classes alone", () => {
    const story = tripped();
    const trips = () => story.facts.filter(({ type }) => type === "BreakerTripped");
    assert.equal(trips().length, 1);
    assert.match(JSON.stringify(trips()[0]), /2 of workstation within an hour, and 2 are allowed/);
    const id = story.propose();
    story.approve(id, mara);
    assert.deepEqual(typesOf(story.begin(id)), ["ActionRefused"]);
    assert.equal(trips().length, 1);
    assert.equal(story.held(story.contain(account(1))).approvals.length, 0);
  });

  test("lets nothing of the class run without a person, also when the hour is over", () => {
    const story = tripped();
    story.nowMs += 2 * hourMs;
    const id = story.propose();
    story.refuses("needs-approvals", () => story.begin(id));
    assert.throws(() => story.begin(id), /approved; approvals are needed because the breaker for workstation is tripped$/);
    story.approve(id, mara);
    assert.ok(isBegun(story.begin(id)));
  });

  test("lets evidence be collected", () => {
    const story = tripped();
    assert.equal(story.held(story.contain({ verb: "collect-evidence", assessed: { tier: 0 } })).approvals.length, 0);
  });

  test("is reset by a lead or an admin with a signature for this trip, and by nobody and nothing else", () => {
    const story = tripped();
    for (const person of [mara, cast.vera]) story.refuses("no-role", () => story.reset(person));
    story.refuses("not-tripped", () => story.reset(ines, "server"));
    const command = { type: "ResetBreaker", assetClass: "workstation", by: ines.name } as const;
    const signature = story.signed(ines, command);
    story.refuses("bad-signature", () => story.tell({ ...command, by: joss.name, because: "x", signature }));
    story.refuses("no-reason", () => story.tell({ ...command, because: "", signature }));
    assert.deepEqual(typesOf(story.tell({ ...command, because: "over", signature })), ["BreakerReset"]);
    story.nowMs += 2 * hourMs;
    assert.equal(story.held(story.contain()).approvals.length, 0);
    story.nowMs += minuteMs;
    fill(story);
    assert.ok(story.state.breakers.has("workstation"));
    // The signature was for the first trip.
    story.refuses("bad-signature", () => story.tell({ ...command, because: "over", signature }));
    assert.deepEqual(typesOf(story.reset(ada)), ["BreakerReset"]);
  });
});

// Guarantees the cap in a storm: proposals that name every user, people who say yes to everything, hours that pass and products that fail.
test("a storm never contains more of a class than the cap, and the record says why", () => {
  const story = storyWith({ "per-hour": 40, "standing-share": 0.05, "class-share-per-hour": 0.03 });
  let refused = 0;
  for (let user = 1; user <= 300; user++) {
    const id = story.propose(account(user));
    story.approve(id, user % 2 === 0 ? mara : omar);
    const facts = story.begin(id);
    if (isBegun(facts)) story.outcome(id, user % 3 === 0 ? "unknown" : "confirmed");
    else refused += Number(facts.some((fact) => fact.type === "ActionRefused" && fact.why === "budget"));
    if (user % 60 === 0) story.nowMs += hourMs;
  }
  assert.equal(containedNow(story.state).length, 50);
  assert.equal(refused, 250);
});
