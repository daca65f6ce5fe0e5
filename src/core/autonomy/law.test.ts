import assert from "node:assert/strict";
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { describe, test } from "node:test";
import type { Person } from "../person/person.ts";
import { SocError } from "../soc-error.ts";
import { AutonomyBounds } from "./bounds.ts";
import { closingGrants, closingOf } from "./closing.ts";
import { type AutonomyCommand, decideAutonomy } from "./decide.ts";
import { evolveAutonomy } from "./evolve.ts";
import { type Autonomy, emptyAutonomy, type GrantEvidence, isInForce, proposalMsMax } from "./grant.ts";
import { grantBytes, grantDigest } from "./signature.ts";

const dayMs = 86_400_000;
const bounds = AutonomyBounds.parse({ "valid-days": 10 });
const basis = [{ name: "rule", version: "1" }];
const enough = (fromMs: number): GrantEvidence => ({
  ...{ fromMs, toMs: fromMs, decided: 300, agreed: 300, abstained: 0, wouldClose: 300, missed: 0, wouldContain: 0, wrong: 0 },
  ...{ sampled: 0, sampledMissed: 0, errorUpperBound: 0.0099, mix: [0, 300, 0, 0] },
});

/** People with keys; "twin" is a second name of mara with mara's key. */
const pairs = { mara: generateKeyPairSync("ed25519"), noor: generateKeyPairSync("ed25519") };
const keyOf: Readonly<Record<string, keyof typeof pairs>> = { mara: "mara", noor: "noor", twin: "mara" };
const lineOf = (name: string) =>
  `ed25519:${pairs[keyOf[name]!].publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`;
const made = new Map<string, string>();
function signatureOf(name: string, digest: string): string {
  const id = `${name} ${digest}`;
  const bytes = grantBytes({ digest, by: `person:${name}` });
  const held = made.get(id) ?? signBytes(null, bytes, pairs[keyOf[name]!].privateKey).toString("base64");
  made.set(id, held);
  return held;
}

type Move =
  | { readonly does: "propose" | "end" | "demote" | "tidy" }
  | { readonly does: "sign"; readonly who: string }
  | { readonly does: "wait"; readonly ms: number };
const moves: readonly Move[] = [
  { does: "propose" },
  { does: "sign", who: "mara" },
  { does: "sign", who: "noor" },
  { does: "sign", who: "twin" },
  { does: "end" },
  { does: "demote" },
  { does: "tidy" },
  { does: "wait", ms: proposalMsMax },
  { does: "wait", ms: 11 * dayMs },
];
const class1 = "edr/rule";

/** The law told in another way: at most one proposal with its signers, and one grant with its end. */
type Model = { proposal: { atMs: number; keys: Set<string> } | undefined; grants: { untilMs: number }[]; demotedAtMs: number };

function commandOf(move: Exclude<Move, { does: "wait" }>, state: Autonomy, atMs: number): AutonomyCommand {
  const last = [...state.grants.values()].at(-1);
  const now = { evidence: enough(atMs), basis, bounds };
  switch (move.does) {
    case "propose":
      return { type: "Propose", tenant: "default", scope: { act: "close", class: class1 }, now, by: "person:mara", atMs };
    case "sign": {
      const digest = last ? grantDigest(last.text) : `sha256:${"0".repeat(64)}`;
      const keys = [{ key: lineOf(move.who), origins: [] }];
      const by: Person = `person:${move.who}`;
      return { type: "Sign", id: last?.text.id ?? "g-1", digest, signature: signatureOf(move.who, digest), keys, now, by, atMs };
    }
    case "end":
      return { type: "End", id: last?.text.id ?? "g-1", because: "enough", by: "person:joss", atMs };
    case "demote":
      return { type: "Demote", class: class1, cause: "sample", says: "a threat was closed", by: "agent:watchkeeper", atMs };
    case "tidy":
      return { type: "Tidy", atMs };
  }
}

