const fenceMin = 3;

/**
 * Plain text as one code block of CommonMark (0.31, section 4.5): inside, nothing is markup, nobody is mentioned and nothing is linked. Its fence is longer
 * than any run of backticks in the text, so that no line of the text ends it.
 */
export function fenced(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "");
  const longest = (clean.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), fenceMin - 1);
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${clean}\n${fence}`;
}

/** What stands in a text between the fences of `fenced`; the text itself where there are none. */
export function unfenced(text: string): string {
  return /^(`{3,})text\n([\s\S]*)\n\1$/.exec(text)?.[2] ?? text;
}
