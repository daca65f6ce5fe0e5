import type { Content, ContentTable, TableCell, TDocumentDefinitions } from "pdfmake/interfaces";
import { columnShares } from "./column-shares.ts";
import { type Covers, runsOf } from "./covered.ts";
import { type Block, cited, type Report, type TableBlock } from "./queries.ts";

/** A4 with these margins, points. */
const margin = 42;
const width = 595.28 - margin * 2;
const cellPadding = 8;
const size = { title: 17, heading: 12, text: 9, small: 7.5 } as const;
const ink = { text: "#171b22", soft: "#4a5361", faint: "#626c7b", line: "#c3cad5", head: "#f0f2f6" } as const;

/** What makes a page of the report; texts are laid out and never read as anything else. `made` is said at the foot of each page. */
export function pdfDefinition(report: Report, covers: Covers, made: string): TDocumentDefinitions {
  const text = (of: string, more: object = {}): Content => textOf(of, covers, more);
  return {
    pageSize: "A4",
    pageMargins: [margin, margin, margin, margin + 10],
    info: { title: report.title, creator: "Watchkeeper", producer: "Watchkeeper" },
    defaultStyle: { font: "Roboto", fontSize: size.text, color: ink.text, lineHeight: 1.25 },
    content: [
      text(report.title, { fontSize: size.title, bold: true, lineHeight: 1.15 }),
      // The sign before the verdict says what the word says, and the font lacks it.
      text(report.subtitle.replace(/^[^\p{L}\p{N}]+/u, ""), { color: ink.soft, margin: [0, 3, 0, 6] }),
      ...report.sections.flatMap(({ heading, blocks }) => [
        text(heading, { fontSize: size.heading, bold: true, margin: [0, 12, 0, 4], headlineLevel: 1 }),
        ...blocks.map((block) => contentOf(block, text)),
      ]),
    ],
    footer: (page, pages) => ({
      columns: [text(made), { text: `${page} of ${pages}`, alignment: "right", width: 60 }],
      fontSize: size.small,
      color: ink.faint,
      margin: [margin, 14, margin, 0],
    }),
    pageBreakBefore: (node, query) => node.headlineLevel === 1 && query.getFollowingNodesOnPage().length === 0,
  };
}

type Text = (of: string, more?: object) => Content;

/** A text whose every character is drawn; one that the font lacks stands under its name, between brackets drawn so closely that they read as ⟦ and ⟧. The arrow that our own texts use has a stand-in. */
function textOf(of: string, covers: Covers, more: object): Content {
  const bracket = (text: string) => ({ text, characterSpacing: -1.6, color: ink.soft });
  const pieces = runsOf(of.replaceAll("→", "->"), covers).flatMap(({ text, isNamed }) =>
    isNamed ? [bracket("[["), { text, color: ink.soft }, bracket("]]")] : [{ text }],
  );
  return { text: pieces, ...more };
}

const said = (text: Text, of: string, evidence: readonly string[], more: object = {}): Content => {
  const names = cited(evidence);
  return names === "" ? text(of, more) : { text: [text(of), { text: ` ${names}`, fontSize: size.small, color: ink.faint }], ...more };
};

function contentOf(block: Block, text: Text): Content {
  switch (block.kind) {
    case "paragraph":
      return said(text, block.text, block.evidence, { bold: block.strong, margin: [0, 0, 0, 4] });
    case "list": {
      const items = block.items.map((item) => said(text, item.text, item.evidence, { margin: [0, 0, 0, 2] }));
      return block.ordered ? { ol: items, margin: [0, 0, 0, 5] } : { ul: items, margin: [0, 0, 0, 5] };
    }
    case "facts":
      return {
        table: {
          widths: [92, "*"],
          body: block.facts.map(({ name, ...fact }) => [text(name, { color: ink.faint }), said(text, fact.text, fact.evidence)]),
        },
        layout: { hLineWidth: none, vLineWidth: none, paddingLeft: none, paddingTop: () => 1, paddingBottom: () => 1 },
        margin: [0, 0, 0, 5],
      };
    case "table":
      return tableOf(block, text);
  }
}
const none = () => 0;

function tableOf(block: TableBlock, text: Text): Content {
  const { columns, rows, rowsLeftOut } = block;
  const shares = columnShares(block);
  const isWide = columns.length > 4;
  const table: ContentTable = {
    table: {
      headerRows: 1,
      dontBreakRows: false,
      widths: shares.map((share) => share * width - cellPadding),
      body: [
        columns.map((title): TableCell => ({ ...(text(title) as object), bold: true, fillColor: ink.head }) as TableCell),
        ...rows.map(({ cells, evidence }) =>
          columns.map((_, column) => said(text, cells[column] ?? "", column === columns.length - 1 ? evidence : [])),
        ),
      ],
    },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: none,
      hLineColor: () => ink.line,
      paddingLeft: () => cellPadding / 2,
      paddingRight: () => cellPadding / 2,
      paddingTop: () => 2,
      paddingBottom: () => 2,
    },
    fontSize: isWide ? size.small : size.text - 0.5,
    margin: [0, 2, 0, 6],
  };
  if (rowsLeftOut === 0) return table;
  const more = rowsLeftOut === 1 ? "1 row more is in the case itself." : `${rowsLeftOut} rows more are in the case itself.`;
  return { stack: [table, text(more, { color: ink.faint, fontSize: size.small })] };
}
