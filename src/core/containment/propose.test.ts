import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  actionOf,
  agent,
  assessedAs,
  cast,
  hostOf,
  minuteMs,
  otherDigest,
  type Sketch,
  Story,
  startMs,
  typesOf,
} from "../../testing/containment-story.ts";
import { undoOf } from "./action.ts";
import { catalogue, entryOf } from "./catalogue.ts";
import type { Refusal } from "./containment.ts";

const { mara } = cast;
const address = { kind: "address", id: "address:198.51.100.7", name: "198.51.100.7", knownTo: "evidence", aliases: [] } as const;

describe("the catalogue", () => {
  test("has every verb once, with the undo that it is known by", () => {
    assert.deepEqual(
      catalogue.map(({ verb, undo }) => [verb, undo]),
      Object.entries(undoOf).map(([verb, undo]) => [verb, undo ?? null]),
    );
    for (const { verb } of catalogue) assert.equal(entryOf(verb).verb, verb);
    assert.throws(() => entryOf("constructor" as never), RangeError);
  });

  test("names each technique and each action as its standard does, and says how it is read back", () => {
    const actions = new Set(
      "scan locate query deny contain allow start stop restart cancel set update redirect create delete detonate restore copy investigate remediate".split(
        " ",
      ),
    );
    for (const { d3fend, openc2, verifiedBy, targets, verb } of catalogue) {
      if (d3fend) assert.match(`${d3fend.id} ${d3fend.name}`, /^D3-[A-Z]{2,6} [A-Z][A-Za-z ]+$/);
      assert.ok(actions.has(openc2.action), openc2.action);
      assert.match(openc2.target, /^(device|ipv4_net|domain_name|file|process|artifact|x-watchkeeper:[a-z]+)$/);
      assert.ok(verifiedBy.length > 20 && targets.length > 0, verb);
    }
  });

  test("what nothing brings back is ended by nobody, and only reading changes nothing", () => {
    for (const { verb, undo, endedBy, reads, requestOnly } of catalogue) {
      assert.equal(undo === null, endedBy === "nobody", verb);
      assert.equal(reads, verb === "collect-evidence");
      assert.equal(requestOnly, verb === "reset-credential");
    }
  });
});

describe("a proposal that is not allowed is on the record, refused", () => {
  const cases: Record<string, [Sketch, Refusal]> = {
    "of another tenant": [{ tenant: "other" }, "orders"],
    "on a kind of target that its verb is not done to": [{ verb: "disable-account" }, "target"],
    "on a target whose name says another kind": [{ target: hostOf("x", { id: "account:x" }) }, "target"],
    "on a target without a name": [{ target: hostOf("x", { id: "host:" }) }, "target"],
    "on a machine that only evidence names": [{ target: hostOf("x", { knownTo: "evidence" }) }, "target"],
    "on an account that only evidence names": [
      { verb: "disable-account", target: { kind: "account", id: "account:kim", name: "kim", knownTo: "evidence", aliases: [] } },
      "target",
    ],
    "on a machine that is said to be on a machine": [{ target: hostOf("x", { host: "y" }) }, "target"],
    "without evidence": [{ evidence: [] }, "evidence"],
    "with a parameter that the catalogue does not know": [{ parameters: { mode: "full" } }, "orders"],
    "by an effector that the orders do not name": [{ effector: "unknown" }, "orders"],
    "by an effector that the orders do not name for it": [
      { verb: "block-domain", target: { ...address, kind: "domain", id: "domain:a.example.org", name: "a.example.org" }, effector: "wall" },
      "orders",
    ],
    "that policy forbids": [{ assessed: { allowed: false } }, "policy"],
    "that policy forbids without a word": [{ assessed: { allowed: false, because: [] } }, "policy"],
    "on a protected target, by the agent": [{ assessed: { radius: { protected: true } } }, "protected"],
  };
  for (const [what, [sketch, why]] of Object.entries(cases))
    test(what, () => {
      const wall = { name: "wall", product: "test", for: ["block-address"] };
      const story = new Story();
      story.orders = { ...story.orders, effectors: [...story.orders.effectors, wall as never] };
      const id = story.propose(sketch);
      assert.deepEqual(typesOf(story.facts), ["ActionProposed", "ActionRefused"]);
      assert.equal(story.held(id).refusal?.why, why);
      assert.ok((story.held(id).refusal?.says.length ?? 0) > 5);
      // What was refused keeps nobody from proposing again.
      assert.equal(story.propose(sketch), "c-2");
    });

  test("that would stand longer than the orders let it, or for ever", () => {
    const story = new Story({ "release-after-minutes": { "isolate-host": 30 } });
    for (const [releaseAfterMs, status] of [
      [30 * minuteMs, "proposed"],
      [30 * minuteMs + 1, "refused"],
      [null, "refused"],
    ] as const)
      assert.equal(story.held(story.propose({ releaseAfterMs })).status, status);
  });

  test("and one whose verb nothing brings back needs no end", () => {
    const story = new Story({ "release-after-minutes": { "kill-process": 30 } });
    const process = { kind: "process", id: "process:ws-1:77", name: "77", host: "ws-1", knownTo: "evidence", aliases: [] } as const;
    assert.equal(story.held(story.propose({ verb: "kill-process", target: process, releaseAfterMs: null })).status, "proposed");
  });
});

