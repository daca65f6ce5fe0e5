import type { RecordEvent } from "../../core/journal/keeping.ts";
import type { OwnOutage } from "../../core/regulation/availability.ts";
import { RegulationEvent } from "../../core/regulation/dossier.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { entriesOf } from "../handover/entries.ts";
import type { RegulationParts } from "./parts.ts";

/** Worlds and entries of each that are looked through for holds and erasures, and given, at most. */
const worldsMax = 1_000;
const scannedMax = 1_000_000;
const givenMax = 20_000;

/** One entry of the papers' record. `fact` is undefined where its key was destroyed. */
export type RegulationEntry = {
  readonly sequence: number;
  readonly type: string;
  readonly recordedAtMs: number;
  readonly fact: RegulationEvent | undefined;
};

type Held<Type extends RecordEvent["type"]> = { readonly world: string } & Extract<RecordEvent, { type: Type }>;

/** What records say of themselves: holds that stand, erasures, and times in which nobody of ours was there. `cut`: a record was longer than is read. */
export type KeptRegisters = {
  readonly holds: readonly Held<"LegalHoldPlaced">[];
  readonly erasures: readonly Held<"PersonalDataErased">[];
  readonly outages: readonly OwnOutage[];
  readonly cut: boolean;
};

const recordTypes = new Set(["LegalHoldPlaced", "LegalHoldReleased", "PersonalDataErased"]);

/** Looks through every record of the tenant. Refuses (`journal/…`). */
export async function keptRegisters({ worlds, clock, outages }: RegulationParts): Promise<KeptRegisters> {
  const holds: Held<"LegalHoldPlaced">[] = [];
  const erasures: Held<"PersonalDataErased">[] = [];
  let isCut = false;
  const period = { fromMs: 0, toMs: clock.nowMs() + 1 };
  for (const world of (await worlds.worldNames(worldsMax)).toSorted()) {
    const { journal } = await worlds.world(world);
    const { entries, cut } = await entriesOf(journal, { types: recordTypes, period, scannedMax, givenMax });
    isCut ||= cut;
    const standing = new Map<string, Held<"LegalHoldPlaced">>();
    for (const { event } of entries) {
      if (event === undefined) continue;
      const fact = JSON.parse(event) as RecordEvent;
      if (fact.type === "LegalHoldPlaced") standing.set(fact.scope, { world, ...fact });
      if (fact.type === "LegalHoldReleased") standing.delete(fact.scope);
      if (fact.type === "PersonalDataErased") erasures.push({ world, ...fact });
    }
    holds.push(...standing.values());
  }
  return { holds, erasures, outages: await outages(), cut: isCut };
}

const ownTypes: ReadonlySet<string> = new Set(RegulationEvent.options.map((each) => each.shape.type.value));

/** What was recorded in a period, opened and checked against its chain. Refuses (`journal/…`). */
export async function regulationEntries(journal: JournalStore, period: { readonly fromMs: number; readonly toMs: number }) {
  const { entries, cut } = await entriesOf(journal, { types: ownTypes, period, scannedMax, givenMax });
  const read = entries.map(
    ({ sequence, type, recordedAtMs, event }): RegulationEntry => ({
      sequence,
      type,
      recordedAtMs,
      fact: event === undefined ? undefined : RegulationEvent.parse(JSON.parse(event)),
    }),
  );
  return { entries: read, cut };
}
