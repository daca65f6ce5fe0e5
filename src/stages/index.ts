// The life of an alert, in order. Each stage is pure: state in, facts or questions out; `next.ts` is this list as a decision, and the engine takes the steps.

/** Ingest: an event that a rule matched becomes an alert; alerts that others raised come as they are (`formats/`). */
export { alertOfCorrelation, alertOfMatch } from "./ingest/alert-of-match.ts";
/** Triage: what one alert looks like at first sight. */
export { triageAlert } from "./triage/triage.ts";
/** Correlate: which case it belongs to, and why. */
export { place } from "./correlate/correlate.ts";
/** Investigate: the question that matters most now, and what the answers come to. */
export { nextStep } from "./investigate/next-step.ts";
export { conclude } from "./investigate/conclude.ts";
/** Map to ATT&CK: techniques with evidence, actors that the case is consistent with. */
export { mapCase } from "./map-attack/map-case.ts";
/** Contain: what is proposed, whom it would touch, and the way back. */
export { propose } from "./contain/propose.ts";
/** Report: the assessment, and what people read. */
export { assessmentOf } from "./report/assessment.ts";
/** The next step of all this for a run. */
export { nextRunStep } from "./next.ts";
