import type { FieldValue } from "../../core/event/event.ts";
import { textsOf } from "../../core/query/meaning.ts";

/** What a single event shows by what Windows and Sysmon document about it, whoever raised the alert. `strength` is 0 to 1. */
export type Sign = { readonly technique: string; readonly strength: number };

/** One line of a table of signs: the event ids it is about, where they are written, and what the fields must hold (all of them). */
export type SignRow = {
  readonly actions: readonly string[];
  /** A part of the channel's name, lower-case. */
  readonly channel: string;
  readonly where?: Readonly<Record<string, Test>>;
  readonly shows: readonly Sign[];
};

/** A test of one field; text compares without case, any of the alternatives suffices. `not` turns it round (an absent field then passes). */
export type Test = {
  readonly is?: readonly string[];
  readonly has?: readonly string[];
  readonly starts?: readonly string[];
  readonly ends?: readonly string[];
  readonly not?: boolean;
};

/** The event that signs are read from: an event, or the record behind an alert. */
export type Observed = {
  readonly channel: string | undefined;
  readonly action: string | undefined;
  readonly fields: Readonly<Record<string, FieldValue>>;
};

const valueLengthMax = 16_384;

/** The signs of one event by a table, strongest first, each technique once. */
export function signsOf(rows: readonly SignRow[], event: Observed): Sign[] {
  const strongest = new Map<string, number>();
  const channel = event.channel?.toLowerCase() ?? "";
  for (const row of rows) {
    if (event.action === undefined || !row.actions.includes(event.action) || !channel.includes(row.channel)) continue;
    if (!Object.entries(row.where ?? {}).every(([field, test]) => passes(test, valuesOf(event, field)))) continue;
    for (const { technique, strength } of row.shows) strongest.set(technique, Math.max(strongest.get(technique) ?? 0, strength));
  }
  return [...strongest]
    .map(([technique, strength]) => ({ technique, strength }))
    .sort((a, b) => b.strength - a.strength || (a.technique < b.technique ? -1 : 1));
}

function valuesOf({ fields }: Observed, field: string): string[] {
  return Object.hasOwn(fields, field) ? textsOf(fields[field]).map((text) => text.slice(0, valueLengthMax).toLowerCase()) : [];
}

function passes(test: Test, values: readonly string[]): boolean {
  const holds = values.some(
    (value) =>
      test.is?.some((wanted) => value === wanted) ||
      test.has?.some((wanted) => value.includes(wanted)) ||
      test.starts?.some((wanted) => value.startsWith(wanted)) ||
      test.ends?.some((wanted) => value.endsWith(wanted)),
  );
  return test.not ? !holds : holds;
}
