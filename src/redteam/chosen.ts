import type { BaseCase } from "./bases/base-case.ts";
import type { Payload } from "./corpus/payload.ts";
import { type Surface, surfaces } from "./surfaces/surface.ts";

/** What of an exercise is to be played: a case, one of its fields, one text in it. What is left out is all of them. */
export type Chosen = { readonly base: string; readonly surface?: Surface; readonly payload?: string };

const shape = new RegExp(`^(.+?)(?:/(${surfaces.join("|")})(?:/(.+))?)?$`);

/** `case`, `case/field` or `case/field/text`, as violations name them; undefined where no such case, field of it, or text is played. */
export function chosenOf(words: string, bases: readonly BaseCase[], corpus: readonly Payload[]): Chosen | undefined {
  const [, base = "", surface, payload] = shape.exec(words) ?? [];
  const named = bases.find(({ id }) => id === base);
  const field = named?.surfaces.find((each) => each === surface);
  if (!named || field !== surface || (payload !== undefined && !corpus.some(({ id }) => id === payload))) return undefined;
  return { base, ...(field !== undefined && { surface: field }), ...(payload !== undefined && { payload }) };
}

/** Whether one of the chosen names this; nothing chosen is everything. */
export const isChosen = (chosen: readonly Chosen[], base: string, surface: Surface, payload: string): boolean =>
  chosen.length === 0 ||
  chosen.some(
    (each) =>
      each.base === base &&
      (each.surface === undefined || each.surface === surface) &&
      (each.payload === undefined || each.payload === payload),
  );
