import type { TelemetryEvent } from "../../core/event/event.ts";
import type { EventJudgement } from "../../ports/judge.ts";

/** An event to raise an alert on, and what is said of it. */
export type Judged = { readonly event: TelemetryEvent; readonly judged: EventJudgement };

/** The most sources followed at once, the most events of one source held back, and the most alerts that one grave call may draw after it. */
const sourcesMax = 4_000;
const heldMax = 64;
const drawnMax = 64;
/** How far from a grave call the same source's other calls belong to it, in milliseconds of the events' own time. */
const windowMs = 10 * 60_000;
/** From this maliciousness on a call is grave enough to draw its neighbours in. */
const graveFrom = 0.55;
/** What a neighbour is worth of the grave call's maliciousness: a little less than the call itself, and no less than one half. */
const neighbourShare = 0.92;

type Source = {
  readonly held: { readonly event: TelemetryEvent; readonly judged: EventJudgement }[];
  grave: { readonly timeMs: number; readonly judged: EventJudgement } | undefined;
  drawn: number;
};

/**
 * Follows who calls: what the same credentials do within minutes of a grave call belongs to it, looking around before and polling after, though
 * each such call by itself is ordinary. Gives the further alerts that a call draws in; a call that raises an alert by itself is not given again.
 *
 * Credentials that a call hands out (a role taken on, a token) are the same source as the caller's. Bounded: sources, events held for each, and
 * alerts drawn by each; the source longest silent is let go first.
 */
export function openSessions(alertsFrom: number): (event: TelemetryEvent, judged: EventJudgement) => readonly Judged[] {
  const sources = new Map<string, Source>();
  const sourceOfKey = new Map<string, string>();
  return (event, judged) => {
    const id = sourceOf(event, sourceOfKey);
    if (id === undefined) return [];
    const source = sources.get(id) ?? { held: [], grave: undefined, drawn: 0 };
    // Set anew, so that the map's order is that of the last call.
    sources.delete(id);
    sources.set(id, source);
    forgetOldest(sources);
    forgetOldest(sourceOfKey);
    if (judged.maliciousness >= graveFrom) return drawnBy(event, judged, source);
    if (judged.maliciousness >= alertsFrom) return [];
    if (source.grave && Math.abs(event.timeMs - source.grave.timeMs) <= windowMs && source.drawn < drawnMax) {
      source.drawn++;
      return [neighbour({ event, judged }, source.grave.judged)];
    }
    source.held.push({ event, judged });
    if (source.held.length > heldMax) source.held.shift();
    return [];
  };
}

function drawnBy(event: TelemetryEvent, judged: EventJudgement, source: Source): Judged[] {
  if (!source.grave || event.timeMs - source.grave.timeMs > windowMs) source.drawn = 0;
  const inWindow = source.held.filter((each) => Math.abs(event.timeMs - each.event.timeMs) <= windowMs);
  const near = inWindow.slice(Math.max(0, inWindow.length - Math.max(0, drawnMax - source.drawn)));
  source.grave = { timeMs: event.timeMs, judged };
  source.drawn += near.length;
  source.held.length = 0;
  return near.map((each) => neighbour(each, judged));
}

function neighbour({ event, judged }: Judged, grave: EventJudgement): Judged {
  const maliciousness = Math.round(Math.max(judged.maliciousness, grave.maliciousness * neighbourShare) * 10_000) / 10_000;
  const title = `By the same credentials: ${grave.title.charAt(0).toLowerCase()}${grave.title.slice(1)}`;
  const reason = {
    says: `the same credentials did within ten minutes: ${grave.title}`,
    logOdds: Math.round(logOddsOf(grave.maliciousness) * 100) / 100,
  };
  const { category, techniques, tactics } = grave;
  return {
    event,
    judged: { judge: byCredentials, maliciousness, title, category, techniques, tactics, severity: "low", reasons: [reason] },
  };
}

/** Named apart from the judge: how often its neighbours are drawn in says nothing about how often it is right itself. */
const byCredentials = "cloud-by-credentials-1";

const logOddsOf = (probability: number): number => Math.log(probability / Math.max(1e-6, 1 - probability));

/** The credentials behind a CloudTrail call; what they hand out becomes theirs. Services and calls without credentials are nobody's. */
function sourceOf({ dataset, fields }: TelemetryEvent, sourceOfKey: Map<string, string>): string | undefined {
  if (dataset !== "cloudtrail") return undefined;
  const key =
    textOf(fields["userIdentity.accessKeyId"]) ?? textOf(fields["userIdentity.arn"]) ?? textOf(fields["userIdentity.principalId"]);
  if (key === undefined || fields["userIdentity.invokedBy"] !== undefined) return undefined;
  const id = sourceOfKey.get(key) ?? key;
  const given = textOf(fields["responseElements.credentials.accessKeyId"]) ?? textOf(fields["responseElements.accessKey.accessKeyId"]);
  if (given !== undefined && given !== key) sourceOfKey.set(given, id);
  return id;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 2_048 ? value : undefined;
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= sourcesMax) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
