import type { ModelRole } from "../model/call.ts";
import type { SlotType } from "./prompt.ts";

/** A place in a template's text for one fill of a name, or for any number of them. */
export type SlotPlace = { readonly slot: string; readonly type: SlotType; readonly many: boolean };

/** A prompt text as its file holds it: `prompts/<id>-<version>.md`. `digest` is `sha256:…` over the file's bytes. */
export type Template = {
  readonly id: ModelRole;
  readonly version: number;
  /** Instructions: ours alone. */
  readonly system: string;
  /** Words of ours, places for slots, and the place where the shape of the answer stands for servers that cannot be told it otherwise. */
  readonly parts: readonly (string | SlotPlace | { readonly schema: true })[];
  readonly digest: string;
};
