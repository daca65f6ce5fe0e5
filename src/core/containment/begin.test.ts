import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  assessedAs,
  caseRevision,
  cast,
  hourMs,
  isBegun,
  otherDigest,
  Story,
  server,
  startMs,
  typesOf,
} from "../../testing/containment-story.ts";
import { effectAttemptsMax } from "./begin.ts";

const { mara, omar, ines, joss, vera, wim } = cast;

describe("what runs without a person", () => {
  test("a small, reversible action that two sources name runs by the standing orders", () => {
    const story = new Story().adopt();
    const id = story.propose();
    assert.deepEqual(story.held(id).needs, { tier: 1, approvers: 0 });
    assert.ok(isBegun(story.begin(id)));
    assert.equal(story.held(id).status, "executing");
  });

  const doubtful = {
    "of mild severity": { severity: "medium" },
    "on one source's word": { sources: ["edr"] },
    "on one source's word, said twice": { sources: ["edr", "edr"] },
    "without an end": { releaseAfterMs: null },
    "on what the inventory does not know": { assessed: { radius: { known: false } } },
    "that policy wants a person for": { assessed: { approvers: 1 } },
    "of a server": server,
  } as const;
  const reasons: Record<keyof typeof doubtful, RegExp> = {
    "of mild severity": /0 of 1 people have approved; approvals are needed because the case is only of medium severity$/,
    "on one source's word": /approved; approvals are needed because fewer than 2 sources name the target$/,
    "on one source's word, said twice": /approved; approvals are needed because fewer than 2 sources name the target$/,
    "without an end": /approved; approvals are needed because nothing would end it in time$/,
    "on what the inventory does not know": /approved; approvals are needed because the inventory does not know the target$/,
    "that policy wants a person for": /0 of 1 people have approved$/,
    "of a server": /0 of 1 people have approved$/,
  };
  for (const [what, sketch] of Object.entries(doubtful))
    test(`an action ${what} waits for a person, and for one only`, () => {
      const story = new Story().adopt();
      const id = story.propose(sketch);
      assert.equal(story.held(id).needs.approvers, 1);
      story.refuses("needs-approvals", () => story.begin(id));
      assert.throws(() => story.begin(id), reasons[what as keyof typeof doubtful]);
      story.approve(id, mara);
      assert.ok(isBegun(story.begin(id)));
    });

  test("what nobody can bring back takes two people, one of them a lead, whatever it was assessed as", () => {
    const story = new Story().adopt();
    const account = { kind: "account", id: "account:kim", name: "kim", knownTo: "inventory", aliases: [] } as const;
    const id = story.propose({ verb: "revoke-sessions", target: account });
    assert.deepEqual(story.held(id).needs, { tier: 3, approvers: 2 });
    story.approve(id, mara);
    story.refuses("needs-approvals", () => story.begin(id));
    story.approve(id, omar);
    story.refuses("needs-approvals", () => story.begin(id));
    story.approve(id, joss);
    assert.ok(isBegun(story.begin(id)));
  });

  test("reading needs nobody, but for what policy asks", () => {
    const story = new Story().adopt();
    const free = story.propose({ verb: "collect-evidence", severity: "low", sources: ["edr"], assessed: { tier: 0 } });
    assert.ok(isBegun(story.begin(free)));
    const asked = story.propose({ verb: "collect-evidence", assessed: { tier: 0, approvers: 1 } });
    story.refuses("needs-approvals", () => story.begin(asked));
  });

  test("an action that changes something is never tier 0, whoever says so", () => {
    const story = new Story().adopt();
    assert.equal(story.held(story.propose({ assessed: { tier: 0 } })).needs.tier, 1);
  });
});

