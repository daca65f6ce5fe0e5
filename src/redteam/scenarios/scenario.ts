import type { ExerciseWorld } from "../bases/base-case.ts";

/**
 * How an attack is carried out. Noisy: fast, many records, tools as they come. Quiet: slow, few records, renamed tools, valid accounts.
 * Deceptive: hostile texts and decoys, look-alike names, noise of others, false flags.
 */
export const variants = ["noisy", "quiet", "deceptive"] as const;
/** One word of `variants`. */
export type Variant = (typeof variants)[number];

/** One step of an attack as its records tell it: `records` are `path#number`, counted from 1. */
export type TruthStep = {
  readonly step: string;
  /** The ATT&CK technique. */
  readonly technique: string;
  readonly says: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly records: readonly string[];
};

/** What really happened: the steps in order of time, and the machines and accounts that were in the attacker's hands or his aim. */
export type Truth = { readonly steps: readonly TruthStep[]; readonly names: readonly string[] };

/** A world that can be cut: `world(untilMs)` holds what had been written by then. */
export type Tape = {
  readonly world: (untilMs?: number) => ExerciseWorld;
  readonly truth: Truth;
  readonly records: number;
  /** When a record was written; undefined where there is none. */
  readonly timeOf: (path: string, record: number) => number | undefined;
};

/** An intrusion of several steps by one trade, and ordinary administration that leaves records of the same kinds. */
export type AttackScenario = {
  readonly id: string;
  readonly trade: string;
  readonly says: string;
  /** What writes the records. */
  readonly sources: readonly string[];
  readonly attack: (seed: number, variant: Variant) => Tape;
  readonly twin: (seed: number) => Tape;
};
