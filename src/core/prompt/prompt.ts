import type { Trust } from "../evidence/evidence.ts";
import type { Marking } from "../evidence/marking.ts";

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
  /** The sharing mark of what it comes from, and the connectors that brought it: what may leave goes by them (`mayLeave`). */
  readonly marking?: Marking;
  readonly connectors?: readonly string[];
  /** It may rest on connectors that nobody recorded: where some may send nothing, it stays. */
  readonly fromUnrecorded?: true;
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
  /** Bytes of the canonical text that did not fit. */
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

/** The text of one slot, inside: what a model's spans are checked against. Places are UTF-16 units. */
export type SlotText = {
  readonly name: string;
  readonly provenance: string;
  /** As it stands in the prompt, between the marks. */
  readonly shown: string;
  /** The same with the real values where stand-ins stand: what spans are told in once they are accepted. */
  readonly canonical: string;
  /** Where stand-ins stand in `shown`, and where what they stand for stands in `canonical`; in order, without overlap. */
  readonly standIns: readonly {
    readonly from: number;
    readonly to: number;
    readonly canonicalFrom: number;
    readonly canonicalTo: number;
  }[];
};

/** A prompt with what is kept inside: the texts of its slots, in the order of `prompt.slots`, and the way back from stand-ins. Never recorded, never sent. */
export type BuiltPrompt = {
  readonly prompt: Prompt;
  readonly texts: readonly SlotText[];
  /** A text of the model's with the real values in place of stand-ins; of secrets there is no way back. */
  readonly restore: (text: string) => string;
  /** What was replaced, by kind: how many values and how often. */
  readonly replaced: readonly { readonly kind: StandInKind; readonly values: number; readonly times: number }[];
  /** Where fills come from for which the prompt had no room. */
  readonly leftOut: readonly string[];
};

/** What stands under a stand-in. Secrets always do, for any model, and for good; the others before a model that is hosted elsewhere. */
export const standInKinds = ["secret", "user", "person", "mail", "phone", "account-number", "card", "host", "address"] as const;
/** One word of `standInKinds`; stand-ins are it and a number: "user-1". */
export type StandInKind = (typeof standInKinds)[number];
