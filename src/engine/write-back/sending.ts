import { SocError } from "../../core/soc-error.ts";
import { type Job, ticketOf, type WriteBack } from "../../core/write-back/write-back.ts";
import type {
  BundleNote,
  Connector,
  FindingNote,
  NewTicket,
  Notice,
  Sink,
  TicketFile,
  VerdictNote,
  Written,
} from "../../ports/connector.ts";

/** One job bound to the sink that it is for. */
export type Sending = {
  readonly write: (signal: AbortSignal) => Promise<Written>;
  readonly find: (signal: AbortSignal) => Promise<Written | undefined>;
};

/** The sink of a job; undefined when the connector is not there, is not used for that, or its ticket is not there. What is written comes from our own record. */
export function sendingOf(job: Job, connector: Connector | undefined, state: WriteBack): Sending | undefined {
  const { key, content } = job;
  const by = <What>(sink: Sink<What> | undefined, what: What): Sending | undefined =>
    sink && {
      write: (signal) => sink.write({ ...what, key }, signal),
      find: (signal) => sink.find({ ...what, key }, signal),
    };
  switch (job.kind) {
    case "verdict":
      return by(connector?.verdicts, content as VerdictNote);
    case "finding":
      return by(connector?.findings, content as FindingNote);
    case "publish":
      return by(connector?.publish, content as BundleNote);
    case "notify":
      return by(connector?.notify, content as Notice);
    case "ticket":
      return by(connector?.tickets?.tickets, content as NewTicket);
    case "comment":
    case "attach":
    case "close": {
      const ticket = ticketOf(state, job.caseId, job.connector)?.id ?? state.cases.get(job.caseId)?.tickets.get(job.connector)?.id;
      if (ticket === undefined) return undefined;
      if (job.kind === "attach") return by(connector?.tickets?.files, { ticket, ...(content as Omit<TicketFile, "ticket">) });
      if (job.kind === "comment") return by(connector?.tickets?.comments, { ticket, ...(content as { text: string }) });
      return by(connector?.tickets?.closing, { ticket, ...(content as { verdict: string; text: string }) });
    }
  }
}

/** Why a job has nowhere to go. */
export const noConnector = ({ connector, kind }: Job) =>
  new SocError({
    code: "write-back/no-connector",
    problem: `"${connector}" is not configured, or is not used for what a ${kind} needs`,
    remedy: `configure "${connector}" again and retry the job, or give it up`,
    retry: "never",
  });
