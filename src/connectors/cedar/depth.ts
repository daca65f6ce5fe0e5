/** Brackets within brackets, and operators in one policy, that the parser surely survives; people write a tenth of that. */
const nestingMax = 32;
const operatorsMax = 600;

/**
 * Whether a text is too deep to be parsed: Cedar's parser calls itself for every bracket and operator, and when its stack ends the whole engine is lost with
 * it, not only that text. Looks at brackets and operators outside strings and comments; gives the offset where it became too much, or undefined.
 */
export function tooDeepAt(text: string): number | undefined {
  let nesting = 0;
  let operators = 0;
  for (const { index, 0: token } of text.matchAll(tokens)) {
    if (token.startsWith("//") || token.startsWith('"')) continue;
    if (opening.has(token)) nesting++;
    else if (closing.has(token)) nesting = Math.max(nesting - 1, 0);
    else if (token === ";") operators = 0;
    else operators++;
    if (nesting > nestingMax || operators > operatorsMax) return index;
  }
  return undefined;
}

const opening = new Set(["(", "[", "{"]);
const closing = new Set([")", "]", "}"]);
const tokens = /\/\/[^\n]*|"(?:[^"\\]|\\[\s\S])*"?|[()[\]{};]|[.+*<>=!&|-]+|\b(?:if|then|else|has|like|is|in)\b/g;
