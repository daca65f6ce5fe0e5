import { evolveAutonomy } from "../../core/autonomy/evolve.ts";
import { type AutonomyEvent, autonomyWorld, emptyAutonomy } from "../../core/autonomy/grant.ts";
import { ExercisePlayed, exerciseWorld } from "../../core/exercise/exercise.ts";
import { emptyGovernance, evolveGovernance, GovernanceEvent, governanceWorld } from "../../core/governance/governance.ts";
import { selfAvailability } from "../../core/governance/self-availability.ts";
import { evolveQualitySamples } from "../../core/quality-sample/evolve.ts";
import { emptyQualitySamples, QualitySampleEvent, qualitySampleWorld } from "../../core/quality-sample/quality-sample.ts";
import type { RunSettings } from "../../core/run/run-event.ts";
import { type ServiceEvent, serviceWorld } from "../../core/service/service-record.ts";
import { watchBeginning } from "../../core/watch/watch-event.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { CardChange, CardFacts } from "../../stages/governance/card.ts";
import { figureOver, missedFigure, unitsOf } from "../../stages/quality-sample/figures.ts";
import { browseEntries } from "../journal/browse.ts";
import { eventsIn } from "../journal/read-opened.ts";

/** The records of a tenant, by the names of their worlds. */
export type CardWorlds = {
  readonly worldNames: (limit: number) => Promise<readonly string[]>;
  readonly hasWorld: (name: string) => Promise<boolean>;
  readonly world: (name: string) => Promise<{ readonly journal: JournalStore }>;
};

const worldsMax = 100_000;
/** The period that field figures and availability are of, milliseconds. */
const periodMs = 90 * 86_400_000;
/** Segments of the watch whose changes are listed, entries that are looked through in each, and changes at most. */
const [segmentsMax, scannedMax, changesMax] = [3, 100_000, 200];

/** What the card says of this installation, read from its records alone. Refuses (`journal/…`). */
export async function gatherCard(worlds: CardWorlds, nowMs: number): Promise<Omit<CardFacts, "tenant" | "version" | "quality">> {
  const names = await worlds.worldNames(worldsMax);
  const facts = async (world: string) => (names.includes(world) ? eventsIn((await worlds.world(world)).journal) : []);
  const period = { fromMs: nowMs - periodMs, toMs: nowMs };
  const watched = await settingsIn(worlds, names);
  const autonomy = emptyAutonomy();
  for (const text of await facts(autonomyWorld)) evolveAutonomy(autonomy, JSON.parse(text) as AutonomyEvent);
  const governance = emptyGovernance();
  for (const text of await facts(governanceWorld)) evolveGovernance(governance, GovernanceEvent.parse(JSON.parse(text)));
  const samples = emptyQualitySamples();
  for (const text of await facts(qualitySampleWorld)) evolveQualitySamples(samples, QualitySampleEvent.parse(JSON.parse(text)));
  const service = (await facts(serviceWorld)).map((text) => JSON.parse(text) as ServiceEvent);
  const exercises = (await facts(exerciseWorld)).flatMap((text) => ExercisePlayed.safeParse(JSON.parse(text)).data ?? []);
  const starts = service.flatMap((each): CardChange[] =>
    each.type === "ServiceStarted"
      ? [{ atMs: each.atMs, says: `version ${each.version} started with configuration ${each.configuration}` }]
      : [],
  );
  return {
    atMs: nowMs,
    settings: watched.settings,
    changes: [...watched.changes, ...starts].toSorted((a, b) => b.atMs - a.atMs).slice(0, changesMax),
    changesCut: watched.cut,
    grants: [...autonomy.grants.values()],
    governance,
    missed: missedFigure(unitsOf(samples, period), figureOver(samples, period, nowMs)),
    availability: selfAvailability(
      service.flatMap((each) => (each.type === "RetentionPassed" ? [] : [each.atMs])),
      service.some(({ type }) => type === "ServiceAlive"),
      period,
    ),
    exercise: exercises.at(-1),
  };
}

/** With which rules, playbooks and models the watch works, and how that changed: from its newest segments. */
async function settingsIn(worlds: CardWorlds, names: readonly string[]) {
  const segments = names
    .filter((name) => name.startsWith(watchBeginning))
    .toSorted()
    .slice(-segmentsMax);
  let settings: RunSettings | undefined;
  let cut = false;
  const changes: CardChange[] = [];
  for (const world of segments) {
    const { journal } = await worlds.world(world);
    for (const type of ["WatchBegan", "SettingsChanged"]) {
      const isFirst = type === "WatchBegan";
      const found = await browseEntries(
        journal,
        { type },
        { from: 0, limit: isFirst ? 1 : changesMax, scannedMax: isFirst ? 1_000 : scannedMax },
      );
      cut ||= !isFirst && found.next !== undefined;
      for (const { event, recordedAtMs } of found.entries) {
        if (event === undefined) continue;
        const said = (JSON.parse(event) as { readonly settings: RunSettings }).settings;
        const differing = settings && differences(settings, said);
        if (differing !== "") changes.push({ atMs: recordedAtMs, says: differing ?? `the watch began with version ${said.version}` });
        settings = said;
      }
    }
  }
  return { settings, changes, cut };
}

/** What two settings do not have in common, in words; empty where they are one. */
function differences(before: RunSettings, after: RunSettings): string {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const named = [...new Set([...old.keys(), ...now.keys()])].toSorted().filter((name) => old.get(name) !== now.get(name));
  return named.map((name) => `${name}: ${old.get(name) ?? "none"} → ${now.get(name) ?? "none"}`).join("; ");
}
