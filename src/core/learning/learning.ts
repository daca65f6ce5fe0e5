import type { Category } from "../alert/category.ts";
import type { Severity } from "../alert/severity.ts";
import type { Actor, Person } from "../person/person.ts";
import { unreachable } from "../unreachable.ts";
import type { Verdict } from "../verdict/verdict.ts";

/** A rule as alerts name it: the product that raised it, and the rule's id, name or title. */
export type RuleRef = { readonly product: string; readonly rule: string };

/**
 * What a person said of one alert, with what the alert looked like when it was triaged, so that a model can be learned from it without the evidence.
 * `world` and `alertId` name the alert; `group` names what is judged as one (a case of a world): rows of one group are alike.
 * `maliciousness` is what the shipped model gave it, before any correction learned here; `ended` is what the product itself concluded.
 */
export type Label = {
  readonly world: string;
  readonly alertId: string;
  readonly group: string;
  readonly timeMs: number;
  /** The digest of the record behind the alert: the same evidence investigated again, under another name, is the same alert. */
  readonly record: string;
  readonly product: string;
  readonly rule: string;
  readonly host: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly maliciousness: number;
  readonly ended: Verdict;
  readonly verdict: Verdict;
};

/** How challenger and champion did on held-back verdicts: losses are mean logarithmic ones, `gain` is champion's less challenger's with its 95 % interval. */
export type Comparison = {
  readonly trainedOn: number;
  readonly heldBack: number;
  readonly groups: number;
  readonly championLoss: number;
  readonly challengerLoss: number;
  readonly gain: number;
  readonly gainInterval: readonly [number, number];
  /** Held-back true positives; those that the champion holds to be malicious and the challenger would not, and the other way round. */
  readonly attacks: number;
  readonly attacksLost: number;
  readonly attacksFound: number;
  /** The same counted in groups that hold a true positive: a group is found when any of its attacks is. A comparison of before has none of these. */
  readonly attackGroups: number;
  readonly attackGroupsLost: number;
  readonly attackGroupsFound: number;
};

/** How far analysts' verdicts move one rule: log-odds, and what they stand on. `host` is absent where it holds for the rule anywhere. */
export type RuleShift = RuleRef & { readonly host?: string; readonly logOdds: number; readonly right: number; readonly of: number };

/** What was learned here, on top of the shipped model: shifts by rule, in a fixed order. */
export type Correction = { readonly version: 1; readonly shifts: readonly RuleShift[] };

/** A correction that was learned and compared with what is in use; `champion` is the digest of that, absent for the shipped model alone. */
export type Challenger = {
  readonly digest: string;
  readonly correction: Correction;
  readonly comparison: Comparison;
  readonly champion?: string;
};

/** What a suppression covers: the alerts of one rule, on one host or anywhere. */
export type Scope = RuleRef & { readonly host?: string };

/**
 * Cases with a judged alert of the scope, those in which people called one an attack, and the scope's share of all alerts of the worlds looked at: as it
 * was proposed, and from its approval on as it was then.
 */
export type Grounds = { readonly right: number; readonly of: number; readonly alertsShare: number };

/** A proposal to close a rule's alerts unseen for a time. In force only when approved, until `untilMs`. */
export type Suppression = {
  readonly id: string;
  readonly scope: Scope;
  /** What its alerts are closed as. */
  readonly verdict: "benign" | "false-positive";
  readonly because: string;
  readonly untilMs: number;
  readonly grounds: Grounds;
  readonly proposedBy: Actor;
  readonly status: "proposed" | "approved" | "rejected" | "revoked";
  readonly approvedBy?: Person;
  /** Why alerts of high severity are covered too; absent where they are not. */
  readonly highBecause?: string;
  /** A secret drawn at random when it was approved: it chooses the alerts that go the ordinary way, so that no evidence can choose for itself. */
  readonly sampleKey?: string;
};

/** What of it a run goes by: what was in force when it began. It is recorded with the run, so that a replay needs nothing else. */
export type Learned = {
  readonly suppressions: readonly Suppression[];
  readonly correction?: { readonly digest: string; readonly correction: Correction };
};

type Said = { readonly by: Person; readonly because: string; readonly atMs: number };

