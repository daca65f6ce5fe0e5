import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cast, isBegun, otherDigest, Story, storyOrders, typesOf } from "../../testing/containment-story.ts";
import { personOf } from "../../testing/people.ts";
import { unfitness } from "./adoption.ts";
import { signedMax } from "./evolve.ts";

const { mara, ines, ada, bo } = cast;

/** The orders change under the people's hands: other text, other digest. */
function edit(story: Story, digest: string, people = story.orders.people): void {
  story.ordersDigest = digest;
  story.orders = { ...story.orders, people };
}

describe("the first orders", () => {
  test("are adopted by two admins that they name, and nothing is approved or begun before", () => {
    const story = new Story();
    const id = story.propose();
    const server = story.propose({ assessed: { tier: 2 } });
    story.refuses("orders-not-adopted", () => story.begin(id));
    story.refuses("orders-not-adopted", () => story.approve(server, mara));
    assert.deepEqual(typesOf(story.signOrders(ada)), ["OrdersSigned"]);
    story.refuses("orders-not-adopted", () => story.begin(id));
    story.refuses("already-signed", () => story.signOrders(ada));
    const facts = story.signOrders(bo);
    assert.deepEqual(typesOf(facts), ["OrdersSigned", "OrdersAdopted"]);
    assert.deepEqual(facts[1]?.type === "OrdersAdopted" && facts[1].by, [ada.name, bo.name]);
    assert.ok(isBegun(story.begin(id)));
    story.refuses("already-signed", () => story.signOrders(ada));
  });

  test("are not adopted by others, nor for others, nor with another's signature", () => {
    const story = new Story();
    for (const person of [mara, ines]) story.refuses("no-role", () => story.signOrders(person));
    story.refuses("unknown-person", () => story.signOrders(personOf("mallory", ["admin"])));
    const command = { type: "SignOrders", digest: story.ordersDigest, people: story.orders.people, by: ada.name } as const;
    story.refuses("bad-signature", () => story.tell({ ...command, signature: story.signed(bo, command) }));
    story.refuses("not-a-person", () => story.tell({ ...command, by: "agent:watchkeeper" as never, signature: "" }));
    const signature = story.signed(ada, command);
    story.refuses("other-orders", () => story.tell({ ...command, digest: otherDigest, signature }));
    story.refuses("other-orders", () => story.tell({ ...command, people: story.orders.people.slice(1), signature }));
    story.refuses("other-orders", () => story.tell({ ...command, people: [{ name: "\ud800" }] as never, signature }));
  });
});

describe("orders that cannot be adopted", () => {
  const people = Object.values(cast).map(({ line }) => line);
  const unfit: Record<string, object> = {
    "with one admin": { people: people.filter(({ name }) => name !== "bo") },
    "without people": { people: [] },
    "with one key under two names": { people: [...people, { ...mara.line, name: "maria" }] },
    "with two spellings of one name": { people: [...people, { ...personOf("x", ["lead"]).line, name: "MARA" }] },
    "with a protected address that cannot be read": { protected: { addresses: ["198.51.100.0/33"] } },
  };
  for (const [what, more] of Object.entries(unfit))
    test(what, () => {
      const story = new Story(more);
      assert.ok(unfitness(story.orders));
      story.refuses("unfit-orders", () => story.signOrders(ada));
    });

  test("and fit ones have nothing to mend", () => assert.equal(unfitness(storyOrders()), undefined));
});

describe("a change of orders", () => {
  test("is adopted under the orders in force: who the new ones name has no say in it", () => {
    const story = new Story().adopt();
    const intruder = personOf("eve", ["admin"]);
    const accomplice = personOf("mallory", ["admin"]);
    edit(story, otherDigest, [intruder.line, accomplice.line] as never);
    for (const person of [intruder, accomplice]) story.refuses("unknown-person", () => story.signOrders(person));
    story.signOrders(ada);
    assert.deepEqual(typesOf(story.signOrders(bo)), ["OrdersSigned", "OrdersAdopted"]);
  });

  test("whoever is an admin only by the new orders, or has a new key in them, signs by the old ones", () => {
    const story = new Story().adopt();
    const promoted = story.orders.people.map((person) =>
      person.name === "mara"
        ? { ...person, roles: ["admin" as const] }
        : person.name === "ada"
          ? { ...person, "public-key": personOf("new-ada", []).line["public-key"] }
          : person,
    );
    edit(story, otherDigest, promoted);
    story.refuses("no-role", () => story.signOrders(mara));
    story.refuses("bad-signature", () => story.signOrders({ ...personOf("new-ada", []), name: ada.name }));
    assert.deepEqual(typesOf(story.signOrders(ada)), ["OrdersSigned"]);
  });

  test("voids what waits, counts no approval of before, and leaves what is in force", () => {
    const story = new Story().adopt();
    const inForce = story.contain();
    const waiting = story.propose({ assessed: { tier: 2 } });
    story.approve(waiting, mara);
    edit(story, otherDigest);
    story.refuses("orders-not-adopted", () => story.begin(waiting));
    story.adopt();
    const declined = story.tell({
      type: "ApproveAction",
      id: waiting,
      by: ines.name,
      digest: story.held(waiting).digest,
      because: "x",
      breakGlass: false,
      signature: "",
    });
    assert.ok(declined[0]?.type === "ApprovalDeclined" && declined[0].why === "orders-not-adopted");
    assert.deepEqual(typesOf(story.begin(waiting)), ["ActionVoided"]);
    assert.equal(story.held(inForce).status, "confirmed");
    story.askUndo(inForce, mara);
    assert.ok(isBegun(story.beginUndo(inForce)));
  });

  test("back to what was once adopted takes two admins anew: old signatures bring no old orders back", () => {
    const story = new Story();
    const command = { type: "SignOrders", digest: story.ordersDigest, people: story.orders.people, by: ada.name } as const;
    const old = { ...command, signature: story.signed(ada, command) };
    story.adopt();
    const first = story.ordersDigest;
    edit(story, otherDigest);
    story.adopt();
    edit(story, first);
    story.refuses("bad-signature", () => story.tell(old));
    story.adopt();
    assert.equal(story.state.orders?.digest, first);
    assert.equal(story.state.adoptions, 3);
  });

  test("a signature under one change counts for no other, and none outlives an adoption", () => {
    const story = new Story().adopt();
    edit(story, "sha256:one");
    story.signOrders(ada);
    edit(story, "sha256:two");
    assert.deepEqual(typesOf(story.signOrders(bo)), ["OrdersSigned"]);
    assert.deepEqual(typesOf(story.signOrders(ada)), ["OrdersSigned", "OrdersAdopted"]);
    edit(story, "sha256:one");
    assert.deepEqual(typesOf(story.signOrders(bo)), ["OrdersSigned"]);
  });

  test("of which there are too many at a time is forgotten, the oldest first", () => {
    const story = new Story().adopt();
    for (let at = 0; at <= signedMax; at++) {
      edit(story, `sha256:${at}`);
      story.signOrders(ada);
    }
    assert.equal(story.state.signed.size, signedMax);
    assert.ok(!story.state.signed.has("sha256:0"));
    edit(story, "sha256:0");
    assert.deepEqual(typesOf(story.signOrders(bo)), ["OrdersSigned"]);
  });
});
