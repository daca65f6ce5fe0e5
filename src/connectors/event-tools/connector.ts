import { z } from "zod";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { EventQuery } from "../../core/query/query.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { quoted } from "../kit/quoted.ts";

const recordsMax = 20;
const searchAnswers = ["none", "one", "few", "many", "not-observed"] as const;
const prevalenceAnswers = ["first-seen", "rare", "uncommon", "common", "too-little-history"] as const;

/** Below these a world is too young or too small for "never seen before" to mean anything. */
export const historyMin = { beforeMs: 6 * 3_600_000, events: 200 } as const;
/** Where rare ends and common begins: shares of the hosts where hosts are known, else numbers of events. */
export const rarity = { rareHostsMax: 1, rareShareMax: 0.02, uncommonShareMax: 0.2, rareEventsMax: 3, uncommonEventsMax: 50 } as const;

/** The two questions that any event store answers. */
export function eventTools(events: EventStore): readonly InvestigatorTool[] {
  return [searchTool(events), prevalenceTool(events)] as InvestigatorTool[];
}

function searchTool(events: EventStore): InvestigatorTool<EventQuery> {
  return {
    name: "events/search",
    summary:
      "How many events a typed query finds: none, one, few (2 to 9) or many (10 and more); not-observed when there is no telemetry to find any in.",
    input: EventQuery,
    answers: searchAnswers,
    trust: "attacker-writable",
    async ask(query) {
      const { rows, total, groups } = await events.search(query);
      const gap = total === 0 ? await gapOf(query, events) : undefined;
      const answer = gap ? "not-observed" : total === 0 ? "none" : total === 1 ? "one" : total < 10 ? "few" : "many";
      const [first] = rows;
      const count = total >= 10_000 ? "10,000 events or more" : `${total} ${total === 1 ? "event" : "events"}`;
      return {
        answer,
        says: first
          ? `${count} found, the first shown at ${new Date(first.timeMs).toISOString()} (${quoted(first.channel)} ${quoted(first.action)}).`
          : (gap ?? "No event was found."),
        records: rows.slice(0, recordsMax).map(({ source }) => source),
        recordsTotal: total,
        facts: { query, total, rows: rows.slice(0, recordsMax).map(rowFacts), groups: groups.slice(0, 50) },
      };
    },
  };
}

/** Why finding nothing says nothing: there is no event at all, or none of that dataset or about that host, in the time asked about. */
async function gapOf({ dataset, entity, time }: EventQuery, events: EventStore): Promise<string | undefined> {
  const host = entity?.startsWith("host:") ? { entity } : {};
  const { total } = await events.search({ ...(dataset ? { dataset } : {}), ...host, time, sort: "oldest", limit: 1 });
  if (total > 0) return undefined;
  const of = dataset ? ` of ${dataset}` : "";
  const about = host.entity ? ` about ${quoted(host.entity.slice("host:".length))}` : "";
  return `There are no events${of}${about} in that time to look at.`;
}

function rowFacts({ timeMs, dataset, channel, action, host, source }: TelemetryEvent): Record<string, unknown> {
  return {
    time: new Date(timeMs).toISOString(),
    dataset,
    channel: channel.slice(0, 200),
    action: action.slice(0, 200),
    host: host ?? null,
    path: source.path.slice(0, 512),
    record: source.record,
  };
}

const PrevalenceQuestion = z.object({ key: z.string().max(4_096), beforeMs: z.int() });

function prevalenceTool(events: EventStore): InvestigatorTool<z.infer<typeof PrevalenceQuestion>> {
  return {
    name: "events/prevalence",
    summary: "How common an observable was in this world before the case began.",
    input: PrevalenceQuestion,
    answers: prevalenceAnswers,
    trust: "attacker-writable",
    async ask({ key, beforeMs }) {
      const totals = await events.totals();
      const historyMs = totals.firstMs === undefined ? 0 : beforeMs - totals.firstMs;
      const time = { fromMs: totals.firstMs ?? 0, toMs: beforeMs };
      const isMeant = key !== "" && time.fromMs < time.toMs;
      const before = isMeant ? await events.search({ entity: key, time, sort: "newest", limit: recordsMax }) : { rows: [], total: 0 };
      const [known] = isMeant ? await events.prevalence([key]) : [];
      const hosts = known?.hosts ?? 0;
      const answer = prevalenceWord({ historyMs, events: totals.events, seenBefore: before.total, hosts, worldHosts: totals.hosts });
      const { label, value } = { label: key.slice(0, key.indexOf(":")), value: key.slice(key.indexOf(":") + 1) };
      const sentences = {
        "first-seen": `The ${label} ${quoted(value)} was not seen before the case.`,
        "too-little-history": `There is too little history before the case to say how common the ${label} ${quoted(value)} is.`,
        rare: `The ${label} ${quoted(value)} is rare here: ${before.total} events before the case, on ${hosts} of ${totals.hosts} hosts in all.`,
        uncommon: `The ${label} ${quoted(value)} is uncommon here: ${before.total} events before the case, on ${hosts} of ${totals.hosts} hosts in all.`,
        common: `The ${label} ${quoted(value)} is common here: ${before.total} events before the case, on ${hosts} of ${totals.hosts} hosts in all.`,
      };
      return {
        answer,
        says: sentences[answer],
        records: before.rows.map(({ source }) => source),
        recordsTotal: before.total,
        facts: {
          key: key.slice(0, 1_024),
          before: new Date(beforeMs).toISOString(),
          seenBefore: before.total,
          hosts,
          worldHosts: totals.hosts,
          worldEvents: totals.events,
          historyMs: Math.max(0, historyMs),
        },
      };
    },
  };
}

/** The word for how common something was. `hosts` are those of the whole world, since an index over time and host would cost more than it says. */
export function prevalenceWord(seen: {
  historyMs: number;
  events: number;
  seenBefore: number;
  hosts: number;
  worldHosts: number;
}): (typeof prevalenceAnswers)[number] {
  if (seen.historyMs < historyMin.beforeMs || seen.events < historyMin.events) return "too-little-history";
  if (seen.seenBefore === 0) return "first-seen";
  if (seen.hosts > 0 && seen.worldHosts >= 5) {
    const share = seen.hosts / seen.worldHosts;
    return seen.hosts <= rarity.rareHostsMax || share <= rarity.rareShareMax
      ? "rare"
      : share <= rarity.uncommonShareMax
        ? "uncommon"
        : "common";
  }
  return seen.seenBefore <= rarity.rareEventsMax ? "rare" : seen.seenBefore <= rarity.uncommonEventsMax ? "uncommon" : "common";
}
