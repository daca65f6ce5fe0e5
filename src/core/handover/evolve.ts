import { unreachable } from "../unreachable.ts";
import { type Handover, type HandoverEvent, type HandoverStatus, type Handovers, handoverNumber } from "./handover.ts";
import { handoverLimits } from "./limits.ts";
import type { HandoverNote } from "./text.ts";

/** Folds one fact into the state, in place. Total: takes any fact ever written, in the order it was written. */
export function evolveHandovers(state: Handovers, fact: HandoverEvent): void {
  if (fact.type === "HandoverDrafted") drafted(state, fact);
  else {
    const held = state.held.get(fact.id);
    if (!held) return;
    const now = changed(held, fact);
    state.held.set(fact.id, now);
    if (fact.type === "HandoverSigned") state.last = { period: now.text.composed.period, sources: now.text.composed.sources };
  }
}

/** An id of which nothing can be read any more is not given out again: the name of its stream is left of it. */
export function noteUnread(state: Handovers, stream: string): void {
  state.drafted = Math.max(state.drafted, handoverNumber(stream) ?? 0);
}

/** What is held is never drafted over: a signed text stays the one that was signed. */
function drafted(state: Handovers, fact: Extract<HandoverEvent, { type: "HandoverDrafted" }>): void {
  const { id, tenant, outgoing, composed, notes, replaces, atMs } = fact;
  if (state.held.has(id)) return;
  const before = replaces === null ? undefined : state.held.get(replaces);
  if (before && replaces !== null) state.held.set(replaces, { ...before, status: "replaced", replacedBy: id });
  noteUnread(state, id);
  state.held.set(id, {
    text: { format: "watchkeeper/handover@1", tenant, id, outgoing, draftedAtMs: atMs, composed, notes },
    status: "drafted",
    replacedBy: undefined,
    signed: undefined,
    opened: [],
    questions: [],
    accepted: undefined,
  });
  if (state.held.size > handoverLimits.heldMax) forgetOne(state);
}

const done: ReadonlySet<HandoverStatus> = new Set(["accepted", "replaced", "expired"]);

/** What is done with goes first, the oldest of it. */
function forgetOne({ held }: Handovers): void {
  const first = [...held].find(([, { status }]) => done.has(status));
  const [id] = first ?? [...held.keys()];
  if (id !== undefined) held.delete(id);
}

function changed(held: Handover, fact: Exclude<HandoverEvent, { type: "HandoverDrafted" }>): Handover {
  switch (fact.type) {
    case "HandoverNoted":
      return { ...held, text: { ...held.text, notes: noted(held.text.notes, fact) } };
    case "HandoverExpired":
      return { ...held, status: "expired" };
    case "HandoverSigned":
      return { ...held, status: "signed", signed: signingOf(fact) };
    case "HandoverOpened":
      return { ...held, opened: [...held.opened, { by: fact.by, atMs: fact.atMs }] };
    case "HandoverAsked": {
      const { number, about, text, by, atMs } = fact;
      return { ...held, questions: [...held.questions, { number, about, text, by, atMs, answers: [] }] };
    }
    case "HandoverAnswered": {
      const { number, text, by, atMs } = fact;
      const answered = held.questions.map((each) =>
        each.number === number ? { ...each, answers: [...each.answers, { text, by, atMs }] } : each,
      );
      return { ...held, questions: answered };
    }
    case "HandoverAccepted":
      return { ...held, status: "accepted", accepted: signingOf(fact) };
    default:
      return unreachable(fact);
  }
}

const signingOf = ({ by, digest, proof, atMs }: Extract<HandoverEvent, { type: "HandoverSigned" | "HandoverAccepted" }>) => ({
  by,
  digest,
  proof,
  atMs,
});

/** One note about each thing, in the order of what they are about, so that the same notes are the same text. */
function noted(notes: readonly HandoverNote[], { about, text, atMs }: HandoverNote): readonly HandoverNote[] {
  const others = notes.filter((each) => each.about !== about);
  const all = text === "" ? others : [...others, { about, text, atMs }];
  return all.toSorted((a, b) => (a.about < b.about ? -1 : 1));
}
