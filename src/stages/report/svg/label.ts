import { cut } from "../inert.ts";

/** Widths of characters at 12 px in the fonts that systems come with, on the safe side: a label must never leave its box. */
const narrow = /[ijl.,:;|!'`()[\]{}1frtI /\\-]/;
const wide = /[mwMW@%\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u;

/** How wide a text is drawn, in pixels at 12 px. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += narrow.test(character) ? 5 : wide.test(character) ? 12 : /[A-Z⟦⟧_…]/.test(character) ? 9 : 7.7;
  return width;
}

/**
 * The text, shortened until it fits. `middle`: both ends stay, because both ends of a path or a name say most; `end`: the beginning stays, as of a sentence.
 */
export function fitted(text: string, width: number, lose: "middle" | "end" = "middle"): string {
  if (textWidth(text) <= width) return text;
  const characters = [...cut(text, 200)];
  for (let kept = Math.min(characters.length - 1, Math.ceil(width / 5)); kept > 2; kept--) {
    const front = lose === "end" ? kept : Math.ceil(kept * 0.6);
    const shortened = `${characters.slice(0, front).join("")}…${characters.slice(characters.length - kept + front).join("")}`;
    if (textWidth(shortened) <= width) return shortened;
  }
  return "…";
}
