import { takenSignature } from "../containment/passkey-signature.ts";
import { foldedName } from "../containment/people.ts";
import { isSignedBy, keyBytes } from "../containment/signature.ts";
import { type Actor, isPerson, type Person } from "../person/person.ts";
import { inline } from "../report/inline.ts";
import { unreachable } from "../unreachable.ts";
import type { AlertClass } from "./alert-class.ts";
import type { AutonomyBounds } from "./bounds.ts";
import { lacksOf } from "./evidence.ts";
import {
  type Autonomy,
  type AutonomyEvent,
  type DemotionCause,
  type Grant,
  type GrantBasis,
  type GrantEvidence,
  type GrantScope,
  type GrantText,
  isInForce,
  isSameScope,
  isWaiting,
  lapsesAtMs,
} from "./grant.ts";
import { autonomyLimits, grantersMin } from "./limits.ts";
import { refusedAutonomy } from "./refusal.ts";
import { grantBytes, grantDigest } from "./signature.ts";

/** What a proposal is held against when it is made and again when it is signed: worked out anew each time. */
export type GroundsNow = { readonly evidence: GrantEvidence; readonly basis: GrantBasis; readonly bounds: AutonomyBounds };

/** A key that is registered for somebody, with the origins on which a passkey signs. */
export type GranterKey = { readonly key: string; readonly origins: readonly string[] };

/** What may be asked of autonomy. Times are milliseconds. */
export type AutonomyCommand =
  | {
      readonly type: "Propose";
      readonly tenant: string;
      readonly scope: GrantScope;
      readonly now: GroundsNow;
      readonly by: Person;
      readonly atMs: number;
    }
  | {
      readonly type: "Sign";
      readonly id: string;
      readonly digest: string;
      readonly signature: string;
      /** The keys that are registered for `by`. */
      readonly keys: readonly GranterKey[];
      readonly now: GroundsNow;
      readonly by: Person;
      readonly atMs: number;
    }
  | { readonly type: "End"; readonly id: string; readonly because: string; readonly by: Person; readonly atMs: number }
  | {
      readonly type: "Demote";
      readonly class: AlertClass;
      readonly cause: DemotionCause;
      readonly says: string;
      readonly by: Actor;
      readonly atMs: number;
    }
  /** Records what is over by the clock. */
  | { readonly type: "Tidy"; readonly atMs: number };

/** Says what happens to autonomy; never makes it happen. To give takes two people and evidence; to end takes one person, or none. Refuses with `autonomy/…`. */
export function decideAutonomy(asked: AutonomyCommand, state: Autonomy): readonly AutonomyEvent[] {
  // Time goes on, whatever the clock does: what was over stays over.
  const command = { ...asked, atMs: Math.max(asked.atMs, state.latestMs) };
  if ("by" in command && command.type !== "Demote" && !isPerson(command.by))
    throw refusedAutonomy("autonomy/not-a-person", `${quoted(command.by)} is not a person`);
  switch (command.type) {
    case "Propose":
      return propose(command, state);
    case "Sign":
      return sign(command, state);
    case "End":
      return end(command, state);
    case "Demote":
      return demote(command, state);
    case "Tidy":
      return over(state, command.atMs);
    default:
      return unreachable(command);
  }
}

type Of<Type extends AutonomyCommand["type"]> = Extract<AutonomyCommand, { type: Type }>;

function propose({ tenant, scope, now, by, atMs }: Of<"Propose">, state: Autonomy): readonly AutonomyEvent[] {
  const tidied = over(state, atMs);
  const waiting = [...state.grants.values()].filter((each) => isWaiting(each, atMs));
  const twin = waiting.find(({ text }) => isSameScope(text.scope, scope));
  if (twin) throw refusedAutonomy("autonomy/already-there", `${twin.text.id} proposes the same and waits for signatures`);
  if (waiting.length >= autonomyLimits.waitingMax)
    throw refusedAutonomy("autonomy/too-many", `${waiting.length} proposals wait for signatures`);
  requireEvidence(scope, now, state);
  const text: GrantText = {
    format: "watchkeeper/autonomy-grant@1",
    tenant,
    id: `g-${state.given + 1}`,
    scope,
    ...now,
    proposedBy: by,
    proposedAtMs: atMs,
    untilMs: atMs + now.bounds["valid-days"] * dayMs,
  };
  return [...tidied, { type: "GrantProposed", text, atMs }];
}

const dayMs = 86_400_000;

/** Enough, and all of it seen since the class was last taken back: only a fresh bound renews. */
function requireEvidence(scope: GrantScope, { evidence, bounds }: GroundsNow, { demoted }: Autonomy): void {
  const since = demoted.get(scope.class);
  if (since && evidence.fromMs <= since.atMs)
    throw refusedAutonomy("autonomy/too-little-evidence", "the class was taken back since, and what was seen before counts no more");
  const lacks = lacksOf(scope.act, evidence, bounds);
  if (lacks.length > 0) throw refusedAutonomy("autonomy/too-little-evidence", lacks.join("; "));
}

