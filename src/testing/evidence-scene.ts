import { cosignatureLine, parseNote } from "../core/transparency/note.ts";
import { verifierKeyOf } from "../core/transparency/verifier-key.ts";
import { openRecordLog } from "../engine/journal/record-log.ts";
import { openSealedLog } from "../engine/sealed-log.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Witness } from "../ports/witness.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { memoryPublication } from "../storage/transparency/memory-publication.ts";
import { fakeClock } from "./fake-clock.ts";
import { sampleLogKey } from "./sample-log.ts";

type Told = { readonly type: string; readonly stream: string; readonly atMs: number; readonly says?: string; readonly settings?: object };

const witnessKey = sampleLogKey("witness.example.net", 7);
const witness: Witness = {
  name: witnessKey.name,
  key: verifierKeyOf(witnessKey, "cosignature"),
  cosign: async ({ checkpoint }) => ({ lines: [cosignatureLine(parseNote(checkpoint).text, witnessKey, 1_780_000_000)] }),
};

/** Times of the scene: a year whose second quarter is asked for. */
export const [scenePeriod, sceneStartMs] = [{ fromMs: Date.parse("2026-04-01"), toMs: Date.parse("2026-07-01") }, Date.parse("2026-01-10")];

/**
 * The records of a tenant over half a year, in memory, all signed by one key and seen by a witness: two segments of a watch, governance, access, and worlds that
 * are no evidence. `case-2` was erased, and a password was set.
 */
export async function evidenceScene() {
  const clock = fakeClock(sceneStartMs);
  const worlds = new Map<string, JournalStore>();
  const keyName = (world: string) => `log.example.org/tenant/${world}`;
  const put = async (world: string, facts: readonly Told[]) => {
    const origin = keyName(world);
    const publication = {
      ...memoryPublication([witness]),
      origin,
      keys: async () => ({ current: sampleLogKey(origin, 3), successions: [] }),
    };
    const store = memoryJournalStore({ publication });
    worlds.set(world, store);
    const log = await openSealedLog<Told>(store, clock, {
      fold: () => {},
      factOf: (text) => JSON.parse(text) as Told,
      streamOf: ({ stream }) => stream,
    });
    for (const fact of facts) {
      clock.set(fact.atMs);
      await log.record([fact]);
    }
    return store;
  };
  const day = (month: number, at: number) => Date.UTC(2026, month - 1, at, 12);
  const told = (type: string, stream: string, atMs: number, says = "x".repeat(40)): Told => ({ type, stream, atMs, says });
  await put("watch-000001", [
    { ...told("WatchBegan", "run", day(1, 10)), settings: { version: "1.2.2", rules: "sha256:aa" } },
    told("VerdictReached", "case-1", day(3, 1)),
    told("CaseOpened", "case-2", day(4, 2)),
    told("VerdictReached", "case-2", day(4, 3), "what is erased later"),
    told("CaseClosed", "case-2", day(4, 3)),
    told("ModelAsked", "case-3", day(5, 9), "ü".repeat(700)),
    told("CaseEscalated", "case-3", day(6, 30)),
  ]);
  await put("watch-000002", [
    { ...told("WatchBegan", "run", day(6, 30)), settings: { version: "1.2.3", rules: "sha256:bb" } },
    told("CaseEscalated", "case-4", day(7, 1)),
    told("CaseClosed", "case-5", day(8, 1)),
  ]);
  await put("access", [
    told("PasswordSet", "account-1", day(2, 1)),
    told("RoleGiven", "account-1", day(5, 1)),
    told("PasswordSet", "account-1", day(5, 2)),
  ]);
  await put("governance", [told("OverseerEntered", "roster", day(4, 5))]);
  await put("containment", [told("ActionProposed", "action-1", day(1, 20))]);
  await put("investigation", [told("CaseClosed", "case-1", day(5, 5))]);
  clock.set(Date.parse("2026-08-02"));
  const erasing = await openRecordLog(worlds.get("watch-000001") as JournalStore, clock);
  await erasing.obey({ type: "ErasePersonalData", scope: "case-2", by: "person:dora", because: "asked for" });
  return { clock, worlds, key: verifierKeyOf(sampleLogKey("log.example.org/tenant", 3), "note") };
}
