import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { actionOf, cast, hostOf, isBegun, Story, server, typesOf } from "../../testing/containment-story.ts";
import { declines } from "../../testing/four-eyes-scene.ts";
import { personOf, type TestPerson } from "../../testing/people.ts";
import { digestOfAction } from "./decide.ts";

const { mara, omar, ada, vera, wim } = cast;

describe("who asks", () => {
  const guarded = { protected: { hosts: ["vault-1"] } };
  const target = hostOf("vault-1");

  test("is a person of the orders who signs for this very action, or the agent: a typed name asks for nothing", () => {
    const story = new Story().adopt();
    const action = actionOf("c-1", story.nowMs, server);
    const ask = (by: string, signature?: string, asked = action) =>
      story.tell({ type: "ProposeAction", action: asked, by: by as never, signature });
    const signed = (person: TestPerson, asked = action, by = person.name) =>
      story.signed(person, { type: "ProposeAction", action: asked, by });
    story.refuses("bad-signature", () => ask(mara.name));
    story.refuses("bad-signature", () => ask(mara.name, signed(omar)));
    story.refuses("bad-signature", () => ask(mara.name, signed(omar, action, mara.name)));
    story.refuses("bad-signature", () => ask(mara.name, signed(mara, { ...action, nonce: "another-nonce-of-24-chars" })));
    const yes = story.signed(mara, { type: "ApproveAction", by: mara.name, digest: digestOfAction(action), breakGlass: false });
    story.refuses("bad-signature", () => ask(mara.name, yes));
    story.refuses("unknown-person", () => ask("person:ghost", signed(personOf("ghost", ["responder"]))));
    story.refuses("no-role", () => ask(ada.name, signed(ada)));
    assert.deepEqual(typesOf(ask(mara.name, signed(mara))), ["ActionProposed"]);
  });

  test("has their signature looked at again when it begins: one that was written into the record begins nothing", () => {
    for (const forge of [{ by: "person:ghost" as const }, { by: omar.name }, { request: undefined }]) {
      const story = new Story(guarded).adopt();
      const id = story.propose({ target }, mara);
      for (const person of [vera, wim]) story.approve(id, person, true);
      story.state.actions.set(id, { ...story.held(id), ...(forge as object) });
      const facts = story.begin(id);
      assert.ok(facts[0]?.type === "ActionVoided" && /did not sign/.test(facts[0].because), JSON.stringify(facts));
    }
  });

  test("is a third person beside the two who break the glass, by key as well as by name", () => {
    const zoe = personOf("zoe", ["break-glass", "responder"]);
    const alias = { ...zoe, name: "person:zo" as const };
    const story = new Story({ ...guarded, people: [...Object.values(cast), zoe].map(({ line }) => line) }).adopt();
    story.orders = { ...story.orders, people: [...story.orders.people, { ...zoe.line, roles: ["break-glass"], name: "zo" }] };
    const id = story.propose({ target }, zoe);
    for (const self of [zoe, alias]) declines(story, id, "self-approval", self, { breakGlass: true });
    // Even when the orders no longer hold the name that asked.
    story.orders = { ...story.orders, people: story.orders.people.filter(({ name }) => name !== "zoe") };
    declines(story, id, "self-approval", alias, { breakGlass: true });
    story.approve(id, vera, true);
    assert.ok(!isBegun(story.begin(id)));
  });
});
