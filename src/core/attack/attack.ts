/** An ATT&CK technique that a case or an alert shows, with how sure we are (0 to 1) and the evidence it rests on. */
export type TechniqueClaim = { readonly id: string; readonly confidence: number; readonly evidence: readonly string[] };

/** A group whose techniques and tools agree with what was seen: agreement, never attribution. `score` is 0 to 1, corrected for what every group does. */
export type ActorMatch = { readonly id: string; readonly name: string; readonly score: number; readonly consistentWith: boolean };

const techniquePattern = /^T\d{4}(\.\d{3})?$/;

/** True for `T1078` and `T1078.004`. */
export function isTechniqueId(value: string): boolean {
  return techniquePattern.test(value);
}

/** `T1078` for `T1078.004` and for itself. */
export function parentTechnique(id: string): string {
  return id.slice(0, 5);
}

/** The catalogue as the stages see it: facts about ATT&CK Enterprise, handed in by whoever loaded them. */
export type AttackCatalogue = {
  readonly version: string;
  readonly technique: (id: string) => TechniqueFacts | undefined;
  readonly techniques: () => Iterable<TechniqueFacts>;
  readonly tactics: () => readonly TacticFacts[];
  /** The current id for a revoked one; the id itself when it is current; undefined when unknown. */
  readonly current: (id: string) => string | undefined;
  readonly groups: () => Iterable<GroupFacts>;
  readonly software: () => Iterable<SoftwareFacts>;
  readonly campaigns: () => Iterable<CampaignFacts>;
  /** The group whose infrastructure is collected under a name such as `apt_38`; undefined when no group that we know of. */
  readonly groupOfTrail?: (trail: string) => string | undefined;
};

/** `tactics` are ids in matrix order, as `TA0006`. */
export type TechniqueFacts = {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly string[];
  readonly platforms: readonly string[];
  readonly parent: string | undefined;
};
/** A tactic of ATT&CK: `id` is `TA0001`, `shortName` the catalogue's `initial-access`. */
export type TacticFacts = { readonly id: string; readonly name: string; readonly shortName: string };
/**
 * `id` is `G0016`, or `misp:<uuid>` for a group that ATT&CK does not hold (it then has names only). `aliases` are other names of the group;
 * `marks` are names of families and tools that others tie to it, lower-case, weaker than a name.
 */
export type GroupFacts = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly marks: readonly string[];
  readonly techniques: readonly string[];
  readonly software: readonly string[];
};
/** A malware family or tool of ATT&CK, `id` `S0154`, with its other names and the ids of the techniques it is known to use. */
export type SoftwareFacts = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly techniques: readonly string[];
};
/** A named intrusion or series of them; `groups` are those ATT&CK attributes it to, days as `2020-08-01`, empty where not known. */
export type CampaignFacts = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly techniques: readonly string[];
  readonly software: readonly string[];
  readonly groups: readonly string[];
  readonly firstSeen: string;
  readonly lastSeen: string;
};