/** What happened to what this installation learns; kept in a journal of its own. */
export type LearningEvent =
  | ({ readonly type: "VerdictGiven"; readonly label: Label } & Said)
  | { readonly type: "ChallengerTrained"; readonly challenger: Challenger; readonly atMs: number }
  | ({ readonly type: "ModelPromoted"; readonly digest: string; readonly replaced?: string } & Said)
  | ({ readonly type: "ModelWithdrawn"; readonly digest: string } & Said)
  | { readonly type: "SuppressionProposed"; readonly suppression: Suppression; readonly atMs: number }
  | ({
      readonly type: "SuppressionApproved";
      readonly id: string;
      readonly highBecause?: string;
      readonly grounds?: Grounds;
      readonly sampleKey?: string;
    } & Said)
  | ({ readonly type: "SuppressionRejected" | "SuppressionRevoked"; readonly id: string } & Said);

/**
 * Everything that was learned: verdicts by alert (the last one given counts), challengers, which of them is in use, suppressions, and how many of those
 * were ever proposed. The fold owns it. Of challengers and of suppressions it holds the newest: older ones are forgotten here and stay in the journal.
 */
export type Learning = {
  readonly labels: Map<string, Label>;
  readonly challengers: Map<string, Challenger>;
  champion: string | undefined;
  readonly suppressions: Map<string, Suppression>;
  suppressionsProposed: number;
};

/** Challengers that are held; beyond it the oldest that is not in use is forgotten and can no longer be promoted. */
export const challengersMax = 200;
/** Suppressions that are held; beyond it the oldest that was rejected, revoked or has ended is forgotten. What waits or is in force never is. */
export const suppressionsHeldMax = 2_000;

/** Before anything was learned. */
export function emptyLearning(): Learning {
  return { labels: new Map(), challengers: new Map(), champion: undefined, suppressions: new Map(), suppressionsProposed: 0 };
}

/** The name of the world whose journal holds what was learned; no investigation may have it. */
export const learningWorld = "learning";

/** Folds one fact, in place, and gives the state. Total: takes any fact ever written, in the order it was written. */
export function evolveLearning(state: Learning, event: LearningEvent): Learning {
  switch (event.type) {
    case "VerdictGiven": {
      const key = labelKey(event.label);
      // The last word goes to the end, as in the journal.
      state.labels.delete(key);
      state.labels.set(key, event.label);
      return state;
    }
    case "ChallengerTrained":
      state.challengers.set(event.challenger.digest, event.challenger);
      for (const digest of state.challengers.keys()) {
        if (state.challengers.size <= challengersMax) break;
        if (digest !== state.champion) state.challengers.delete(digest);
      }
      return state;
    case "ModelPromoted":
      state.champion = event.digest;
      return state;
    case "ModelWithdrawn":
      state.champion = undefined;
      return state;
    case "SuppressionProposed":
      state.suppressions.set(event.suppression.id, event.suppression);
      state.suppressionsProposed++;
      for (const each of state.suppressions.values()) {
        if (state.suppressions.size <= suppressionsHeldMax) break;
        if (each.status !== "proposed" && (each.status !== "approved" || each.untilMs <= event.atMs)) state.suppressions.delete(each.id);
      }
      return state;
    case "SuppressionApproved": {
      const { id, by, highBecause, grounds, sampleKey } = event;
      return changed(state, id, {
        status: "approved",
        approvedBy: by,
        ...(highBecause !== undefined && { highBecause }),
        ...(grounds && { grounds }),
        ...(sampleKey !== undefined && { sampleKey }),
      });
    }
    case "SuppressionRejected":
      return changed(state, event.id, { status: "rejected" });
    case "SuppressionRevoked":
      return changed(state, event.id, { status: "revoked" });
    default:
      return unreachable(event);
  }
}

function changed(state: Learning, id: string, to: Partial<Suppression>): Learning {
  const held = state.suppressions.get(id);
  if (held) state.suppressions.set(id, { ...held, ...to });
  return state;
}

/** Every judged alert once: of evidence that was investigated under several names, the verdicts given in the world that was judged last. */
export function distinctLabels({ labels }: Pick<Learning, "labels">): Label[] {
  const keyOf = ({ record, product, rule }: Label) => JSON.stringify([record, product, rule]);
  const lastWorld = new Map([...labels.values()].map((label) => [keyOf(label), label.world]));
  return [...labels.values()].filter((label) => lastWorld.get(keyOf(label)) === label.world);
}

/** Names one alert of one world. */
export function labelKey({ world, alertId }: Pick<Label, "world" | "alertId">): string {
  return JSON.stringify([world, alertId]);
}
