import type { RecordStanding } from "../../core/containment/command.ts";
import type { ActionState, ContainmentEvent } from "../../core/containment/containment.ts";
import { toReadBack } from "../../core/containment/decide.ts";
import type { HeldLock } from "../../ports/executor-lock.ts";
import { effectIntentOf, effectorFor, noEffector, orderOf } from "./order.ts";
import type { Bench } from "./parts.ts";
import { lookOnce } from "./read-back.ts";

/** Of what stands, how long ago it must have been read to be read again, and how much of it in one pass. */
export type ReadPace = { readonly ageMs: number; readonly most: number };

/** Pass after pass: each standing action every five minutes, and so little of it at a time that what is approved need not wait. */
export const steadyPace: ReadPace = { ageMs: 300_000, most: 20 };
/** Somebody asks once: what stands is read now. */
export const readNow: ReadPace = { ageMs: 1_000, most: 500 };
/** After so many in a row that a product did not answer, it is left alone until the next pass. */
const silentInARowMax = 3;

/** What reading back found beside what was known. */
export type StandingFound = {
  /** Read at all. */
  readonly read: number;
  /** Somebody else took these away since they were last read. */
  readonly gone: readonly string[];
  /** These had gone, and are there again. */
  readonly again: readonly string[];
  /** What could not be read; how it stands is not known. */
  readonly unread: readonly { readonly id: string; readonly says: string }[];
};

/** Reads what took hold in earlier passes and puts on the record what has changed. Changes nothing at any product, so it goes on while all is stopped. */
export async function readStanding(
  bench: Bench,
  pace: ReadPace,
  { lock, signal }: { readonly lock: HeldLock; readonly signal: AbortSignal },
): Promise<StandingFound> {
  const due = dueOf(bench, pace);
  const found: RecordStanding["found"][number][] = [];
  const unread: { id: string; says: string }[] = [];
  const lanes = Map.groupBy(due, ({ action }) => action.effector);
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      let silent = 0;
      for (const held of lane) {
        if (signal.aborted || silent >= silentInARowMax || !(await lock.isHeld())) return;
        const { says, ...reading } = await readOne(bench, held);
        if (reading.inForce !== undefined) found.push({ ...reading, inForce: reading.inForce, says });
        else unread.push({ id: reading.id, says });
        silent = reading.inForce === undefined ? silent + 1 : 0;
      }
    }),
  );
  if (found.length === 0) return { read: 0, gone: [], again: [], unread };
  const facts = await bench.decide(async () => ({ type: "RecordStanding", found: found.toSorted(byId) }));
  const idsOf = (type: ContainmentEvent["type"]) => facts.flatMap((fact) => (fact.type === type && "id" in fact ? [fact.id] : []));
  return { read: found.length, gone: idsOf("FoundGone"), again: idsOf("FoundAgain"), unread };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);

/** A product that does not answer is not asked in each pass; what this process tried last is forgotten with it. */
const triedMs = new WeakMap<Bench, Map<string, number>>();
const triedMax = 10_000;

function dueOf(bench: Bench, { ageMs, most }: ReadPace): ActionState[] {
  const tried = triedMs.get(bench) ?? new Map<string, number>();
  triedMs.set(bench, tried);
  const nowMs = bench.nowMs();
  const isQuiet = ({ action: { id } }: ActionState) => Math.abs(nowMs - (tried.get(id) ?? Number.NEGATIVE_INFINITY)) >= ageMs;
  const due = toReadBack(bench.state, nowMs, ageMs).filter(isQuiet).slice(0, most);
  for (const { action } of due) tried.set(action.id, nowMs);
  for (const oldest of tried.keys()) if (tried.size > triedMax) tried.delete(oldest);
  return due;
}

type Reading = { readonly id: string; readonly effectId: string; readonly inForce: boolean | undefined; readonly says: string };

async function readOne(bench: Bench, held: ActionState): Promise<Reading> {
  const { action } = held;
  const { id } = action;
  const intent = effectIntentOf(held);
  const effector = effectorFor(bench, action);
  const effectId = intent?.effectId ?? "";
  if (!intent || !effector) return { id, effectId, inForce: undefined, says: noEffector(action).problem };
  const { outcome, says } = await lookOnce(bench, effector, { order: orderOf(action, intent), wanted: "yes", intent });
  // So soon after its intent a call may still be under way: what the product says is passed on, and believed in a later pass.
  if (outcome === "unknown")
    return { id, effectId, inForce: undefined, says: says.replace(/^not yet: /, "too soon to be believed, or under way: ") };
  return { id, effectId, inForce: outcome === "confirmed", says };
}
