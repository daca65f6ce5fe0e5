import type { Trust } from "../evidence/evidence.ts";

/** What kind of text may stand in a slot: each has its own canonical form and its own most. Nothing else from outside reaches a prompt (invariant 13). */
export const slotTypes = [
  "alert-title",
  "mail-text",
  "script",
  "command-line",
  "log-text",
  "evidence-sentence",
  "name",
  "analyst-question",
  "case-state",
] as const;
/** One word of `slotTypes`. */
export type SlotType = (typeof slotTypes)[number];

/** Untrusted text on its way into a prompt, with where it came from. `value` is as it was found; the builder makes it canonical. */
export type SlotFill = {
  readonly name: string;
  readonly type: SlotType;
  readonly value: string;
  /** The evidence item, alert or person that it comes from: "e-3", "alert-7", "person:rhea". */
  readonly provenance: string;
  readonly trust: Trust | "person" | "ours";
};

/** One slot as it stands in a built prompt: places are UTF-8 bytes of the whole prompt text, digests `sha256:…` over the raw and the canonical bytes. */
export type SlotInPrompt = {
  readonly name: string;
  readonly type: SlotType;
  readonly provenance: string;
  readonly trust: SlotFill["trust"];
  readonly fromByte: number;
  readonly toByte: number;
  readonly rawDigest: string;
  readonly canonicalDigest: string;
  /** Bytes of the raw value that did not fit. */
  readonly cutBytes: number;
  /** How many personal names or secrets stand here under a stand-in. */
  readonly standIns: number;
};

/** Which bytes of a prompt are whose: of the template, of a slot, or of the marks around one. The pieces cover every byte once, in order. */
export type PromptPiece = {
  readonly fromByte: number;
  readonly toByte: number;
  readonly from: "template" | "mark" | "slot";
  readonly name: string;
};

/** A prompt as it would leave: the instructions, which are ours alone, and the text with its slots. */
export type Prompt = {
  /** `<role>` and a number that grows with every change of the words: the file `prompts/<id>-<version>.md`. */
  readonly id: string;
  readonly version: number;
  /** Instructions: no slot stands in them. */
  readonly system: string;
  /** Everything else. */
  readonly text: string;
  /** Random per request; the marks around slots carry it. */
  readonly nonce: string;
  /** `sha256:…` over system, NUL, text. */
  readonly digest: string;
  readonly slots: readonly SlotInPrompt[];
  readonly pieces: readonly PromptPiece[];
};
