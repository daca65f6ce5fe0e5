import type { Alert } from "../alert/alert.ts";
import type { Triage } from "../alert/triage.ts";
import { type EndedLook, takeLooks } from "../autonomy/ends.ts";
import type { Case, Standing } from "../case/case.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { noSpend } from "../model/spend.ts";
import type { CaseProfile, Held } from "../run/bond-index.ts";
import type { Partings } from "../run/partings.ts";
import type { RunState } from "../run/run.ts";
import { type CaseDesk, newDesk, type WatchState } from "./watch.ts";

type Pairs<Value> = readonly (readonly [string, Value])[];

/** A case as JSON holds it: its maps as lists. */
export type CarriedCase = {
  readonly state: Omit<Standing, "evidence" | "settled"> & {
    readonly status: Exclude<Case["status"], "unopened">;
    readonly into?: string;
    readonly evidence: Pairs<Evidence>;
    readonly settled: Pairs<string>;
  };
  readonly desk: Omit<CaseDesk, "unseen"> & { readonly unseen: readonly string[] };
};

/** One part of the state that a segment takes over from the one before. All parts, in order, fold to the state that the other one ended in. */
export type CarriedPart =
  | {
      readonly kind: "counts";
      readonly watch: Pick<WatchState, "intakeUpTo" | "lastRead" | "readMarks" | "counts" | "desk" | "nowMs"> &
        // A segment from before autonomy was granted has none.
        Partial<Pick<WatchState, "grants">>;
      readonly run: Pick<
        RunState,
        "learned" | "loaded" | "placements" | "casesSettled" | "evidenceCount" | "casesOpened" | "alertsRefused"
      > &
        // A segment from before models were connected has none.
        Partial<Pick<RunState, "modelSpend">>;
      readonly names: Pairs<string>;
      readonly leases: Pairs<RunState["leases"] extends Map<string, infer Leases> ? Leases : never>;
      readonly suppressed: Pairs<string> | null;
      readonly sampled: Pairs<string>;
      readonly splits: Pairs<Pairs<string>>;
      readonly unmerged: Partings["unmerged"];
    }
  | {
      readonly kind: "alerts";
      readonly alerts: readonly (readonly [Alert, Triage | null, receivedAtMs: number, triagedAtMs: number | null])[];
    }
  | { readonly kind: "cases"; readonly cases: readonly CarriedCase[] }
  | { readonly kind: "places"; readonly caseOfAlert: Pairs<string> }
  | { readonly kind: "keys"; readonly byKey: Pairs<Pairs<Held>> }
  | {
      readonly kind: "profiles";
      readonly byCase: Pairs<readonly [keys: readonly string[], tactics: readonly string[], rules: readonly string[], alerts: number]>;
    }
  | { readonly kind: "looks"; readonly looks: readonly (readonly [number: number, look: EndedLook])[]; readonly next: number }
  | { readonly kind: "end"; readonly untriaged: readonly string[]; readonly uncorrelated: readonly string[] };

/** How many of each kind one part holds. */
const perPart = { alerts: 200, cases: 50, places: 5_000, keys: 2_000, profiles: 200, looks: 500 } as const;

/** The state as parts, in the order in which they fold. The same state gives the same parts. */
export function* carriedParts(state: WatchState): Generator<CarriedPart> {
  const { run } = state;
  yield countsOf(state);
  for (const alerts of chunks(run.alerts.values(), perPart.alerts))
    yield {
      kind: "alerts",
      alerts: alerts.map((alert) => [
        alert,
        run.triages.get(alert.id) ?? null,
        state.receivedAtMs.get(alert.id) ?? 0,
        state.triagedAtMs.get(alert.id) ?? null,
      ]),
    };
  for (const cases of chunks(run.cases.values(), perPart.cases))
    yield { kind: "cases", cases: cases.flatMap((each) => carriedCase(each, state)) };
  for (const caseOfAlert of chunks(run.caseOfAlert, perPart.places)) yield { kind: "places", caseOfAlert };
  for (const keys of chunks(run.bonds.byKey, perPart.keys))
    yield { kind: "keys", byKey: keys.map(([key, held]) => [key, [...held]] as const) };
  for (const profiles of chunks(run.bonds.byCase, perPart.profiles))
    yield { kind: "profiles", byCase: profiles.map(([caseId, each]) => [caseId, profileOut(each)] as const) };
  const { all, next } = state.looks;
  for (const looks of chunks(all, perPart.looks)) yield { kind: "looks", looks, next };
  if (all.size === 0 && next > 0) yield { kind: "looks", looks: [], next };
  yield { kind: "end", untriaged: [...run.untriaged], uncorrelated: [...run.uncorrelated] };
}

