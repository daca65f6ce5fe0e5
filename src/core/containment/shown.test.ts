import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cast, ordersDigest, otherDigest, Story, startMs, storyOrders } from "../../testing/containment-story.ts";
import type { ContainmentEvent } from "./containment.ts";
import { emptyContainment, evolveContainment } from "./evolve.ts";

// Guarantees: what lets something happen again counts only with the signatures that it takes, whoever wrote it into the record. Deciding asks for them too;
// this holds where somebody wrote past it.

const { ada, bo, ines, mara } = cast;
const atMs = startMs;
const signature = Buffer.alloc(64, 7).toString("base64");
const keyOf = (person: typeof ada) => person.line["public-key"];

describe("a stop", () => {
  const stopped = () => {
    const story = new Story().adopt();
    story.stop();
    return story;
  };

  test("is not ended by a fact alone, nor by one admin and the name of another", () => {
    const story = stopped();
    const resumed: ContainmentEvent = { type: "Resumed", scope: "all", by: [ada.name, bo.name], atMs };
    evolveContainment(story.state, resumed);
    assert.ok(story.state.stops.has("all"));
    story.askResume(ada);
    for (const by of [[ada.name, bo.name], [ada.name, ada.name], [ada.name], []]) evolveContainment(story.state, { ...resumed, by });
    assert.ok(story.state.stops.has("all"));
    story.askResume(bo);
    assert.ok(!story.state.stops.has("all"));
  });

  test("is asked to end by nobody who did not sign, for this very stop", () => {
    const story = stopped();
    const [asked] = story.askResume(ada);
    assert.ok(asked?.type === "ResumeAsked");
    story.stop();
    const forged: readonly ContainmentEvent[] = [
      asked,
      { ...asked, signature },
      { ...asked, by: bo.name, key: keyOf(bo) },
      { ...asked, by: mara.name, key: keyOf(mara) },
      { ...asked, tenant: "another" },
      { ...asked, scope: "effector:edge" },
    ];
    for (const fact of forged) evolveContainment(story.state, fact);
    assert.deepEqual(story.state.stops.get("all")?.resumeAskedBy, []);
    assert.ok(!story.state.stops.has("effector:edge"));
  });
});

describe("orders", () => {
  test("are not in force by a fact alone, nor by signatures of others", () => {
    const state = emptyContainment();
    const { people } = storyOrders();
    const adopted: ContainmentEvent = { type: "OrdersAdopted", digest: ordersDigest, people, by: [ada.name, bo.name], atMs };
    evolveContainment(state, adopted);
    for (const by of [ada, bo])
      evolveContainment(state, { type: "OrdersSigned", digest: ordersDigest, people, by: by.name, key: keyOf(by), signature, atMs });
    evolveContainment(state, adopted);
    assert.equal(state.orders, undefined);
    assert.equal(state.signed.size, 0);
  });

  test("in force give way to others only by those whom they name", () => {
    const story = new Story().adopt();
    const before = story.state.orders;
    const [known] = story.context.orders.people;
    const people = ["burglar", "accomplice"].map((name) => ({ ...known!, name }));
    evolveContainment(story.state, {
      type: "OrdersAdopted",
      digest: otherDigest,
      people,
      by: ["person:burglar", "person:accomplice"],
      atMs,
    });
    assert.deepEqual(story.state.orders, before);
  });
});

test("a breaker is not reset by a fact alone", () => {
  const { state } = new Story().adopt();
  evolveContainment(state, { type: "BreakerTripped", assetClass: "workstation", says: "too many", atMs });
  const reset = { type: "BreakerReset", tenant: "default", assetClass: "workstation", because: "over", signature, atMs } as const;
  for (const by of [ines, mara]) evolveContainment(state, { ...reset, by: by.name, key: keyOf(by) });
  assert.ok(state.breakers.has("workstation"));
});

test("a number that is taken, or not the next, stands for nothing new: what people saw and approved stays what it is", () => {
  const story = new Story().adopt();
  const id = story.propose();
  const held = story.held(id);
  const fact = story.facts.find(({ type }) => type === "ActionProposed");
  assert.ok(fact?.type === "ActionProposed");
  const target = { ...fact.action.target, id: "host:dc-1", name: "dc-1" };
  for (const other of [id, "c-0", "c-7", "__proto__", ""])
    evolveContainment(story.state, { ...fact, action: { ...fact.action, id: other, target }, digest: "sha256:other" });
  assert.deepEqual([...story.state.actions], [[id, held]]);
  assert.equal(story.state.proposed, 1);
  assert.ok(![...story.state.open.keys()].some((key) => key.includes("dc-1")));
});

test("folding what nobody signed never throws", () => {
  const word = fc.constantFrom("all", "effector:edge", "workstation", "__proto__", "");
  const name = fc.constantFrom<`person:${string}`>(ada.name, bo.name, "person:__proto__", "person:");
  const text = fc.oneof(fc.string(), fc.constant(signature), fc.constant(keyOf(ada)));
  fc.assert(
    fc.property(word, name, text, text, (scope, by, key, signed) => {
      const { state } = new Story().adopt();
      const facts = [
        { type: "ResumeAsked", tenant: key, scope, by, key, signature: signed, because: "", atMs },
        { type: "Resumed", scope, by: [by, by], atMs },
        { type: "BreakerReset", tenant: key, assetClass: scope, by, key, signature: signed, because: "", atMs },
        { type: "OrdersSigned", digest: key, people: [], by, key, signature: signed, atMs },
        { type: "OrdersAdopted", digest: key, people: [], by: [by], atMs },
      ] as readonly ContainmentEvent[];
      for (const fact of facts) evolveContainment(state, fact);
      assert.equal(state.adoptions, 1);
    }),
    { numRuns: 50 },
  );
});
