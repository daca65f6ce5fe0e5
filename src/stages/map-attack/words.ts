/** The most characters of one text that are read; the rest is ignored, so that a text costs what it may cost. */
export const textLengthMax = 20_000;
const wordLengthMax = 64;

/** A text as lower-case words (letters and digits), each with its sentence; what stands between words is dropped. */
export type Words = {
  readonly words: readonly string[];
  readonly sentences: readonly number[];
  readonly spans: readonly (readonly [number, number])[];
};

/** Splits a text into words and sentences in linear time. `spans` are the places in the text: from inclusive, to exclusive. */
export function wordsOf(text: string): Words {
  const read = text.length > textLengthMax ? text.slice(0, textLengthMax) : text;
  const words: string[] = [];
  const sentences: number[] = [];
  const spans: [number, number][] = [];
  let sentence = 0;
  let from = -1;
  for (let at = 0; at <= read.length; at++) {
    if (at < read.length && isWordCharacter(read.charCodeAt(at))) {
      if (from < 0) from = at;
      continue;
    }
    if (from >= 0) {
      words.push(read.slice(from, Math.min(at, from + wordLengthMax)).toLowerCase());
      sentences.push(sentence);
      spans.push([from, at]);
      from = -1;
    }
    if (endsSentence(read, at)) sentence++;
  }
  return { words, sentences, spans };
}

/** A full stop inside "cmd.exe" or "1.2" does not end a sentence; one before a blank does. */
function endsSentence(text: string, at: number): boolean {
  const character = text[at];
  if (character === "\n") return true;
  return (character === "." || character === "!" || character === "?") && (at + 1 >= text.length || text[at + 1]!.trim() === "");
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 191;
}
