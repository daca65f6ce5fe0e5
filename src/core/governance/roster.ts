import type { Competence, Governance, Overseer } from "./governance.ts";
import { governanceLimits as limits } from "./limits.ts";

const dayMs = 86_400_000;

/** Whether a competence counts at a time: the days that it names are days of UTC, both included. */
export const isValid = ({ since, until }: Competence, nowMs: number): boolean =>
  Date.parse(since) <= nowMs && (until === undefined || nowMs < Date.parse(until) + dayMs);

/** What is wrong with the roster at a time, in words; empty where nothing is. Nobody needs to ask for it: it stands wherever the roster is shown or exported. */
export function rosterWarnings({ overseers }: Pick<Governance, "overseers">, nowMs: number): readonly string[] {
  if (overseers.size === 0)
    return ["nobody is entered as an overseer of the agent: enter people with their duties and what they have learnt"];
  return [...overseers.values()].flatMap((each) => warningsOf(each, nowMs));
}

function warningsOf({ overseer, competences }: Overseer, nowMs: number): string[] {
  const all = [...competences.values()].map(({ competence }) => competence);
  if (all.length === 0) return [`${overseer}: no competence or training is entered`];
  const valid = all.filter((each) => isValid(each, nowMs));
  const lapsed = all.filter(
    ({ kind, until }) => until !== undefined && Date.parse(until) + dayMs <= nowMs && !valid.some((each) => each.kind === kind),
  );
  const soon = valid.filter(
    ({ kind, until }) =>
      until !== undefined && isEndingSoon(until, nowMs) && !valid.some((each) => each.kind === kind && lasts(each, nowMs)),
  );
  return [
    ...(valid.some(({ kind }) => kind === "ai-literacy") || lapsed.some(({ kind }) => kind === "ai-literacy")
      ? []
      : [`${overseer}: no training in AI literacy is entered (AI Act Art. 4)`]),
    ...lapsed.map(({ title, until }) => `${overseer}: "${title}" lapsed on ${until}`),
    ...soon.map(({ title, until }) => `${overseer}: "${title}" lapses on ${until}`),
  ];
}

const isEndingSoon = (until: string, nowMs: number) => Date.parse(until) + dayMs - nowMs <= limits.lapsesSoonDays * dayMs;
const lasts = ({ until }: Competence, nowMs: number) => until === undefined || !isEndingSoon(until, nowMs);
