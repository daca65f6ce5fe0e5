/** What is drawn on one page, in points from the top left; text is Helvetica, and everything is black on white but bars. */
export type Drawn =
  | {
      readonly draw: "text";
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly strong?: boolean;
      readonly grey?: boolean;
      readonly text: string;
    }
  | {
      readonly draw: "bar";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly shade: number;
    };

/** A page of A4, points. */
export const boardPage = { width: 595, height: 842, margin: 48 } as const;

/**
 * Pages as PDF 1.4 in the reader's own Helvetica (ISO 32000-1, 9.6.2.2). The same pages give the same bytes; nothing in it is a link, an action or a file. A
 * letter that Latin-1 lacks stands under its number.
 */
export function boardPdf(pages: readonly (readonly Drawn[])[], title: string): Uint8Array {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
    `<< /Type /Pages /Kids [${pages.map((_, at) => `${6 + at * 2} 0 R`).join(" ")}] /Count ${pages.length} >>`,
    ...["Helvetica", "Helvetica-Bold"].map((font) => `<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`),
    `<< /Title (${escaped(title)}) >>`,
  ];
  pages.forEach((drawn, at) => {
    const content = drawn.map(operators).join("\n");
    const box = `[0 0 ${boardPage.width} ${boardPage.height}]`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${7 + at * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  });
  return fileOf(objects);
}

function operators(drawn: Drawn): string {
  if (drawn.draw === "bar") {
    const { x, y, width, height, shade } = drawn;
    return `${fixed(shade)} g ${fixed(x)} ${fixed(boardPage.height - y - height)} ${fixed(width)} ${fixed(height)} re f`;
  }
  const { x, y, size, strong, grey, text } = drawn;
  return `BT ${grey ? "0.35" : "0"} g /${strong ? "F2" : "F1"} ${size} Tf ${fixed(x)} ${fixed(boardPage.height - y)} Td (${escaped(text)}) Tj ET`;
}

const fixed = (value: number) => String(Math.round(value * 100) / 100);

/** Objects in order, and the table of where each begins. Every character is one byte. */
function fileOf(objects: readonly string[]): Uint8Array {
  let text = "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n";
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}${trailer}`, "latin1");
}

const escaped = (text: string) => printable(text).replace(/[\\()]/g, (sign) => `\\${sign}`);

/** One byte for each character, none of which is a control. */
function printable(text: string): string {
  return [...text]
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      if ((code >= 0x20 && code < 0x7f) || (code >= 0xa1 && code <= 0xff)) return letter;
      return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
    })
    .join("");
}

/** Lines of at most so many letters, broken at blanks where there are some. */
export function linesOf(text: string, lettersMax: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > lettersMax) {
    const blank = rest.lastIndexOf(" ", lettersMax);
    const at = blank > lettersMax / 2 ? blank : lettersMax;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
