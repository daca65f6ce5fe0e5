import type { Actor, Person } from "../person/person.ts";

/** What a stop covers: everything, or what one effector does. */
export type StopScope = "all" | `effector:${string}`;

/** A stop in force. `number` counts stops and trips of breakers together, so that a signature under one never serves for a later one. */
export type Halt = {
  readonly number: number;
  readonly by: string;
  readonly because: string;
  readonly atMs: number;
  readonly resumeAskedBy: readonly Signer[];
};

/** A person together with the key that they signed with. */
export type Signer = { readonly by: Person; readonly key: string };

/** What stops, resumes, and when it is. `atMs` is the record's time; the clock's own facts say what becomes of it. */
export type HaltEvent =
  | { readonly type: "BreakerTripped"; readonly assetClass: string; readonly says: string; readonly atMs: number }
  | {
      readonly type: "BreakerReset";
      /** Whose orders were signed under: part of what the signature is over. */
      readonly tenant: string;
      readonly assetClass: string;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  | { readonly type: "Stopped"; readonly scope: StopScope; readonly by: Actor | "file"; readonly because: string; readonly atMs: number }
  | {
      readonly type: "ResumeAsked";
      /** Whose orders were signed under: part of what the signature is over. */
      readonly tenant: string;
      readonly scope: StopScope;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  | { readonly type: "Resumed"; readonly scope: StopScope; readonly by: readonly Person[]; readonly atMs: number }
  /** The clock shows less than it did before; from here on time goes on by what it shows now. */
  | { readonly type: "ClockSetBack"; readonly atMs: number }
  | {
      readonly type: "ClockResetAsked";
      readonly tenant: string;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  /** The record's time was `fromMs` and is what the clock shows from here on. What waited is void. */
  | { readonly type: "ClockReset"; readonly fromMs: number; readonly by: readonly Person[]; readonly atMs: number };
