import { bytesOf } from "../evidence/decode.ts";
import { coveredBy } from "./covered.ts";
import { pdfDefinition } from "./pdf-definition.ts";
import type { Report } from "./queries.ts";

const drawnWith = ["Roboto-Regular.ttf", "Roboto-Medium.ttf"] as const;

/** The report as PDF, made here of the document that the preview shows: its maker and its fonts are fetched from this server when they are first wanted. */
export async function makePdf(report: Report, made: string): Promise<Blob> {
  const [{ default: pdfmake }, { default: fonts }] = await Promise.all([
    import("pdfmake/build/pdfmake"),
    import("pdfmake/build/vfs_fonts"),
  ]);
  pdfmake.addVirtualFileSystem(fonts);
  // Nothing that a report says is fetched or read from elsewhere.
  pdfmake.setUrlAccessPolicy(() => false);
  const covers = drawnWith.map((name) => {
    const font = fonts[name];
    return coveredBy(bytesOf(typeof font === "string" ? font : ""));
  });
  const definition = pdfDefinition(report, (codePoint) => covers.every((each) => each(codePoint)), made);
  return pdfmake.createPdf(definition).getBlob();
}
