import type { Alert, IncomingAlert } from "../../core/alert/alert.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { alertOfReport } from "../../stages/ingest/alert-of-report.ts";
import { openRaising, type Raising } from "../raising.ts";
import { openSlimming, type SlimRepeats } from "../slimming.ts";
import { decideAtDesk, type WatchContext } from "./context.ts";
import { type ReadRecords, readRecords } from "./read-records.ts";

/** The reading of the intake by whoever holds the desk. */
export type Reading = {
  /** Finishes the last read of whoever held the desk before, and feeds what remembers events. Called once, first. */
  readonly begin: () => Promise<void>;
  /** Reads what came; gives how many records. */
  readonly step: () => Promise<number>;
  /** Rules, judges or indicators are others now: what remembers events begins anew. */
  readonly renew: () => Promise<void>;
};

/** The widest batch number of one input of the event store. */
const batchesPerInput = 2 ** 20;

type Unstored = Pick<ReadRecords, "upTo" | "letters"> & { readonly batch: number; readonly events: readonly TelemetryEvent[] };

/** Opens the reading. Whatever is decided, the events of a read are stored before anything is read or triaged after it. */
export function openReading(context: WatchContext): Reading {
  const { parts, limits, log } = context;
  let slimming = openSlimming();
  let slimmedAmong = log.state.run.alerts;
  let raising = openRaising(context.knowledge, { heldBackMax: 0 });
  let unstored: Unstored | undefined;
  // What was decided may be recorded although deciding failed: a database that breaks off while it commits.
  let isSure = true;
  const store = async (): Promise<void> => {
    if (unstored) await stored(unstored, parts);
    unstored = undefined;
  };
  const feed = async () => {
    raising = openRaising(context.knowledge, { heldBackMax: 0 });
    await fed(context, raising);
  };
  const begin = async () => {
    unstored = await lastRead(context);
    await store();
    await feed();
    isSure = true;
  };
  return {
    renew: feed,
    begin,
    async step() {
      if (!isSure) {
        await log.refresh();
        await begin();
      }
      await store();
      // Once alerts left, what is held whole is counted anew.
      if (slimmedAmong !== log.state.run.alerts) slimming = openSlimming();
      slimmedAmong = log.state.run.alerts;
      const after = log.state.intakeUpTo;
      const kept = await parts.intake.read(after, limits.recordsPerStepMax);
      if (kept.length === 0) return 0;
      const read = await readRecords(kept, limits);
      const raised = raise(read, raising, limits.alertsPerRecordMax, parts.reports);
      isSure = false;
      const facts = await decideAtDesk(context, (state) => (state.intakeUpTo === after ? [readFact(read, raised, context, slimming)] : []));
      if (facts.length === 0) return 0;
      isSure = true;
      unstored = { batch: log.state.lastRead?.batch ?? 0, events: raised.events, letters: read.letters, upTo: read.upTo };
      await store();
      return read.records;
    },
  };
}

/** Stores what a read held: the same again where it is stored already. */
async function stored({ batch, events, letters, upTo }: Unstored, { events: store, intake }: WatchContext["parts"]): Promise<void> {
  const place = { inputIndex: Math.floor(batch / batchesPerInput), batch: batch % batchesPerInput };
  if (events.length > 0) await store.append({ ...place, events, letters: [] });
  if (letters.length > 0) await intake.bury(letters);
  await intake.processed(upTo);
}

type Raised = {
  readonly events: readonly TelemetryEvent[];
  readonly alerts: readonly { readonly alert: IncomingAlert; readonly receivedAtMs: number }[];
  readonly refused: number;
};

