import type { ContainmentCommand } from "../../core/containment/command.ts";
import type { ActionState, Containment, ContainmentEvent } from "../../core/containment/containment.ts";
import { decideContainment, emptyContainment, evolveContainment, inFlight, timeOf } from "../../core/containment/decide.ts";
import { takenSignature } from "../../core/containment/passkey-signature.ts";
import type { Clock } from "../../ports/clock.ts";
import { openSealedLog } from "../sealed-log.ts";
import { type CarriedOut, carryOut } from "./carry-out.ts";
import { type DryRun, dryRun } from "./dry-run.ts";
import { type Filed, type Filing, fileProposals } from "./file-proposals.ts";
import { type Bench, type DeskParts, defaultPatience } from "./parts.ts";
import type { ReadPace } from "./standing.ts";

/**
 * Where containment is asked for, decided and carried out. Many processes may have one: each decision is made on everything that any of them recorded
 * before it, and only one at a time carries out.
 */
export type ContainmentDesk = {
  /** As far as it was read; `refresh` reads on. */
  readonly state: Containment;
  readonly refresh: () => Promise<void>;
  /** Decides one command and records what follows. Refuses with `containment/…`. */
  readonly obey: (command: ContainmentCommand) => Promise<readonly ContainmentEvent[]>;
  /** Turns what an investigation proposed into actions. */
  readonly fileProposals: (filing: Filing) => Promise<Filed>;
  /** One pass over everything that is due; what stands is read back at the pace, `steadyPace` where none is given. */
  readonly carryOut: (signal: AbortSignal, pace?: ReadPace) => Promise<CarriedOut>;
  /** What would be done, found out without doing it. */
  readonly dryRun: (id: string) => Promise<DryRun>;
  /** What a stop cannot take back: calls under way and unknown outcomes. */
  readonly inFlight: () => readonly ActionState[];
  /** Signs what is recorded so far; with "may" a witness that does not sign is done without. */
  readonly checkpoint: (how?: { readonly witness: "must" | "may" }) => Promise<void>;
};

/** Opens the journal of containment, checks it and folds it. Refuses (`journal/chain-broken`, `journal/rolled-back`). */
export async function openDesk(parts: DeskParts): Promise<ContainmentDesk> {
  return deskOf(await openBench(parts));
}

/** The desk over a bench. */
export function deskOf(bench: Bench): ContainmentDesk {
  return {
    state: bench.state,
    refresh: bench.refresh,
    obey: (command) => bench.decide(async () => taken(command)),
    fileProposals: (filing) => fileProposals(bench, filing),
    carryOut: (signal, pace) => carryOut(bench, signal, pace),
    dryRun: (id) => dryRun(bench, id),
    inFlight: () => inFlight(bench.state),
    checkpoint: bench.checkpoint,
  };
}

/** A command as it is decided: a passkey's answer comes from a browser in one of several forms, of which one counts. */
function taken<Command extends ContainmentCommand>(command: Command): Command {
  return "signature" in command && typeof command.signature === "string"
    ? { ...command, signature: takenSignature(command.signature) }
    : command;
}

/** The parts together with the state that they work on. */
export async function openBench(parts: DeskParts): Promise<Bench> {
  const state = emptyContainment();
  const { journal, clock, orders, ordersDigest, own } = parts;
  const log = await openSealedLog<ContainmentEvent>(journal, clock, {
    fold: (fact) => void evolveContainment(state, fact),
    factOf: (text) => JSON.parse(text) as ContainmentEvent,
    streamOf,
  });
  // A clock that goes back brings nothing back that was over already.
  const nowMs = () => timeOf(state, clock.nowMs());
  return {
    ...parts,
    state,
    patience: { ...defaultPatience, ...parts.patience },
    nowMs,
    ageMs: openAges(clock, nowMs),
    entries: () => log.head().entries,
    refresh: log.refresh,
    checkpoint: async (how) => void (await log.checkpoint(how)),
    decide: (prepare) =>
      log.decide(async () => {
        const command = await prepare();
        return decideContainment(command, state, { nowMs: clock.nowMs(), orders, ordersDigest, ...(own && { own }) });
      }),
  };
}

const agesMax = 10_000;

function openAges(clock: Clock, nowMs: () => number): Bench["ageMs"] {
  const seenMs = new Map<string, number>();
  return ({ effectId, attempt, atMs }) => {
    const key = `${effectId} ${attempt}`;
    const clockMs = clock.nowMs();
    // Seen later than now: the clock was set back since, and what it showed before tells nothing.
    if ((seenMs.get(key) ?? Number.POSITIVE_INFINITY) > clockMs) seenMs.set(key, clockMs);
    for (const oldest of seenMs.keys()) if (seenMs.size > agesMax) seenMs.delete(oldest);
    return Math.max(nowMs() - atMs, clockMs - (seenMs.get(key) ?? clockMs));
  };
}

/** One stream: what stands contained can only be known from all of it, so none of it is erased by itself. */
const streamOf = () => "containment";