describe("a proposal that no program of ours makes is refused without a record", () => {
  test("by nobody, with a number that is not the next, under other orders, or over time", () => {
    const story = new Story();
    for (const by of ["mara", "agent:other", "person:"] as never[])
      story.refuses("not-a-person", () => story.tell({ type: "ProposeAction", action: actionOf("c-1", startMs), by }));
    for (const id of ["c-2", "c-0", "c-01", "1", "__proto__"]) story.refuses("malformed-action", () => story.propose({ id }));
    story.refuses("malformed-action", () => story.propose({ assessed: { orders: otherDigest } }));
    assert.equal(story.propose(), "c-1");
    story.refuses("malformed-action", () => story.propose({ id: "c-1" }));
  });

  test("in a wrong shape, whatever it is", () => {
    const story = new Story();
    const good = actionOf("c-1", startMs);
    const bad: unknown[] = [
      null,
      "x",
      {},
      { ...good, extra: 1 },
      { ...good, verb: "wipe-host" },
      { ...good, verb: "constructor" },
      { ...good, severity: "grave" },
      { ...good, rules: [] },
      { ...good, sources: [] },
      { ...good, nonce: "short" },
      { ...good, case: { ...good.case, title: "half a character \ud800" } },
      { ...good, releaseAfterMs: 0 },
      { ...good, expiresAtMs: Number.NaN },
      { ...good, evidence: [{ id: "e", digest: "md5:1" }] },
      { ...good, target: { ...good.target, kind: "planet" } },
      { ...good, target: { ...good.target, aliases: Array(257).fill("x") } },
      { ...good, case: { ...good.case, owner: "agent:watchkeeper" } },
      { ...good, parameters: { a: { b: 1 } } },
      { ...good, assessed: assessedAs({ tier: 5 as never }) },
      { ...good, assessed: assessedAs({ approvers: 6 }) },
      { ...good, assessed: assessedAs({ approvers: -1 }) },
      { ...good, assessed: assessedAs({ radius: { hosts: -1 } }) },
      { ...good, assessed: assessedAs({ radius: { reach: 0.5 } }) },
      { ...good, assessed: assessedAs({ because: Array(65).fill("x") }) },
      { ...good, rules: Array(1_000).fill("r".repeat(300)) },
    ];
    for (const action of bad)
      story.refuses("malformed-action", () => story.tell({ type: "ProposeAction", action: action as never, by: agent }));
    story.tell({ type: "ProposeAction", action: good, by: agent });
  });

  test("twice at one time: what waits, runs or stands is there once for each verb and target", () => {
    const story = new Story().adopt();
    const target = hostOf("ws-1");
    const id = story.propose({ target });
    story.refuses("already-proposed", () => story.propose({ target }));
    story.begin(id);
    story.refuses("already-proposed", () => story.propose({ target }));
    story.outcome(id, "confirmed");
    story.refuses("already-proposed", () => story.propose({ target }));
    story.propose({ target, verb: "collect-evidence", assessed: { tier: 0 } });
    story.askUndo(id, mara);
    story.beginUndo(id);
    story.refuses("already-proposed", () => story.propose({ target }));
    story.outcome(id, "confirmed");
    story.propose({ target });
  });
});

describe("what an investigation proposed and nothing can be made of", () => {
  const declined = {
    type: "DeclineProposal",
    world: "office",
    caseId: "case-1",
    verb: "isolate-host",
    target: "ws\u202e-1\n",
    why: "target",
    says: "nobody knows it",
  } as const;
  test("is recorded once, as inert text", () => {
    const story = new Story();
    const [fact] = story.tell(declined);
    assert.ok(fact?.type === "ProposalDeclined" && !/[\u202e\n]/.test(fact.target) && fact.why === "target");
    assert.deepEqual(story.tell(declined), []);
    for (const more of [{ world: "other" }, { caseId: "case-2" }, { verb: "block-address" as const }, { target: "ws-2" }])
      assert.equal(story.tell({ ...declined, ...more }).length, 1);
  });

  test("and what the product knows nothing of ends, while it waits", () => {
    const story = new Story().adopt();
    const id = story.propose();
    const refuse = () => story.tell({ type: "RefuseAction", id, why: "target", says: "no such machine" });
    assert.deepEqual(typesOf(refuse()), ["ActionRefused"]);
    story.refuses("not-waiting", refuse);
  });
});
