const quotedLengthMax = 200;

/** Text from outside made fit for a sentence: in quotes, on one line, without characters that turn or hide it, at most 200 characters. */
export function quoted(value: string): string {
  const line = value
    .slice(0, quotedLengthMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
  return `"${line}"`;
}
