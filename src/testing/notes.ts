import type { NewTicket, VerdictNote } from "../ports/connector.ts";

/** What becomes of an alert of "case-1": a true positive, unless a test says something else. */
export const verdictNote = (key: string, alert: string, more: Partial<VerdictNote> = {}): VerdictNote & { readonly key: string } => ({
  key,
  alert,
  verdict: "true-positive",
  escalated: true,
  severity: "high",
  because: "what was seen",
  techniques: ["T1059"],
  caseId: "case-1",
  ...more,
});

/** A ticket of "case-1" that leads to its page, without attachments. */
export const newTicket = (key: string, more: Partial<NewTicket> = {}): NewTicket & { readonly key: string } => ({
  key,
  caseId: "case-1",
  title: "somebody signs in from two places",
  body: "what happened\nand why",
  severity: "high",
  attachments: [],
  url: "https://watchkeeper.example.test/cases/case-1",
  ...more,
});
