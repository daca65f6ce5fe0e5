import { endOf, noonOfNextWorkingDay } from "./calendar/deadline.ts";
import type { HolidayCalendar } from "./calendar/holidays.ts";
import { clockKey, type Dossier } from "./dossier.ts";
import { classificationOf, factMoment, factSays, type StartingMoment, timeValue } from "./known.ts";
import type { ClockCondition, DuePeriod, PackClock, RulePack } from "./pack.ts";
import { type Applies, calendarOf, isFor, type LegalSituation, packApplies } from "./situation.ts";
import type { ClockAlarm, ClockState, Mark, Regime } from "./words.ts";

/** Where one clock of one case stands at a moment. Times are milliseconds; see the contract for what each says. */
export type RegulatoryClock = {
  readonly caseId: string;
  readonly caseTitle: string;
  readonly regime: Regime;
  readonly regimeTitle: string;
  readonly stage: string;
  readonly title: string;
  readonly article: string;
  readonly mark: Mark;
  readonly state: ClockState;
  readonly says: string;
  readonly startsOn: string | undefined;
  readonly startedMs: number | undefined;
  readonly dueMs: number | undefined;
  readonly statutoryDueMs: number | undefined;
  readonly moved: string | undefined;
  readonly provisional: boolean;
  readonly estimated: boolean;
  readonly elapsed: number | undefined;
  readonly alarm: ClockAlarm;
  readonly submittedMs: number | undefined;
  readonly reference: string | undefined;
  readonly submittedLate: boolean;
};

/** A deadline with all that it rests on. */
type FoundDue = {
  readonly startsOn: string;
  readonly start: StartingMoment;
  readonly statutoryDueMs: number;
  readonly dueMs: number;
  readonly moved: string | undefined;
};

type Looking = {
  readonly dossier: Dossier;
  readonly pack: RulePack;
  readonly clock: PackClock;
  readonly situation: LegalSituation;
  readonly calendar: HolidayCalendar;
  readonly applies: Applies;
};

/** All clocks of a case under a pack, as they stand at a moment. The same input gives the same clocks. */
export function clocksOf(dossier: Dossier, pack: RulePack, situation: LegalSituation, nowMs: number): readonly RegulatoryClock[] {
  const calendar = calendarOf(pack, situation);
  const aware = timeValue(dossier, "aware-at") ?? timeValue(dossier, "breach-aware-at");
  const applies = packApplies(pack, situation, aware?.atMs ?? nowMs);
  return pack.clocks.map((clock) => clockAt({ dossier, pack, clock, situation, calendar, applies }, nowMs));
}

function clockAt(looking: Looking, nowMs: number): RegulatoryClock {
  const { dossier, pack, clock } = looking;
  const { regime } = pack;
  const said = dossier.clocks.get(clockKey({ regime, stage: clock.stage }));
  const given = said && "dueMs" in said ? said : undefined;
  const way = wayOf(looking);
  const counted = way && dueOf(looking, way);
  const due = given ? givenDue(given.dueMs, given.atMs, counted) : counted;
  const base = { ...named(looking), says: way?.says ?? clock.says, provisional: isProvisional(looking), ...dueFields(due) };
  const why = notApplicable(looking) ?? (given ? undefined : harmlessSays(looking));
  const handedIn = dossier.submitted.filter((each) => each.regime === regime && each.stage === clock.stage);
  const first = handedIn[0];
  if (first) {
    const submittedMs = Math.min(...handedIn.map((each) => each.submittedAtMs));
    const submittedLate = due !== undefined && submittedMs > due.dueMs;
    return { ...base, ...quiet, state: "submitted", submittedMs, reference: handedIn.at(-1)?.reference ?? first.reference, submittedLate };
  }
  if (why !== undefined) return { ...base, ...quiet, ...none, state: "not-applicable", says: why };
  if (said && !given) return { ...base, ...quiet, state: "waived", says: `${said.because} (${said.by})` };
  if (!way) return { ...base, ...quiet, ...none, state: "not-applicable", says: `asks nothing as things stand: ${clock.says}` };
  if (!due && way.due.length > 0)
    return {
      ...base,
      ...quiet,
      ...none,
      state: "not-applicable",
      says: `begins with: ${way.due.map((each) => factSays(each.after, titlesOf(pack))).join(", ")}`,
    };
  if (!due) return { ...base, ...quiet, state: "running" };
  const says = given ? `${given.because} (${given.by})` : base.says;
  return { ...base, ...quiet, says, ...standing(due, nowMs, waitsForClassification(looking)) };
}

const quiet = { elapsed: undefined, alarm: "none", submittedMs: undefined, reference: undefined, submittedLate: false } as const;
const none = {
  startsOn: undefined,
  startedMs: undefined,
  dueMs: undefined,
  statutoryDueMs: undefined,
  moved: undefined,
  provisional: false,
  estimated: false,
} as const;

const named = ({ dossier, pack, clock }: Looking) => ({
  caseId: dossier.caseId,
  caseTitle: dossier.title,
  regime: pack.regime,
  regimeTitle: pack.title,
  stage: clock.stage,
  title: clock.title,
  article: clock.article,
  mark: clock.mark,
});

const dueFields = (due: FoundDue | undefined) => ({
  startsOn: due?.startsOn,
  startedMs: due?.start.atMs,
  dueMs: due?.dueMs,
  statutoryDueMs: due?.statutoryDueMs,
  moved: due?.moved,
  estimated: due?.start.estimated ?? false,
});

