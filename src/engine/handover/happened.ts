import { autonomyWorld } from "../../core/autonomy/grant.ts";
import { containmentWorld } from "../../core/containment/containment.ts";
import type { HandoverPeriod } from "../../core/handover/text.ts";
import { learningWorld } from "../../core/learning/learning.ts";
import { serviceWorld } from "../../core/service/service-record.ts";
import { segmentOf } from "../../core/watch/watch-event.ts";
import type { HandoverSource, Happened, RecordStanding } from "../../stages/handover/findings.ts";
import { accessWorld } from "../access/access-record.ts";
import { latestCheckpoint } from "../journal/publish.ts";
import { entriesOf, timeAt } from "./entries.ts";
import type { HandoverWorlds } from "./parts.ts";

/** Entries of one record that are looked at, and that are told, at most. */
const scannedMax = 1_000_000;
const givenMax = 20_000;
/** Worlds that a tenant is looked through for, at most. */
const worldsMax = 10_000;
/** Segments of the watch that one handover reads, the newest. */
const segmentsMax = 50;

const watchTypes = new Set([
  "CaseOpened",
  "CaseClosed",
  "CaseMerged",
  "CaseUnmerged",
  "AlertSplit",
  "CaseEscalated",
  "CaseLeftToPeople",
  "CaseDecided",
  "CaseReopened",
  "VerdictReached",
]);
const typesOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    containmentWorld,
    new Set([
      "ActionProposed",
      "ActionApproved",
      "ActionRejected",
      "ActionExpired",
      "ActionVoided",
      "ActionRefused",
      "OutcomeRecorded",
      "UndoAsked",
      "Stopped",
      "Resumed",
      "BreakerTripped",
      "BreakerReset",
      "OrdersAdopted",
    ]),
  ],
  [accessWorld, new Set(["AccountMade", "RoleGiven", "RoleTaken", "AccountLocked", "AccountUnlocked", "SettingChanged"])],
  [learningWorld, new Set(["SuppressionApproved", "SuppressionRevoked", "ModelPromoted", "ModelWithdrawn"])],
  [autonomyWorld, new Set(["GrantProposed", "GrantGiven", "GrantEnded", "ClassDemoted"])],
  [serviceWorld, new Set(["ServiceStarted", "RetentionPassed"])],
]);

/** What happened in a period, record by record in the order of their names, and the worlds of which more happened than was read. Refuses (`journal/…`). */
export async function happenedIn(
  worlds: HandoverWorlds,
  period: HandoverPeriod,
): Promise<{ readonly happened: readonly Happened[]; readonly cut: readonly string[] }> {
  const happened: Happened[] = [];
  const cut: string[] = [];
  for (const world of await worldsRead(worlds)) {
    const types = typesOf.get(world) ?? watchTypes;
    const { journal } = await worlds.world(world);
    const found = await entriesOf(journal, { types, period, scannedMax, givenMax });
    if (found.cut) cut.push(world);
    for (const { sequence, type, recordedAtMs, event } of found.entries)
      happened.push({
        world,
        sequence,
        atMs: recordedAtMs,
        type,
        fact: event === undefined ? undefined : (JSON.parse(event) as HandoverSource),
      });
  }
  return { happened, cut };
}

async function worldsRead(worlds: HandoverWorlds): Promise<string[]> {
  const names = await worlds.worldNames(worldsMax);
  const segments = names.filter((name) => segmentOf(name) !== undefined).toSorted();
  return [...names.filter((name) => typesOf.has(name)), ...segments.slice(-segmentsMax)].toSorted();
}

/** How far the records are written and published: those that are read, and the newest segment of the watch alone. Refuses (`journal/…`). */
export async function recordsStanding(worlds: HandoverWorlds, more: readonly string[]): Promise<readonly RecordStanding[]> {
  const names = await worlds.worldNames(worldsMax);
  const segment = names
    .filter((name) => segmentOf(name) !== undefined)
    .toSorted()
    .at(-1);
  const read = names.filter((name) => typesOf.has(name) || more.includes(name) || name === segment).toSorted();
  const standing: RecordStanding[] = [];
  for (const world of read) {
    const { journal } = await worlds.world(world);
    const head = await journal.head();
    if (!head) continue;
    const entries = head.sequence + 1;
    const published = (await latestCheckpoint(journal.publication))?.size ?? 0;
    const unpublishedSinceMs = published < entries ? await timeAt(journal, published) : undefined;
    standing.push({ world, entries, hash: head.hash, published, unpublishedSinceMs });
  }
  return standing;
}
