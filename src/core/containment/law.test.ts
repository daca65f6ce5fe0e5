import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  actionOf,
  agent,
  assessedAs,
  caseRevision,
  cast,
  hostOf,
  hourMs,
  isBegun,
  minuteMs,
  otherDigest,
  Story,
  startMs,
} from "../../testing/containment-story.ts";
import { runs } from "../../testing/runs.ts";
import type { ContainmentAction, ContainmentEvent } from "./containment.ts";
import {
  containedNow,
  digestOfAction,
  emptyContainment,
  evolveContainment,
  readyToBegin,
  toReconcile,
  toRelease,
  toUndo,
} from "./decide.ts";

const everybody = Object.values(cast);
const dayMs = 24 * hourMs;

/** Every place in an action at which a value stands, by its path. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Object.entries(value);
  return [path, ...entries.flatMap(([key, each]) => leavesOf(each, [...path, Array.isArray(value) ? Number(key) : key]))];
}

/** The action with another value at that place. */
function changedAt(action: ContainmentAction, path: readonly (string | number)[]): ContainmentAction {
  const copy = structuredClone(action) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  const last = path.at(-1) ?? "";
  const before = at[last];
  if (typeof before === "number") at[last] = before + 1;
  else if (typeof before === "boolean") at[last] = !before;
  else if (typeof before === "string") at[last] = `${before}x`;
  else if (before === null) at[last] = 1;
  else if (Array.isArray(before)) at[last] = [...(before as unknown[]), "more"];
  else Object.assign(before as object, { more: 1 });
  return copy as unknown as ContainmentAction;
}

// Guarantees that people approve exactly one thing: 100 % of all changes to a single field of an approved action, and none of them ever begins.
test("an approved action changed in any one field never begins", (context) => {
  const sketch = {
    assessed: { tier: 2 as const, radius: { services: ["payroll"] } },
    target: hostOf("ws-1", { aliases: ["ws-1.example.test"] }),
  };
  const paths = leavesOf(actionOf("c-1", startMs, sketch)).slice(1);
  assert.ok(paths.length > 40);
  for (const path of paths) {
    const story = new Story().adopt();
    const id = story.propose(sketch);
    story.approve(id, cast.mara);
    const held = story.held(id);
    const action = changedAt(held.action, path);
    assert.notEqual(digestOfAction(action), held.digest, path.join("."));
    // As an attacker would who can write the record: the action alone, or with a digest that fits it.
    for (const digest of [held.digest, digestOfAction(action)]) {
      story.state.actions.set(id, { ...held, action, digest });
      const fresh = { assessed: action.assessed, caseRevision: action.case.revision };
      let facts: readonly ContainmentEvent[] = [];
      try {
        facts = story.begin(id, fresh);
      } catch {
        // Refused.
      }
      assert.ok(!isBegun(facts), path.join("."));
      story.state.actions.set(id, held);
      story.state.waiting.add(id);
    }
  }
  context.diagnostic(`${paths.length} fields changed, one at a time and in two ways: none began`);
});

type Step = { readonly does: string; readonly who: number; readonly which: number; readonly more: number };
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    "propose",
    "propose",
    "propose",
    "approve",
    "approve",
    "approve",
    "glass",
    "begin",
    "begin",
    "begin",
    "outcome",
    "outcome",
    "undo",
    "beginUndo",
    "release",
    "reject",
    "expire",
    "stop",
    "resume",
    "resume",
    "reset",
    "clock",
    "edit",
    "adopt",
    "replay",
    "run",
    "run",
    "run",
    "crowd",
    "crowd",
    "forge",
    "grow",
  ),
  who: fc.nat(everybody.length - 1),
  which: fc.nat(15),
  more: fc.nat(11),
});

