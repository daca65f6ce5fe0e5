import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { actionOf, agent, hourMs, Story, startMs } from "../../testing/containment-story.ts";
import type { Containment, ContainmentEvent } from "./containment.ts";
import { readyToBegin, useOf } from "./decide.ts";
import { actionsHeldMax, emptyContainment, evolveContainment } from "./evolve.ts";
import { waitingMax } from "./propose.ts";

const pattern = actionOf("c-1", startMs);

function proposed(state: Containment, number: number, atMs = startMs): string {
  const id = `c-${number}`;
  const action = { ...pattern, id, target: { ...pattern.target, id: `host:ws-${number}`, name: `ws-${number}` } };
  evolveContainment(state, {
    type: "ActionProposed",
    action,
    digest: `sha256:${number}`,
    by: agent,
    needs: { tier: 1, approvers: 0 },
    atMs,
  });
  return id;
}

function begun(state: Containment, id: string, atMs: number, outcome: "confirmed" | "failed"): void {
  const { assessed } = pattern;
  const intent = {
    effectId: `${id}.effect`,
    of: "effect",
    attempt: 1,
    executor: "x",
    located: "l",
    preState: {},
    alreadySo: false,
    assessed,
    atMs,
  } as const;
  evolveContainment(state, { type: "IntentRecorded", id, intent, atMs });
  evolveContainment(state, { type: "OutcomeRecorded", id, effectId: intent.effectId, outcome, says: outcome, atMs });
}

describe("a state that is full", () => {
  test("forgets the oldest that is over, and nothing that waits, stands or still counts", () => {
    const state = emptyContainment();
    const waits = proposed(state, 1);
    const stands = proposed(state, 2);
    begun(state, stands, startMs, "confirmed");
    const failedLongAgo = proposed(state, 3);
    begun(state, failedLongAgo, startMs, "failed");
    const nowMs = startMs + hourMs;
    const failedJustNow = proposed(state, 4, nowMs);
    begun(state, failedJustNow, nowMs, "failed");
    const refused = proposed(state, 5, nowMs);
    evolveContainment(state, { type: "ActionRefused", id: refused, why: "policy", says: "no", atMs: nowMs });
    for (let number = 6; number <= actionsHeldMax + 1; number++) proposed(state, number, nowMs);
    assert.equal(state.actions.size, actionsHeldMax);
    assert.ok(!state.actions.has(failedLongAgo));
    assert.ok(!state.begun.has(failedLongAgo) && !state.effectIds.has(`${failedLongAgo}.effect`) && !state.usedDigests.has("sha256:3"));
    proposed(state, actionsHeldMax + 2, nowMs);
    assert.ok(!state.actions.has(refused));
    proposed(state, actionsHeldMax + 3, nowMs);
    for (const id of [waits, stands, failedJustNow]) assert.ok(state.actions.has(id), id);
    assert.equal(state.proposed, actionsHeldMax + 3);
    // A fact about what was forgotten changes nothing but the time.
    evolveContainment(state, { type: "ActionExpired", id: failedLongAgo, atMs: nowMs + 1 });
    assert.ok(!state.actions.has(failedLongAgo));
    assert.equal(state.latestMs, nowMs + 1);
  });

  test("takes no more proposals than people can be asked to look at", () => {
    const story = new Story().adopt();
    for (let number = 1; number <= waitingMax; number++) proposed(story.state, number);
    story.refuses("too-many-waiting", () => story.propose());
    evolveContainment(story.state, {
      key: "ed25519:",
      signature: "",
      type: "ActionRejected",
      id: "c-1",
      by: "person:mara",
      because: "no",
      atMs: startMs,
    });
    assert.equal(story.propose(), `c-${waitingMax + 1}`);
    assert.equal(readyToBegin(story.state, startMs).length, waitingMax);
  });

  test("keeps as many declined proposals as actions, the newest", () => {
    const state = emptyContainment();
    const fact = { type: "ProposalDeclined", world: "w", caseId: "c", verb: "isolate-host", why: "target", says: "x", atMs: 1 } as const;
    for (let number = 0; number <= actionsHeldMax; number++) evolveContainment(state, { ...fact, target: `t-${number}` });
    assert.equal(state.declinedProposals.size, actionsHeldMax);
    assert.ok(![...state.declinedProposals.keys()].some((key) => key.includes('"t-0"')));
  });
});

test("one that stands is found again after another of its kind was refused", () => {
  const state = emptyContainment();
  const first = proposed(state, 1);
  begun(state, first, startMs, "confirmed");
  // A second process proposed the same before it had read of the first: the record holds both, and the refusal of one frees nothing of the other.
  const twin: ContainmentEvent = {
    type: "ActionProposed",
    action: { ...pattern, id: "c-2", target: { ...pattern.target, id: "host:ws-1" } },
    digest: "sha256:2",
    by: agent,
    needs: { tier: 1, approvers: 0 },
    atMs: startMs,
  };
  evolveContainment(state, twin);
  evolveContainment(state, { type: "ActionRefused", id: "c-2", why: "policy", says: "no", atMs: startMs });
  evolveContainment(state, { type: "UndoAsked", id: first, by: "person:mara", key: "k", signature: "s", because: "x", atMs: startMs });
  assert.equal(state.open.get("isolate-host host:ws-1"), first);
  const { context } = new Story();
  assert.equal(useOf({ ...pattern, id: "c-3" }, { assetClass: "workstation", classSize: 10 }, state, context).containedShare, 0.1);
});
