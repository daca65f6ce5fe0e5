import type { HandoverCitation, HandoverFact, HandoverSection, HandoverSectionName, HandoverUrgency } from "../../core/handover/text.ts";
import { factLengthMax, factsPerSectionMax, handoverUrgencies } from "../../core/handover/text.ts";
import { cut, inert } from "../../core/inert/inert.ts";

const titleLengthMax = 140;
const saidLengthMax = 300;

/** A name or title from outside, in quotes, as something to read and nothing else. */
export const quoted = (text: string): string => `"${inert(text, titleLengthMax)}"`;
/** A sentence that others wrote, inert and without the full stop that ours gets. */
export const said = (text: string): string => inert(text, saidLengthMax).replace(/[.\s]+$/, "");

/** A person as people call them, or whatever else did it; inert. */
export const who = (by: string): string => inert(by.replace(/^person:/, ""), titleLengthMax);

/** Why something was stopped, without the place of the file that says so: that is for whoever takes it away. */
export function stopReason(because: string): string {
  const plain = because.replace(/^"[^"]*" says: /, "").replace(/^person:[^:\s]{1,100}: /, "");
  return said(plain.replace(/^"[^"]*" is there$/, "somebody put a stop file there").replace(/stop file "[^"]*"/, "stop file"));
}

/** What a person gave as their reason, where it stands behind their name. */
export const reasonOf = (because: string): string => said(because.replace(/^person:[^:\s]{1,100}: /, ""));

/** A moment in UTC to the minute. */
export const moment = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span as people say it, in its two largest units. */
export function span(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < minuteMs) return "less than a minute";
  if (whole < hourMs) return `${Math.floor(whole / minuteMs)} min`;
  if (whole < dayMs) return two(whole, hourMs, "h", minuteMs, "min");
  return two(whole, dayMs, "d", hourMs, "h");
}

function two(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  return `${Math.floor(ms / largeMs)} ${large}${rest > 0 ? ` ${rest} ${small}` : ""}`;
}

/** "1 case", "3 cases". */
export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** One fact; sentences that are too long end in a mark. */
export function factOf(parts: {
  readonly key: string;
  readonly urgency: HandoverUrgency;
  readonly says: string;
  readonly next?: string | null;
  readonly cites: readonly HandoverCitation[];
}): HandoverFact {
  const { key, urgency, says, next = null, cites } = parts;
  const shown = (text: string) => cut(text, factLengthMax);
  return { key, urgency, says: shown(says), next: next === null ? null : shown(next), cites };
}

/** What is cited of one kind. */
export const cite = (kind: HandoverCitation["kind"], id: string): HandoverCitation => ({ kind, id });
/** A journal entry as it is cited. */
export const citeEntry = ({ world, sequence }: { readonly world: string; readonly sequence: number }): HandoverCitation =>
  cite("entry", `${world}#${sequence}`);

/** A section: the most urgent first, otherwise in the order given; what has no room is counted. */
export function sectionOf(name: HandoverSectionName, facts: readonly HandoverFact[], more = 0): HandoverSection {
  const rank = ({ urgency }: HandoverFact) => handoverUrgencies.indexOf(urgency);
  const ordered = facts.toSorted((a, b) => rank(a) - rank(b));
  return { name, facts: ordered.slice(0, factsPerSectionMax), left: Math.max(0, ordered.length - factsPerSectionMax) + more };
}
