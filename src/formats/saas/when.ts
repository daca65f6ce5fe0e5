import type { Fields } from "../../core/event/event.ts";
import { timeMsOf } from "../time.ts";

/** The names, in small letters without "_" and "-", under which cloud products write when something happened; the more telling first. */
const timeNames = [
  "eventtime",
  "time",
  "timestamp",
  "@timestamp",
  "published",
  "eventtimestamp",
  "activitydatetime",
  "eventdatetime",
  "occurredat",
  "eventcreationtime",
  "requestreceivedtimestamp",
  "stagetimestamp",
  "receivetimestamp",
  "isotimestamp",
  "utctimestamp",
  "contexttimestamp",
  "datecreate",
  "datetime",
  "eventdate",
  "timegenerated",
  "querytimestamp",
  "timestampderived",
  "creationtime",
  "createdat",
  "createddatetime",
  "created",
  "generateddatetime",
  "messagetime",
  "detectiontime",
  "starttime",
  "firstseentime",
  "processedat",
  "updatedat",
  "date",
  "edgestarttimestamp",
  "start",
  "ts",
  "peventtime",
];
const rankOf: ReadonlyMap<string, number> = new Map(timeNames.map((name, rank) => [name, rank]));

/** A time deeper than this belongs to a part of the event, such as when its user was made. */
const depthMax = 3;

/** True for a name that cloud products give to the time of an event, in whatever spelling. */
export function isTimeName(name: string): boolean {
  return rankOf.has(foldedName(name));
}

/** When the event happened by its own fields, milliseconds UTC: the most telling name with a value that is a time, the outermost first. */
export function whenOf(fields: Fields): number | undefined {
  let best: { readonly rank: number; readonly timeMs: number } | undefined;
  for (const path in fields) {
    const parts = path.split(".", depthMax + 1);
    if (parts.length > depthMax) continue;
    const rank = rankOf.get(foldedName(parts.at(-1) ?? ""));
    if (rank === undefined) continue;
    const value = rank + (parts.length - 1) * timeNames.length;
    if (best && best.rank <= value) continue;
    const timeMs = timeMsOf(fields[path]);
    if (timeMs !== undefined) best = { rank: value, timeMs };
  }
  return best?.timeMs;
}

function foldedName(name: string): string {
  return name.length > 64 ? "" : name.toLowerCase().replace(/[_-]/g, "");
}
