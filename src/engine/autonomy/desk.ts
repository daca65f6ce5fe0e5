import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import type { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import { type ClosingGrants, closingGrants } from "../../core/autonomy/closing.ts";
import { type AutonomyCommand, decideAutonomy, type GroundsNow } from "../../core/autonomy/decide.ts";
import { evolveAutonomy } from "../../core/autonomy/evolve.ts";
import {
  type Autonomy,
  type AutonomyEvent,
  type DemotionCause,
  emptyAutonomy,
  type Grant,
  type GrantScope,
  grantNumber,
} from "../../core/autonomy/grant.ts";
import { refusedAutonomy } from "../../core/autonomy/refusal.ts";
import { grantBytes, grantDigest } from "../../core/autonomy/signature.ts";
import type { Person } from "../../core/person/person.ts";
import { type ClassStanding, classStanding, evidenceFromMs } from "../../stages/autonomy/class-standing.ts";
import { basisFor, evidenceOf, looksUnder } from "../../stages/autonomy/compare.ts";
import { openSealedLog } from "../sealed-log.ts";
import type { AutonomyParts, HeldAutonomy } from "./parts.ts";
import { type SimulateAutonomy, type SimulatedAutonomy, simulateAutonomy } from "./simulate.ts";
import { tidyAutonomy } from "./tidy.ts";

/** What somebody would sign, and with which passkeys, base64url ids. */
export type ToSignGrant = {
  readonly by: Person;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly passkeys: readonly string[];
};

/** What the agent may do alone, of one tenant, as one process holds it; several may, on one journal. Refuses (`autonomy/…`, `journal/…`). */
export type AutonomyDesk = {
  readonly bounds: AutonomyBounds;
  /** Newest first. */
  readonly list: () => Promise<readonly Grant[]>;
  readonly read: (id: string) => Promise<Grant>;
  /** Every class that the agent ended a case of, those with the most cases first; or one of them. */
  readonly classes: (of?: AlertClass) => Promise<readonly ClassStanding[]>;
  readonly propose: (scope: GrantScope, by: Person) => Promise<Grant>;
  readonly toSign: (id: string, by: Person) => Promise<ToSignGrant>;
  readonly sign: (id: string, by: Person, signing: { readonly digest: string; readonly signature: string }) => Promise<Grant>;
  readonly end: (id: string, by: Person, because: string) => Promise<Grant>;
  /** Takes a class back whole, at once and by itself; gives the ids of the grants and proposals that ended. */
  readonly demote: (of: AlertClass, because: { readonly cause: DemotionCause; readonly says: string }) => Promise<readonly string[]>;
  readonly simulate: (asked: SimulateAutonomy) => Promise<SimulatedAutonomy>;
  /** The grants that stand, as the watch takes them. */
  readonly closing: () => Promise<ClosingGrants>;
  /** Ends what is over by the clock, drifted too far, or is judged by something else now. Once, and again and again until the signal. */
  readonly tidy: () => Promise<void>;
  readonly work: (signal: AbortSignal) => Promise<void>;
};

/** How often what is over is looked for. */
const tidyEveryMs = 60_000;

/** Opens the journal of autonomy, checks and folds it. Refuses (`journal/…`). */
export async function openAutonomyDesk(parts: AutonomyParts): Promise<AutonomyDesk> {
  const state = emptyAutonomy();
  const log = await openSealedLog<AutonomyEvent>(parts.journal, parts.clock, {
    fold: (fact) => evolveAutonomy(state, fact),
    factOf: (text) => JSON.parse(text) as AutonomyEvent,
    // A class holds words from outside: its facts stand under one word of ours.
    streamOf: (fact) => (fact.type === "ClassDemoted" ? "demotion" : streamOfGrant(fact)),
  });
  return deskOf({ parts, state, log });
}

function streamOfGrant(fact: Exclude<AutonomyEvent, { type: "ClassDemoted" }>): string {
  const id = fact.type === "GrantProposed" ? fact.text.id : fact.id;
  return grantNumber(id) === undefined ? "other" : id;
}

function deskOf(held: HeldAutonomy): AutonomyDesk {
  const { parts, state, log } = held;
  const atMs = () => parts.clock.nowMs();
  const fresh = async <Each>(read: () => Each | Promise<Each>): Promise<Each> => {
    await log.refresh();
    return read();
  };
  return {
    bounds: parts.bounds,
    list: () => fresh(() => [...state.grants.values()].toReversed()),
    read: (id) => fresh(() => heldIn(state, id)),
    classes: (of) => fresh(() => classesNow(held, of)),
    async propose(scope, by) {
      const now = await groundsOf(scope, held);
      const facts = await obeyed(held, { type: "Propose", tenant: parts.tenant, scope, now, by, atMs: atMs() });
      const made = facts.find((fact) => fact.type === "GrantProposed");
      return heldIn(state, made?.text.id ?? "");
    },
    toSign: (id, by) =>
      fresh(async () => {
        const digest = grantDigest(heldIn(state, id).text);
        const keys = await parts.keysOf(by);
        return { by, digest, bytes: grantBytes({ digest, by }), passkeys: keys.flatMap(({ key }) => credentialOf(key)) };
      }),
    async sign(id, by, { digest, signature }) {
      await log.refresh();
      const now = await groundsOf(heldIn(state, id).text.scope, held);
      const keys = await parts.keysOf(by);
      await obeyed(held, { type: "Sign", id, by, digest, signature, keys, now, atMs: atMs() });
      return heldIn(state, id);
    },
    async end(id, by, because) {
      await obeyed(held, { type: "End", id, by, because, atMs: atMs() });
      return heldIn(state, id);
    },
    demote: (of, because) => demoted(held, of, because),
    simulate: (asked) => fresh(() => simulateAutonomy(asked, held, classesNow)),
    closing: () => fresh(() => closingNow(held)),
    tidy: () => tidyAutonomy(held, { obeyed, demoted }),
    async work(signal) {
      while (!signal.aborted) {
        await tidyAutonomy(held, { obeyed, demoted });
        await parts.clock.sleep(tidyEveryMs, signal).catch(() => undefined);
      }
    },
  };
}

/** The credential id of a passkey's line, as a browser takes it. */
const credentialOf = (key: string): string[] =>
  key.startsWith("webauthn:") ? [Buffer.from(key.split(":")[1] ?? "", "base64").toString("base64url")] : [];

const closingNow = ({ state, log, parts }: HeldAutonomy): ClosingGrants => ({
  upTo: log.head().entries,
  grants: closingGrants(state, Math.max(parts.clock.nowMs(), state.latestMs)),
});

/** Durable and published; then the watch knows it, so that nothing more is closed under what ended. A crash between the two is caught up by the watch itself. */
async function obeyed(held: HeldAutonomy, command: AutonomyCommand): Promise<readonly AutonomyEvent[]> {
  const { log, state, parts } = held;
  const facts = await log.decide(() => decideAutonomy(command, state));
  if (facts.length === 0) return facts;
  await parts.watch.grantsChanged(closingNow(held));
  await log.checkpoint({ witness: "may" });
  return facts;
}

async function demoted(held: HeldAutonomy, of: AlertClass, because: { readonly cause: DemotionCause; readonly says: string }) {
  const facts = await obeyed(held, { type: "Demote", class: of, ...because, by: "agent:watchkeeper", atMs: held.parts.clock.nowMs() });
  return facts.flatMap((fact) => (fact.type === "GrantEnded" ? [fact.id] : []));
}

/** What a grant of this scope would rest on now. */
async function groundsOf({ act, class: of }: GrantScope, { parts, state }: HeldAutonomy): Promise<GroundsNow> {
  const { bounds } = parts;
  const nowMs = Math.max(parts.clock.nowMs(), state.latestMs);
  const basis = (await parts.basisOf())(of);
  const fromMs = evidenceFromMs(of, { bounds, state, nowMs });
  const looks = looksUnder(await parts.watch.looks(), of, basis).filter(({ atMs }) => atMs >= fromMs);
  const sampled = (await parts.sampledOf?.(of, fromMs)) ?? { judged: 0, missed: 0 };
  return { evidence: evidenceOf(act, looks, { fromMs, toMs: nowMs, sampled }), basis: basisFor(looks, basis), bounds };
}

async function classesNow({ parts, state }: HeldAutonomy, only?: AlertClass, bounds = parts.bounds): Promise<readonly ClassStanding[]> {
  const nowMs = Math.max(parts.clock.nowMs(), state.latestMs);
  const basisOf = await parts.basisOf();
  const looksOf = new Map<AlertClass, Awaited<ReturnType<AutonomyParts["watch"]["looks"]>>[number][]>();
  for (const look of await parts.watch.looks())
    for (const of of look.classes) if (only === undefined || of === only) looksOf.set(of, [...(looksOf.get(of) ?? []), look]);
  for (const { text } of state.grants.values())
    if (!looksOf.has(text.scope.class) && (only === undefined || text.scope.class === only)) looksOf.set(text.scope.class, []);
  const standing: ClassStanding[] = [];
  for (const [of, looks] of looksOf) {
    const sampled = (await parts.sampledOf?.(of, evidenceFromMs(of, { bounds, state, nowMs }))) ?? { judged: 0, missed: 0 };
    standing.push(classStanding(of, { looks, basis: basisOf(of), sampled, bounds, state, nowMs }));
  }
  return standing.toSorted((a, b) => b.looks.length - a.looks.length || (a.class < b.class ? -1 : 1));
}

function heldIn({ grants }: Autonomy, id: string): Grant {
  const found = grants.get(id);
  if (!found) throw refusedAutonomy("autonomy/unknown", `there is no grant "${id.slice(0, 20)}"`);
  return found;
}
