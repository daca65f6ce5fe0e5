import { inert } from "../inert/inert.ts";
import type { SlotInPrompt } from "../prompt/prompt.ts";

/** What a language model may be asked to be. Each role has its own schema and sees no more than it needs; no role's output is another's instruction. */
export const modelRoles = ["reader", "planner", "writer", "guide"] as const;
/** One word of `modelRoles`. */
export type ModelRole = (typeof modelRoles)[number];

/** A question to a model as it is recorded before any byte of it leaves. Holds no text: digests, and which slots stood in it. */
export type ModelCall = {
  /** `m-<n>`, unique in its record. */
  readonly id: string;
  readonly role: ModelRole;
  /** The model's name in the configuration, and the id that its server knows. */
  readonly name: string;
  readonly model: string;
  readonly parameters: { readonly temperature: number | "unset"; readonly outputTokensMax: number; readonly timeMs: number };
  readonly prompt: {
    readonly id: string;
    readonly version: number;
    readonly digest: string;
    readonly bytes: number;
    readonly slots: readonly SlotInPrompt[];
  };
  /** Taken from the budget when it is asked; what was not used is given back with the answer. */
  readonly reservedTokens: number;
  /** What those tokens cost at most, in millionths of the currency: it stands for a call whose answer never came. Absent in records of before. */
  readonly reservedCostMicros?: number;
};

/** Why a model's answer was not used; the case goes on without it and says so. */
export const modelFailures = [
  "budget-spent",
  "breaker-open",
  "withheld",
  "refused",
  "late",
  "rate-limited",
  "unreachable",
  "broken-off",
  "too-long",
  "unparseable",
  "not-tied",
] as const;
/** One word of `modelFailures`. */
export type ModelFailure = (typeof modelFailures)[number];

/** What one call took, as its server said or, where it said nothing usable, as we count (`isEstimate`). Cost in millionths of the configured currency. */
export type ModelUse = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isEstimate: boolean;
  readonly costMicros: number;
  readonly ms: number;
};

/** What became of a call. `digest` is `sha256:…` over the output's bytes as they came; `said` is what the server calls its model. */
export type ModelOutcome =
  | { readonly kind: "accepted"; readonly digest: string; readonly said: string; readonly use: ModelUse }
  | { readonly kind: "failed"; readonly why: ModelFailure; readonly detail: string; readonly digest?: string; readonly use: ModelUse };

/** The most characters that a record holds of what a server calls its model; a mark that says how much is missing comes out of them. */
export const saidLengthMax = 100;
const cutMarkLength = 12;

/** What a server calls its model, as record, reports, console and terminal have it: text from outside like any other, in one form of each character, visible, with nothing live in it. */
export const inertName = (said: string): string => inert(said.slice(0, saidLengthMax * 4).normalize("NFKC"), saidLengthMax - cutMarkLength);
