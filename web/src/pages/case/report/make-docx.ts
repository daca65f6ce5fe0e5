import type { Paragraph, ParagraphChild, Table } from "docx";
import { columnShares } from "./column-shares.ts";
import { type Block, cited, type Report, type TableBlock } from "./queries.ts";

/** Half points, twentieths of a point: as the format counts. */
const size = { text: 19, small: 16 } as const;
const pageWidth = 9_638;
const ink = { soft: "4A5361", faint: "626C7B", line: "C3CAD5", head: "F0F2F6" } as const;
type Docx = typeof import("docx");

/** The report as DOCX (ECMA-376), made here of the document that the preview shows: its maker is fetched from this server when it is first wanted. */
export async function makeDocx(report: Report, made: string): Promise<Blob> {
  const docx = await import("docx");
  const { Document, Packer, Paragraph, TextRun, HeadingLevel, Footer } = docx;
  const margin = 1_134;
  const document = new Document({
    title: xmlText(report.title),
    creator: "Watchkeeper",
    styles: { default: { document: { run: { font: "Calibri", size: size.text } } } },
    sections: [
      {
        properties: {
          page: { size: { width: 11_906, height: 16_838 }, margin: { top: margin, bottom: margin, left: margin, right: margin } },
        },
        footers: { default: new Footer({ children: [new Paragraph({ children: [small(docx, made)] })] }) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun({ text: xmlText(report.title), bold: true, size: 34 })] }),
          new Paragraph({ spacing: { after: 160 }, children: [new TextRun({ text: xmlText(report.subtitle), color: ink.soft })] }),
          ...report.sections.flatMap(({ heading, blocks }) => [
            new Paragraph({
              heading: HeadingLevel.HEADING_1,
              spacing: { before: 280, after: 80 },
              children: [new TextRun({ text: xmlText(heading), bold: true, size: 25, color: "171B22" })],
            }),
            ...blocks.flatMap((block) => contentOf(docx, block)),
          ]),
        ],
      },
    ],
    numbering: {
      config: [
        {
          reference: "ordered",
          levels: [{ level: 0, format: "decimal", text: "%1.", style: { paragraph: { indent: { left: 420, hanging: 300 } } } }],
        },
      ],
    },
  });
  return Packer.toBlob(document);
}

// XML 1.0 has no place for controls; what hides is shown by name before it comes here.
const xmlText = (text: string) =>
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, (each) => (/[\t\n\r]/.test(each) ? each : "\ufffd")).toWellFormed();

const small = ({ TextRun }: Docx, text: string) => new TextRun({ text: xmlText(text), size: size.small, color: ink.faint });

function said(docx: Docx, text: string, evidence: readonly string[], more: object = {}): ParagraphChild[] {
  const names = cited(evidence);
  const run = new docx.TextRun({ text: xmlText(text), ...more });
  return names === "" ? [run] : [run, small(docx, ` ${names}`)];
}

function contentOf(docx: Docx, block: Block): (Paragraph | Table)[] {
  const { Paragraph } = docx;
  const spacing = { after: 80 };
  switch (block.kind) {
    case "paragraph":
      return [new Paragraph({ spacing, children: said(docx, block.text, block.evidence, { bold: block.strong }) })];
    case "list":
      return block.items.map(
        ({ text, evidence }) =>
          new Paragraph({
            spacing: { after: 40 },
            children: said(docx, text, evidence),
            ...(block.ordered ? { numbering: { reference: "ordered", level: 0 } } : { bullet: { level: 0 } }),
          }),
      );
    case "facts":
      return block.facts.map(
        ({ name, text, evidence }) =>
          new Paragraph({
            spacing: { after: 30 },
            indent: { left: 2_200, hanging: 2_200 },
            tabStops: [{ type: docx.TabStopType.LEFT, position: 2_200 }],
            children: [new docx.TextRun({ text: `${xmlText(name)}\t`, color: ink.faint }), ...said(docx, text, evidence)],
          }),
      );
    case "table":
      return tableOf(docx, block);
  }
}

function tableOf(docx: Docx, block: TableBlock): (Paragraph | Table)[] {
  const { Table, TableRow, TableCell, Paragraph, BorderStyle, WidthType, TextRun } = docx;
  const { columns, rows, rowsLeftOut } = block;
  const widths = columnShares(block).map((share) => Math.round(share * pageWidth));
  const line = { style: BorderStyle.SINGLE, size: 4, color: ink.line };
  const none = { style: BorderStyle.NONE, size: 0, color: "auto" };
  const cell = (children: ParagraphChild[], column: number, isHead = false) =>
    new TableCell({
      width: { size: widths[column] ?? 0, type: WidthType.DXA },
      margins: { top: 30, bottom: 30, left: 70, right: 70 },
      ...(isHead && { shading: { fill: ink.head } }),
      children: [new Paragraph({ children })],
    });
  const table = new Table({
    columnWidths: widths,
    width: { size: pageWidth, type: WidthType.DXA },
    borders: { top: line, bottom: line, left: none, right: none, insideHorizontal: line, insideVertical: none },
    rows: [
      new TableRow({
        tableHeader: true,
        children: columns.map((title, column) => cell([new TextRun({ text: xmlText(title), bold: true, size: size.small })], column, true)),
      }),
      ...rows.map(
        ({ cells, evidence }) =>
          new TableRow({
            children: columns.map((_, column) =>
              cell(said(docx, cells[column] ?? "", column === columns.length - 1 ? evidence : [], { size: size.small }), column),
            ),
          }),
      ),
    ],
  });
  const more =
    rowsLeftOut === 0 ? "" : rowsLeftOut === 1 ? "1 row more is in the case itself." : `${rowsLeftOut} rows more are in the case itself.`;
  return [table, new Paragraph({ spacing: { after: 80 }, children: more === "" ? [] : [small(docx, more)] })];
}
