import type { Actor, Person } from "../person/person.ts";
import type { AlertClass } from "./alert-class.ts";
import type { AutonomyBounds } from "./bounds.ts";

/**
 * What a grant permits: to close cases of a class without a person looking first, or to contain what one of them shows where the standing orders ask nobody
 * (tier 1; everything above takes people whatever is granted).
 */
export type GrantScope =
  | { readonly act: "close"; readonly class: AlertClass }
  | { readonly act: "contain"; readonly class: AlertClass; readonly tier: 1 };

/** Verdicts by how often they were given: true-positive, benign, false-positive, insufficient-data. */
export type VerdictCounts = readonly [truePositive: number, benign: number, falsePositive: number, insufficientData: number];

/**
 * What a proposal rests on, all of one class and one period. `decided` are cases on which the agent had a verdict and people gave theirs; `abstained` are
 * those on which it had none, and are in no agreement. `wouldClose` are those of `decided` that it would have closed and `missed` the threats among them;
 * `wouldContain` those that it held to be attacks and `wrong` the harmless among them. Samples are quality samples of what it closed under a grant.
 * `errorUpperBound` is of `missed` to close and of `wrong` to contain, one-sided 95 %; null where nothing was judged.
 */
export type GrantEvidence = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly decided: number;
  readonly agreed: number;
  readonly abstained: number;
  readonly wouldClose: number;
  readonly missed: number;
  readonly wouldContain: number;
  readonly wrong: number;
  readonly sampled: number;
  readonly sampledMissed: number;
  readonly errorUpperBound: number | null;
  /** The agent's verdicts on the class in the period: what drift is told against. */
  readonly mix: VerdictCounts;
};

/** What judged the class, by name and version, as far as it is ours: `name` is "rule", "models", "prompts" or "playbook <name>". In the order of names. */
export type GrantBasis = readonly { readonly name: string; readonly version: string }[];

/** A proposal word for word, as people sign it. */
export type GrantText = {
  readonly format: "watchkeeper/autonomy-grant@1";
  readonly tenant: string;
  readonly id: string;
  readonly scope: GrantScope;
  readonly evidence: GrantEvidence;
  readonly bounds: AutonomyBounds;
  readonly basis: GrantBasis;
  readonly proposedBy: Person;
  readonly proposedAtMs: number;
  /** When it ends by itself. */
  readonly untilMs: number;
};

/** A proposal that nobody answers lapses after this, milliseconds: silence never approves. */
export const proposalMsMax = 7 * 86_400_000;

/** Where a grant stands. */
export const grantStatuses = ["proposed", "granted", "ended"] as const;
/** One of `grantStatuses`. */
export type GrantStatus = (typeof grantStatuses)[number];

/** Why one ended: a person's word, quality samples, drift, another rule, model, playbook or prompt, its time, a later grant, or that nobody signed it. */
export const endCauses = ["person", "sample", "drift", "change", "expiry", "renewed", "lapsed"] as const;
/** One of `endCauses`. */
export type EndCause = (typeof endCauses)[number];

/** Why a class is taken back whole, by itself. */
export type DemotionCause = Extract<EndCause, "sample" | "drift" | "change">;

/** A person's signature under a proposal. */
export type GrantSigning = {
  readonly by: Person;
  readonly digest: string;
  readonly key: string;
  readonly origins: readonly string[];
  readonly signature: string;
  readonly atMs: number;
};

/** What happened to autonomy, in a journal of its own (world `autonomy`). */
export type AutonomyEvent =
  | { readonly type: "GrantProposed"; readonly text: GrantText; readonly atMs: number }
  | ({ readonly type: "GrantSigned"; readonly id: string } & GrantSigning)
  | { readonly type: "GrantGiven"; readonly id: string; readonly by: readonly Person[]; readonly atMs: number }
  | {
      readonly type: "GrantEnded";
      readonly id: string;
      readonly cause: EndCause;
      readonly says: string;
      readonly by: Actor;
      readonly atMs: number;
    }
  /** What was seen of the class before this is no evidence any more. */
  | {
      readonly type: "ClassDemoted";
      readonly class: AlertClass;
      readonly cause: DemotionCause;
      readonly says: string;
      readonly by: Actor;
      readonly atMs: number;
    };

/** A grant with all that happened to it. */
export type Grant = {
  readonly text: GrantText;
  readonly status: GrantStatus;
  readonly signed: readonly GrantSigning[];
  readonly grantedAtMs: number | undefined;
  readonly ended: { readonly cause: EndCause; readonly says: string; readonly by: Actor; readonly atMs: number } | undefined;
};

/** All grants, oldest first; `given` is the highest number that was given out, and `latestMs` the latest time named. The fold owns it. */
export type Autonomy = {
  readonly grants: Map<string, Grant>;
  readonly demoted: Map<AlertClass, { readonly cause: DemotionCause; readonly says: string; readonly atMs: number }>;
  given: number;
  latestMs: number;
};

/** Nothing is granted: shadow mode. */
export const emptyAutonomy = (): Autonomy => ({ grants: new Map(), demoted: new Map(), given: 0, latestMs: 0 });

/** The name of the world whose journal holds grants; no investigation may have it. */
export const autonomyWorld = "autonomy";

/** Whether two scopes are one. */
export const isSameScope = (a: GrantScope, b: GrantScope): boolean => a.act === b.act && a.class === b.class;

/** Whether a grant permits anything at a time: granted, not ended, and not over. */
export const isInForce = ({ status, text }: Grant, nowMs: number): boolean => status === "granted" && nowMs < text.untilMs;

/** Whether a proposal still waits for signatures. */
export const isWaiting = ({ status, text }: Grant, nowMs: number): boolean => status === "proposed" && nowMs < lapsesAtMs(text);

/** Milliseconds at which a proposal lapses that nobody signs. */
export const lapsesAtMs = ({ proposedAtMs, untilMs }: GrantText): number => Math.min(untilMs, proposedAtMs + proposalMsMax);

/** The number in the id of a grant; undefined for what is none. */
export function grantNumber(id: string): number | undefined {
  return /^g-[1-9]\d{0,8}$/.test(id) ? Number(id.slice(2)) : undefined;
}
