import { type Accuse, type Begun, digestOf, type Known, ordersAt } from "./known.ts";
import { isGenuine } from "./signatures.ts";

/** What is put back was asked for by a person who signed, or its time was over. */
export function judgeUndo(known: Known, its: Begun, accuse: Accuse): void {
  const because = its.intent.of === "release" ? earlyRelease(known, its) : unasked(known, its);
  if (because !== undefined) accuse("nothing put back that nobody asked for", `${its.id} ${because}`);
}

function earlyRelease({ begun, actions, latestMs }: Known, { id, sequence }: Begun): string | undefined {
  const effect = begun.find((each) => each.id === id && each.intent.of === "effect" && each.sequence < sequence);
  const heldMs = actions.get(id)?.action.releaseAfterMs ?? Number.POSITIVE_INFINITY;
  const endsAtMs = (latestMs[effect?.sequence ?? 0] ?? 0) + heldMs;
  return effect && endsAtMs <= (latestMs[sequence] ?? 0) ? undefined : "was released before its time";
}

function unasked(known: Known, { id, sequence }: Begun): string | undefined {
  const action = known.actions.get(id)?.action;
  const isAsked = known.events.some(({ event, sequence: at }) => {
    if (event.type !== "UndoAsked" || event.id !== id || at > sequence || !action) return false;
    const line = ordersAt(known, at)?.orders.people.find(({ name }) => event.by === `person:${name}`);
    return line !== undefined && isGenuine(line["public-key"], { by: event.by, kind: "undo", subject: digestOf(action) }, event.signature);
  });
  return isAsked ? undefined : "was put back without a signed wish";
}