/** An adversary's turn: anybody does anything to anything. What the law refuses is left out. */
function take(story: Story, { does, who, which, more }: Step): void {
  const person = everybody[who] ?? cast.mara;
  const id = `c-${1 + (which % Math.max(1, story.state.proposed))}`;
  switch (does) {
    case "propose": {
      const target = more === 0 ? hostOf("DC-1.example.test.") : hostOf(`ws-${more}`);
      const tier = ([1, 2, 3, 1] as const)[which % 4] ?? 1;
      story.propose(
        { target, assessed: { tier, approvers: 0 }, sources: more % 5 === 0 ? ["edr"] : ["edr", "mail"] },
        who === 0 ? undefined : person,
      );
      return;
    }
    case "approve":
    case "glass":
      story.approve(id, person, does === "glass");
      return;
    case "begin":
      story.begin(id, {
        alreadySo: more === 0,
        ...(more === 1 && { stopped: "touched" }),
        effectId: more === 2 ? "c-1.effect" : `${id}.effect`,
      });
      return;
    case "grow":
      story.begin(id, { assessed: assessedAs({ tier: 3, approvers: 0, radius: { hosts: 1 + more } }) });
      return;
    case "outcome":
      story.outcome(id, (["confirmed", "failed", "unknown"] as const)[more % 3] ?? "unknown");
      return;
    case "undo":
      story.askUndo(id, person);
      return;
    case "beginUndo":
    case "release":
      story.beginUndo(id, does === "release" ? "release" : "undo");
      return;
    case "reject":
      story.reject(id, person);
      return;
    case "expire":
      story.tell({ type: "Expire" });
      return;
    case "run":
      // Whatever is ready, as the executor does.
      for (const { action } of readyToBegin(story.state, story.nowMs))
        if (isBegun(story.begin(action.id))) story.outcome(action.id, "confirmed");
      return;
    case "crowd":
      for (const each of everybody.slice(0, 4)) {
        const { by, status, approvals } = story.held(id);
        if (status === "proposed" && approvals.length < 3 && by !== each.name) story.approve(id, each);
      }
      return;
    case "stop":
      if (more < 1) story.stop(which % 2 === 0 ? "all" : "effector:edge", person.name);
      return;
    case "resume":
      story.askResume(person, which % 2 === 0 ? "all" : "effector:edge");
      return;
    case "reset":
      story.reset(person);
      return;
    case "clock":
      story.nowMs += [minuteMs, 10 * minuteMs, hourMs, dayMs, -hourMs, -dayMs][more % 6] ?? 0;
      return;
    case "edit":
      if (more === 0 && which === 0)
        story.ordersDigest = story.ordersDigest === otherDigest ? (story.state.orders?.digest ?? otherDigest) : otherDigest;
      return;
    case "adopt":
      story.signOrders(person);
      return;
    case "replay": {
      const approval = story.facts.findLast((fact) => fact.type === "ActionApproved");
      if (approval?.type === "ActionApproved") story.tell({ ...approval, type: "ApproveAction", id });
      return;
    }
    case "forge":
      story.tell({
        type: "ApproveAction",
        id,
        by: person.name,
        digest: story.held(id).digest,
        signature: "A".repeat(86).concat("=="),
        because: "x",
        breakGlass: more % 2 === 0,
      });
  }
}

const cap = 4;
const small = {
  budgets: {
    "per-hour": 6,
    "per-rule-per-hour": 1_000,
    "per-source-per-hour": 1_000,
    "class-share-per-hour": 1,
    "standing-share": cap / 100,
  },
  protected: { hosts: ["dc-1"] },
};

/** What must hold of every effect, told from the facts alone: who said yes, when, to what, and what stood there at that time. */
function checkFacts(facts: readonly ContainmentEvent[]): number {
  const proposed = new Map<string, Extract<ContainmentEvent, { type: "ActionProposed" }>>();
  const approvals = new Map<string, Extract<ContainmentEvent, { type: "ActionApproved" }>[]>();
  const stopped = new Set<string>();
  const effects = new Map<string, number>();
  const ended = new Set<string>();
  let count = 0;
  for (const fact of facts) {
    if (fact.type === "ActionProposed") proposed.set(fact.action.id, fact);
    else if (fact.type === "ActionApproved") approvals.set(fact.id, [...(approvals.get(fact.id) ?? []), fact]);
    else if (fact.type === "Stopped") stopped.add(fact.scope);
    else if (fact.type === "Resumed") stopped.delete(fact.scope);
    else if (
      fact.type === "ActionExpired" ||
      fact.type === "ActionVoided" ||
      fact.type === "ActionRejected" ||
      fact.type === "ActionRefused"
    )
      ended.add(fact.id);
    else if (fact.type === "IntentRecorded") {
      assert.equal(stopped.size, 0, "nothing begins while it is stopped");
      if (fact.intent.of !== "effect") continue;
      count++;
      const asked = proposed.get(fact.id);
      assert.ok(asked && !ended.has(fact.id), "nothing begins that was not proposed, or that is over");
      assert.ok(fact.atMs < asked.action.expiresAtMs, "nothing begins after its time");
      effects.set(fact.id, (effects.get(fact.id) ?? 0) + 1);
      assert.ok((effects.get(fact.id) ?? 0) <= 3);
      const yes = approvals.get(fact.id) ?? [];
      assert.ok(
        yes.every(({ by, digest }) => by !== asked.by && digest === asked.digest),
        "nobody approves their own, or something else",
      );
      const people = new Set(yes.map(({ key }) => key)).size;
      const isGuarded = /dc-1/i.test(asked.action.target.name);
      assert.ok(people >= { 0: 0, 1: 0, 2: 1, 3: 2, 4: 2 }[isGuarded ? 4 : asked.action.assessed.tier], "enough people said yes");
      if (new Set(asked.action.sources).size < 2) assert.ok(people >= 1, "one source's word is not enough");
      if (isGuarded)
        assert.ok(asked.by !== agent && yes.every(({ breakGlass, by }) => breakGlass && (by === "person:vera" || by === "person:wim")));
    }
  }
  return count;
}

