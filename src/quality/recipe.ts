import type { AttackCatalogue } from "../core/attack/attack.ts";
import type { EvidenceInput, UnreadableInput } from "../ports/evidence-input.ts";
import type { Figure } from "./suite.ts";

/** What a recipe works with. `data` holds the folders that the recipe declares and no other: what it may not train on it cannot see. */
export type TrainBench = {
  /** A folder in which each declared folder lies under its own name. */
  readonly data: string;
  readonly findInputs: (
    paths: readonly string[],
  ) => Promise<{ readonly inputs: readonly EvidenceInput[]; readonly unreadable: readonly UnreadableInput[] }>;
  readonly catalogue: () => AttackCatalogue;
  /** Progress in words; it never decides anything. */
  readonly say: (sentence: string) => void;
};

/** What training gave: the text of `model.json`, and what its card says. */
export type Trained = {
  readonly model: string;
  readonly card: {
    /** The rows that the shipped weights were fitted to: which, how many, of which labels. */
    readonly trainedOn: string;
    /** How rows were held back for the figures. */
    readonly split: string;
    readonly figures: readonly Figure[];
    /** Sentences: what the model is known to get wrong. */
    readonly weaknesses: readonly string[];
    /** How often figures on held-back rows were looked at while features and options were chosen. */
    readonly looks?: string;
  };
};

/**
 * How one shipped model is made from labelled data: deterministic from data and seed. `name` names `trained/<name>/` and the recipe's own file
 * `src/quality/recipes/<name>.ts`, from which the digest of the code is taken.
 */
export type Recipe = {
  readonly name: string;
  /** One sentence: what the model is asked, and by which stage. */
  readonly purpose?: string;
  /** Folders of labelled data that are read; each must be one that may train (`licence.ts`). */
  readonly data: readonly string[];
  readonly seed: number;
  readonly train: (bench: TrainBench) => Promise<Trained>;
};
