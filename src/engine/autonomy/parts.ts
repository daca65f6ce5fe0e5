import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import type { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import type { ClosingGrants } from "../../core/autonomy/closing.ts";
import type { GranterKey } from "../../core/autonomy/decide.ts";
import type { EndedLook } from "../../core/autonomy/ends.ts";
import type { Autonomy, AutonomyEvent, GrantBasis } from "../../core/autonomy/grant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { SampledOf } from "../../stages/autonomy/compare.ts";
import type { SealedLog } from "../sealed-log.ts";

/** What autonomy of one tenant is opened with. */
export type AutonomyParts = {
  readonly tenant: string;
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly bounds: AutonomyBounds;
  /** The keys that are registered for a person, in the standing orders and as passkeys of their account. */
  readonly keysOf: (person: string) => Promise<readonly GranterKey[]>;
  /** The watch of the tenant: how looks ended, and where grants that changed are told at once. */
  readonly watch: {
    readonly looks: () => Promise<readonly EndedLook[]>;
    readonly grantsChanged: (now: ClosingGrants) => Promise<void>;
  };
  /** By what a class is judged now. */
  readonly basisOf: () => Promise<(of: AlertClass) => GrantBasis>;
  /** Quality samples of what the agent closed of a class since a time; none where nobody judges any. */
  readonly sampledOf?: (of: AlertClass, sinceMs: number) => Promise<SampledOf>;
};

/** What the parts of an open desk share. */
export type HeldAutonomy = {
  readonly parts: AutonomyParts;
  readonly state: Autonomy;
  readonly log: SealedLog<AutonomyEvent>;
};
