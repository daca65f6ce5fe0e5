import { join, resolve } from "node:path";
import { playedOf } from "../../cli/redteam-history.ts";
import type { OpenStore } from "../../cli/system.ts";
import type { ExerciseOrder } from "../../core/configuration/exercise.ts";
import { type ExercisePlayed, exerciseWorld } from "../../core/exercise/exercise.ts";
import { inline } from "../../core/report/inline.ts";
import { type ExerciseRecord, openExercises } from "../../engine/exercise/exercise-record.ts";
import { keepExercising } from "../../engine/exercise/keep-exercising.ts";
import type { TenantConfiguration } from "../../ports/configuration.ts";
import type { Leases } from "../../ports/leases.ts";
import { RedteamReport } from "../../redteam/report/report.ts";
import { playInChild } from "./exercise-child.ts";
import type { TenantParts } from "./parts.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** The longest that an exercise may take. */
const hoursMax: Readonly<Record<ExerciseOrder["size"], number>> = { quick: 3, standard: 8, full: 48 };
const becauseLengthMax = 300;

type Held = { readonly store: OpenStore; readonly leases: Leases };

/** Plays the exercise of a tenant at its times, in a process of its own, on the rules and files that the tenant is served with. */
export async function exercising(parts: TenantParts, order: ExerciseOrder, held: Held, signal: AbortSignal): Promise<void> {
  const { tenant, system, log } = parts;
  const { clock } = system;
  const record = await openExercises((await held.store.world(exerciseWorld)).journal, clock);
  await keepExercising(
    {
      order,
      clock,
      leases: held.leases,
      async lastMs() {
        // A person may play one beside the service.
        await record.refresh();
        return latestOf(record);
      },
      async play(until) {
        const seed = Math.floor(clock.nowMs() / dayMs);
        log.info("exercise/begun", { tenant: tenant.name, size: order.size, seed });
        const words = wordsOf(order, tenant, { folder: parts.places.folder, seed });
        return played(await playInChild(words, parts, { timeMsMax: hoursMax[order.size] * hourMs, signal: until }), clock.nowMs());
      },
      async keep(fact) {
        await record.keep(fact);
        const { trials, violations } = fact;
        const facts = { tenant: tenant.name, trials, violations };
        if (violations > 0) log.error("exercise/violations", facts);
        else log.info("exercise/played", facts);
      },
      async failed(cause) {
        const because = inline(cause instanceof Error ? cause.message : "it ended without a reason", becauseLengthMax);
        log.error("exercise/not-played", { tenant: tenant.name }, cause);
        await record.keep({ type: "ExerciseNotPlayed", because, atMs: clock.nowMs() });
      },
    },
    signal,
  );
}

/** A drill alone, without hostile text, is no exercise of this kind. */
function latestOf({ state, failure }: ExerciseRecord): number | undefined {
  const times = [state.played.findLast(({ trials }) => trials > 0)?.atMs, failure()?.atMs].filter((each) => each !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The command as a person would type it. */
export function wordsOf(
  { size, escalation, model }: ExerciseOrder,
  tenant: Pick<TenantConfiguration, "name" | "rules" | "builtin-rules" | "inventory" | "indicators">,
  { folder, seed }: { readonly folder: string; readonly seed: number },
): readonly string[] {
  const each = (option: string, paths: readonly string[]) => paths.flatMap((path) => [`--${option}`, resolve(folder, path)]);
  const isOfFile = model !== "none" && model !== "hostile";
  return [
    ...["redteam", "--json", "--seed", String(seed), "--model", model],
    ...(isOfFile ? ["--config", join(folder, "watchkeeper.yaml")] : []),
    ...(size === "standard" ? [] : [`--${size}`]),
    ...(escalation ? ["--escalation"] : []),
    ...(tenant["builtin-rules"] ? [] : ["--no-builtin-rules"]),
    ...each("rules", tenant.rules),
    ...each("inventory", tenant.inventory),
    ...each("indicators", tenant.indicators),
  ];
}

function played(printed: string, atMs: number): ExercisePlayed {
  try {
    return playedOf(RedteamReport.parse(JSON.parse(printed)), atMs);
  } catch {
    throw new Error('it printed no report that can be read: play "watchkeeper redteam" by hand and look at what it says');
  }
}