// Guarantees the whole of it against an adversary who takes every turn: whatever anybody does in whatever order, with forged, replayed and stolen approvals,
// with stops, other orders, a growing world and a clock that jumps by a day.
test("no order of turns by anybody brings an effect that people did not allow", (context) => {
  let effects = 0;
  let episodes = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 100 }), (steps) => {
      const story = new Story(small).adopt();
      for (const each of steps) {
        try {
          take(story, each);
        } catch (error) {
          assert.match((error as { code?: string }).code ?? String(error), /^containment\/|^ERR_ASSERTION/);
        }
        assert.ok(containedNow(story.state).length <= cap, "no more stands contained than the cap");
      }
      effects += checkFacts(story.facts);
      episodes++;
    }),
    { numRuns: runs(300) },
  );
  context.diagnostic(`${episodes} episodes, ${effects} effects, none of them without its people`);
  assert.ok(effects > episodes / 2);
});

// Guarantees replay: the facts alone, as the journal holds them, give the same state, and so the same decisions.
test("the record gives the same state again", () => {
  const told = (story: { state: Story["state"] }) =>
    JSON.stringify(story.state, (_, value: unknown) => (value instanceof Map ? [...value] : value instanceof Set ? [...value] : value));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const story = new Story(small).adopt();
      for (const each of steps)
        try {
          take(story, each);
        } catch {
          // Refused: nothing was recorded.
        }
      const state = (JSON.parse(JSON.stringify(story.facts)) as ContainmentEvent[]).reduce(evolveContainment, emptyContainment());
      assert.equal(told({ state }), told(story));
      const again = [readyToBegin, toRelease].map((ask) => ask(state, story.nowMs).map(({ action }) => action.id));
      assert.deepEqual(
        again,
        [readyToBegin, toRelease].map((ask) => ask(story.state, story.nowMs).map(({ action }) => action.id)),
      );
    }),
    { numRuns: runs(150) },
  );
});

// Guarantees that the fold is total: facts in any order, also about actions that nobody knows, never throw, and time never goes back.
test("facts in any order are folded without an error", () => {
  const story = new Story(small).adopt();
  const id = story.contain();
  story.askUndo(id, cast.mara);
  story.beginUndo(id);
  story.outcome(id, "confirmed");
  story.stop();
  for (const person of [cast.ada, cast.bo]) story.askResume(person);
  const server = story.propose({ assessed: { tier: 2 } });
  story.approve(server, cast.mara);
  story.reject(server, cast.mara);
  const glass = story.propose({ target: hostOf("dc-1") }, cast.mara);
  for (const person of [cast.vera, cast.wim]) story.approve(glass, person, true);
  story.begin(glass);
  story.writeAfterAction(glass, cast.mara, "x");
  const facts = [...story.facts, ...story.facts];
  fc.assert(
    fc.property(fc.shuffledSubarray(facts), (shuffled) => {
      const state = emptyContainment();
      let before = 0;
      for (const fact of shuffled) {
        evolveContainment(state, fact);
        assert.ok(state.latestMs >= before);
        before = state.latestMs;
      }
      for (const ask of [readyToBegin, toRelease]) ask(state, startMs);
      toUndo(state);
      toReconcile(state);
      containedNow(state);
    }),
    { numRuns: runs(300) },
  );
  for (const about of [id, "c-99"])
    assert.throws(() => evolveContainment(story.state, { type: "FromTheFuture", id: about, atMs: 1 } as never), RangeError);
});

// Guarantees a decision that touches nothing: the state is as it was, whatever was asked.
test("deciding changes nothing", () => {
  const story = new Story().adopt();
  const id = story.propose();
  const frozen = JSON.stringify([...story.state.actions]);
  for (const value of story.state.actions.values()) Object.freeze(value);
  story.refuses("unknown-action", () =>
    story.tell({
      type: "BeginEffect",
      id: "c-9",
      assessed: assessedAs(),
      caseRevision,
      effectId: "e",
      executor: "x",
      located: "l",
      preState: {},
      alreadySo: false,
    }),
  );
  assert.equal(JSON.stringify([...story.state.actions]), frozen);
  assert.equal(story.held(id).status, "proposed");
});
