import { type Accuse, type Begun, digestOf, type Known, ordersAt } from "./known.ts";
import { isGenuine } from "./signatures.ts";

/** What is put back was asked for by a person who signed, or its time was over. */
export function judgeUndo(known: Known, its: Begun, accuse: Accuse): void {
  const because = its.intent.of === "release" ? earlyRelease(known, its) : unasked(known, its);
  if (because !== undefined) accuse("nothing put back that nobody asked for", `${its.id} ${because}`);
}

/** However the clock was set meanwhile: less time than it was to stand has not passed by any reading. */
function earlyRelease({ world, begun, actions }: Known, { id, sequence }: Begun): string | undefined {
  const effect = begun.find((each) => each.id === id && each.intent.of === "effect" && each.sequence < sequence);
  const heldMs = actions.get(id)?.action.releaseAfterMs ?? Number.POSITIVE_INFINITY;
  const passedMs = (at: number) => world.record.appended.get(at)?.passedMs ?? 0;
  return effect && passedMs(sequence) - passedMs(effect.sequence) >= heldMs ? undefined : "was released before its time";
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
