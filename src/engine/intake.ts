import type { Alert, IncomingAlert } from "../core/alert/alert.ts";
import type { AssessmentInput } from "../core/assessment/assessment.ts";
import type { DeadLetter, TelemetryEvent } from "../core/event/event.ts";
import type { InputBytes } from "../core/run/run.ts";
import { readInput } from "../formats/read.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";
import { changedInput } from "./changed-input.ts";
import { openHashing } from "./hashing.ts";
import { openRaising, type Raising } from "./raising.ts";
import type { Recorder } from "./recorder.ts";
import { type Rejections, rejectionsOf } from "./rejections.ts";
import { openSlimming, type SlimRepeats } from "./slimming.ts";
import type { World } from "./world.ts";

/** The most alerts that one run holds where its world names no other number; the rest is counted as dead-lettered. */
export const alertsMaxDefault = 250_000;
/** Batches on their way to the event store while the next is being read. */
const batchesInFlightMax = 2;

/** Reading as it stands: the correlator and the counts live as long as the process; a restart reads again from the beginning, recording nothing twice. */
type Intake = {
  readonly recorder: Recorder;
  readonly world: World;
  readonly raising: Raising;
  readonly slimming: SlimRepeats;
  readonly inFlight: Promise<void>[];
  readonly signal: AbortSignal | undefined;
  alertsSeen: number;
  recordsSeen: number;
};

/** Reads every input: events into the store, alerts that came and alerts that our rules raise into the journal. What was recorded before a crash is read again but not recorded again. */
export async function readInputs(recorder: Recorder, world: World, signal: AbortSignal | undefined): Promise<void> {
  const intake: Intake = {
    recorder,
    world,
    raising: openRaising(world),
    slimming: openSlimming(),
    inFlight: [],
    signal,
    alertsSeen: 0,
    recordsSeen: 0,
  };
  for (const [index, input] of world.inputs.entries()) await readOne(index, input, intake);
  await settle(intake, 0);
  if (recorder.state.detectionsCorrelated) return;
  const raised = intake.raising.end();
  const { lateBeyondMemory, evictedGroups } = intake.raising.counts();
  if (lateBeyondMemory + evictedGroups > 0) world.progress.note(forgotten(lateBeyondMemory, evictedGroups));
  await recorder.record([{ type: "DetectionsCorrelated", ...accepted(raised, intake) }]);
}

/** What the bounds of correlation may have cost: said, since a burst could be missing. */
function forgotten(late: number, groups: number): string {
  return `correlation rules: ${late} matches came too late to be counted with earlier ones, ${groups} groups were let go; name fewer inputs at once, or in order of time, to count them all`;
}

async function readOne(index: number, input: EvidenceInput, intake: Intake): Promise<void> {
  const { recorder, world } = intake;
  const done = recorder.state.inputsRead.has(index);
  const recordedBatch = recorder.state.batchesRead.get(index) ?? -1;
  const results: AssessmentInput[] = [];
  const rejections: Rejections = new Map();
  const hashing = openHashing();
  let batch = 0;
  for await (const step of readInput(input.path, hashing.of(input.open()), { modifiedMs: input.modifiedMs })) {
    intake.signal?.throwIfAborted();
    if (step.kind === "input") {
      const { kind: _, ...ledger } = step;
      results.push({ ...ledger, ...rejectionsOf(rejections, step.path) });
      // Two members of an archive may have one name.
      rejections.delete(step.path);
      continue;
    }
    const { events, alerts, letters } = intake.raising.sort(step.records);
    for (const letter of letters) noteRejection(rejections, letter);
    if (!done) await store(index, batch, events, letters, intake);
    const { alerts: numbered, refused } = accepted(alerts, intake);
    if (!done && batch > recordedBatch && (numbered.length > 0 || refused > 0)) {
      await recorder.record([{ type: "BatchRead", inputIndex: index, batch, alerts: numbered, refused }]);
    }
    batch++;
    intake.recordsSeen += step.records.length;
    world.progress.step("read", intake.recordsSeen, undefined);
  }
  const bytes = hashing.whole();
  if (done) return refuseChanged(input.path, recorder.state.inputBytes.get(index), bytes);
  await settle(intake, 0);
  await recorder.record([{ type: "InputRead", inputIndex: index, results, ...(bytes && { bytes }) }]);
}

/** What is read again must be what was read before: the second reading feeds the correlator. */
function refuseChanged(path: string, before: InputBytes | undefined, now: InputBytes | undefined): void {
  if (before && now && before.digest !== now.digest) throw changedInput(path);
}

/** Numbers alerts in the order of acceptance; the number of an alert is the same however often its input is read. */
function accepted(alerts: readonly IncomingAlert[], intake: Intake): { alerts: Alert[]; refused: number } {
  const numbered: Alert[] = [];
  let refused = 0;
  for (const alert of alerts) {
    if (intake.alertsSeen >= (intake.world.alertsMax ?? alertsMaxDefault)) refused++;
    else numbered.push(intake.slimming({ ...alert, id: `a-${++intake.alertsSeen}` }));
  }
  return { alerts: numbered, refused };
}

/** Hands a batch to the store without waiting for it, but never with more than a few on their way. */
async function store(
  inputIndex: number,
  batch: number,
  events: readonly TelemetryEvent[],
  letters: readonly DeadLetter[],
  intake: Intake,
): Promise<void> {
  if (events.length === 0 && letters.length === 0) return;
  const stored = intake.world.events.append({ inputIndex, batch, events, letters });
  // The failure is met where the batch is awaited; until then it must not count as unhandled.
  stored.catch(() => {});
  intake.inFlight.push(stored);
  await settle(intake, batchesInFlightMax);
}

async function settle({ inFlight }: Intake, leave: number): Promise<void> {
  while (inFlight.length > leave) await inFlight.shift();
}

function noteRejection(rejections: Rejections, { path, reason, detail }: DeadLetter): void {
  const byReason = rejections.get(path) ?? new Map();
  const held = byReason.get(reason) ?? { count: 0, example: detail };
  byReason.set(reason, { count: held.count + 1, example: held.example });
  rejections.set(path, byReason);
}
