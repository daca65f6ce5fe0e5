import type { Severity } from "../../core/alert/severity.ts";

/** The most values, levels and characters of a product's alert that stand as fields; a larger one stands beside them as pieces of its JSON. */
const leavesMax = 1_000;
const depthMax = 20;
const textLengthMax = 65_536;
const pieceLength = 60_000;
const observablesMax = 256;
const valueLengthMax = 8_192;

/** A thing that an alert names, as plain alerts have it. */
export type Named = { readonly type: string; readonly value: string | undefined; readonly role?: string };

/** A product's alert whose JSON no format reads: what all alerts have in common, and the product's own JSON whole. */
export type OwnAlert = {
  readonly id: string;
  readonly timeMs: number;
  readonly source: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly severity: Severity;
  readonly rule: string | undefined;
  readonly techniques: readonly string[];
  readonly host: string | undefined;
  readonly user: string | undefined;
  readonly observables: readonly Named[];
  readonly original: unknown;
};

/** A line of the format "plain-alert" with the product's own alert under `original`; nothing of that is left out. */
export function ownAlert(alert: OwnAlert): Uint8Array {
  const { id, timeMs, source, title, description, severity, rule, techniques, host, user, observables, original } = alert;
  const line = {
    alert: 1,
    id,
    time: timeMs,
    source,
    title: title.trim().slice(0, 1_024) || "an alert without a name",
    description: (description ?? "").slice(0, textLengthMax),
    severity,
    techniques: techniques.map((each) => each.slice(0, 64)).slice(0, 64),
    observables: observables.flatMap(named).slice(0, observablesMax),
    ...(rule && { rule: rule.slice(0, 512) }),
    ...(host && { host: host.slice(0, 255) }),
    ...(user && { user: user.slice(0, 512) }),
    original: fits(original) ? original : piecesOf(JSON.stringify(original)),
  };
  return Buffer.from(JSON.stringify(line));
}

function named({ type, value, role }: Named) {
  const text = value?.trim();
  return text && text.length <= valueLengthMax ? [{ type, value: text, ...(role && { role }) }] : [];
}

function fits(value: unknown): boolean {
  let leaves = 0;
  const visit = (part: unknown, depth: number): boolean => {
    if (typeof part === "string" && part.length > pieceLength) return false;
    if (typeof part !== "object" || part === null) return ++leaves <= leavesMax;
    return depth <= depthMax && Object.values(part).every((each) => visit(each, depth + 1));
  };
  return visit(value, 0);
}

/** Each piece a field of its own, since a list of texts has an end too. */
const piecesOf = (text: string) =>
  Object.fromEntries(
    Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, at) => [
      `piece${String(at + 1).padStart(3, "0")}`,
      text.slice(at * pieceLength, (at + 1) * pieceLength),
    ]),
  );
