/** The families of hostile text, by what they lean on. Every family has an aim: what a careless reader of it would do. */
export const payloadFamilies = [
  "persona",
  "context",
  "exfiltration",
  "control",
  "terminal",
  "line-forging",
  "formula",
  "markup",
  "direction",
  "hidden",
  "look-alike",
  "lookup",
  "query",
  "structure",
  "oversize",
  "dilution",
] as const;
/** One word of `payloadFamilies`. */
export type PayloadFamily = (typeof payloadFamilies)[number];

/** A piece of hostile text. `id` is `<family>/<n>` or says more, unique in a corpus; `text` holds what it holds, control characters too. */
export type Payload = {
  readonly id: string;
  readonly family: PayloadFamily;
  /** BCP 47, of the words in it. */
  readonly language: string;
  readonly text: string;
};

/** Names of a list, numbered within their family. */
export function numbered(
  family: PayloadFamily,
  texts: readonly (string | { readonly language: string; readonly text: string })[],
): Payload[] {
  return texts.map((each, at) => {
    const { language, text } = typeof each === "string" ? { language: "en", text: each } : each;
    return { id: `${family}/${at + 1}`, family, language, text };
  });
}
