import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agent, cast, isBegun, otherDigest, Story, server, typesOf } from "../../testing/containment-story.ts";
import { declines } from "../../testing/four-eyes-scene.ts";
import { personOf, type TestPerson } from "../../testing/people.ts";
import { approvalsMax, declinedApprovalsMax } from "./approve.ts";

const { mara, omar, ines, joss, ada, bo, vera } = cast;
const critical = { assessed: { tier: 3 as const, assetClass: "server" } };

describe("who may approve", () => {
  test("a responder or a lead approves what a person or the agent asked for", () => {
    for (const [person, by] of [
      [mara, undefined],
      [ines, undefined],
      [mara, ines],
    ] as const) {
      const story = new Story().adopt();
      const id = story.propose(server, by);
      assert.deepEqual(typesOf(story.approve(id, person)), ["ActionApproved"]);
      assert.ok(isBegun(story.begin(id)));
    }
  });

  test("nobody approves what they asked for, nor under a second name with the same key", () => {
    const twin = { ...personOf("mara", ["responder"]), name: "person:maria" as const };
    const story = new Story().adopt();
    // Orders with one key under two names are not adopted any more; here they were.
    story.orders = { ...story.orders, people: [...story.orders.people, { ...mara.line, roles: ["responder"], name: "maria" }] };
    const id = story.propose(server, mara);
    declines(story, id, "self-approval", mara);
    declines(story, id, "self-approval", twin);
    const other = story.propose(server, twin);
    declines(story, other, "self-approval", mara);
  });

  test("nor under another spelling of the name that they asked by", () => {
    for (const name of ["MARA", "\uff4dara"]) {
      const story = new Story().adopt();
      const alias = { ...personOf("other", ["responder"]), name: `person:${name}` as const };
      story.orders = { ...story.orders, people: [...story.orders.people, { ...alias.line, roles: ["responder"], name }] };
      declines(story, story.propose(server, alias), "self-approval", mara);
    }
  });

  test("whoever owns the case approves nothing of it", () => {
    const story = new Story().adopt();
    const owned = { world: "office", id: "case-1", revision: "sha256:r", title: "t", owner: mara.name };
    const id = story.propose({ ...server, case: owned });
    declines(story, id, "self-approval", mara);
    assert.deepEqual(typesOf(story.approve(id, omar)), ["ActionApproved"]);
  });

  test("the agent approves nothing, even with a forged command, nor does a name that is none", () => {
    const story = new Story().adopt();
    const id = story.propose(server, mara);
    const signature = story.signed(mara, { type: "ApproveAction", by: mara.name, digest: story.held(id).digest, breakGlass: false });
    for (const by of [agent, "person:", "mara", "person:mara\n", "__proto__"])
      story.refuses("not-a-person", () =>
        story.tell({
          type: "ApproveAction",
          id,
          by: by as never,
          digest: story.held(id).digest,
          signature,
          because: "x",
          breakGlass: false,
        }),
      );
  });

  test("admins, people who break the glass, and strangers approve nothing ordinary", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    for (const person of [ada, bo, vera]) declines(story, id, "no-role", person);
    const stranger = personOf("mallory", ["lead"]);
    story.refuses("unknown-person", () => story.approve(id, stranger));
  });

  test("a yes without a reason is none", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    const command = { type: "ApproveAction", id, by: mara.name, digest: story.held(id).digest, breakGlass: false } as const;
    const signature = story.signed(mara, command);
    for (const because of ["", "  ", "x".repeat(501)]) story.refuses("no-reason", () => story.tell({ ...command, signature, because }));
    assert.deepEqual(typesOf(story.tell({ ...command, signature, because: "x".repeat(500) })), ["ActionApproved"]);
  });
});

describe("what a signature is worth", () => {
  test("another person's, another digest's, another kind's or no signature approves nothing", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    const { digest } = story.held(id);
    const signedBy = (person: TestPerson, more: object = {}) =>
      story.signed(person, { type: "ApproveAction", by: mara.name, digest, breakGlass: false, ...more });
    const good = signedBy(mara);
    const wrong = [
      signedBy(omar),
      signedBy(mara, { by: omar.name }),
      signedBy(mara, { digest: otherDigest }),
      signedBy(mara, { breakGlass: true }),
    ];
    const bent = ["", "x", `${good}=`, good.replace(/.$/, ""), ` ${good}`, good.slice(0, 40), `A${good.slice(1)}`];
    for (const signature of [...wrong, ...bent]) if (signature !== good) declines(story, id, "bad-signature", mara, { signature });
    declines(story, id, "other-digest", mara, { digest: otherDigest });
    assert.deepEqual(typesOf(story.approve(id, mara)), ["ActionApproved"]);
  });

  test("an approval of one action is none of its twin", () => {
    const story = new Story().adopt();
    const first = story.propose(server);
    const second = story.propose(server);
    const command = { type: "ApproveAction", id: second, by: mara.name, digest: story.held(first).digest, breakGlass: false } as const;
    declines(story, second, "other-digest", mara, { digest: command.digest, signature: story.signed(mara, command) });
  });
});

