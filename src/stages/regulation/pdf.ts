import type { ReportBlock, ReportDocument } from "../report/document.ts";

// A page of fixed letters needs no font of its own and no measures: every reader has Courier, each of whose letters is 0.6 as wide as high.
const page = { width: 595, height: 842, margin: 45, size: 9, leading: 11.5 } as const;
const columns = Math.floor((page.width - 2 * page.margin) / (page.size * 0.6));
const linesPerPage = Math.floor((page.height - 2 * page.margin) / page.leading) - 2;
/** The longest document that is written, lines. */
const linesMax = 20_000;

type Line = { readonly text: string; readonly strong: boolean };

/**
 * A document as PDF 1.4 in the reader's own Courier (ISO 32000-1, 9.6.2.2): for papers that are made without a browser. The same document gives the same bytes;
 * nothing in it is a link, an action or a file. A letter that Latin-1 lacks stands under its name, ⟦U+4E2D⟧ written [U+4E2D].
 */
export function documentPdf(document: ReportDocument): Uint8Array {
  const lines = linesOf(document).slice(0, linesMax);
  const pages: Line[][] = [];
  for (let at = 0; at < Math.max(1, lines.length); at += linesPerPage) pages.push(lines.slice(at, at + linesPerPage));
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${pages.map((_, at) => `${5 + at * 2} 0 R`).join(" ")}] /Count ${pages.length} >>`,
  ];
  for (const font of ["Courier", "Courier-Bold"])
    objects.push(`<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`);
  pages.forEach((each, at) => {
    const content = contentOf(each, `${at + 1} / ${pages.length}`);
    const box = `[0 0 ${page.width} ${page.height}]`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${6 + at * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  });
  return fileOf(objects);
}

/** Objects in order, and the table of where each begins. Every character is one byte. */
function fileOf(objects: readonly string[]): Uint8Array {
  let text = "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n";
  const places: number[] = [];
  objects.forEach((object, at) => {
    places.push(text.length);
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, "latin1");
}

function contentOf(lines: readonly Line[], footer: string): string {
  const top = page.height - page.margin - page.size;
  const said = lines.map(({ text, strong }) => `/${strong ? "F2" : "F1"} ${page.size} Tf (${escaped(text)}) Tj T*`);
  const body = `BT ${page.leading} TL ${page.margin} ${top} Td\n${said.join("\n")}\nET`;
  return `${body}\nBT /F1 ${page.size} Tf ${page.margin} ${page.margin - 12} Td (${escaped(footer)}) Tj ET`;
}

const escaped = (text: string) => text.replace(/[\\()]/g, (sign) => `\\${sign}`);

function linesOf({ title, subtitle, sections }: ReportDocument): Line[] {
  const empty: Line = { text: "", strong: false };
  return [
    ...wrapped(title, true),
    ...wrapped(subtitle, false),
    ...sections.flatMap(({ heading, blocks }) => [empty, ...wrapped(heading.toUpperCase(), true), ...blocks.flatMap(blockLines)]),
  ];
}

function blockLines(block: ReportBlock): Line[] {
  switch (block.kind) {
    case "paragraph":
      return wrapped(block.text, block.strong);
    case "list":
      return block.items.flatMap(({ text }, at) => wrapped(`${block.ordered ? `${at + 1}.` : "-"} ${text}`, false, "  "));
    case "facts":
      return block.facts.flatMap(({ name, text }) => wrapped(`${name}: ${text}`, false, "  "));
    case "table":
      return block.rows.flatMap(({ cells }) => rowLines(block.columns, cells));
  }
}

/** A row as its first cells in bold and the others below, each under the name of its column: no cell is cut. */
function rowLines(names: readonly string[], cells: readonly string[]): Line[] {
  const [first = "", second = "", ...rest] = cells;
  const below = rest.flatMap((cell, at) => (cell === "" ? [] : wrapped(`${names[at + 2] ?? ""}: ${cell}`, false, "    ").map(indented)));
  return [...wrapped(`${first}  ${second}`, true), ...below];
}

const indented = ({ text, strong }: Line): Line => ({ text: `  ${text}`, strong });

/** Lines of at most `columns` letters, broken at blanks where there are some. */
function wrapped(text: string, strong: boolean, hang = ""): Line[] {
  const lines: Line[] = [];
  let rest = printable(text);
  const width = columns - 2;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(" ", width);
    const at = blank > width / 2 ? blank : width;
    lines.push({ text: rest.slice(0, at), strong });
    rest = `${hang}${rest.slice(at).trimStart()}`;
  }
  return [...lines, { text: rest, strong }];
}

/** One byte for each character, none of which is a control; what Latin-1 lacks by its name. */
function printable(text: string): string {
  return [...text]
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      if ((code >= 0x20 && code < 0x7f) || (code >= 0xa1 && code <= 0xff)) return letter;
      if (letter === "⟦") return "[";
      if (letter === "⟧") return "]";
      const plain = replacements.get(letter);
      return plain ?? `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
    })
    .join("");
}

const replacements = new Map([
  ["–", "-"],
  ["—", "-"],
  ["…", "..."],
  ["’", "'"],
  ["‘", "'"],
  ["“", '"'],
  ["”", '"'],
]);
