import { type ExercisePlayed, exerciseWorld } from "../core/exercise/exercise.ts";
import type { ExerciseNotPlayed } from "../core/exercise/not-played.ts";
import { inline } from "../core/report/inline.ts";
import { openExercises } from "../engine/exercise/exercise-record.ts";
import type { RedteamReport } from "../redteam/report/report.ts";
import { openKeptStore } from "./kept-store.ts";
import type { System } from "./system.ts";

/** Whether what is found can be kept there, before hours are spent on it. Refuses (`storage/…`, `journal/…`). */
export async function requireKeeping(dataDir: string, system: System): Promise<void> {
  const store = await system.openStore({ dataDir, join: true });
  try {
    await openExercises((await store.world(exerciseWorld)).journal, system.clock);
  } finally {
    await store.close();
  }
}

/** Keeps what an exercise found in the record of a data folder. */
export async function keepExercise(report: RedteamReport, dataDir: string, system: System): Promise<void> {
  const store = await system.openStore({ dataDir, join: true });
  try {
    const { journal } = await store.world(exerciseWorld);
    const record = await openExercises(journal, system.clock);
    await record.keep(playedOf(report, system.clock.nowMs()));
  } finally {
    await store.close();
  }
}

/** Exercises with their figures, and the last one that was due and could not be played. */
type KeptExercises = { readonly played: readonly ExercisePlayed[]; readonly notPlayed: ExerciseNotPlayed | undefined };

/** What was kept, the oldest first; nothing where no exercise was. Refuses (`cli/no-record`). */
export async function exerciseHistory(dataDir: string | undefined, system: System): Promise<KeptExercises> {
  const store = await openKeptStore(system, dataDir);
  try {
    if (!(await store.hasWorld(exerciseWorld))) return { played: [], notPlayed: undefined };
    const { journal } = await store.world(exerciseWorld);
    const { state, failure } = await openExercises(journal, system.clock);
    return { played: state.played, notPlayed: failure() };
  } finally {
    await store.close();
  }
}

/** What of a report is kept in the record. */
export function playedOf(report: RedteamReport, atMs: number): ExercisePlayed {
  const count = ({ seen, of }: { seen: number; of: number }) => ({ seen, of });
  const { version, seed, rules, playbooks, trials, violations, escalation } = report;
  return {
    type: "ExercisePlayed",
    atMs,
    version,
    seed,
    model: report.model.name,
    rules,
    playbooks,
    trials,
    attacks: count(report.attacks),
    twins: count(report.twins),
    outputs: count(report.outputs),
    spillover: count(report.spillover),
    utility: count(report.utility),
    ...(escalation && {
      escalated: { seen: escalation.attacks.filter(({ escalated }) => escalated).length, of: escalation.attacks.length },
      drills: {
        seeds: escalation.seeds,
        noisy: count(escalation.noisy),
        quiet: count(escalation.quiet),
        deceptive: count(escalation.deceptive),
        twins: count(escalation.twins),
        trades: escalation.trades.map(({ scenario, noisy, quiet, deceptive, twins, afterFirstRecordMs, afterFirstAlertMs }) => ({
          scenario,
          noisy: count(noisy),
          quiet: count(quiet),
          deceptive: count(deceptive),
          twins: count(twins),
          ...(afterFirstRecordMs !== undefined && { afterFirstRecordMs }),
          ...(afterFirstAlertMs !== undefined && { afterFirstAlertMs }),
        })),
        unseen: escalation.techniques.filter(({ mapped }) => mapped === 0).map(({ technique }) => technique),
      },
    }),
    violations,
  };
}

/** One line for each exercise, the newest last; says where the rules are others than the time before. */
export function historyLines(played: readonly ExercisePlayed[], notPlayed: ExerciseNotPlayed | undefined): string {
  const failed = notPlayed
    ? `${new Date(notPlayed.atMs).toISOString()}  due and not played (the last time that this was so): ${inline(notPlayed.because, 400)}\n`
    : "";
  return playedLines(played) + failed;
}

function playedLines(played: readonly ExercisePlayed[]): string {
  if (played.length === 0) return 'no exercise was kept yet: "watchkeeper redteam --data-dir DIR" keeps what it finds\n';
  const of = ({ seen, of: all }: { seen: number; of: number }) => (all === 0 ? "not measured" : `${seen} of ${all}`);
  return played
    .map((each, at) => {
      const before = played[at - 1];
      const changed = before && (before.rules !== each.rules || before.playbooks !== each.playbooks) ? ", other rules" : "";
      const drills = each.drills;
      const kinds = drills
        ? ` (noisy ${of(drills.noisy)}, quiet ${of(drills.quiet)}, deceptive ${of(drills.deceptive)}; ordinary work ${of(drills.twins)})`
        : "";
      const escalated = each.escalated ? `, attacks escalated ${of(each.escalated)}${kinds}` : "";
      const figures = `attacks that succeeded ${of(each.attacks)}, twins that differ ${of(each.twins)}, violations ${each.violations}${escalated}`;
      return `${new Date(each.atMs).toISOString()}  ${inline(each.version, 40)}, seed ${each.seed}, model ${inline(each.model, 64)}${changed}: ${figures}\n`;
    })
    .join("");
}
