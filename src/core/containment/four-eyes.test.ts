import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { actionOf, agent, cast, hostOf, isBegun, otherDigest, Story, typesOf } from "../../testing/containment-story.ts";
import { personOf, type TestPerson } from "../../testing/people.ts";
import { approvalsMax, declinedApprovalsMax } from "./approve.ts";
import type { ApproveAction } from "./command.ts";
import type { ApprovalFault } from "./containment.ts";
import { digestOfAction, refusalOf } from "./decide.ts";
import { afterActionDueMs } from "./four-eyes.ts";

const { mara, omar, ines, joss, ada, bo, vera, wim } = cast;
const server = { assessed: { tier: 2 as const, assetClass: "server" } };
const critical = { assessed: { tier: 3 as const, assetClass: "server" } };

/** Declined with this reason, on the record, and the action as unapproved as before. */
function declines(story: Story, id: string, why: ApprovalFault, person: TestPerson, more: Partial<ApproveAction> = {}): void {
  const { digest, approvals, declinedApprovals } = story.held(id);
  const command = { type: "ApproveAction", id, by: person.name, digest, breakGlass: false, ...more } as const;
  const facts = story.tell({ because: "seen", signature: story.signed(person, command), ...command });
  const [fact] = facts;
  assert.ok(fact?.type === "ApprovalDeclined", `approved: ${JSON.stringify(fact)}`);
  assert.equal(fact.why, why);
  assert.equal(refusalOf(fact).code, `containment/${why}`);
  assert.deepEqual(story.held(id).approvals, approvals);
  assert.equal(story.held(id).declinedApprovals, declinedApprovals + 1);
}

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

describe("breaking the glass", () => {
  const guarded = { protected: { hosts: ["vault-1"] } };
  const target = hostOf("vault-1");

  test("takes the role, the word, and another person than asked", () => {
    const both = personOf("zoe", ["break-glass", "responder"]);
    const story = new Story({ ...guarded, people: [...Object.values(cast), both].map(({ line }) => line) }).adopt();
    const id = story.propose({ target }, both);
    declines(story, id, "self-approval", both, { breakGlass: true });
    declines(story, id, "no-role", mara, { breakGlass: true });
    declines(story, id, "break-glass-only", vera);
    const plain = story.propose(server);
    declines(story, plain, "not-break-glass", vera, { breakGlass: true });
  });

  test("a signature under an ordinary yes breaks no glass", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    const { digest } = story.held(id);
    const signature = story.signed(vera, { type: "ApproveAction", by: vera.name, digest, breakGlass: false });
    declines(story, id, "bad-signature", vera, { breakGlass: true, signature });
  });

  test("leaves a record to write, once, and the glass whole until it is written", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    for (const person of [vera, wim]) story.approve(id, person, true);
    story.begin(id);
    story.outcome(id, "confirmed");
    const write = (text: string, by: TestPerson = mara) => story.writeAfterAction(id, by, text);
    story.nowMs += afterActionDueMs;
    const second = story.propose({ target: hostOf("vault-1.example.test") }, mara);
    declines(story, second, "after-action-due", vera, { breakGlass: true });
    story.refuses("no-reason", () => write(" "));
    story.refuses("no-reason", () => write("x".repeat(20_001)));
    story.refuses("unknown-person", () => write("x", personOf("mallory", ["lead"])));
    story.refuses("not-a-person", () => write("x", { ...mara, name: agent as never }));
    story.refuses("bad-signature", () => write("x", { ...omar, name: mara.name }));
    const other = { type: "WriteAfterAction", id, by: mara.name, text: "other words" } as const;
    story.refuses("bad-signature", () => story.tell({ ...other, text: "these words", signature: story.signed(mara, other) }));
    write("the vault was sealed by the intruder");
    story.refuses("not-waiting", () => write("again"));
    assert.deepEqual(typesOf(story.approve(second, vera, true)), ["ActionApproved"]);
  });

  test("the record is not due before its day is over", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    for (const person of [vera, wim]) story.approve(id, person, true);
    story.begin(id);
    story.nowMs += afterActionDueMs - 1;
    const second = story.propose({ target: hostOf("vault-1.example.test") }, mara);
    assert.deepEqual(typesOf(story.approve(second, vera, true)), ["ActionApproved"]);
  });

  test("an ordinary action leaves no such record to write", () => {
    const story = new Story().adopt();
    const id = story.contain(server, mara);
    story.refuses("not-waiting", () => story.writeAfterAction(id, mara, "x"));
  });
});

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