/** Whether the model allows it, and what it is then. The newest proposal or grant is what people's moves are about. */
function modelled(model: Model, move: Exclude<Move, { does: "wait" }>, lastEnded: boolean, nowMs: number): Model | "refused" {
  const waits = model.proposal !== undefined && nowMs < model.proposal.atMs + proposalMsMax && nowMs < model.proposal.atMs + 10 * dayMs;
  switch (move.does) {
    case "propose":
      return waits || model.demotedAtMs === nowMs ? "refused" : { ...model, proposal: { atMs: nowMs, keys: new Set() } };
    case "sign": {
      const key = keyOf[move.who]!;
      if (!waits || model.proposal!.keys.has(key)) return "refused";
      const keys = new Set(model.proposal!.keys).add(key);
      if (keys.size < 2) return { ...model, proposal: { ...model.proposal!, keys } };
      // It takes the place of the one that stood.
      return { ...model, proposal: undefined, grants: [{ untilMs: model.proposal!.atMs + 10 * dayMs }] };
    }
    case "end":
      if (lastEnded) return "refused";
      return model.proposal ? { ...model, proposal: undefined } : { ...model, grants: [] };
    case "demote":
      return { proposal: undefined, grants: [], demotedAtMs: nowMs };
    case "tidy":
      return { ...model, proposal: waits ? model.proposal : undefined };
  }
}

const copied = (state: Autonomy): Autonomy => ({ ...state, grants: new Map(state.grants), demoted: new Map(state.demoted) });

describe("the law of autonomy", () => {
  // Guarantees, over every sequence of so many moves: a grant stands exactly where two people with two keys signed one proposal in time, and nobody ended it.
  test("every sequence of six moves comes to what the model says", () => {
    let states = 0;
    const walk = (state: Autonomy, model: Model, nowMs: number, depth: number): void => {
      states++;
      const stands = [...state.grants.values()].filter((each) => isInForce(each, nowMs)).length;
      assert.equal(stands, model.grants.filter(({ untilMs }) => nowMs < untilMs).length);
      for (const grant of state.grants.values()) {
        if (grant.status !== "granted") continue;
        assert.equal(new Set(grant.signed.map(({ key }) => key)).size, 2);
        assert.equal(new Set(grant.signed.map(({ by }) => by)).size, 2);
      }
      if (depth === 0) return;
      for (const move of moves) {
        if (move.does === "wait") {
          walk(copied(state), model, nowMs + move.ms, depth - 1);
          continue;
        }
        const last = [...state.grants.values()].at(-1);
        const expected = modelled(model, move, !last || last.status === "ended", nowMs);
        const after = copied(state);
        let refusal: unknown;
        try {
          for (const fact of decideAutonomy(commandOf(move, state, nowMs), state)) evolveAutonomy(after, fact);
        } catch (error) {
          assert.ok(error instanceof SocError && error.code.startsWith("autonomy/"), String(error));
          refusal = error;
        }
        assert.equal(refusal !== undefined, expected === "refused", `${JSON.stringify(move)}: ${String(refusal)}`);
        if (expected !== "refused") walk(after, expected, nowMs, depth - 1);
      }
    };
    walk(emptyAutonomy(), { proposal: undefined, grants: [], demotedAtMs: 0 }, 1_000, 6);
    assert.ok(states > 20_000, `${states} states`);
  });

  test("a class that was taken back needs evidence from after that, and lacks of evidence are refused one by one", () => {
    const state = emptyAutonomy();
    for (const fact of decideAutonomy(
      { type: "Demote", class: class1, cause: "drift", says: "moved", by: "agent:watchkeeper", atMs: 5 * dayMs },
      state,
    ))
      evolveAutonomy(state, fact);
    const propose = (evidence: GrantEvidence) =>
      decideAutonomy({ ...commandOf({ does: "propose" }, state, 6 * dayMs), now: { evidence, basis, bounds } } as AutonomyCommand, state);
    const code = "autonomy/too-little-evidence";
    assert.throws(() => propose(enough(4 * dayMs)), { code });
    assert.throws(() => propose(enough(5 * dayMs)), { code });
    assert.equal(propose(enough(5 * dayMs + 1)).length, 1);
    for (const lacking of [
      { wouldClose: 299 },
      { agreed: 284 },
      { errorUpperBound: 0.011 },
      { errorUpperBound: null },
      { decided: 0, agreed: 0 },
    ])
      assert.throws(() => propose({ ...enough(5 * dayMs + 1), ...lacking }), { code }, JSON.stringify(lacking));
  });

  test("the word of nobody, a changed text, another's key and a changed basis sign nothing", () => {
    const state = emptyAutonomy();
    for (const fact of decideAutonomy(commandOf({ does: "propose" }, state, 1), state)) evolveAutonomy(state, fact);
    const good = commandOf({ does: "sign", who: "mara" }, state, 2) as Extract<AutonomyCommand, { type: "Sign" }>;
    const refused = (change: Partial<typeof good>, code: string) =>
      assert.throws(() => decideAutonomy({ ...good, ...change }, state), { code }, JSON.stringify(change));
    refused({ by: "agent:watchkeeper" as Person }, "autonomy/not-a-person");
    refused({ digest: `sha256:${"1".repeat(64)}` }, "autonomy/other-text");
    refused({ by: "person:noor" }, "autonomy/bad-signature");
    refused({ keys: [] }, "autonomy/bad-signature");
    refused({ keys: [{ key: lineOf("noor"), origins: [] }] }, "autonomy/bad-signature");
    refused({ id: "g-2" }, "autonomy/unknown");
    assert.equal(decideAutonomy(good, state).length, 1);
    for (const fact of decideAutonomy(good, state)) evolveAutonomy(state, fact);
    const second = commandOf({ does: "sign", who: "noor" }, state, 3) as typeof good;
    assert.throws(() => decideAutonomy({ ...second, now: { ...second.now, basis: [{ name: "rule", version: "2" }] } }, state), {
      code: "autonomy/other-basis",
    });
    assert.equal(decideAutonomy(second, state).length, 2);
  });
});

