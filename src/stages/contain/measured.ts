import type { AssetClass } from "../../core/asset/asset-class.ts";
import type { BlastRadius } from "../../core/containment/action.ts";
import type { Floor } from "./tier.ts";

/** What was counted for one target, before its tier is known. */
export type Measured = {
  readonly blast: Omit<BlastRadius, "says" | "graphAgeMs" | "containedShare" | "reach">;
  readonly assetClass: AssetClass;
  /** What it is and what hangs on it, in words. */
  readonly what: string;
  readonly floors: readonly Floor[];
};

/** What is contained already, by handle id (`host:…`): a spare that is cut off is no spare. */
export type Standing = ReadonlySet<string>;

/** More people than this who would feel an action make it grave whatever the target is (invariants.md 5.1, k). */
export const usersAffectedMax = 25;

/** More dependents than this, or as many, are shared infrastructure. */
export const sharedInfrastructureDependents = 10;

/** Nothing counted: what a target starts from. */
export const nothingCounted = {
  hosts: 0,
  identities: 0,
  dependents: 0,
  sessions: 0,
  services: [],
  protected: false,
  redundant: false,
  known: false,
} as const;

/** "1 person uses", "3 people use": counted words, with the verb. */
export const counted = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);
