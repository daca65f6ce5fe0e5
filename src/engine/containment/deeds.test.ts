import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, hostOf, ordersDigest, Story, server } from "../../testing/containment-story.ts";
import type { TestPerson } from "../../testing/people.ts";
import { deedsOpen } from "./deeds.ts";

// Guarantee: what is offered is what the rules that decide would take, of this person, now.

const { mara, omar, vera, wim } = cast;

function openTo(story: Story, id: string, person: TestPerson): Readonly<Record<string, string | undefined>> {
  const { state, orders, nowMs } = story;
  const open = deedsOpen(state, id, { by: person.name, orders, digest: ordersDigest, clockMs: nowMs });
  return Object.fromEntries(open.map(({ deed, mayNot }) => [deed, mayNot]));
}

describe("what may be done with an action", () => {
  test("who asked for it may say no, and not yes", () => {
    const story = new Story().adopt();
    const id = story.propose(server, mara);
    const { approve, reject, ...rest } = openTo(story, id, mara);
    assert.match(approve ?? "", /asked for this action/);
    assert.deepEqual([reject, rest], [undefined, {}]);
    assert.deepEqual(Object.keys(openTo(story, id, omar)), ["approve", "reject"]);
  });

  test("a protected target takes broken glass and no plain yes; its record is written once", () => {
    const story = new Story({ protected: { hosts: ["vault-1"] } }).adopt();
    const id = story.propose({ target: hostOf("vault-1") }, mara);
    assert.deepEqual(Object.keys(openTo(story, id, vera)), ["break-glass", "reject"]);
    assert.equal(openTo(story, id, vera)["break-glass"], undefined);
    assert.match(openTo(story, id, omar)["break-glass"] ?? "", /none of the roles/);
    for (const person of [vera, wim]) story.approve(id, person, true);
    story.begin(id);
    story.outcome(id, "confirmed");
    assert.deepEqual(Object.keys(openTo(story, id, mara)), ["undo", "after-action"]);
    story.writeAfterAction(id, mara, "the vault was sealed by the intruder");
    assert.deepEqual(Object.keys(openTo(story, id, mara)), ["undo"]);
  });

  test("while everything is stopped an undo stands open, and says why nobody may; what is undone stands open for nothing", () => {
    const story = new Story().adopt();
    const id = story.contain(server, mara);
    assert.deepEqual(openTo(story, id, mara), { undo: undefined });
    story.tell({ type: "Stop", scope: "all", by: mara.name, because: "it blocks the wrong ones" });
    assert.match(openTo(story, id, mara).undo ?? "", /blocks the wrong ones/);
  });

  test("looking changes nothing", () => {
    const story = new Story().adopt();
    const id = story.propose(server, mara);
    const before = story.held(id);
    openTo(story, id, omar);
    assert.deepEqual(story.held(id), before);
  });
});
