import { correlationWeights } from "./correlation-weights.ts";

/** One entity that an alert and a case share, and what it is worth now. */
export type Shared = {
  readonly key: string;
  readonly strength: number;
  /** Between the alert and the span in which the case held the entity; 0 within it. */
  readonly apartMs: number;
  /** On how many machines or accounts it is seen here, where that was counted. */
  readonly on: number | undefined;
};

const namedMax = 3;
const valueLengthMax = 100;
const words: ReadonlyMap<string, string> = new Map([
  ["user", "account"],
  ["host", "machine"],
  ["ip", "address"],
  ["hash", "file by its hash"],
  ["process-guid", "process"],
  ["session", "logon session"],
  ["mail", "mail"],
  ["url", "link"],
  ["email", "mail address"],
  ["sid", "security id"],
  ["domain", "domain"],
  ["file", "file"],
  ["rule", "rule"],
  ["storm", "rule"],
  ["change", "planned change"],
  ["cloud-resource", "cloud resource"],
  ["access-key", "access key"],
  ["scheduled-task", "scheduled task"],
  ["registry-key", "registry key"],
  ["command-line", "command line"],
  ["user-agent", "user agent"],
]);

/** What is shared, in words: `same account alice@example.test, 4 minutes apart, seen nowhere else; same address …`. */
export function sharedInWords(shared: readonly Shared[]): string {
  const strongest = shared.toSorted((a, b) => b.strength - a.strength || (a.key < b.key ? -1 : 1));
  const named = strongest.filter(({ strength }, index) => index === 0 || strength >= correlationWeights.telling).slice(0, namedMax);
  const rest = strongest.length - named.length;
  return `same ${named.map(inWords).join("; same ")}${rest > 0 ? `; and ${rest} lesser` : ""}`;
}

function inWords({ key, apartMs, on }: Shared): string {
  const [type, value] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  const shown = value.length > valueLengthMax ? `${value.slice(0, valueLengthMax - 1)}…` : value;
  return [`${words.get(type) ?? type} ${shown}`, gapInWords(apartMs), ...rarityInWords(type, on)].join(", ");
}

/** How far apart, in the unit in which a person would say it. */
export function gapInWords(apartMs: number): string {
  const minutes = Math.round(apartMs / 60_000);
  if (minutes < 1) return "at the same time";
  if (minutes < 120) return `${minutes} ${minutes === 1 ? "minute" : "minutes"} apart`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours apart` : `${Math.round(hours / 24)} days apart`;
}

function rarityInWords(type: string, on: number | undefined): string[] {
  if (type === "storm") return ["which met many machines within the hour"];
  if (type === "rule") return ["which fires on much of this place"];
  if (on === undefined || type === "host") return [];
  return on <= 2 ? ["rare here"] : [`seen on ${on}`];
}
