import type { Person } from "../person/person.ts";
import type { ComposedHandover, HandoverNote, HandoverText } from "./text.ts";

/** Where a handover stands: composed, signed by the outgoing analyst, taken over by the incoming one, given way to a later draft, or never signed. */
export const handoverStatuses = ["drafted", "signed", "accepted", "replaced", "expired"] as const;
/** One of `handoverStatuses`. */
export type HandoverStatus = (typeof handoverStatuses)[number];

/**
 * What a signature rests on. A key is a line as the standing orders have it, in a file or a passkey (`core/containment/public-key.ts`), with the origins on
 * which a passkey signs. A session's word is that of somebody who had shown a second factor at that time; nothing but the record bears witness to it.
 */
export type HandoverProof =
  | { readonly kind: "key"; readonly key: string; readonly origins: readonly string[]; readonly signature: string }
  | { readonly kind: "session"; readonly session: string; readonly steppedUpAtMs: number }
  /** In the demo: nobody showed a second factor. No installation but the demo ever takes it. */
  | { readonly kind: "demo"; readonly session: string };

/** Somebody's signature. `digest` is over the text, or for who takes over also over what was asked and answered (`takeOverDigest`). */
export type HandoverSigning = { readonly by: Person; readonly digest: string; readonly proof: HandoverProof; readonly atMs: number };

/** A question about a handover. `about` is what a note can be about. */
export type HandoverQuestion = {
  readonly number: number;
  readonly about: string;
  readonly text: string;
  readonly by: Person;
  readonly atMs: number;
  readonly answers: readonly { readonly text: string; readonly by: Person; readonly atMs: number }[];
};

/** What happened to handovers, in a journal of its own (world `handover`). */
export type HandoverEvent =
  | {
      readonly type: "HandoverDrafted";
      readonly id: string;
      readonly tenant: string;
      readonly outgoing: Person;
      readonly composed: ComposedHandover;
      /** Notes of the draft that it takes the place of, as far as what they are about is still there. */
      readonly notes: readonly HandoverNote[];
      readonly replaces: string | null;
      readonly atMs: number;
    }
  | {
      readonly type: "HandoverNoted";
      readonly id: string;
      readonly about: string;
      /** Empty: the note is gone. */
      readonly text: string;
      readonly by: Person;
      readonly atMs: number;
    }
  /** A draft that nobody signed in time; `by` made the draft that found it so. */
  | { readonly type: "HandoverExpired"; readonly id: string; readonly by: Person; readonly atMs: number }
  | ({ readonly type: "HandoverSigned"; readonly id: string } & HandoverSigning)
  | { readonly type: "HandoverOpened"; readonly id: string; readonly by: Person; readonly atMs: number }
  | {
      readonly type: "HandoverAsked";
      readonly id: string;
      readonly number: number;
      readonly about: string;
      readonly text: string;
      readonly by: Person;
      readonly atMs: number;
    }
  | {
      readonly type: "HandoverAnswered";
      readonly id: string;
      readonly number: number;
      readonly text: string;
      readonly by: Person;
      readonly atMs: number;
    }
  | ({ readonly type: "HandoverAccepted"; readonly id: string } & HandoverSigning);

/** One handover with all that happened to it. */
export type Handover = {
  readonly text: HandoverText;
  readonly status: HandoverStatus;
  readonly replacedBy: string | undefined;
  readonly signed: HandoverSigning | undefined;
  readonly opened: readonly { readonly by: Person; readonly atMs: number }[];
  readonly questions: readonly HandoverQuestion[];
  readonly accepted: HandoverSigning | undefined;
};

/**
 * Every handover, oldest first, at most `handoverLimits.heldMax`; `last` is the one that was signed last, and `drafted` the highest number that was given out,
 * also to one that was erased or forgotten. The fold owns it.
 */
export type Handovers = {
  readonly held: Map<string, Handover>;
  drafted: number;
  last: Pick<ComposedHandover, "period" | "sources"> | undefined;
};

/** Before the first. */
export const emptyHandovers = (): Handovers => ({ held: new Map(), drafted: 0, last: undefined });

/** The number in the id of a handover, 1 or more; undefined for what is none. */
export function handoverNumber(id: string): number | undefined {
  return /^h-[1-9]\d{0,8}$/.test(id) ? Number(id.slice(2)) : undefined;
}

/** The name of the world whose journal holds handovers; no investigation may have it. */
export const handoverWorld = "handover";
