import type { ModelRole } from "../../core/model/call.ts";
import type { AskedOfAttacker } from "./asked.ts";
import type { HostileSaying } from "./script.ts";

/** The strategies of an attacker who is the model, in the order of docs/redteam.md. */
export const strategyNames = ["worst-case", "breaking", "replay", "echo", "search", "timing", "collusion", "refusal"] as const;
/** One word of `strategyNames`. */
export type StrategyName = (typeof strategyNames)[number];

/** What the attacker wants the world to hold or to do, so that whoever judges can look for it. */
export type Wants = {
  /** Names that only the attacker's own server would know: nothing may ever be resolved or reached by them. */
  readonly sinkhole: string;
  /** Marks of what another tenant's cases hold, which the attacker saw there. */
  readonly foreign: readonly string[];
};

/** Everything that an attacker ever saw and did, across cases and tenants, bounded. */
export type AttackerMemory = {
  readonly outputs: { readonly role: ModelRole; readonly text: string }[];
  readonly offers: { readonly question: string; readonly about: string | null }[];
  readonly quotes: string[];
  readonly evidence: string[];
  /** The value of each damaging output that was tried, by role and number. */
  readonly arms: Map<string, { tries: number; reward: number }>;
  /** Outputs that did best, to be bent further. */
  readonly best: { readonly role: ModelRole; readonly text: string; readonly reward: number }[];
};

/** A memory that begins. */
export const emptyMemory = (): AttackerMemory => ({ outputs: [], offers: [], quotes: [], evidence: [], arms: new Map(), best: [] });

/** The most that each list of a memory holds; the oldest is forgotten. */
const rememberedMax = 200;

/** Adds to a list of a memory, and forgets what is too old. */
export function remember<Item>(list: Item[], ...items: readonly Item[]): void {
  list.push(...items);
  list.splice(0, Math.max(0, list.length - rememberedMax));
}

/** What a strategy has at hand when it answers. */
export type Hand = {
  readonly asked: AskedOfAttacker;
  readonly random: () => number;
  readonly memory: AttackerMemory;
  readonly wants: Wants;
};

/** A way to answer one question. */
export type Strategy = (hand: Hand) => HostileSaying;

/** One of a list; `fallback` where it is empty. */
export const pick = <Item>(list: readonly Item[], random: () => number, fallback: Item): Item =>
  list[Math.floor(random() * list.length)] ?? fallback;
