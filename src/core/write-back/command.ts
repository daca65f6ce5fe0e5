import type { Person } from "../person/person.ts";
import type { TicketNews, Trouble } from "./write-back.ts";

/** What a case, or an action that waits, would have written to one product. `withheld` says why it may not go there. */
export type Want = {
  readonly kind: "verdict" | "finding" | "publish" | "notify";
  readonly connector: string;
  readonly subject: string;
  readonly marking: string;
  readonly content: unknown;
  readonly withheld?: Trouble;
};

/**
 * What a case would have in a ticket system: its first form, a comment for what is new of one that is there, and what closes it. Which of them is written
 * depends on whether there is a ticket. `opens` says whether the case deserves one; `closes` whether its ticket is to be closed.
 */
export type TicketWant = {
  readonly kind: "ticket";
  readonly connector: string;
  readonly marking: string;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly ticket: unknown;
  readonly comment: unknown;
  readonly closing: unknown;
  /** What is attached to it once it is there, where that is a request of its own; each has another name. */
  readonly files?: readonly { readonly name: string; readonly content: unknown }[];
  readonly withheld?: Trouble;
};

/** What may be asked of what is written back; `decideWriteBack` answers with facts, or refuses with a `write-back/…` code. Times are milliseconds. */
export type WriteBackCommand =
  | {
      readonly type: "TakeCase";
      readonly tenant: string;
      readonly caseId: string;
      readonly revision: number;
      readonly wants: readonly (Want | TicketWant)[];
      readonly atMs: number;
    }
  /** A page of the verdicts on a case's alerts; a fact only where the page before it was the last that was taken. */
  | {
      readonly type: "TakeVerdicts";
      readonly tenant: string;
      readonly caseId: string;
      readonly revision: number;
      readonly after: string | undefined;
      readonly upTo: string;
      readonly wants: readonly Want[];
      readonly atMs: number;
    }
  | {
      readonly type: "AskFor";
      readonly tenant: string;
      readonly caseId: string;
      readonly revision: number;
      readonly want: Want;
      readonly atMs: number;
    }
  | { readonly type: "TryWrite"; readonly key: string; readonly worker: string; readonly atMs: number }
  | {
      readonly type: "RecordWritten";
      readonly key: string;
      readonly worker: string;
      readonly id: string;
      readonly url?: string;
      readonly atMs: number;
    }
  | {
      readonly type: "PutOff";
      readonly key: string;
      readonly worker: string;
      readonly untilMs: number;
      readonly why: Trouble;
      readonly atMs: number;
    }
  /** Nobody knows what became of the try: of this worker's, or of one that is gone. */
  | {
      readonly type: "LoseTrack";
      readonly key: string;
      readonly worker: string;
      readonly untilMs: number;
      readonly why: Trouble;
      readonly atMs: number;
    }
  | { readonly type: "RecordFound"; readonly key: string; readonly id: string; readonly url?: string; readonly atMs: number }
  | { readonly type: "RecordAbsent"; readonly key: string; readonly atMs: number }
  /** `final`: looking again would tell nothing either. */
  | {
      readonly type: "RecordUnfound";
      readonly key: string;
      readonly untilMs: number;
      readonly why: Trouble;
      readonly final: boolean;
      readonly atMs: number;
    }
  | { readonly type: "RecordFailure"; readonly key: string; readonly worker: string; readonly why: Trouble; readonly atMs: number }
  /** `anew`: the person looked, and it is not there. */
  | { readonly type: "RetryJob"; readonly key: string; readonly by: Person; readonly anew: boolean; readonly atMs: number }
  | { readonly type: "GiveUpJob"; readonly key: string; readonly by: Person; readonly because: string; readonly atMs: number }
  | { readonly type: "RecordTicket"; readonly connector: string; readonly ticket: string; readonly news: TicketNews; readonly atMs: number }
  | { readonly type: "RecordHeard"; readonly connector: string; readonly ticket: string; readonly revision: string; readonly atMs: number };
