import { SocError } from "../../src/core/soc-error.ts";
import { edits } from "./estate.ts";
import type { Doing, Mishap } from "./moves.ts";
import { changeOrders, resume, stop } from "./play-orders.ts";
import { reject, undo } from "./play-people.ts";
import { type Stage, tolerating } from "./stage.ts";

/** How many turns of the event loop one pass may take before it is called stuck. */
const passTurnsMax = 50_000;

/** A pass, until it ends, its process dies or nothing moves any more. */
export async function carryOut(stage: Stage, number: number, amid?: Doing<"carry-out">["amid"]): Promise<void> {
  const { world } = stage;
  if (amid) prepare(stage, number, amid);
  await pass(stage, number);
  world.calls.leaveAlone(number);
  world.race = () => {};
}

async function pass({ world }: Stage, number: number): Promise<void> {
  const process = await world.process(number);
  const ended = new AbortController();
  const passed = process.desk.carryOut(ended.signal).then(
    () => {},
    (cause: unknown) => {
      if (!(cause instanceof SocError)) throw cause;
    },
  );
  let isOver = false;
  const over = Promise.race([passed, process.died]).finally(() => {
    isOver = true;
  });
  for (let turns = 0; !isOver; turns++) {
    if (turns > passTurnsMax) throw new Error("a pass does not end");
    await new Promise((settle) => setImmediate(settle));
  }
  await over;
}

/** In the middle of some call of the pass, something happens elsewhere. */
function prepare(stage: Stage, number: number, { mishap, when, number: target }: NonNullable<Doing<"carry-out">["amid"]>): void {
  const { world } = stage;
  if (isEdit(mishap)) world.race = () => world.estate.edit({ kind: mishap, number: target }, world.clock.nowMs());
  world.calls.interrupt(number, when, async () => {
    if (mishap === "die-after") return () => world.kill(number);
    await tolerating(stage, () => befall(stage, 1 - number, mishap, target));
    return undefined;
  });
}

const isEdit = (mishap: Mishap): mishap is (typeof edits)[number] => (edits as readonly string[]).includes(mishap);
/** Longer than any proposal of this world waits for people. */
const waitMs = 4 * 3_600_000 + 1;

/** Something happens by way of that process, or to the one beside it. */
export async function befall(stage: Stage, process: number, what: Mishap, number: number): Promise<unknown> {
  const { world } = stage;
  if (isEdit(what)) return world.estate.edit({ kind: what, number }, world.clock.nowMs());
  switch (what) {
    case "case":
      return changeCase(stage, 0);
    case "graver":
      world.estate.edit({ kind: "make-server", number }, world.clock.nowMs());
      return world.estate.edit({ kind: "make-privileged", number }, world.clock.nowMs());
    case "late":
      return world.shiftClock(waitMs);
    case "back":
      return world.shiftClock(-24 * 3_600_000);
    case "stop":
      return stop(stage, process, "record");
    case "stop-file":
      return stop(stage, process, "file");
    case "other-orders":
      return changeOrders(stage, { do: "orders", process: 1 - process, change: "more-budget", adopt: false });
    case "one-admin":
      await stop(stage, process, "record");
      return resume(stage, { do: "resume", process, people: ["mara"], honest: false });
    case "die":
    case "die-after":
      return world.restart(1 - process);
    case "other-process":
      return pass(stage, process);
    case "reject":
      return reject(stage, { do: "reject", process, person: "mara", which: 0, forged: false });
    case "undo":
      return undo(stage, { do: "undo", process, person: "mara", which: 0, forged: false });
  }
}

/** More alerts, another verdict: the case that people were shown is not that case any more. */
export async function changeCase({ world }: Stage, which: number): Promise<void> {
  const all = [...world.runs].flatMap(([name, run]) => [...run.cases].map(([id, held]) => ({ name, run, id, held })));
  const { name, run, id, held } = all.at(-1 - which) ?? {};
  if (!run || id === undefined || held === undefined || held.status === "unopened" || held.status === "merged") return;
  world.changedCases.set(`${name} ${id}`, world.tick());
  run.cases.set(id, { ...held, alertIds: [...held.alertIds, `a-late-${world.tick()}`] });
}