describe("the last look before an effect", () => {
  const grown: Record<string, Parameters<typeof assessedAs>[0]> = {
    "a higher tier": { tier: 3, approvers: 1 },
    "more approvers": { tier: 2, approvers: 2 },
    "another class": { tier: 2, assetClass: "privileged-account" },
    "more hosts": { tier: 2, radius: { hosts: 2 } },
    "more people": { tier: 2, radius: { identities: 2 } },
    "a dependent": { tier: 2, radius: { dependents: 1 } },
    "more sessions": { tier: 2, radius: { sessions: 2 } },
    "more reach": { tier: 2, radius: { reach: 3 } },
    "another service": { tier: 2, radius: { services: ["payroll"] } },
    protection: { tier: 2, radius: { protected: true } },
    "a target that nobody knows": { tier: 2, radius: { known: false } },
    "higher criticality": { tier: 2, radius: { criticality: "medium" } },
    "unknown criticality": { tier: 2, radius: { criticality: "unknown" } },
    "other orders": { tier: 2, orders: otherDigest },
  };
  for (const [what, assessed] of Object.entries(grown))
    test(`finds ${what}, and the approved action is void`, () => {
      const story = new Story().adopt();
      const id = story.propose({ assessed: { tier: 2, assetClass: "server" } });
      story.approve(id, mara);
      const facts = story.begin(id, { assessed: assessedAs({ assetClass: "server", ...assessed }) });
      assert.deepEqual(typesOf(facts), ["ActionVoided"]);
      assert.equal(story.held(id).status, "voided");
      story.refuses("already-begun", () => story.begin(id));
    });

  test("finds a spare that is gone, and the action is void", () => {
    const story = new Story().adopt();
    const id = story.propose({ assessed: { radius: { redundant: true, services: ["payroll"] } } });
    assert.deepEqual(typesOf(story.begin(id, { assessed: assessedAs({ radius: { redundant: false, services: ["payroll"] } }) })), [
      "ActionVoided",
    ]);
  });

  test("goes on where less would be touched, or only the age and the share moved", () => {
    const story = new Story().adopt();
    const many = {
      hosts: 5,
      identities: 5,
      dependents: 5,
      sessions: 5,
      reach: 20,
      services: ["mail", "payroll"],
      criticality: "high",
    } as const;
    const id = story.propose({ assessed: { tier: 2, assetClass: "server", approvers: 2, radius: many } });
    story.approve(id, mara);
    story.approve(id, omar);
    const less = {
      ...many,
      hosts: 4,
      services: ["payroll"],
      criticality: "low",
      redundant: true,
      containedShare: 0.5,
      graphAgeMs: 9 * hourMs,
    } as const;
    assert.ok(
      isBegun(
        story.begin(id, { assessed: assessedAs({ tier: 2, assetClass: "server", classSize: 3, inventory: "sha256:newer", radius: less }) }),
      ),
    );
  });

  test("finds a case that changed, and the action is void", () => {
    const story = new Story().adopt();
    const id = story.propose();
    assert.deepEqual(typesOf(story.begin(id, { caseRevision: "sha256:other" })), ["ActionVoided"]);
  });

  test("finds that policy no longer allows it, and refuses in the policy's words", () => {
    const story = new Story().adopt();
    const id = story.propose();
    const [fact] = story.begin(id, { assessed: assessedAs({ allowed: false, because: ["not on a Sunday"] }) });
    assert.deepEqual(fact, { type: "ActionRefused", id, why: "policy", says: "not on a Sunday", atMs: startMs });
    const [long] = story.begin(story.propose(), {
      assessed: assessedAs({ allowed: false, because: Array<string>(9).fill("x".repeat(999)) }),
    });
    assert.ok(long?.type === "ActionRefused" && long.says.length === 2_000);
  });

  test("finds facts that cannot be recorded, and nothing begins", () => {
    const story = new Story().adopt();
    const id = story.propose();
    const most = 16_384 - '{"text":""}'.length;
    story.refuses("malformed-action", () => story.begin(id, { preState: { text: "x".repeat(most + 1) } }));
    for (const half of ["\ud800", Number.NaN]) story.refuses("malformed-action", () => story.begin(id, { preState: { half } }));
    for (const located of ["", "x".repeat(1_025)]) story.refuses("malformed-action", () => story.begin(id, { located }));
    story.refuses("malformed-action", () => story.begin(id, { assessed: { ...assessedAs(), tier: 7 as never } }));
    assert.ok(isBegun(story.begin(id, { preState: { text: "x".repeat(most) }, located: "x".repeat(1_024) })));
  });

  test("finds an action that is not the one proposed, however it came into the record", () => {
    const story = new Story().adopt();
    const id = story.propose();
    const held = story.held(id);
    story.state.actions.set(id, { ...held, action: { ...held.action, severity: "critical" } });
    assert.deepEqual(typesOf(story.begin(id)), ["ActionVoided"]);
  });
});

