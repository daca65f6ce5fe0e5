import { RE2JS } from "re2js";
import { sigmaLimits } from "./limits.ts";
import { fold } from "./text.ts";

/**
 * A regular expression out of a rule, which is untrusted: RE2 runs in time linear in the text, whatever the pattern.
 * `required` is a folded text without which the pattern cannot match; it is looked for first, since that is far cheaper.
 */
export type BoundedRegex = { readonly key: string; readonly required: string; readonly matches: (text: string, folded: string) => boolean };

/** The sub-modifiers `i`, `m` and `s` of Sigma's `re`. */
export type RegexFlags = { readonly ignoreCase: boolean; readonly multiLine: boolean; readonly dotAll: boolean };

/** Compiles a pattern, or says in one line why it cannot be used (RE2 has no look-ahead and no back-references). */
export function compileRegex(source: string, flags: RegexFlags): BoundedRegex | string {
  if (source.length > sigmaLimits.regexLengthMax) return `the pattern is longer than ${sigmaLimits.regexLengthMax} characters`;
  const bits =
    (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.multiLine ? RE2JS.MULTILINE : 0) |
    (flags.dotAll ? RE2JS.DOTALL : 0) |
    RE2JS.LOOKBEHINDS;
  try {
    const compiled = RE2JS.compile(source, bits);
    if (compiled.programSize() > sigmaLimits.regexProgramMax) return "the pattern is too large once its repetitions are written out";
    const required = requiredTextOf(source);
    const matches = (text: string, folded: string) =>
      folded.includes(required) && compiled.test(text.length > sigmaLimits.regexTextMax ? text.slice(0, sigmaLimits.regexTextMax) : text);
    return { key: `${bits}/${source}`, required, matches };
  } catch (cause) {
    return cause instanceof Error ? cause.message.replace(/\s+/g, " ").slice(0, 200) : "the pattern cannot be compiled";
  }
}

const plainEscapes = "dDwWsSbBAznrtfv";

/**
 * The longest run of plain ASCII text that every match must contain, folded; "" when none is certain.
 * Only text outside groups, classes and alternatives counts; escapes that this does not know end the search.
 */
export function requiredTextOf(source: string): string {
  let best = "";
  let run = "";
  const endRun = () => {
    if (run.length > best.length) best = run;
    run = "";
  };
  for (let index = 0; index < source.length; ) {
    const token = tokenAt(source, index);
    if (!token) return "";
    index += token.length;
    const repeat = repeatAt(source, index);
    index += repeat.length;
    if (token.literal === undefined) endRun();
    else if (repeat.optional) endRun();
    else {
      run += token.literal;
      if (repeat.length > 0) endRun();
    }
  }
  endRun();
  return fold(best);
}

type Token = { readonly length: number; readonly literal?: string };

function tokenAt(source: string, index: number): Token | undefined {
  const char = source[index]!;
  if (char === "|") return undefined;
  if (char === "(") return groupAt(source, index);
  if (char === "[") return classAt(source, index);
  if (char === "\\") {
    const next = source[index + 1];
    if (next === undefined) return undefined;
    if (/[A-Za-z0-9]/.test(next)) return plainEscapes.includes(next) ? { length: 2 } : undefined;
    return isAscii(next) ? { length: 2, literal: next } : undefined;
  }
  if (char === "." || char === "^" || char === "$" || !isAscii(char)) return { length: 1 };
  return { length: 1, literal: char };
}

const isAscii = (char: string): boolean => char.charCodeAt(0) < 0x80;

function groupAt(source: string, from: number): Token | undefined {
  let depth = 0;
  for (let index = from; index < source.length; ) {
    const char = source[index];
    if (char === "[") {
      const set = classAt(source, index);
      if (!set) return undefined;
      index += set.length;
      continue;
    }
    if (char === "\\" && source[index + 1] === "Q") return undefined;
    if (char === "(") depth++;
    if (char === ")" && --depth === 0) return { length: index + 1 - from };
    index += char === "\\" ? 2 : 1;
  }
  return undefined;
}

function classAt(source: string, from: number): Token | undefined {
  let index = from + 1;
  if (source[index] === "^") index++;
  if (source[index] === "]") index++;
  for (; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source[index] === "[" && source[index + 1] === ":") return undefined;
    else if (source[index] === "]") return { length: index + 1 - from };
  }
  return undefined;
}

// A repetition after a token: whether the token may be absent.
function repeatAt(source: string, index: number): { length: number; optional: boolean } {
  const found = /^(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/.exec(source.slice(index, index + 16));
  if (!found) return { length: 0, optional: false };
  return { length: found[0].length, optional: /^(?:[*?]|\{0+[,}])/.test(found[0]) };
}
