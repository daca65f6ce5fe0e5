import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agent, cast, hostOf, isBegun, otherDigest, Story, server, typesOf } from "../../testing/containment-story.ts";
import { personOf } from "../../testing/people.ts";

const { mara, omar, ines, joss } = cast;

describe("a no", () => {
  test("is final, takes a reason, a person of the orders, and their signature", () => {
    const story = new Story().adopt();
    const id = story.propose(server, mara);
    story.refuses("unknown-person", () => story.reject(id, personOf("mallory", ["lead"])));
    story.refuses("not-a-person", () => story.reject(id, { ...mara, name: agent as never }));
    story.refuses("no-reason", () => story.reject(id, mara, ""));
    story.refuses("bad-signature", () => story.reject(id, { ...omar, name: mara.name }));
    assert.deepEqual(typesOf(story.reject(id, mara)), ["ActionRejected"]);
    story.refuses("not-waiting", () => story.reject(id, mara));
    story.refuses("not-waiting", () => story.approve(id, mara));
    story.refuses("already-begun", () => story.begin(id));
  });

  test("binds the agent for good, and takes one approver more than before when a person asks again, two at most", () => {
    for (const [tier, before, after] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 2, 2],
    ] as const) {
      const story = new Story().adopt();
      const sketch = { target: hostOf("ws-5"), assessed: { tier } };
      const first = story.propose(sketch);
      assert.equal(story.held(first).needs.approvers, before);
      story.reject(first, joss, "she is on call tonight");
      const again = story.propose(sketch);
      assert.deepEqual([story.held(again).status, story.held(again).refusal?.why], ["refused", "approvals"]);
      const asked = story.propose(sketch, mara);
      assert.equal(story.held(asked).needs.approvers, after);
      const people = [ines, omar].slice(0, after);
      for (const person of people) {
        assert.throws(() => story.begin(asked), { code: "containment/needs-approvals", message: /she is on call tonight/ });
        story.approve(asked, person);
      }
      assert.ok(isBegun(story.begin(asked)));
    }
  });

  test("said twice still asks for two; and says nothing of another case, verb or target", () => {
    const story = new Story().adopt();
    const same = { ...server, target: hostOf("ws-5") };
    for (const person of [undefined, mara, mara]) story.reject(story.propose(same, person), joss);
    const third = story.propose(same, mara);
    assert.equal(story.held(third).needs.approvers, 2);
    story.reject(third, joss);
    assert.equal(story.held(story.propose({ ...same, target: hostOf("ws-6") })).needs.approvers, 1);
    assert.equal(story.held(story.propose({ ...same, verb: "collect-evidence" })).status, "proposed");
    const grown = { ...same, case: { world: "office", id: "case-1", revision: otherDigest, title: "t" } };
    assert.equal(story.held(story.propose(grown)).needs.approvers, 1);
  });
});