describe("closing under grants", () => {
  const grant = { id: "g-1", act: "close", class: "a/1", basis: [...basis, { name: "playbook any", version: "d" }], untilMs: 100 } as const;
  const asked = { classes: ["a/1"], playbook: { name: "any", digest: "d" }, basisOf: () => grant.basis, nowMs: 99 };

  // Guarantees that every class, its judges, its playbook and the time must fit at once: the trivial policies "always" and "never" both fail here.
  test("a case is closed exactly where all of it is covered", () => {
    const may = (change: Partial<typeof asked>, grants: readonly (typeof grant)[] = [grant]) =>
      "grants" in closingOf({ ...asked, ...change }, { grants });
    for (const isKnown of [true, false])
      for (const isOther of [true, false])
        for (const isLate of [true, false])
          for (const isChanged of [true, false])
            for (const isOtherPlaybook of [true, false])
              for (const isThere of [true, false]) {
                const change = {
                  classes: isKnown ? (isOther ? ["a/1", "a/2"] : ["a/1"]) : undefined,
                  nowMs: isLate ? 100 : 99,
                  basisOf: () => (isChanged ? [{ name: "rule", version: "2" }, grant.basis[1]!] : grant.basis),
                  playbook: isOtherPlaybook ? { name: "any", digest: "e" } : asked.playbook,
                };
                const expected = isKnown && !isOther && !isLate && !isChanged && !isOtherPlaybook && isThere;
                assert.equal(may(change as typeof asked, isThere ? [grant] : []), expected, JSON.stringify(change));
              }
    assert.equal(may({ classes: [] }), false);
    assert.equal("grants" in closingOf(asked, { grants: [{ ...grant, act: "contain" }] }), false);
  });

  test("nothing stands in shadow mode", () => {
    assert.deepEqual(closingGrants(emptyAutonomy(), 0), []);
  });
});
