import type { Category } from "./category.ts";
import type { Severity } from "./severity.ts";

/** What triage says of one alert (glossary: triage), recorded whole, so that later stages never ask the world again. */
export type Triage = {
  readonly alertId: string;
  readonly category: Category;
  readonly severity: Severity;
  /** Calibrated as far as the scorer is; 0 to 1. */
  readonly maliciousness: number;
  /** ATT&CK tactic ids: those that the first technique serves, then those of the next; in matrix order where that decides nothing. */
  readonly tactics: readonly string[];
  /** Current ATT&CK technique ids that the alert claims. */
  readonly techniques: readonly string[];
  /** 1 (now) to 5 (when there is time). */
  readonly priority: Priority;
  /** What moved the assessment, strongest first, in words. */
  readonly because: readonly string[];
  /** How far verdicts of people here moved it, natural log-odds; absent where none did. `maliciousness` holds it already. */
  readonly learned?: { readonly digest: string; readonly logOdds: number };
  /** What may bind it to other alerts: entity keys after name resolution, with a weight by rarity, heaviest first. */
  readonly bonds: readonly Bond[];
  /** The earlier alert that it repeats, and why we say so. */
  readonly repeats: { readonly alertId: string; readonly because: string } | undefined;
};

/** How soon a person should look: 1 is now, 5 when there is time; `priorityOf` of triage computes it. */
export type Priority = 1 | 2 | 3 | 4 | 5;

/** A weight of 1 joins two alerts close in time by itself; a hub weighs next to nothing. */
export type Bond = {
  readonly key: string;
  readonly weight: number;
  /** On how many machines (or, where there are none, with how many accounts) the entity is seen here. */
  readonly on?: number;
};