describe("how many people", () => {
  test("one person counts once, under one name or under two with one key", () => {
    const story = new Story().adopt();
    story.orders = { ...story.orders, people: [...story.orders.people, { ...mara.line, roles: ["lead"], name: "maria" }] };
    const id = story.propose(critical);
    story.approve(id, mara);
    assert.throws(() => story.begin(id), /1 of 2 people have approved/);
    declines(story, id, "already-approved", mara);
    declines(story, id, "already-approved", { ...mara, name: "person:maria" });
    story.refuses("needs-approvals", () => story.begin(id));
  });

  test("policy may ask for more people than the tier, and they are needed", () => {
    const story = new Story().adopt();
    const id = story.propose({ assessed: { tier: 2, approvers: 3 } });
    for (const person of [mara, omar]) story.approve(id, person);
    story.refuses("needs-approvals", () => story.begin(id));
    story.approve(id, ines);
    assert.ok(isBegun(story.begin(id)));
  });

  test("policy may not ask for fewer", () => {
    const story = new Story().adopt();
    const id = story.propose({ assessed: { tier: 3, approvers: 0 } });
    story.approve(id, ines);
    story.refuses("needs-approvals", () => story.begin(id));
  });

  test("no more approvals are gathered than any action needs, nor more declined ones recorded", () => {
    const crowd = Array.from({ length: approvalsMax + 1 }, (_, at) => personOf(`responder-${at}`, ["responder"]));
    const story = new Story({ people: [...Object.values(cast), ...crowd].map(({ line }) => line) }).adopt();
    const id = story.propose(critical);
    for (const person of crowd.slice(0, approvalsMax)) story.approve(id, person);
    story.refuses("too-many-approvals", () => story.approve(id, crowd[approvalsMax] as TestPerson));
    const other = story.propose(server);
    for (let at = 0; at < declinedApprovalsMax; at++) declines(story, other, "no-role", ada);
    story.refuses("no-role", () => story.approve(other, ada));
  });
});

describe("an approval that no longer counts", () => {
  const without = (story: Story, name: string) => story.orders.people.filter((person) => person.name !== name);
  const changes: Record<string, (story: Story) => Story["orders"]["people"]> = {
    "of somebody who left": (story) => without(story, "mara"),
    "of somebody with a new key": (story) => [
      ...without(story, "mara"),
      { ...mara.line, roles: ["responder"], "public-key": joss.line["public-key"] },
    ],
    "of somebody without the role now": (story) => [...without(story, "mara"), { ...mara.line, roles: ["admin"] }],
  };
  for (const [what, people] of Object.entries(changes))
    test(`${what} is not counted when the action begins`, () => {
      const story = new Story().adopt();
      const id = story.propose(server);
      story.approve(id, mara);
      const before = story.orders;
      story.orders = { ...before, people: people(story) };
      story.refuses("needs-approvals", () => story.begin(id));
      story.orders = before;
      assert.ok(isBegun(story.begin(id)));
    });

  test("one that was written into the record without a signature is not counted", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    const held = story.held(id);
    const signature = Buffer.alloc(64).toString("base64");
    const forged = {
      by: mara.name,
      digest: held.digest,
      key: mara.line["public-key"],
      signature,
      because: "x",
      breakGlass: false,
      atMs: 1,
    };
    story.state.actions.set(id, { ...held, approvals: [forged] });
    story.refuses("needs-approvals", () => story.begin(id));
  });

  test("one with a key that the orders do not give is not counted", () => {
    const story = new Story().adopt();
    const id = story.propose(server);
    story.approve(id, mara);
    const held = story.held(id);
    story.state.actions.set(id, { ...held, approvals: held.approvals.map((each) => ({ ...each, key: omar.line["public-key"] })) });
    story.refuses("needs-approvals", () => story.begin(id));
  });
});
