import { type ContainmentEvent, containmentWorld } from "../core/containment/containment.ts";
import { segmentOf } from "../core/watch/watch-event.ts";
import { eventsIn } from "../engine/journal/read-opened.ts";
import { openSealedLog } from "../engine/sealed-log.ts";
import { factOf } from "../engine/watch/fact-text.ts";
import type { WatchGround } from "./watch-by-hand.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Writes what became of the containment that the cases of a watch proposed, as far as figures look at it: one action each, some approved by one and by two,
 * some rejected, most taken hold, some taken back by a person soon and some late, and one that belongs to no case of the watch.
 */
export async function containMeasured(ground: WatchGround, below: (end: number) => number): Promise<void> {
  const clock = { nowMs: () => ground.nowMs, sleep: () => Promise.resolve() };
  const found = await proposing(ground);
  // Of each case several things were proposed.
  const cases = [...found, ...found, ...found, "elsewhere"];
  const log = await openSealedLog<ContainmentEvent>(await ground.parts.worlds.journal(containmentWorld), clock, {
    fold: () => {},
    factOf: (text) => JSON.parse(text) as ContainmentEvent,
    streamOf: () => "containment",
  });
  await log.record(cases.flatMap((caseId, at) => storyOf(`c-${at + 1}`, caseId, ground.nowMs - below(8 * 60) * minuteMs, below)));
}

async function proposing({ journals }: WatchGround): Promise<string[]> {
  const found = new Set<string>();
  for (const [name, journal] of journals) {
    if (segmentOf(name) === undefined) continue;
    for (const text of await eventsIn(journal)) {
      const fact = factOf(text);
      if (fact.type === "ContainmentProposed" && fact.proposals.length > 0) found.add(fact.caseId);
    }
  }
  return [...found];
}

function storyOf(id: string, caseId: string, fromMs: number, below: (end: number) => number): ContainmentEvent[] {
  const approvers = 1 + below(2);
  let atMs = fromMs;
  const later = (spanMs: number) => {
    atMs += 1 + below(spanMs);
    return atMs;
  };
  const action = { id, case: { world: caseId === "elsewhere" ? "other" : "watch", id: caseId } };
  const proposed = { type: "ActionProposed", action, needs: { tier: below(4) + 1, approvers }, by: "agent:watchkeeper", atMs: fromMs };
  if (below(6) === 0) return made([proposed, { type: "ActionRejected", id, by: "person:mara", atMs: later(30 * minuteMs) }]);
  const people = ["person:mara", "person:joss"].slice(0, approvers);
  const approved = people.map((by) => ({ type: "ActionApproved", id, by, atMs: later(30 * minuteMs) }));
  const outcome = { type: "OutcomeRecorded", id, outcome: below(7) === 0 ? "failed" : "confirmed", atMs: later(10 * minuteMs) };
  const undone = below(2) === 0 ? [{ type: "UndoAsked", id, by: "person:mara", atMs: later(12 * dayMs) }] : [];
  return made([proposed, ...approved, outcome, ...undone]);
}

const made = (facts: readonly object[]) => facts as readonly unknown[] as ContainmentEvent[];
