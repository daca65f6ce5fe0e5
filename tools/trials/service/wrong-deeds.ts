import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type GovernanceEvent, governanceWorld } from "../../../src/core/governance/governance.ts";
import { type RegulationEvent, regulationWorld } from "../../../src/core/regulation/dossier.ts";
import type { WatchFact } from "../../../src/core/watch/watch-event.ts";
import { openSealedLog } from "../../../src/engine/sealed-log.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { openStore } from "../../../src/wiring/store.ts";
import type { Deed } from "./deeds.ts";
import { openWatchRecord } from "./watch-record.ts";

/** The worlds that people's deeds are recorded in, beside that of the cases. */
export const worldsOfDeeds = [governanceWorld, regulationWorld] as const;

/** Where the record is. */
type Place = { readonly environment: Readonly<Record<string, string>>; readonly postgres: { readonly url: string } };
/** Somebody who may read what a process serves. */
type Reader = { readonly read: (at: URL, path: string) => Promise<unknown> };
type Found = { readonly word: string; readonly kind: Deed["kind"]; readonly about: string | undefined };
type Fact = WatchFact | GovernanceEvent | RegulationEvent;

/** Deeds that the record has otherwise than they were answered: what was done is there once and about the same; what was refused is not; what nobody answered is there once at most. */
export async function wrongDeeds({ environment, postgres }: Place, deeds: readonly Deed[]): Promise<string[]> {
  const found = Map.groupBy((await recorded(postgres.url, environment)).flatMap(deedIn), ({ word }) => word);
  const wrong = deeds.flatMap(({ word, kind, about, ended }) => {
    const there = found.get(word) ?? [];
    const says = `${kind} ${word}${about === undefined ? "" : ` about ${about}`} (${ended}) is in the record ${there.length} times`;
    const isRight = ended === "done" ? there.length === 1 : there.length <= (ended === "refused" ? 0 : 1);
    if (!isRight) return [says];
    const isOther = there.some((each) => each.kind !== kind || (about !== undefined && each.about !== about));
    return isOther ? [`${says}, as ${JSON.stringify(there)}`] : [];
  });
  const known = new Set(deeds.map(({ word }) => word));
  return [...wrong, ...[...found.keys()].filter((word) => !known.has(word)).map((word) => `${word} is in the record, and nobody did it`)];
}

async function recorded(databaseUrl: string, environment: Readonly<Record<string, string>>): Promise<Fact[]> {
  const watch = await openWatchRecord(databaseUrl, environment);
  const facts: Fact[] = [...watch.facts];
  await watch.close();
  const store = await openStore({ databaseUrl }, { environment, clock: realClock });
  try {
    for (const world of worldsOfDeeds)
      await openSealedLog<Fact>((await store.world(world)).journal, realClock, {
        fold: (fact) => void facts.push(fact),
        factOf: (text) => JSON.parse(text) as Fact,
        streamOf: () => "none",
        erased: "skip",
      });
  } finally {
    await store.close();
  }
  return facts;
}

function deedIn(fact: Fact): Found[] {
  const said = (kind: Deed["kind"], text: string, about: string | undefined) => {
    const word = /deed-\d{6}/.exec(text)?.[0];
    return word === undefined ? [] : [{ word, kind, about }];
  };
  switch (fact.type) {
    case "CaseDecided":
      return said("escalate", fact.conclusion.because, fact.caseId);
    case "SeriousIncidentOpened":
      return said("incident", fact.title, undefined);
    case "SeriousIncidentFact":
      return said("fact", fact.says, fact.id);
    case "IncidentClassified":
      return said("classify", fact.because, fact.caseId);
    default:
      return [];
  }
}

const served = [
  "/api/v1/governance/incidents",
  "/api/v1/governance/roster",
  "/api/v1/regulation/board",
  "/api/v1/regulation/registers",
  "/api/v1/autonomy",
  "/api/v1/quality-samples/epochs",
  "/api/v1/alarms",
];

/** What two processes serve differently for good: one that lived through the trial, and one that has just folded the record from its beginning. */
export async function servedOtherwise({ read }: Reader, [lived, fresh]: readonly [URL, URL]): Promise<string[]> {
  const wrong: string[] = [];
  for (const path of served) {
    const look = async () => [timeless(await read(lived, path)), timeless(await read(fresh, path))] as const;
    let [one, other] = await look();
    // Whoever works may record something between the two looks.
    for (let looks = 1; looks < looksMax && !isDeepStrictEqual(one, other); looks++) {
      await sleep(lookMs);
      [one, other] = await look();
    }
    if (!isDeepStrictEqual(one, other)) wrong.push(`${path} is served as ${shown(one)}, and after a start as ${shown(other)}`);
  }
  return wrong;
}

const [looksMax, lookMs] = [10, 1_000];
const shown = (said: unknown) => JSON.stringify(said).slice(0, 1_000);

/** Without what only says how late it is. */
function timeless(said: unknown): unknown {
  const { at: _, ...rest } = said as { readonly at?: unknown };
  return JSON.parse(JSON.stringify(rest, (key, value: unknown) => (clocks.has(key) ? undefined : value)));
}
const clocks: ReadonlySet<string> = new Set(["elapsedMinutes", "elapsed", "hours"]);
