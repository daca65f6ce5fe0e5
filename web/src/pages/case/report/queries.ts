import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { ReportDocument } from "../../../../../src/server/contract/case-report.ts";
import { api } from "../../../api/client.ts";

export type Report = z.infer<typeof ReportDocument>;
export type Block = Report["sections"][number]["blocks"][number];
export type TableBlock = Extract<Block, { readonly kind: "table" }>;

/** The report of a case as a document without a format. */
export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "report"],
    queryFn: ({ signal }) => api.readReportDocument({ params: { id } }, { signal }),
  });

const citedMax = 8;
/** "[e-1, e-4 and 12 more]": what says so. */
export const cited = (evidence: readonly string[]): string =>
  evidence.length === 0
    ? ""
    : `[${evidence.slice(0, citedMax).join(", ")}${evidence.length > citedMax ? ` and ${evidence.length - citedMax} more` : ""}]`;
