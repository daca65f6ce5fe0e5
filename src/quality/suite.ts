import { basename } from "node:path";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import type { CompiledRuleSet } from "../detection/sigma/rule-set.ts";
import { clopperPearson } from "../learning/interval.ts";
import type { EvidenceInput, UnreadableInput } from "../ports/evidence-input.ts";
import type { Truth } from "./with-model/pair.ts";

/**
 * One measured figure with its 95 % interval.
 *
 * `of` is how many labelled units it stands on (mails, phases, sentences …). `baseline` is what a trivial method, run on the same units in the
 * same run, reaches. The goal is met when the interval's worse end reaches it: the lower end where more is better, the upper where less is.
 */
export type Figure = {
  readonly suite: string;
  readonly figure: string;
  /** "share": 0 to 1, shown in percent; "score": a number such as an F1 or an error, shown as it is. */
  readonly unit: "share" | "score";
  readonly better: "higher" | "lower";
  readonly value: number;
  readonly interval: readonly [number, number];
  /** How the interval was made: exact binomial, or resampling whole groups with a seed. */
  readonly method: "clopper-pearson" | "bootstrap";
  readonly of: number;
  /** The count behind a share. */
  readonly right?: number;
  readonly baseline?: number;
  /** Undefined where no goal is set: a figure that is only reported. */
  readonly goal: number | undefined;
  /** What the last release reached, less what chance may take: falling on the worse side of it fails the gate. Undefined: never fails. */
  readonly floor: number | undefined;
};

/** What a suite found. `weak` says in sentences where the product falls short by these figures: the quality page prints it. */
export type SuiteResult = { readonly figures: readonly Figure[]; readonly notes: readonly string[]; readonly weak?: readonly string[] };

/** What a suite works with: files, facts, and a way to investigate one file as a world of its own with the rules that the suite names. */
export type Bench = {
  /** The folder of labelled data. */
  readonly data: string;
  readonly findInputs: (
    paths: readonly string[],
  ) => Promise<{ readonly inputs: readonly EvidenceInput[]; readonly unreadable: readonly UnreadableInput[] }>;
  readonly catalogue: () => AttackCatalogue;
  /** The rules that the suite names, compiled. */
  readonly rules: { readonly rules: CompiledRuleSet; readonly problems: readonly unknown[] };
  readonly investigate: (input: EvidenceInput) => Promise<Assessment>;
};

/** A recording with what it truly holds. `name` is for people; the input's own path says nothing of the label. */
export type LabelledRecording = { readonly name: string; readonly input: EvidenceInput; readonly truth: Truth };

/** An input under a path that says what kind of file it is and nothing else: files of labelled data often carry their labels in their names. */
export function unnamed(input: EvidenceInput, number: number): EvidenceInput {
  const ending = /(?:\.[a-z0-9]{1,8}){1,2}$/i.exec(basename(input.path))?.[0] ?? "";
  return { ...input, path: `recording-${number}${ending}` };
}

/** A labelled suite: which rules it is measured with, and how. */
export type Suite = {
  readonly name: string;
  /** Rule folders below the data, beside the built-in rules; `builtin` false leaves those out. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  /** The folders below the data that it reads; where one is absent the suite is named as not run. Defaults to the top folders of its rules. */
  readonly data?: readonly string[];
  /** True where it is deterministic and fast enough for the gate: the group "quick". */
  readonly quick?: boolean;
  /** The seed of whatever it draws: folds, resampling. */
  readonly seed?: number;
  /** How it is measured, in one or two sentences: what is split by what, what is left out. */
  readonly measures?: string;
  /** How often the figures on the test part were looked at while the product was made, and what was changed after. */
  readonly looks?: string;
  readonly run: (bench: Bench) => Promise<SuiteResult>;
  /** What is investigated, without and with a language model, to compare the two; absent where the suite investigates nothing. */
  readonly recordings?: (bench: Pick<Bench, "data" | "findInputs" | "catalogue">) => Promise<readonly LabelledRecording[]>;
};

/** A share of `of` units with its exact interval; `target` 0 means that no goal is set. */
export function shareFigure(parts: {
  readonly suite: string;
  readonly figure: string;
  readonly right: number;
  readonly of: number;
  readonly target: number;
  /** Only where there is a reason beside what the last release reached, which the gate holds anyway. */
  readonly floor?: number;
  readonly baseline?: number;
}): Figure {
  const { suite, figure, right, of, target, baseline } = parts;
  return {
    suite,
    figure,
    unit: "share",
    better: "higher",
    value: of === 0 ? 0 : right / of,
    interval: clopperPearson(right, of),
    method: "clopper-pearson",
    of,
    right,
    ...(baseline !== undefined && { baseline }),
    goal: target > 0 ? target : undefined,
    floor: parts.floor,
  };
}
