import type { TelemetryEvent } from "../event/event.ts";
import { addressBytes, addressRange, isWithin } from "./address.ts";
import { finderOf } from "./automaton.ts";
import { fold } from "./fold.ts";
import { valuesOf } from "./meaning.ts";
import { parsePattern } from "./pattern.ts";
import type { Condition, Where } from "./query.ts";

/** The parts of an event that a condition can be about. */
export type Matchable = Pick<TelemetryEvent, "dataset" | "channel" | "action" | "host" | "fields">;

/**
 * What a typed query means, said once and in memory; every compiler of queries is tested against it.
 * A condition holds when any value under its meaning satisfies any of its operands. Text compares without case (`fold`);
 * `gt` and `lt` compare plain decimal numbers and nothing else; `cidr` compares strictly written addresses and nothing else.
 * Refuses a malformed pattern with `query/malformed`.
 */
export function matches(where: Where, event: Matchable): boolean {
  if ("all" in where) return where.all.every((part) => matches(part, event));
  if ("any" in where) return where.any.some((part) => matches(part, event));
  if ("not" in where) return !matches(where.not, event);
  return holds(where, valuesOf(event, where.field));
}

/** A condition's operands as texts. */
export function operandsOf({ value }: Pick<Condition, "value">): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function holds(condition: Condition, values: readonly string[]): boolean {
  if (condition.op === "exists") return values.length > 0 === wantsPresence(condition);
  const test = testOf(condition.op);
  return operandsOf(condition).some((operand) => {
    const satisfies = test(operand);
    return values.some(satisfies);
  });
}

/** `exists` asks for presence unless its operand is false. */
export function wantsPresence(condition: Pick<Condition, "value">): boolean {
  return !operandsOf(condition).includes("false");
}

type Test = (operand: string) => (value: string) => boolean;

function testOf(op: Exclude<Condition["op"], "exists">): Test {
  switch (op) {
    case "eq":
    case "in":
      return folded((value, operand) => value === operand);
    case "contains":
      return folded((value, operand) => value.includes(operand));
    case "startsWith":
      return folded((value, operand) => value.startsWith(operand));
    case "endsWith":
      return folded((value, operand) => value.endsWith(operand));
    case "regex":
      return (operand) => finderOf(parsePattern(operand));
    case "cidr":
      return within;
    case "gt":
      return numeric((value, operand) => value > operand);
    case "lt":
      return numeric((value, operand) => value < operand);
  }
}

const folded =
  (compare: (value: string, operand: string) => boolean): Test =>
  (operand) => {
    const wanted = fold(operand);
    return (value) => compare(fold(value), wanted);
  };

const numeric =
  (compare: (value: number, operand: number) => boolean): Test =>
  (operand) => {
    const bound = numberOf(operand);
    return (text) => {
      const value = numberOf(text);
      return bound !== undefined && value !== undefined && compare(value, bound);
    };
  };

/** Longer numbers are names. */
export const numberLengthMax = 40;
const decimal = /^-?[0-9]+(?:\.[0-9]+)?$/;

/** The number that a text plainly is; undefined for anything else, as hexadecimal, exponents and blanks. */
export function numberOf(text: string): number | undefined {
  return text.length <= numberLengthMax && decimal.test(text) ? Number(text) : undefined;
}

const within: Test = (operand) => {
  const range = addressRange(operand);
  return (value) => {
    const address = addressBytes(value);
    return range !== undefined && address !== undefined && isWithin(address, range);
  };
};