function countsOf({ run, intakeUpTo, lastRead, readMarks, counts, desk, nowMs, grants }: WatchState): CarriedPart {
  const { learned, loaded, placements, casesSettled, evidenceCount, casesOpened, alertsRefused, modelSpend } = run;
  return {
    kind: "counts",
    watch: { intakeUpTo, lastRead, readMarks, counts, desk, nowMs, ...(grants.upTo > 0 && { grants }) },
    run: {
      learned,
      loaded,
      placements,
      casesSettled,
      evidenceCount,
      casesOpened,
      alertsRefused,
      ...(modelSpend !== noSpend && { modelSpend }),
    },
    names: [...run.names],
    leases: [...run.leases],
    suppressed: run.suppressed ? [...run.suppressed] : null,
    sampled: [...run.sampled],
    splits: [...run.partings.splits].map(([id, from]) => [id, [...from]] as const),
    unmerged: run.partings.unmerged,
  };
}

function carriedCase(each: Case, { desks }: WatchState): CarriedCase[] {
  const desk = each.status === "unopened" ? undefined : desks.get(each.caseId);
  if (each.status === "unopened" || !desk) return [];
  const state = { ...each, evidence: [...each.evidence], settled: [...each.settled] };
  return [{ state, desk: { ...desk, unseen: [...desk.unseen] } }];
}

/** A segment of a version that knew no tasks carries none; JSON leaves out what is undefined. */
function workOf({ notes, tasks = [] }: Pick<CaseDesk, "notes"> & Partial<Pick<CaseDesk, "tasks">>): Pick<CaseDesk, "notes" | "tasks"> {
  return { notes: [...notes], tasks: tasks.map((task) => ({ ...task, assignee: task.assignee, finished: task.finished })) };
}

const profileOut = ({ keys, tactics, rules, alerts }: CaseProfile) => [[...keys], [...tactics], [...rules], alerts] as const;

/** Folds one part into a state that is being made ready. */
export function takeOver(state: WatchState, part: CarriedPart): void {
  const { run } = state;
  switch (part.kind) {
    case "counts":
      takeCounts(state, part);
      return;
    case "alerts":
      for (const [alert, triage, receivedAtMs, triagedAtMs] of part.alerts) {
        run.alerts.set(alert.id, alert);
        if (triage) run.triages.set(alert.id, triage);
        state.receivedAtMs.set(alert.id, receivedAtMs);
        if (triagedAtMs !== null) state.triagedAtMs.set(alert.id, triagedAtMs);
      }
      return;
    case "cases":
      for (const { state: held, desk } of part.cases) {
        const { evidence, settled } = held;
        // JSON leaves out what is undefined.
        const whole = Object.assign(
          { playbook: undefined, conclusion: undefined, grants: undefined, inShadow: undefined, model: undefined },
          held,
          {
            alertIds: [...held.alertIds],
            joins: [...held.joins],
          },
        );
        run.cases.set(held.caseId, { ...whole, evidence: new Map(evidence), settled: new Map(settled) } as Case);
        state.desks.set(held.caseId, { ...newDesk(desk.openedAtMs), ...desk, ...workOf(desk), unseen: new Set(desk.unseen) });
      }
      return;
    case "places":
      for (const [alertId, caseId] of part.caseOfAlert) run.caseOfAlert.set(alertId, caseId);
      return;
    case "keys":
      for (const [key, held] of part.byKey) run.bonds.byKey.set(key, new Map(held));
      return;
    case "profiles":
      for (const [caseId, [keys, tactics, rules, alerts]] of part.byCase)
        run.bonds.byCase.set(caseId, { keys: new Set(keys), tactics: new Set(tactics), rules: new Set(rules), alerts });
      return;
    case "looks":
      takeLooks(state.looks, part.looks, part.next);
      return;
    case "end":
      for (const id of part.untriaged) run.untriaged.add(id);
      for (const id of part.uncorrelated) run.uncorrelated.add(id);
      state.ready = true;
      return;
  }
}

function takeCounts(state: WatchState, part: Extract<CarriedPart, { kind: "counts" }>): void {
  const { run } = state;
  const { counts, readMarks, ...watch } = part.watch;
  Object.assign(state, watch);
  state.readMarks = [...readMarks];
  Object.assign(state.counts, counts, { left: { ...state.counts.left, ...counts.left } });
  Object.assign(run, part.run);
  for (const [from, to] of part.names) run.names.set(from, to);
  for (const [address, leases] of part.leases) run.leases.set(address, leases);
  run.suppressed = part.suppressed ? new Map(part.suppressed) : undefined;
  for (const [id, by] of part.sampled) run.sampled.set(id, by);
  for (const [id, from] of part.splits) run.partings.splits.set(id, new Map(from));
  run.partings.unmerged.push(...part.unmerged);
}

function* chunks<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let chunk: Item[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
