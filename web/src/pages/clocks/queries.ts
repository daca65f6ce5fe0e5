import { queryOptions, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  RegulationBoard,
  RegulationClock,
  RegulationField,
  RegulationReportLine,
  RegulationSheet,
  RegulationValue,
  RegulationWorksheet,
} from "../../../../src/server/contract/regulation-shapes.ts";
import { regulationApi } from "../../api/regulation.ts";

export type Board = z.infer<typeof RegulationBoard>;
export type Clock = z.infer<typeof RegulationClock>;
export type Worksheet = z.infer<typeof RegulationWorksheet>;
export type Sheet = z.infer<typeof RegulationSheet>;
export type Value = z.infer<typeof RegulationValue>;
export type ReportLine = z.infer<typeof RegulationReportLine>;
export type Field = z.infer<typeof RegulationField>;
export type Regime = Sheet["regime"];
export type Mark = Clock["mark"];
export type Finding = Sheet["computed"];

export type Registers = Awaited<ReturnType<typeof regulationApi.readRegulationRegisters>>;
export type Obligations = Awaited<ReturnType<typeof regulationApi.readObligations>>;

const renewMs = 30_000;

/** What the pages of clocks ask. Nothing of it comes over the live line, so it is asked for anew every while. */
export const clockQueries = {
  board: queryOptions({
    queryKey: ["regulation", "list", "board"],
    queryFn: ({ signal }) => regulationApi.readRegulationBoard({}, { signal }),
    refetchInterval: renewMs,
  }),
  obligations: queryOptions({
    queryKey: ["regulation", "list", "obligations"],
    queryFn: ({ signal }) => regulationApi.readObligations({}, { signal }),
  }),
  registers: queryOptions({
    queryKey: ["regulation", "list", "registers"],
    queryFn: ({ signal }) => regulationApi.readRegulationRegisters({}, { signal }),
  }),
  worksheet: (id: string) =>
    queryOptions({
      queryKey: ["regulation", id, "worksheet"],
      queryFn: ({ signal }) => regulationApi.readRegulationWorksheet({ params: { id } }, { signal }),
      refetchInterval: renewMs,
    }),
  report: (id: string, regime: Regime, stage: string, digest: string) =>
    queryOptions({
      queryKey: ["regulation", id, "report", regime, stage, digest],
      queryFn: ({ signal }) => regulationApi.readRegulationReport({ params: { id, regime, stage } }, { signal }),
    }),
};

/** Puts the worksheet that a deed answered with in the place of the one that was shown. */
export function useTaken(): (worksheet: Worksheet) => void {
  const client = useQueryClient();
  return (worksheet) => {
    client.setQueryData(clockQueries.worksheet(worksheet.caseId).queryKey, worksheet);
    void client.invalidateQueries({ queryKey: ["regulation", "list"] });
    void client.invalidateQueries({ queryKey: ["regulation", worksheet.caseId, "report"] });
  };
}

/** Which sheet of which case a part is about; nothing is entered while its papers are closed. */
export type AboutSheet = { readonly caseId: string; readonly regime: Sheet["regime"]; readonly open: boolean };