function raise({ items }: ReadRecords, raising: Raising, alertsPerRecordMax: number, reports: ReadonlySet<string> | undefined): Raised {
  const events: TelemetryEvent[] = [];
  const alerts: { alert: IncomingAlert; receivedAtMs: number }[] = [];
  const perRecord = new Map<number, number>();
  let refused = 0;
  for (const { item, receivedAtMs } of items) {
    const sorted = raising.sort([item]);
    events.push(...sorted.events);
    const isReport =
      item.kind === "event" && item.event.dataset === "mail" && reports?.has(item.event.source.path) && !carriesMails(item.event);
    const alertsOf = isReport && sorted.alerts.length === 0 ? [alertOfReport(item.event)] : sorted.alerts;
    for (const alert of alertsOf) {
      const count = (perRecord.get(alert.source.record) ?? 0) + 1;
      perRecord.set(alert.source.record, count);
      if (count > alertsPerRecordMax) refused++;
      else alerts.push({ alert, receivedAtMs });
    }
  }
  return { events, alerts, refused };
}

/** Whoever attaches a mail reports that one, not the mail around it; it is an event of its own. */
const carriesMails = ({ fields }: TelemetryEvent): boolean => typeof fields["attached.mails"] === "number";

/** What was read becomes known: alerts get their numbers in the order in which they are recorded. */
function readFact(read: ReadRecords, raised: Raised, { log, parts }: WatchContext, slimming: SlimRepeats): WatchFact {
  const { counts, intakeUpTo } = log.state;
  const alerts = raised.alerts.map(({ alert }, at): Alert => slimming({ ...alert, id: `a-${counts.alerts + at + 1}` }));
  return {
    type: "IntakeRead",
    after: intakeUpTo,
    upTo: read.upTo,
    batch: counts.reads,
    atMs: parts.clock.nowMs(),
    records: read.records,
    events: raised.events.length,
    buried: read.letters.length,
    refused: raised.refused,
    alerts,
    receivedAtMs: raised.alerts.map(({ receivedAtMs }) => receivedAtMs),
  };
}

/** What the last read that is recorded held: its events may not be stored, and are the same when they are read again. */
async function lastRead({ parts, limits, log }: WatchContext): Promise<Unstored | undefined> {
  const last = log.state.lastRead;
  if (!last) return undefined;
  const kept: Awaited<ReturnType<typeof parts.intake.read>>[number][] = [];
  for (let after = last.after; after < last.upTo; ) {
    const page = (await parts.intake.read(after, limits.recordsPerStepMax)).filter(({ position }) => position <= last.upTo);
    if (page.length === 0) break;
    kept.push(...page);
    after = page.at(-1)?.position ?? last.upTo;
  }
  // Let go since: then it was processed.
  if (kept.length === 0) return undefined;
  const { items, letters } = await readRecords(kept, { ...limits, eventsPerStepMax: Number.POSITIVE_INFINITY });
  const events = items.flatMap(({ item }) => (item.kind === "event" ? [item.event] : []));
  return { batch: last.batch, events, letters, upTo: last.upTo };
}

/** Shows what remembers events the records of its longest window again, as far back as they are kept and as many as may be; what they raise is recorded already. */
async function fed({ parts, limits, log, knowledge }: WatchContext, raising: Raising): Promise<void> {
  const { state } = log;
  const windowMs = knowledge.rules.correlations.reduce((most, { correlation }) => Math.max(most, correlation.timespanMs), hourMs);
  const mark = state.readMarks.findLast(({ atMs }) => atMs < parts.clock.nowMs() - windowMs) ?? state.readMarks[0];
  if (!mark) return;
  // Positions grow by one for each record or more, so this is never too few of the latest.
  let after = Math.max(mark.after, state.intakeUpTo - limits.recordsFedMax);
  while (after < state.intakeUpTo) {
    const page = (await parts.intake.read(after, limits.recordsPerStepMax)).filter(({ position }) => position <= state.intakeUpTo);
    if (page.length === 0) return;
    const read = await readRecords(page, limits);
    raising.sort(read.items.map(({ item }) => item));
    after = read.upTo;
  }
}

const hourMs = 3_600_000;
