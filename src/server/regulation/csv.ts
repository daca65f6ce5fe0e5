import type { RegulatoryReport } from "../../core/regulation/report.ts";
import { valueText } from "../../stages/regulation/document.ts";
import { cell } from "../measures/csv.ts";

const columns = ["number", "field", "required", "status", "value", "estimate", "source", "confirmed_by"] as const;

/** A report as one table after RFC 4180: a row for each field, and first what it is of. No cell is a formula for a spreadsheet. */
export function reportCsv({ caseId, template, pack, fields, digest }: RegulatoryReport): string {
  const head = [
    ["", "case", "", "", caseId, "", "", ""],
    ["", "report", "", "", `${pack.pack.regime} ${template.stage}`, "", template.article, ""],
    ["", "pack", "", "", `${pack.pack.name} ${pack.pack.version}`, "", pack.digest, ""],
    ["", "digest", "", "", digest, "", "", ""],
  ];
  const rows = fields.map(({ number, title, required, status, value, estimate, source, confirmedBy }) => [
    number,
    title,
    required ? "yes" : "no",
    status,
    valueText(value),
    status === "filled" || status === "proposed" ? (estimate ? "estimate" : "actual") : "",
    source ?? "",
    confirmedBy ?? "",
  ]);
  return [columns, ...head, ...rows].map((row) => `${row.map((each) => cell(each)).join(",")}\r\n`).join("");
}
