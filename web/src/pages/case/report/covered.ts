/** Tables of one font, and ranges of one table, that are looked at. */
const tablesMax = 64;
const rangesMax = 8_192;

/** Whether a font can draw a character. */
export type Covers = (codePoint: number) => boolean;

/**
 * The characters that a TrueType font has, as its own table says (OpenType 1.9, "cmap", format 4: the Basic Multilingual Plane). A font without such a table
 * covers nothing.
 */
export function coveredBy(font: Uint8Array): Covers {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  try {
    const at = formatFourAt(view);
    return at === undefined ? () => false : coversOf(view, at);
  } catch {
    // A table that points out of the file.
    return () => false;
  }
}

function formatFourAt(view: DataView): number | undefined {
  const tables = Math.min(tablesMax, view.getUint16(4));
  for (let table = 0; table < tables; table++) {
    const entry = 12 + table * 16;
    if (view.getUint32(entry) !== cmapTag) continue;
    const cmap = view.getUint32(entry + 8);
    const encodings = Math.min(tablesMax, view.getUint16(cmap + 2));
    for (let encoding = 0; encoding < encodings; encoding++) {
      const at = cmap + view.getUint32(cmap + 4 + encoding * 8 + 4);
      if (view.getUint16(at) === 4) return at;
    }
  }
  return undefined;
}
const cmapTag = 0x636d6170;

function coversOf(view: DataView, at: number): Covers {
  const count = Math.min(rangesMax, view.getUint16(at + 6) / 2);
  const [ends, starts, deltas, offsets] = [at + 14, at + 16 + count * 2, at + 16 + count * 4, at + 16 + count * 6];
  return (codePoint) => {
    if (codePoint > 0xffff) return false;
    for (let range = 0; range < count; range++) {
      if (codePoint > view.getUint16(ends + range * 2)) continue;
      const start = view.getUint16(starts + range * 2);
      if (codePoint < start) return false;
      const delta = view.getUint16(deltas + range * 2);
      const offset = view.getUint16(offsets + range * 2);
      if (offset === 0) return ((codePoint + delta) & 0xffff) !== 0;
      const place = offsets + range * 2 + offset + (codePoint - start) * 2;
      return place + 2 <= view.byteLength && view.getUint16(place) !== 0;
    }
    return false;
  };
}

/** A run of text that can be drawn, or the name of a character that cannot: "U+4E2D". */
export type Run = { readonly text: string; readonly isNamed: boolean };

/** Text as runs: what a font lacks stands under its name, so that no character becomes a box or disappears. The console's own marks are names too. */
export function runsOf(text: string, covers: Covers): readonly Run[] {
  const runs: Run[] = [];
  let plain = "";
  const end = () => {
    if (plain !== "") runs.push({ text: plain, isNamed: false });
    plain = "";
  };
  for (const piece of text.split(/⟦([^⟦⟧]{1,24})⟧/).entries()) {
    if (piece[0] % 2 === 1) {
      end();
      runs.push({ text: piece[1], isNamed: true });
    } else
      for (const character of piece[1]) {
        const codePoint = character.codePointAt(0) ?? 0;
        if (character === "\n" || covers(codePoint)) plain += character;
        else {
          end();
          runs.push({ text: `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`, isNamed: true });
        }
      }
  }
  end();
  return runs;
}
