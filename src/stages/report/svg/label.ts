import { cut } from "../../../core/inert/inert.ts";

/** Widths of characters at 12 px in the fonts that systems come with, on the safe side: a label must never leave its box. */
const narrow = /[ijl.,:;|!'`()[\]{}1frtI /\\-]/;
const wide = /[mwMW@%\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u;

function widthOf(character: string): number {
  if (narrow.test(character)) return 5;
  if (wide.test(character)) return 12;
  return /[A-Z⟦⟧_…]/.test(character) ? 9 : 7.7;
}

/** How wide a text is drawn, in pixels at 12 px. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Characters that a label can be made of; beyond them it is cut anyway. */
const charactersMax = 200;

/**
 * The text, shortened until it fits. `middle`: both ends stay, because both ends of a path or a name say most; `end`: the beginning stays, as of a sentence.
 */
export function fitted(text: string, width: number, lose: "middle" | "end" = "middle"): string {
  const characters = [...cut(text, charactersMax)];
  const widths = characters.map(widthOf);
  if (sum(widths) <= width) return characters.join("");
  const room = width - widthOf("…");
  const front = fits(widths, lose === "end" ? room : room * 0.6);
  const back = lose === "end" ? 0 : fits(widths.toReversed(), room - sum(widths.slice(0, front)));
  return `${characters.slice(0, front).join("")}…${characters.slice(characters.length - back).join("")}`;
}

const sum = (widths: readonly number[]) => widths.reduce((total, each) => total + each, 0);

/** How many of these, from the first, are no wider than the room. */
function fits(widths: readonly number[], room: number): number {
  let used = 0;
  const index = widths.findIndex((each) => {
    used += each;
    return used > room;
  });
  return index === -1 ? widths.length : index;
}
