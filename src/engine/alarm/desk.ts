import { type AlarmEvent, AlarmEvent as AlarmShape, type Alarms, alarmLimits, emptyAlarms } from "../../core/alarm/alarm.ts";
import { evolveAlarms } from "../../core/alarm/evolve.ts";
import type { AlarmSettings } from "../../core/alarm/settings.ts";
import { slotMs } from "../../core/measure/tally.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Intake } from "../../ports/intake.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Measures } from "../../ports/measures.ts";
import { decideAlarms, findingsNow } from "../../stages/alarm/decide.ts";
import { shareDaysBefore, shareFindings, shareWindowHours } from "../../stages/alarm/shares.ts";
import { openSealedLog } from "../sealed-log.ts";

/** What alarms of one tenant need, handed in by whoever wires them. */
export type AlarmParts = {
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly settings: AlarmSettings;
  readonly health: Intake["health"];
  readonly measures: Pick<Measures, "series" | "totals">;
};

/** Alarms of one tenant, as one process holds them; several may, on one journal. Refuses (`journal/…`). */
export type AlarmDesk = {
  readonly settings: AlarmSettings;
  /** Reads and decides once an hour; anything more often does nothing. One process at a time does it. */
  readonly round: () => Promise<void>;
  /** Rounds until the signal. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** What is known now; the fold owns it. */
  readonly state: () => Promise<Alarms>;
};

const hourMs = 3_600_000;
/** A reading that comes later after the hour began says nothing of the hour. */
const onTimeMs = 10 * 60_000;
/** How often it is looked whether an hour began. */
const everyMs = 30_000;
/** Changes within so many hours before a window may be why a share moved. */
const changedHours = 48;

const openAlarmLog = (journal: JournalStore, clock: Clock, state: Alarms) =>
  openSealedLog<AlarmEvent>(journal, clock, {
    fold: (fact) => evolveAlarms(state, fact),
    factOf: (text) => AlarmShape.parse(JSON.parse(text)),
    streamOf: () => "alarms",
    erased: "skip",
  });

/** What the journal of alarms says, for whoever only looks. Refuses (`journal/…`). */
export async function readAlarms(journal: JournalStore, clock: Clock): Promise<Alarms> {
  const state = emptyAlarms();
  await openAlarmLog(journal, clock, state);
  return state;
}

/** Cases of the day before an hour began, beside those of the days before that. */
async function sharesAt(hour: number, measures: AlarmParts["measures"], settings: AlarmSettings) {
  const end = (hour * hourMs) / slotMs;
  const daySlots = (shareWindowHours * hourMs) / slotMs;
  const bounds = Array.from({ length: shareDaysBefore + 2 }, (_, at) => Math.max(0, end - (shareDaysBefore + 1 - at) * daySlots));
  const rows = await measures.series("end", bounds);
  const days = bounds.slice(1).map((_, at) => rows.filter(({ stretch }) => stretch === at));
  const changed = await measures.totals("change", Math.max(0, end - (changedHours * hourMs) / slotMs), end);
  const changes = [...new Set(changed.map(({ key }) => String(key[0])))].toSorted();
  return { findings: shareFindings(days.at(-1) ?? [], days.slice(0, -1), settings), changes };
}

/** Opens the journal of alarms, checks it and folds it. Refuses (`journal/…`). */
export async function openAlarmDesk({ journal, clock, settings, health, measures }: AlarmParts): Promise<AlarmDesk> {
  const state = emptyAlarms();
  const log = await openAlarmLog(journal, clock, state);
  let decidedHour: number | undefined;

  async function readHour(hour: number, atMs: number): Promise<void> {
    const sources = (await health())
      .map(({ source, accepted }) => ({ source: source.slice(0, 200), accepted }))
      .toSorted((a, b) => (a.source < b.source ? -1 : 1))
      .slice(0, alarmLimits.sourcesMax);
    const fact: AlarmEvent = { type: "HourRead", hour, onTime: atMs - hour * hourMs <= onTimeMs, sources, atMs };
    await log.decide(() => (state.last !== undefined && state.last.hour >= hour ? [] : [fact]));
  }

  async function round(): Promise<void> {
    const nowMs = clock.nowMs();
    const hour = Math.floor(nowMs / hourMs);
    if (decidedHour === hour) return;
    await readHour(hour, nowMs);
    const shares = await sharesAt(hour, measures, settings);
    await log.decide(() =>
      decideAlarms(state, { ...shares, findings: [...findingsNow(state, settings), ...shares.findings], settings, nowMs }),
    );
    await log.checkpoint({ witness: "may" });
    decidedHour = hour;
  }

  return {
    settings,
    round,
    async work(signal) {
      while (!signal.aborted) {
        await round();
        await clock.sleep(everyMs, signal).catch(() => undefined);
      }
    },
    async state() {
      await log.refresh();
      return state;
    },
  };
}
