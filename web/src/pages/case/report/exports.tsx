import { FileDown, Printer } from "lucide-react";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { utc } from "../../../lib/time.ts";
import { Button } from "../../../ui/button.tsx";
import { tell, tellProblem } from "../../../ui/toast.tsx";
import { fileName, saveFile } from "./save.ts";

const written = [
  ["html", "HTML", "one page that needs nothing else"],
  ["md", "Markdown", "for a ticket or a wiki"],
  ["stix", "STIX 2.1", "for those you share intelligence with"],
  ["navigator", "Navigator layer", "for the ATT&CK Navigator"],
  ["ocsf", "OCSF findings", "for a lake or another product"],
  ["json", "JSON", "the case as it stands, for programs"],
] as const;
type Made = "pdf" | "docx";

/** Ways in which the report leaves: made here of the same document as the preview, or written by the server. Each is noted in the record before it is handed out. */
export function Exports({ id }: { readonly id: string }) {
  const [busy, setBusy] = useState<Made>();
  const make = async (kind: Made) => {
    setBusy(kind);
    try {
      // Asked anew, so that the record says who took it out, and that the file is of the case as it is now.
      const report = await api.readReportDocument({ params: { id }, query: { as: kind } });
      const made = `Made by Watchkeeper from ${id} at ${utc(new Date().toISOString())}`;
      const blob =
        kind === "pdf"
          ? await (await import("./make-pdf.ts")).makePdf(report, made)
          : await (await import("./make-docx.ts")).makeDocx(report, made);
      saveFile(blob, fileName(id, kind));
      tell(`The ${kind.toUpperCase()} is made.`);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-2" data-no-print>
      <Button icon={<FileDown aria-hidden className="size-3.5" />} busy={busy === "pdf"} onClick={() => void make("pdf")}>
        PDF
      </Button>
      <Button icon={<FileDown aria-hidden className="size-3.5" />} busy={busy === "docx"} onClick={() => void make("docx")}>
        DOCX
      </Button>
      {written.map(([format, says, what]) => (
        <a
          key={format}
          href={api.urlOf("downloadCaseReport", { params: { id }, query: { format } })}
          download
          title={what}
          className="inline-flex h-7 items-center rounded-md border border-line-strong bg-raised px-2.5 text-sm font-medium whitespace-nowrap hover:bg-hover phone:h-10"
        >
          {says}
        </a>
      ))}
      <Button kind="quiet" icon={<Printer aria-hidden className="size-3.5" />} onClick={() => print()}>
        Print
      </Button>
    </div>
  );
}
