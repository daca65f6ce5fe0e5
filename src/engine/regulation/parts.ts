import type { Asset } from "../../core/asset/asset.ts";
import type { RegisteredKey } from "../../core/handover/decide.ts";
import type { OwnOutage } from "../../core/regulation/availability.ts";
import type { Regulation, RegulationEvent } from "../../core/regulation/dossier.ts";
import type { LegalSituation } from "../../core/regulation/situation.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Views } from "../../ports/views.ts";
import type { HandoverWorlds } from "../handover/parts.ts";
import type { SealedLog } from "../sealed-log.ts";

/** What the papers of one tenant are opened with. */
export type RegulationParts = {
  readonly tenant: string;
  readonly journal: JournalStore;
  readonly clock: Clock;
  /** The law as it was loaded at the start, what the operator is before it, and why packs of theirs were left out. */
  readonly situation: LegalSituation;
  readonly problems: readonly string[];
  readonly views: Pick<Views, "case" | "cases" | "note">;
  /** An asset by its name, as the inventory is now. */
  readonly assetOf: (name: string) => Asset | undefined;
  /** Where legal holds and erasures are recorded. */
  readonly worlds: HandoverWorlds;
  /** The service's own record: whether signs of life are given, and what was found between them. */
  readonly outages: () => Promise<readonly OwnOutage[]>;
  readonly keysOf: (person: string) => Promise<readonly RegisteredKey[]>;
};

/** What the work on papers holds. */
export type HeldRegulation = { readonly parts: RegulationParts; readonly state: Regulation; readonly log: SealedLog<RegulationEvent> };
