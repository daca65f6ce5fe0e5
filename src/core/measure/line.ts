import type { Category } from "../alert/category.ts";
import type { Severity } from "../alert/severity.ts";
import type { Person } from "../person/person.ts";
import type { Verdict } from "../verdict/verdict.ts";

/** What measuring remembers of an alert while what became of it can still change. */
export type AlertLine = {
  readonly kind: "alert";
  readonly id: string;
  readonly receivedAtMs: number;
  /** As its source says. */
  readonly timeMs: number;
  readonly source: string;
  readonly product: string;
  readonly rule: string;
  severity: Severity;
  category: Category | undefined;
  triagedAtMs: number | undefined;
  /** The verdict of its case says nothing of it when that is a true positive: it is the background of the place. */
  background: boolean;
  caseId: string | undefined;
  /** When a verdict first stood. */
  firstVerdictAtMs: number | undefined;
  /** Whether it was ever handed to a person. */
  handed: boolean;
  /** A text of it bears a mark of hostile text. */
  readonly hostile?: true;
};

/** What it remembers of a case. Its alerts are those that name it. */
export type CaseLine = {
  readonly kind: "case";
  readonly id: string;
  readonly openedAtMs: number;
  /** "waiting" in shadow mode: the agent would close it, and nobody has ended it. */
  status: "open" | "closed" | "escalated" | "waiting" | "merged";
  /** Who the standing end is from. */
  by: "agent" | "people" | undefined;
  verdict: Verdict | undefined;
  category: Category | undefined;
  /** The verdict of the agent while it stands unreviewed. */
  agentVerdict: Verdict | undefined;
  handed: boolean;
  assignee: string | undefined;
  /** Whether a language model was ever asked about it. */
  asked?: true;
  /** A question of its plan failed in the look that goes on, or went on last. */
  failed?: true | undefined;
  /** Whether the whole plan of its last look ran: no question failed, and the budget did not cut it short. Undefined before a verdict. */
  planRan?: boolean | undefined;
};

/** When the alerts of a case that proposes containment began to come in; kept for good, since actions outlive their cases in memory. */
export type StartLine = {
  readonly kind: "start";
  readonly id: string;
  readonly receivedAtMs: number;
  readonly severity: Severity;
  readonly category: Category;
  /** The verdict of the case as it stands; undefined where none does. */
  verdict?: Verdict | undefined;
};

/** What it remembers of a containment action. */
export type ActionLine = {
  readonly kind: "action";
  readonly id: string;
  /** The case of the watch that it belongs to; undefined for one of another record. */
  readonly caseId: string | undefined;
  readonly tier: number;
  readonly approvers: number;
  readonly proposedAtMs: number;
  readonly approvedBy: Person[];
  decidedAtMs: number | undefined;
  confirmedAtMs: number | undefined;
  /** When a person first asked that it is taken back. */
  undoneAtMs?: number;
};

/** People's verdicts on the alerts of one rule in one case: one opinion. */
export type OpinionLine = {
  readonly kind: "opinion";
  readonly id: string;
  readonly product: string;
  readonly rule: string;
  readonly firstAtMs: number;
  /** By world and alert; the last word counts. */
  readonly verdicts: Record<string, Verdict>;
};

/** The latest time that a fact of the watch named: what happens next to a case happens then. */
export type ClockLine = { readonly kind: "clock"; readonly id: "watch"; readonly nowMs: number };

/** Everything that measuring remembers, one by one, beside the tallies. */
export type MeasureLine = AlertLine | CaseLine | StartLine | ActionLine | OpinionLine | ClockLine;
