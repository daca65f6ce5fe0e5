import { markingOf, strictest } from "../../core/evidence/marking.ts";
import { type LookUpAnswer, lookUpAnswers } from "../../core/indicator/answer.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Marking, markings, type Reputation, type ReputationSource } from "../../ports/connector.ts";
import type { InvestigatorTool, ToolAnswer } from "../../ports/tool.ts";
import { problemOf, within } from "./within.ts";

/** A reputation source with the most confidential marking that it may be asked about. */
export type AskedSource = ReputationSource & { readonly mayReceive: Marking };

/** How long an answer of a source is good for, and how many answers are held. */
export const answerLifeMs = 3_600_000;
export const answersHeldMax = 10_000;
const sourcesMax = 32;
const factsLengthMax = 4_096;

/** Only what an attacker brings from outside is ever asked about; names of people, hosts and processes stay here. */
const askable: ReadonlySet<ObservableType> = new Set<ObservableType>(["ip", "domain", "url", "email", "hash", "certificate", "cve"]);

export type ReputationParts = {
  readonly sources: readonly AskedSource[];
  /** True for the organisation's own and for private addresses. */
  readonly isOwn: (observable: Observable) => boolean;
  readonly clock: Clock;
  readonly answerMs: number;
  readonly cache: ReputationCache;
};

type Held = { readonly reputation: Reputation; readonly atMs: number };

/** Answers by source and observable: at most `answersHeldMax`, the oldest leave first, none outlives `answerLifeMs`. */
export type ReputationCache = {
  readonly held: (key: string, nowMs: number) => Held | undefined;
  readonly hold: (key: string, held: Held) => void;
};

export function openReputationCache(): ReputationCache {
  const answers = new Map<string, Held>();
  return {
    held(key, nowMs) {
      const held = answers.get(key);
      if (held && nowMs - held.atMs >= answerLifeMs) answers.delete(key);
      return held && nowMs - held.atMs < answerLifeMs ? held : undefined;
    },
    hold(key, held) {
      answers.delete(key);
      answers.set(key, held);
      const [oldest] = answers.keys();
      if (answers.size > answersHeldMax && oldest !== undefined) answers.delete(oldest);
    },
  };
}

/**
 * `intelligence/look-up` over our own lists and every connected service. A service learns what it is asked, so it is asked only about what comes from outside,
 * never about the organisation's own, and nothing above what it may receive: an observable is as confidential as the list that names it, else green.
 */
export function joinedLookUp(lists: InvestigatorTool, parts: ReputationParts): InvestigatorTool {
  if (parts.sources.length === 0) return lists;
  return {
    ...lists,
    summary: "What the indicator lists and the connected services say of an address, domain, link, file or sender at the time of the case.",
    answers: lookUpAnswers,
    async ask(input) {
      const own = await lists.ask(input);
      const { observable } = input as { readonly observable: Observable };
      const sources = parts.sources.slice(0, sourcesMax).filter(({ types }) => types.includes(observable.type));
      const because = heldBack(observable, parts.isOwn);
      const marking = markingIn(own);
      const said = await Promise.all(
        sources.map((source) => oneAnswer(source, observable, because ?? tooConfidential(source, marking), parts)),
      );
      return joinedAnswer(own, said);
    },
  };
}

type Said = { readonly source: string } & (
  | { readonly kind: "said"; readonly reputation: Reputation; readonly atMs: number; readonly cached: boolean }
  | { readonly kind: "failed" | "not-asked"; readonly because: string }
);

async function oneAnswer(source: AskedSource, observable: Observable, because: string | undefined, parts: ReputationParts): Promise<Said> {
  const { clock, cache } = parts;
  if (because !== undefined) return { source: source.name, kind: "not-asked", because };
  const key = `${source.name} ${observableKey(observable)}`;
  const held = cache.held(key, clock.nowMs());
  if (held) return { source: source.name, kind: "said", ...held, cached: true };
  try {
    const reputation = await within(parts, source.name, (signal) => source.lookUp(observable, signal));
    const now = { reputation, atMs: clock.nowMs() };
    cache.hold(key, now);
    return { source: source.name, kind: "said", ...now, cached: false };
  } catch (cause) {
    return { source: source.name, kind: "failed", because: inline(problemOf(cause), 200) };
  }
}