/** A deadline that an authority gave; where the pack knows no beginning, it runs since it was given. */
function givenDue(dueMs: number, givenMs: number, counted: FoundDue | undefined): FoundDue {
  const start = counted && counted.start.atMs < dueMs ? counted.start : { atMs: Math.min(givenMs, dueMs), estimated: false };
  return {
    startsOn: counted?.startsOn ?? "the deadline was given",
    start,
    statutoryDueMs: counted?.statutoryDueMs ?? dueMs,
    dueMs,
    moved: undefined,
  };
}

/** Why a clock asks nothing just now; undefined where it does. */
function notApplicable({ dossier, pack, clock, situation, applies }: Looking): string | undefined {
  if (!applies.applies) return applies.because;
  if (!isFor(clock.entities, situation)) return "not for this operator";
  if (pack.about !== undefined && dossier.values.get(pack.about)?.confirmed?.value === false)
    return `not about this case: ${titlesOf(pack).get(pack.about) ?? pack.about} was found not to be so`;
  const { outcome } = classificationOf(dossier, pack.regime);
  if (clock.runs === "always") return undefined;
  if (outcome === "not-reportable") return `classified as ${pack.outcome["not-reportable"]}`;
  if (clock.runs === "once-reportable" && outcome !== "reportable") return `begins once it is classified as ${pack.outcome.reportable}`;
  return undefined;
}

/** A person closed the case as harmless, and nobody classified: it asks nothing while that stands. What an authority gave a deadline for is asked. */
function harmlessSays({ dossier, pack }: Looking): string | undefined {
  const { harmless } = dossier;
  if (!harmless || classificationOf(dossier, pack.regime).outcome !== undefined) return undefined;
  return `the case was closed as harmless by ${harmless.by} at ${new Date(harmless.atMs).toISOString()}, and nobody classified it`;
}

/** It may still become another while nobody classified. */
const isProvisional = ({ dossier, pack, clock }: Looking) =>
  clock.runs === "unless-not-reportable" && classificationOf(dossier, pack.regime).outcome === undefined;

/** Whether the classification that is not there yet may begin a period anew: until then nothing is late. */
const waitsForClassification = (looking: Looking) =>
  isProvisional(looking) && looking.clock.ways.some(({ due }) => due.some(({ after }) => after === "classified"));

function wayOf(looking: Looking): PackClock["ways"][number] | undefined {
  return looking.clock.ways.find(({ when }) => when === undefined || holds(when, looking));
}

/** Whether a condition holds by what people confirmed; the agent's word alone takes no way. */
function holds(when: ClockCondition, { dossier, pack, situation, calendar }: Looking): boolean {
  if ("entity" in when) return isFor(when.entity, situation);
  if ("value" in when) return dossier.values.get(when.value)?.confirmed?.value === when.is;
  const fact = factMoment(dossier, pack.regime, when.fact);
  const start = factMoment(dossier, pack.regime, when["later-than"].after);
  return fact !== undefined && start !== undefined && fact.atMs > ended(start.atMs, when["later-than"], calendar);
}

/** The earliest of the periods whose facts are known; moved to a working day where the pack says so and no authority took that away. */
function dueOf({ dossier, pack, clock, situation, calendar }: Looking, way: PackClock["ways"][number]): FoundDue | undefined {
  const ends = way.due.flatMap((period) => {
    const start = factMoment(dossier, pack.regime, period.after);
    return start ? [{ period, start, endMs: ended(start.atMs, period, calendar) }] : [];
  });
  const [first] = ends.toSorted((a, b) => a.endMs - b.endMs);
  if (!first) return undefined;
  const { start, endMs, period } = first;
  const { order } = situation;
  const moves =
    clock.noon !== undefined &&
    order["member-states"].length > 0 &&
    !order["noon-disapplied"] &&
    !clock.noon.except.some((each) => order.entity.includes(each));
  const { dueMs, moved } = moves ? noonOfNextWorkingDay(endMs, calendar) : { dueMs: endMs, moved: undefined };
  return { startsOn: factSays(period.after, titlesOf(pack)), start, statutoryDueMs: endMs, dueMs, moved };
}

function ended(startMs: number, period: DuePeriod, calendar: HolidayCalendar): number {
  const { hours, months, "business-days": businessDays } = period;
  if (months !== undefined) return endOf(startMs, { months }, calendar);
  if (businessDays !== undefined) return endOf(startMs, { businessDays, endsAtMinute: period["ends-at-minute"] ?? 1_440 }, calendar);
  return endOf(startMs, { hours: hours ?? 0 }, calendar);
}

const titles = new WeakMap<RulePack, ReadonlyMap<string, string>>();

/** The titles of a pack's values by their ids, made once for each pack. */
function titlesOf(pack: RulePack): ReadonlyMap<string, string> {
  const known = titles.get(pack) ?? new Map(pack.values.map(({ id, title }) => [id, title]));
  titles.set(pack, known);
  return known;
}

function standing({ start, dueMs }: FoundDue, nowMs: number, waits: boolean) {
  const lengthMs = dueMs - start.atMs;
  const elapsed = lengthMs <= 0 ? 1 : Math.max(0, (nowMs - start.atMs) / lengthMs);
  const isOver = nowMs > dueMs;
  return { state: isOver && !waits ? ("late" as const) : ("running" as const), elapsed, alarm: alarmAt(elapsed, isOver) };
}

function alarmAt(elapsed: number, isOver: boolean): ClockAlarm {
  if (isOver) return "passed";
  if (elapsed >= 0.9) return "90";
  if (elapsed >= 0.75) return "75";
  return elapsed >= 0.5 ? "50" : "none";
}
