import { cut, defang, visible } from "../../../../../src/server/contract/inert.ts";

const indentMax = 60;
const lineLengthMax = 70_000;

/** One line from outside as it is shown: its indentation stays, what hides is shown, links lead nowhere. */
export function shownLine(line: string): string {
  const some = cut(line, lineLengthMax);
  const indent = /^[ \t]*/.exec(some)?.[0] ?? "";
  return `${indent.replaceAll("\t", "    ").slice(0, indentMax)}${defang(visible(some.slice(indent.length)))}`;
}

/** The line in pieces: those at odd places are marks of characters that hide. */
export const markedPieces = (shown: string): readonly string[] => shown.split(/(⟦[^⟦⟧]{1,24}⟧)/);