describe("an approval works once", () => {
  test("a second begin of one action is refused, under its own effect id and under another", () => {
    const story = new Story().adopt();
    const id = story.contain(server, mara);
    story.refuses("already-begun", () => story.begin(id));
    story.refuses("already-begun", () => story.begin(id, { effectId: "another" }));
  });

  test("nothing begins under an effect id that another action used", () => {
    const story = new Story().adopt();
    const first = story.contain();
    const second = story.propose();
    story.refuses("already-begun", () => story.begin(second, { effectId: `${first}.effect` }));
  });

  test("an outcome that was surely nothing is tried again under its own id only, so often and no more", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    story.refuses("already-begun", () => story.begin(id, { effectId: "another" }));
    story.refuses("already-begun", () => story.begin(id, { alreadySo: true }));
    for (let attempt = 2; attempt <= effectAttemptsMax; attempt++) {
      // After a crash nothing was read back yet; later on it was, and nobody knew.
      if (attempt > 2) story.outcome(id, "unknown");
      assert.ok(isBegun(story.begin(id)));
      assert.equal(story.held(id).intents.at(-1)?.attempt, attempt);
    }
    story.refuses("already-begun", () => story.begin(id));
  });

  test("an attempt is not repeated when the world has changed, nor after its time, nor when it failed", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    story.refuses("already-begun", () => story.begin(id, { caseRevision: "sha256:other" }));
    story.refuses("already-begun", () => story.begin(id, { assessed: assessedAs({ radius: { hosts: 9 } }) }));
    story.nowMs += 3 * hourMs;
    story.refuses("already-begun", () => story.begin(id));
    story.nowMs -= 3 * hourMs;
    story.outcome(id, "failed");
    story.refuses("already-begun", () => story.begin(id));
    const irreversible = story.propose({
      verb: "kill-process",
      target: { kind: "process", id: "process:ws-1:77", name: "77", host: "ws-1", knownTo: "evidence", aliases: [] },
    });
    for (const person of [ines, joss]) story.approve(irreversible, person);
    story.begin(irreversible);
    story.refuses("already-begun", () => story.begin(irreversible));
  });

  test("what was so before us is not attempted again", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id, { alreadySo: true });
    story.refuses("already-begun", () => story.begin(id));
  });
});

describe("what is protected", () => {
  const guarded = { protected: { hosts: ["dc-1.example.test"] } };
  const target = { kind: "host", id: "host:dc-1.example.test", name: "dc-1.example.test", knownTo: "inventory", aliases: [] } as const;

  test("is refused to the agent as soon as it asks, and stays on the record", () => {
    for (const tier of [1, 4] as const) {
      const story = new Story(guarded).adopt();
      const id = story.propose({ target, assessed: { tier } });
      assert.deepEqual(typesOf(story.facts.slice(-2)), ["ActionProposed", "ActionRefused"]);
      assert.deepEqual(story.held(id).refusal, { why: "protected", says: 'it is protected: host "dc-1.example.test" is protected' });
    }
    const marked = new Story().adopt();
    const id = marked.propose({ assessed: { radius: { protected: true } } });
    assert.deepEqual(marked.held(id).refusal, { why: "protected", says: "it is protected: the inventory marks it" });
  });

  test("yields to two people who break the glass, on a person's request, within minutes", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    for (const person of [ines, joss]) assert.deepEqual(typesOf(story.approve(id, person)), ["ApprovalDeclined"]);
    story.approve(id, vera, true);
    story.refuses("needs-approvals", () => story.begin(id));
    story.approve(id, wim, true);
    assert.ok(isBegun(story.begin(id)));
    assert.equal(story.held(id).afterAction, "missing");
  });

  test("is found at the last look where it became so since", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.own = ["ws-1"];
    const [fact] = story.begin(id);
    assert.ok(fact?.type === "ActionRefused" && fact.why === "protected" && fact.says.startsWith("it is protected: host"));
  });
});

describe("a request to people", () => {
  test("is recorded, and neither approved nor begun", () => {
    const story = new Story().adopt();
    const account = { kind: "account", id: "account:kim", name: "kim", knownTo: "inventory", aliases: [] } as const;
    const id = story.propose({ verb: "reset-credential", target: account, effector: "people", releaseAfterMs: null });
    story.refuses("request-only", () => story.approve(id, mara));
    story.refuses("request-only", () => story.begin(id));
  });
});

test("nothing begins that is not in the record", () => {
  const story = new Story().adopt();
  const command = { assessed: assessedAs(), caseRevision, effectId: "e", executor: "x", located: "l", preState: {}, alreadySo: false };
  for (const id of ["c-1", "constructor", "__proto__", ""])
    story.refuses("unknown-action", () => story.tell({ type: "BeginEffect", id, ...command }));
});
