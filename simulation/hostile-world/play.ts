import { investigated } from "./investigation.ts";
import type { Doing, Episode, Move } from "./moves.ts";
import { openWorld } from "./open-world.ts";
import { propose, proposeRaw } from "./play-agent.ts";
import { adopt, changeOrders, resume, stop } from "./play-orders.ts";
import { befall, carryOut, changeCase } from "./play-pass.ts";
import { approve, approveBent, reject, reset, undo } from "./play-people.ts";
import { people, type Stage, tolerating } from "./stage.ts";
import type { HostileWorld } from "./world.ts";

/** What an episode came to, beside what the world holds. */
export type Played = { readonly world: HostileWorld; readonly refusals: number; readonly investigations: number };

/** Plays one episode from an empty record to its last move. Throws what no part of the product should throw. */
export async function play(whole: Episode): Promise<Played> {
  const stage: Stage = { world: openWorld(whole), refusals: 0, caseNumber: 0, alertNumber: 0, investigations: 0, asked: new Map() };
  await adopt(stage, 0, people.mara, people.ines);
  for (const move of whole.moves) await tolerating(stage, () => turn(stage, move));
  return stage;
}

async function turn(stage: Stage, move: Move): Promise<unknown> {
  const { world } = stage;
  switch (move.do) {
    case "propose":
      return propose(stage, move);
    case "contain":
      return contain(stage, move);
    case "investigate":
      return investigate(stage, move);
    case "propose-raw":
      return proposeRaw(stage, move);
    case "approve":
      return approve(stage, move.process, people[move.person], move.which, move.breakGlass);
    case "approve-all":
      return approveAll(stage, move.process, move.which);
    case "approve-bent":
      return approveBent(stage, move);
    case "reject":
      return reject(stage, move);
    case "carry-out":
      return carryOut(stage, move.process, move.amid);
    case "edit":
      return world.estate.edit({ kind: move.edit, number: move.number }, world.clock.nowMs());
    case "clock":
      return world.shiftClock(move.byMs);
    case "stop":
      return stop(stage, move.process, move.how);
    case "resume":
      return resume(stage, move);
    case "orders":
      return changeOrders(stage, move);
    case "restart":
      return world.restart(move.process);
    case "undo":
      return undo(stage, move);
    case "case":
      return changeCase(stage, move.which);
    case "reset":
      return reset(stage, move);
  }
}

async function approveAll(stage: Stage, process: number, which: number): Promise<void> {
  for (const person of [people.mara, people.tove, people.ines])
    await tolerating(stage, () => approve(stage, process, person, which, false));
}

/** What a quiet day looks like: one target, so many people who say yes, and a pass. Between the yes and the pass, or during it, something may happen. */
async function contain(stage: Stage, { process, wish, severity, sources, ...how }: Doing<"contain">): Promise<void> {
  const { people: count, freshly, breakGlass, byAgent, between, amid } = how;
  if (freshly) await refresh(stage, process);
  const by = breakGlass && !byAgent ? "mara" : undefined;
  await tolerating(stage, () =>
    propose(stage, { do: "propose", process, wishes: [wish], severity, sources, text: "ordinary", again: false, by, forged: false }),
  );
  for (const person of (breakGlass ? [people.vera, people.omar] : [people.mara, people.tove, people.ines]).slice(0, count))
    await tolerating(stage, () => approve(stage, process, person, 0, breakGlass));
  const target = Number(/\d+/.exec(wish.target)?.[0] ?? 1);
  if (between !== undefined) await tolerating(stage, () => befall(stage, 1 - process, between, target));
  await carryOut(stage, process, amid && { ...amid, number: target });
}

/** Alerts of the adversary's go the whole way: read, triaged, correlated, investigated, filed, approved as far as somebody does, carried out. */
async function investigate(stage: Stage, { process, lures, people: count, freshly, between, amid }: Doing<"investigate">): Promise<void> {
  const { world } = stage;
  if (freshly) await refresh(stage, process);
  const run = await investigated(lures, world.estate.index(), world.clock.nowMs());
  const name = `office-${world.runs.size}`;
  world.runs.set(name, run);
  stage.investigations++;
  const { desk } = await world.process(process);
  const { proposed } = await desk.fileProposals({ world: name, run });
  for (const [which] of proposed.entries())
    for (const person of [people.mara, people.tove, people.ines].slice(0, count))
      await tolerating(stage, () => approve(stage, process, person, which, false));
  const target = Number(/\d+/.exec(lures[0]?.host ?? "")?.[0] ?? 1);
  if (between !== undefined) await tolerating(stage, () => befall(stage, 1 - process, between, target));
  await carryOut(stage, process, amid && { ...amid, number: target });
}

/** Two admins make things go on: nothing stands stopped, and the orders at hand are in force. */
async function refresh(stage: Stage, process: number): Promise<void> {
  const { desk } = await stage.world.process(process);
  await desk.refresh();
  await resume(stage, { do: "resume", process, people: [], honest: true });
  if (desk.state.orders?.digest !== stage.world.digestOf(stage.world.ordersAtHand(process)))
    await adopt(stage, process, people.mara, people.ines);
}
