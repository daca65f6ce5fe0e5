import type { ErrorCode } from "../core/soc-error.ts";

type Named = { readonly caseId: string };
type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
  readonly owner: number | ErrorCode;
  readonly free?: true;
};

const because = "it is asked";
const digest = `sha256:${"0".repeat(64)}`;
const free = (): readonly Asked[] => [{ owner: 200, free: true }];
const ofCase =
  (owner: Asked["owner"], body?: object) =>
  ({ caseId }: Named): readonly Asked[] => [{ params: { id: caseId }, owner, ...(body && { body }) }];
const ofReport =
  (owner: Asked["owner"], more: Pick<Asked, "body" | "query"> = {}) =>
  ({ caseId }: Named): readonly Asked[] => [{ params: { id: caseId, regime: "dora", stage: "initial" }, owner, ...more }];

/** Papers of a case for regulators. What is refused to their owner is refused for what comes after they were found. */
export const regulationExamples: Readonly<Record<string, (named: Named) => readonly Asked[]>> = {
  readRegulationBoard: free,
  readObligations: free,
  readRegulationRegisters: free,
  readRegulationWorksheet: ofCase(200),
  openDossier: ofCase(200),
  confirmRegulationValue: ofCase(200, { id: "clients-count", value: 1, source: because }),
  withdrawRegulationValue: ofCase("regulation/not-as-it-stands", { id: "costs-eur", because }),
  classifyIncident: ofCase(200, { regime: "dora", outcome: "reportable", because }),
  waiveClock: ofCase(200, { regime: "dora", stage: "final", because }),
  giveDeadline: ofCase(200, { regime: "dora", stage: "initial", due: "2030-01-01T00:00:00Z", because }),
  resumeClock: ofCase("regulation/not-as-it-stands", { regime: "nis2", stage: "final", because }),
  readRegulationReport: ofReport(200),
  readRegulationReportDocument: ofReport(200),
  downloadRegulationReport: ofReport(200, { query: "?format=csv" }),
  readReportToSign: ofReport(200),
  signReport: ofReport("regulation/other-report", { body: { digest } }),
  recordSubmission: ofReport("regulation/not-signed", { body: { digest, reference: because } }),
};