/** The second signature grants; what it rests on must still hold then. */
function sign(command: Of<"Sign">, state: Autonomy): readonly AutonomyEvent[] {
  const { id, by, digest, now, atMs } = command;
  const held = heldIn(state, id);
  if (!isWaiting(held, atMs)) throw refusedAutonomy("autonomy/not-as-it-stands", `grant ${quoted(id)} ${standingWord(held)}`);
  const { text, signed } = held;
  if (digest !== grantDigest(text)) throw refusedAutonomy("autonomy/other-text", "the proposal is another one than was shown");
  const { key, origins, signature } = provenBy(command);
  if (signed.some((other) => foldedName(other.by) === foldedName(by) || keyBytes(other.key) === keyBytes(key)))
    throw refusedAutonomy("autonomy/same-person", `${quoted(by)}, or that key, has signed it`);
  if (JSON.stringify(now.basis) !== JSON.stringify(text.basis))
    throw refusedAutonomy(
      "autonomy/other-basis",
      "the rule, a model, a playbook or a prompt of the class is another one than was proposed",
    );
  requireEvidence(text.scope, now, state);
  const fact: AutonomyEvent = { type: "GrantSigned", id, by, digest, key, origins, signature, atMs };
  if (signed.length + 1 < grantersMin) return [fact];
  const before = [...state.grants.values()].filter((each) => isInForce(each, atMs));
  if (before.length >= autonomyLimits.standingMax) throw refusedAutonomy("autonomy/too-many", `${before.length} grants stand`);
  const renewed = before.filter((each) => isSameScope(each.text.scope, text.scope));
  return [
    fact,
    ...renewed.map((each): AutonomyEvent => ({ ...endOf(each, "renewed", `${id} takes its place`, atMs), by })),
    { type: "GrantGiven", id, by: [...signed.map((each) => each.by), by], atMs },
  ];
}

/** A key that is registered for the person made it; the word of a session does not do. */
function provenBy({ by, digest, signature: given, keys }: Of<"Sign">): GranterKey & { readonly signature: string } {
  const signature = takenSignature(given);
  const bytes = grantBytes({ digest, by });
  const found = keys.find(({ key, origins }) => isSignedBy(key, bytes, signature, origins));
  if (!found) throw refusedAutonomy("autonomy/bad-signature", `the signature is not that of ${quoted(by)} for this`);
  return { ...found, signature };
}

/** One person is enough, whoever granted it. */
function end({ id, because, by, atMs }: Of<"End">, state: Autonomy): readonly AutonomyEvent[] {
  const says = because.trim().toWellFormed();
  if (says === "" || says.length > autonomyLimits.reasonLengthMax)
    throw refusedAutonomy("autonomy/no-reason", `a reason of at most ${autonomyLimits.reasonLengthMax} characters is needed`);
  const held = heldIn(state, id);
  if (held.status === "ended") throw refusedAutonomy("autonomy/not-as-it-stands", `grant ${quoted(id)} ${standingWord(held)}`);
  return [{ ...endOf(held, "person", says, atMs), by }];
}

/** Takes the whole class back, with what was proposed of it; recorded where nothing is granted too, so that what was seen before is no evidence any more. */
function demote({ class: of, cause, says: given, by, atMs }: Of<"Demote">, state: Autonomy): readonly AutonomyEvent[] {
  const says = inline(given, autonomyLimits.reasonLengthMax);
  const open = [...state.grants.values()].filter(({ status, text }) => status !== "ended" && text.scope.class === of);
  return [
    { type: "ClassDemoted", class: of, cause, says, by, atMs },
    ...open.map((each): AutonomyEvent => ({ ...endOf(each, cause, says, atMs), by })),
  ];
}

/** What is over by the clock and not yet recorded as such. */
function over({ grants }: Autonomy, atMs: number): AutonomyEvent[] {
  return [...grants.values()].flatMap((each): AutonomyEvent[] => {
    if (each.status === "proposed" && !isWaiting(each, atMs))
      return [endOf(each, "lapsed", `nobody signed it until ${new Date(lapsesAtMs(each.text)).toISOString()}`, atMs)];
    if (each.status === "granted" && !isInForce(each, atMs))
      return [endOf(each, "expiry", `it was given until ${new Date(each.text.untilMs).toISOString()}`, atMs)];
    return [];
  });
}

const endOf = ({ text }: Grant, cause: Extract<AutonomyEvent, { type: "GrantEnded" }>["cause"], says: string, atMs: number) =>
  ({ type: "GrantEnded", id: text.id, cause, says, by: "agent:watchkeeper", atMs }) as const;

function heldIn({ grants }: Autonomy, id: string): Grant {
  const held = grants.get(id);
  if (!held) throw refusedAutonomy("autonomy/unknown", `there is no grant ${quoted(id)}`);
  return held;
}

function standingWord({ status, ended }: Grant): string {
  if (ended) return `has ended: ${inline(ended.says, 200)}`;
  return status === "granted" ? "is granted already" : "lapsed before it was signed";
}

const quoted = (name: string) => `"${inline(name, 120)}"`;
