import type { Assessment } from "../../core/assessment/assessment.ts";
import { clopperPearson } from "../../learning/interval.ts";
import type { EvidenceInput } from "../../ports/evidence-input.ts";
import type { LoadedRules, System } from "../system.ts";

/** One measured share: how many of how many, between which bounds (95 %, Clopper-Pearson), and the least that the gate accepts. */
export type Figure = {
  readonly suite: string;
  readonly figure: string;
  readonly right: number;
  readonly of: number;
  readonly share: number;
  readonly interval: readonly [number, number];
  readonly target: number;
  /** What the product reached when the gate was last set: falling below the interval of it fails. */
  readonly floor: number;
};

export type SuiteResult = { readonly figures: readonly Figure[]; readonly notes: readonly string[] };

/** What a suite works with: a way to investigate one file as a world of its own, with the rules that the suite names. */
export type Bench = {
  readonly system: System;
  readonly data: string;
  /** The rules that the suite names, compiled. */
  readonly rules: LoadedRules;
  readonly investigate: (input: EvidenceInput) => Promise<Assessment>;
};

/** A labelled suite: which rules it is measured with, and how. */
export type Suite = {
  readonly name: string;
  /** Rule folders below the data, beside the built-in rules; `builtin` false leaves those out. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  readonly run: (bench: Bench) => Promise<SuiteResult>;
};

/** A share with its exact interval. */
export function figureOf(parts: { suite: string; figure: string; right: number; of: number; target: number; floor: number }): Figure {
  return { ...parts, share: parts.of === 0 ? 0 : parts.right / parts.of, interval: clopperPearson(parts.right, parts.of) };
}