/** Why nobody outside is asked about it; undefined where they may be. */
function heldBack(observable: Observable, isOwn: ReputationParts["isOwn"]): string | undefined {
  if (!askable.has(observable.type)) return `a ${observable.type} stays here`;
  if (isOwn(observable)) return "it is our own, or private";
  // A link often carries whom it was sent to.
  const people = observable.type === "url" ? mailsIn(observable.value) : [];
  if (people.some((value) => isOwn({ type: "email", value, role: "related" }))) return "it names somebody of ours";
  return undefined;
}

const mailsMax = 16;
function mailsIn(url: string): readonly string[] {
  const text = url.slice(0, 16_384).replaceAll(/%40/g, "@");
  return [...text.matchAll(/[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}/g)].slice(0, mailsMax).map(([mail]) => mail);
}

function tooConfidential({ mayReceive }: AskedSource, marking: Marking): string | undefined {
  return markings.indexOf(marking) > markings.indexOf(mayReceive)
    ? `it is TLP:${marking.toUpperCase()}, and it may receive TLP:${mayReceive.toUpperCase()} at most`
    : undefined;
}

/** The most confidential marking of the lists that name it; green where none says. */
function markingIn({ facts }: ToolAnswer): Marking {
  const sightings = Array.isArray(facts.sightings) ? (facts.sightings as readonly { readonly marking?: unknown }[]) : [];
  const marks = sightings.flatMap(({ marking }) => (typeof marking === "string" ? [markingOf(marking)] : []));
  return strictest(marks) ?? "green";
}

const rank: readonly LookUpAnswer[] = ["known-bad", "suspicious", "expired", "known-good", "unknown"];

/** What is said in one word: our own list of ordinary things corrects everybody; else whoever says the worst is believed, and disagreement is told. */
export function joinedWord(own: string, others: readonly Reputation["answer"][]): LookUpAnswer {
  const words = [own, ...others];
  if (own === "known-good") return own;
  return rank.find((word) => words.includes(word)) ?? "unknown";
}

function joinedAnswer(own: ToolAnswer, said: readonly Said[]): ToolAnswer {
  const answers = said.flatMap((each) => (each.kind === "said" ? [each] : []));
  const failed = said.filter(({ kind }) => kind === "failed");
  const telling = answers.filter(({ reputation }) => reputation.answer !== "unknown");
  const sentences = [
    own.says,
    ...telling.map(({ source, reputation }) => `${source}: ${inline(reputation.says, 160)}`),
    ...(answers.length > telling.length ? [`${answers.length - telling.length} of ${answers.length} services know nothing of it.`] : []),
    ...(failed.length > 0 ? [`No answer from ${failed.map(({ source }) => source).join(", ")}.`] : []),
  ];
  const word = joinedWord(
    own.answer,
    answers.map(({ reputation }) => reputation.answer),
  );
  return { ...own, answer: word, says: inline(sentences.join(" "), 400), facts: { ...own.facts, services: said.map(factsOf) } };
}

function factsOf(said: Said): Record<string, unknown> {
  if (said.kind !== "said") return { source: said.source, [said.kind === "failed" ? "failed" : "notAsked"]: said.because };
  const { source, reputation, atMs, cached } = said;
  const text = JSON.stringify(reputation.facts);
  const facts = text.length <= factsLengthMax ? reputation.facts : { cut: inline(text, factsLengthMax) };
  return { source, answer: reputation.answer, says: inline(reputation.says, 200), at: new Date(atMs).toISOString(), cached, facts };
}
