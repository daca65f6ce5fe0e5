import type { HandoverSection } from "../../core/handover/text.ts";
import type { FailedJob, HandoverFindings } from "./findings.ts";
import { cite, factOf, quoted, said, sectionOf } from "./words.ts";

/** What could not be written to other products and waits for a person. */
export function writeBackSection({ jobs }: HandoverFindings): HandoverSection {
  const ordered = jobs.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return sectionOf("write-back", ordered.map(jobFact));
}

const jobFact = ({ key, kind, connector, caseId, problem, remedy, sure }: FailedJob) =>
  factOf({
    key: `job:${key}`,
    urgency: "this-shift",
    says: `A ${kind} of ${caseId} was not written to ${quoted(connector)}: ${said(problem)}${sure ? "" : "; whether it arrived nobody knows"}.`,
    next: `${said(remedy)}; then try it again or give it up.`,
    cites: [cite("job", key), cite("case", caseId), cite("connector", connector)],
  });
