import { base64Of, base64Offsets, utf8Bytes, utf16Bytes } from "./encode.ts";
import { sigmaLimits } from "./limits.ts";
import type { Modifier } from "./modifier.ts";
import { anyRun, literalOf, type Part, parsePattern } from "./pattern.ts";
import { quoted, Refusal } from "./problem.ts";

/** A text value on its way through the modifiers: a pattern, or bytes (units 0 to 255) once an encoding has been applied. */
type Text = { readonly parts: readonly Part[]; readonly bytes: boolean };

/** The patterns that one written value stands for, after its modifiers, in order. */
export function patternsOf(written: string, modifiers: readonly Modifier[], offset: number): readonly (readonly Part[])[] {
  let texts: readonly Text[] = [{ parts: parsePattern(written), bytes: false }];
  for (const modifier of modifiers) {
    texts = texts.flatMap((text) => applied(modifier, text, offset));
    if (texts.length > sigmaLimits.variantsMax) throw tooMany(written, offset);
  }
  return texts.map(({ parts }) => parts);
}

function applied(modifier: Modifier, text: Text, offset: number): readonly Text[] {
  switch (modifier) {
    case "contains":
      return [{ ...text, parts: [anyRun, ...text.parts, anyRun] }];
    case "startswith":
      return [{ ...text, parts: [...text.parts, anyRun] }];
    case "endswith":
      return [{ ...text, parts: [anyRun, ...text.parts] }];
    case "windash":
      return dashVariants(text, offset);
    case "wide":
    case "utf16le":
      return [asBytes(utf16Bytes(plain(text, modifier, offset), "utf16le"))];
    case "utf16be":
    case "utf16":
      return [asBytes(utf16Bytes(plain(text, modifier, offset), modifier))];
    case "base64":
      return [asText(base64Of(bytesOf(text, modifier, offset)))];
    case "base64offset":
      return base64Offsets(bytesOf(text, modifier, offset)).map(asText);
    default:
      return [text];
  }
}

const asBytes = (bytes: string): Text => ({ parts: bytes === "" ? [] : [bytes], bytes: true });
const asText = (text: string): Text => ({ parts: text === "" ? [] : [text], bytes: false });

function plain({ parts }: Text, modifier: Modifier, offset: number): string {
  const literal = literalOf(parts);
  if (literal === undefined)
    throw new Refusal({
      code: "rule/bad-value",
      problem: `"${modifier}" cannot encode a value with wildcards`,
      remedy: 'put "contains", "startswith" or "endswith" after the encoding, and escape "*" and "?" with a backslash',
      offset,
    });
  return literal;
}

const bytesOf = (text: Text, modifier: Modifier, offset: number): string =>
  text.bytes ? plain(text, modifier, offset) : utf8Bytes(plain(text, modifier, offset));

/** What Windows programs take for the sign before an option: hyphen, slash, en dash, em dash, horizontal bar. */
const dashes = ["-", "/", "\u2013", "\u2014", "\u2015"];

// An option's sign stands before a word character and not after one.
const optionSign = /(?<!\w)[-/](?=\w)/g;

function dashVariants({ parts, bytes }: Text, offset: number): readonly Text[] {
  const found = parts.reduce<number>((sum, part) => sum + (typeof part === "string" ? (part.match(optionSign)?.length ?? 0) : 0), 0);
  if (found > sigmaLimits.dashesPerValueMax)
    throw new Refusal({
      code: "rule/too-large",
      problem: `"windash" finds more than ${sigmaLimits.dashesPerValueMax} option signs in one value`,
      remedy: 'split the value, with "all" where every part must be there',
      offset,
    });
  let variants: readonly (readonly Part[])[] = [[]];
  for (const part of parts) {
    const choices: readonly Part[] = typeof part === "string" ? literalVariants(part) : [part];
    variants = variants.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return variants.map((variant) => ({ parts: variant, bytes }));
}

function literalVariants(literal: string): string[] {
  let variants = [""];
  let from = 0;
  for (const { index } of literal.matchAll(optionSign)) {
    const between = literal.slice(from, index);
    variants = variants.flatMap((before) => dashes.map((dash) => before + between + dash));
    from = index + 1;
  }
  return variants.map((before) => before + literal.slice(from));
}

const tooMany = (written: string, offset: number) =>
  new Refusal({
    code: "rule/too-large",
    problem: `the value ${quoted(written)} stands for more than ${sigmaLimits.variantsMax} texts`,
    remedy: "use fewer modifiers on it, or a shorter value",
    offset,
  });
