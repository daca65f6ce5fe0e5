import { clocksOf, type RegulatoryClock } from "./clocks.ts";
import type { Dossier, Regulation } from "./dossier.ts";
import { classificationOf, factMoment } from "./known.ts";
import type { RulePack } from "./pack.ts";
import { type LegalSituation, packApplies } from "./situation.ts";
import type { Mark, Regime } from "./words.ts";

/** A case of which somebody is aware and on which nobody decided. Times are milliseconds. */
export type Undetermined = {
  readonly caseId: string;
  readonly caseTitle: string;
  readonly regime: Regime;
  readonly sinceMs: number;
  readonly estimated: boolean;
  readonly warnHours: number;
  readonly warned: boolean;
  readonly says: string;
  readonly article: string;
  readonly mark: Mark;
};

/** All clocks that ask something or did, the earliest deadline first, and what is undetermined, the oldest first. */
export type ClockBoard = { readonly clocks: readonly RegulatoryClock[]; readonly undetermined: readonly Undetermined[] };

const hourMs = 3_600_000;

/** The board at a moment. The same papers and the same moment give the same board. */
export function clockBoard(state: Regulation, situation: LegalSituation, nowMs: number): ClockBoard {
  const packs = situation.book.packs.map(({ pack }) => pack);
  const dossiers = [...state.dossiers.values()];
  const clocks = dossiers
    .flatMap((dossier) => packs.flatMap((pack) => clocksOf(dossier, pack, situation, nowMs)))
    .filter(({ state: stands }) => stands !== "not-applicable");
  const undetermined = dossiers.flatMap((dossier) => packs.flatMap((pack) => undeterminedOf(dossier, pack, situation, nowMs)));
  return { clocks: clocks.toSorted(byUrgency), undetermined: undetermined.toSorted((a, b) => a.sinceMs - b.sinceMs) };
}

const isOpen = ({ state }: RegulatoryClock) => state === "running" || state === "late";

/** What is still to be done before what is done; of either the earliest deadline, and what has none last. */
function byUrgency(a: RegulatoryClock, b: RegulatoryClock): number {
  if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
  const [first, second] = [a.dueMs ?? Number.MAX_SAFE_INTEGER, b.dueMs ?? Number.MAX_SAFE_INTEGER];
  if (first !== second) return first - second;
  const [one, other] = [`${a.caseId} ${a.regime} ${a.stage}`, `${b.caseId} ${b.regime} ${b.stage}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

function undeterminedOf(dossier: Dossier, pack: RulePack, situation: LegalSituation, nowMs: number): readonly Undetermined[] {
  const { undetermined, regime } = pack;
  if (!undetermined || dossier.harmless || classificationOf(dossier, regime).outcome !== undefined) return [];
  const since = factMoment(dossier, regime, undetermined.since);
  if (!since || !packApplies(pack, situation, since.atMs).applies) return [];
  return [
    {
      caseId: dossier.caseId,
      caseTitle: dossier.title,
      regime,
      sinceMs: since.atMs,
      estimated: since.estimated,
      warnHours: undetermined.hours,
      warned: nowMs - since.atMs >= undetermined.hours * hourMs,
      says: undetermined.says,
      article: undetermined.article,
      mark: undetermined.mark,
    },
  ];
}
