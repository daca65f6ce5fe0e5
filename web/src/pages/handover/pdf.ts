import type { Content } from "pdfmake/interfaces";
import type { z } from "zod";
import type { HandoverDocument } from "../../../../src/server/contract/handover.ts";
import { handoverApi } from "../../api/handovers.ts";
import { utc } from "../../lib/time.ts";

type Block = z.infer<typeof HandoverDocument>["blocks"][number];

/** Makes the handover a PDF in this browser, from the typed document that the server gives; nothing of it goes anywhere. */
export async function savePdf(id: string): Promise<void> {
  const [{ default: maker }, { default: fonts }, handover] = await Promise.all([
    import("pdfmake/build/pdfmake"),
    import("pdfmake/build/vfs_fonts"),
    handoverApi.readHandoverDocument({ params: { id } }),
  ]);
  maker.addVirtualFileSystem(fonts);
  const { title, file, blocks } = handover;
  const content = blocks.flatMap(contentOf);
  await maker
    .createPdf({
      info: { title },
      pageSize: "A4",
      pageMargins: [42, 42, 42, 48],
      defaultStyle: { fontSize: 9.5, lineHeight: 1.2 },
      content,
      footer: (page: number, pages: number) => ({
        text: `${title}   ${page} / ${pages}`,
        alignment: "center",
        fontSize: 8,
        color: "#555555",
      }),
    })
    .download(`${file.replace(/\.[a-z]+$/, "")}.pdf`);
}

const sizes = [0, 18, 13, 11] as const;

function contentOf(block: Block): Content[] {
  switch (block.block) {
    case "heading":
      return [{ text: block.text, fontSize: sizes[block.level] ?? 11, bold: true, margin: [0, block.level === 1 ? 0 : 10, 0, 4] }];
    case "paragraph":
      return [{ text: block.text, margin: [0, 0, 0, 4] }];
    case "facts":
      return [
        {
          layout: "noBorders",
          table: { widths: [110, "*"], body: block.rows.map(({ name, value }) => [{ text: name, color: "#555555" }, value]) },
        },
      ];
    case "list":
      return block.items.map(({ urgency, text, next, note, cites }) => ({
        margin: [0, 2, 0, 3],
        stack: [
          {
            text: [
              {
                text: `${urgency === "now" ? "AT ONCE" : urgency === "this-shift" ? "this shift" : "to know"}  `,
                bold: urgency === "now",
                color: "#555555",
              },
              text,
            ],
          },
          ...(next === null ? [] : [{ text: `Next: ${next}`, color: "#333333" }]),
          ...(note === null ? [] : [{ text: `Note: ${note}`, italics: true }]),
          { text: cites.map(({ kind, id }) => `${kind} ${id}`).join("   "), fontSize: 7.5, color: "#777777" },
        ],
      }));
    case "note":
      return [{ text: `${block.by}, ${utc(block.at)}: ${block.text}`, italics: true, margin: [8, 2, 0, 4] }];
    case "signature":
      return [
        {
          text: `${block.role === "outgoing" ? "Handed over" : "Taken over"}: ${block.signature ? `${block.signature.by}, ${utc(block.signature.at)}, ${block.signature.proof}, ${block.signature.digest}, ${block.signature.holds ? "holds over this text" : "DOES NOT HOLD over this text"}` : "not signed"}`,
          margin: [0, 6, 0, 0],
        },
      ];
  }
}
