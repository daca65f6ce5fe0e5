import canonicalize from "canonicalize";
import type { TelemetryEvent } from "../../core/event/event.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { inline } from "../../core/report/inline.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventSearch } from "../../ports/connector.ts";
import type { EventStore, SearchAnswer } from "../../ports/event-store.ts";
import type { InvestigatorTool, ToolAnswer } from "../../ports/tool.ts";
import { problemOf, within } from "./within.ts";

/** The most sources that one question is put to, and the most groups of a joined answer. */
export const searchSourcesMax = 16;
const groupsMax = 1_000;
const totalMax = 10_000;

/** What one source said to the questions of one tool call. */
export type Heard = {
  readonly source: string;
  readonly total: number;
  /** What its answers lack, or why there was none; undefined where they are whole. */
  readonly lacks: string | undefined;
  readonly failed: boolean;
  /** The query as the product was asked it, for whoever checks. */
  readonly shown: string;
};

export type FederationParts = {
  /** Our own store, always asked, and named "watchkeeper". */
  readonly local: EventStore;
  readonly sources: readonly EventSearch[];
  readonly clock: Clock;
  /** How long one source may take for one question. */
  readonly answerMs: number;
};

/**
 * One event store over our own and everything that is connected: each query goes to all that hold its dataset, at the same time and within a deadline. Rows are
 * merged by time, totals and groups added; what two sources show alike is one event. Only the local store is needed for an answer; `heard` tells of the rest.
 */
export function openFederation({ local, sources, clock, answerMs }: FederationParts) {
  const heard = new Map<string, Heard>();
  const asked = sources.slice(0, searchSourcesMax);

  async function search(query: EventQuery): Promise<SearchAnswer> {
    const fitting = asked.filter(({ datasets }) => query.dataset === undefined || datasets.includes(query.dataset));
    const answers = await Promise.all([local.search(query), ...fitting.map((source) => oneAnswer(source, query))]);
    return joined(query, answers);
  }

  async function oneAnswer(source: EventSearch, query: EventQuery): Promise<SearchAnswer> {
    const { name } = source;
    try {
      const { note, ...answer } = await within({ clock, answerMs }, name, (signal) => source.search(query, signal));
      hear({
        source: name,
        total: answer.total,
        lacks: note === undefined ? undefined : inline(note, 200),
        failed: false,
        shown: shownBy(source, query),
      });
      return answer;
    } catch (cause) {
      hear({ source: name, total: 0, lacks: inline(problemOf(cause), 200), failed: true, shown: shownBy(source, query) });
      return { rows: [], total: 0, groups: [] };
    }
  }

  /** Of several questions in one call the first query is shown; what any of them lacked is said. */
  function hear(now: Heard): void {
    const before = heard.get(now.source);
    const lacks = now.lacks ?? before?.lacks;
    heard.set(now.source, {
      ...now,
      total: before?.total ?? now.total,
      lacks,
      failed: now.failed || before?.failed === true,
      shown: before?.shown ?? now.shown,
    });
  }

  const store: EventStore = { ...local, search };
  return { store, heard: (): readonly Heard[] => [...heard.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1)) };
}

const shownLengthMax = 2_000;
function shownBy(source: EventSearch, query: EventQuery): string {
  try {
    return inline(source.shown(query), shownLengthMax);
  } catch {
    return "";
  }
}

/** One answer of several: pure, and the same whoever answered first. */
export function joined(query: EventQuery, answers: readonly SearchAnswer[]): SearchAnswer {
  const seen = new Set<string>();
  let doubles = 0;
  const rows: TelemetryEvent[] = [];
  for (const row of answers.flatMap((answer) => answer.rows)) {
    const key = likenessOf(row);
    if (seen.has(key)) doubles++;
    else rows.push(row);
    seen.add(key);
  }
  const sign = query.sort === "newest" ? -1 : 1;
  rows.sort((a, b) => sign * (a.timeMs - b.timeMs));
  const total = answers.reduce((sum, answer) => sum + answer.total, 0) - doubles;
  return { rows: rows.slice(0, query.limit), total: Math.min(totalMax, Math.max(rows.length, total)), groups: joinedGroups(answers) };
}

/** Two rows that tell of the same moment, machine and deed in the same words are one event that two stores hold. */
function likenessOf({ timeMs, dataset, channel, action, host, fields }: TelemetryEvent): string {
  return canonicalize([timeMs, dataset, channel, action, host?.toLowerCase() ?? "", fields]) ?? "";
}

/** Counts are added. Different values are not known to be different across sources, so of `distinct` the largest counts: never more than there are. */
function joinedGroups(answers: readonly SearchAnswer[]): SearchAnswer["groups"] {
  const groups = new Map<string, { by: readonly string[]; count: number; distinct: number }>();
  for (const { by, count, distinct } of answers.flatMap((answer) => answer.groups)) {
    const key = JSON.stringify(by);
    const held = groups.get(key);
    groups.set(key, { by, count: (held?.count ?? 0) + count, distinct: Math.max(held?.distinct ?? 0, distinct) });
  }
  const order = (one: readonly string[], other: readonly string[]) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
  return [...groups.values()].toSorted((a, b) => b.count - a.count || order(a.by, b.by)).slice(0, groupsMax);
}

/** What an answer of "there is nothing" becomes where somebody who might know did not answer, or answered in part. */
const notSure: ReadonlyMap<string, string> = new Map([
  ["none", "not-observed"],
  ["first-seen", "too-little-history"],
]);

/**
 * The tools over events, asked of the federation: the words stay what they are, each answer says which sources it is without, and "nothing was found" is only
 * said where everybody was heard. `toolsOf` makes the tools over a store.
 */
export function federatedTools(
  parts: FederationParts,
  toolsOf: (events: EventStore) => readonly InvestigatorTool[],
): readonly InvestigatorTool[] {
  if (parts.sources.length === 0) return toolsOf(parts.local);
  return toolsOf(parts.local).map((tool) => ({
    ...tool,
    async ask(input) {
      const federation = openFederation(parts);
      const own = toolsOf(federation.store).find(({ name }) => name === tool.name);
      const answer = await (own ?? tool).ask(input);
      return withHeard(answer, federation.heard());
    },
  }));
}

function withHeard(answer: ToolAnswer, heard: readonly Heard[]): ToolAnswer {
  if (heard.length === 0) return answer;
  const lacking = heard.filter(({ lacks }) => lacks !== undefined);
  const word = lacking.length > 0 ? (notSure.get(answer.answer) ?? answer.answer) : answer.answer;
  const without = lacking.map(({ source, failed, lacks }) => `${source} ${failed ? "did not answer" : "answered in part"}: ${lacks}`);
  const says = [answer.says, ...(without.length > 0 ? [`Without all of it: ${without.join("; ")}.`] : [])].join(" ");
  const sources = heard.map(({ source, total, lacks, failed, shown }) => ({ source, total, lacks: lacks ?? null, failed, query: shown }));
  return { ...answer, answer: word, says: inline(says, 400), facts: { ...answer.facts, sources } };
}
