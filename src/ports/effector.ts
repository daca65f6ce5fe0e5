import type { ContainmentVerb } from "../core/containment/action.ts";
import type { Handle } from "../core/containment/handle.ts";

/** Facts about a target at a product, JSON-safe and at most 16 KiB: what an undo puts back. */
export type ProductState = Readonly<Record<string, unknown>>;

/** One effect as it is asked for. Every request to the product carries `effectId` wherever the product has a field for it (comment, note, header). */
export type EffectOrder = {
  readonly effectId: string;
  readonly verb: ContainmentVerb;
  readonly target: Handle;
  /** The product's own id, from `locate`. */
  readonly located: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** The product's own time limit where it has one, so that the effect ends even if we do not live to end it; null without one. */
  readonly releaseAfterMs: number | null;
};

/**
 * Whether something may still be changed. What surely was not sent when it says no is a refusal of code `effector/stopped`: somebody stopped, or, where
 * its `retry` says when to ask again, nobody could tell in time whether somebody did.
 */
export type Guard = {
  /** Asked right before each request that changes something, every time anew, and never before it could be sent at once. Throws `effector/stopped`. */
  readonly mayChange: () => Promise<void>;
  /** Aborted, with that same refusal as its reason, as soon as a stop was seen: whoever waits for an answer to a question waits no longer. */
  readonly signal: AbortSignal;
};

/** Whether an effect holds at the product now. `pending` means accepted and under way. */
export type Observed = { readonly inForce: "yes" | "no" | "pending"; readonly state: ProductState; readonly says: string };

/**
 * The product that carries out containment actions. Every call ends within `callMsMax` or throws.
 *
 * `perform` and `undo` throw a `SocError` of code `effector/refused` when surely nothing happened (the product said no before doing anything, or nothing
 * was sent), with a `retry` where it may be asked for again later, and `effector/stopped` when surely nothing was sent because of a stop; whatever else
 * they throw means that the outcome is unknown, and the engine reads back. Both may be called again with the same `effectId` and then change nothing
 * more. Neither retries by itself. `target` is never widened: exactly one located id is acted on. Each request that changes something asks the guard first.
 */
export type Effector = {
  /** From the configuration, unique: "edge-firewall". */
  readonly name: string;
  /** "nftables", "CrowdStrike Falcon", … */
  readonly product: string;
  /** What its tests ran against. */
  readonly provenOn: "the real product" | "a double";
  readonly verbs: readonly ContainmentVerb[];
  /** The one id of the target at the product. Refuses with `effector/no-target` or `effector/several-targets`. Changes nothing. */
  readonly locate: (target: Handle, verb: ContainmentVerb) => Promise<string>;
  /** Reads. Changes nothing. */
  readonly observe: (order: EffectOrder) => Promise<Observed>;
  readonly perform: (order: EffectOrder, guard: Guard) => Promise<{ readonly says: string }>;
  /** Puts back `before`, as `observe` gave it before the effect. Refuses (`effector/irreversible`) where the verb has no undo. */
  readonly undo: (order: EffectOrder & { readonly before: ProductState }, guard: Guard) => Promise<{ readonly says: string }>;
  /** Whether the product answers and our credentials suffice. Changes nothing. */
  readonly check: () => Promise<{ readonly says: string }>;
};

/** The longest that one call of an effector takes before it counts as unknown, milliseconds. */
export const callMsMax = 15_000;
