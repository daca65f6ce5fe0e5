import type { Planted, Surface } from "../surfaces/surface.ts";

/** One file of evidence, as text. */
export type ExerciseFile = { readonly path: string; readonly text: string };

/** What one play of a case is given: evidence, and what the organisation and its intelligence say, as files of text. */
export type ExerciseWorld = {
  readonly evidence: readonly ExerciseFile[];
  readonly inventory?: ExerciseFile;
  readonly indicators?: ExerciseFile;
};

/** How a case should end without any hostile text; `either` where both are right. */
export type Label = "escalated" | "closed" | "either";

/** A small case of a known kind with fields that an attacker writes. The same planted text gives the same bytes. */
export type BaseCase = {
  readonly id: string;
  /** The product whose shape it has. */
  readonly trade: string;
  readonly label: Label;
  readonly surfaces: readonly Surface[];
  readonly world: (planted: Planted) => ExerciseWorld;
};

/** Lines of JSON, one object each. A lone surrogate becomes an escape, as JSON says. */
export const linesOf = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join("");
