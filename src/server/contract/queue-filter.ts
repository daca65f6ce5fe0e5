import { z } from "zod";
import { verdicts } from "../../core/verdict/verdict.ts";
import { categoryFilter, id, several, severityFilter, time, whole } from "./common.ts";

/** Values of one filter that are asked for at once, and how long each is, characters. */
export const filterValuesMax = 20;
export const filterValueLengthMax = 200;

/** States of cases and of alerts; a state of the other kind is refused. */
export const queueStates = ["in-progress", "open", "closed", "escalated", "waiting", "merged"] as const;
/** Orders of the queue: `priority` most urgent first, `severity` gravest first, `activity` what changed last first; ties the newest first. */
export const queueSorts = ["priority", "severity", "newest", "oldest", "activity"] as const;
/** What is not there, in filters: nobody's cases, alerts without a verdict. */
export const absent = { verdict: "none", assignee: "nobody", me: "me" } as const;

const text = z.string().min(1).max(filterValueLengthMax);
const texts = z.union([z.array(text).min(1).max(filterValuesMax), text.transform((one) => [one])]).optional();
const priority = whole(1, 5);

/** What the queue holds: everything given must hold, of several values of one filter any. Repeated for several: `severity=high&severity=critical`. */
export const queueFilter = {
  of: z.enum(["cases", "alerts"]).default("cases"),
  state: several(queueStates).optional(),
  severity: severityFilter,
  category: categoryFilter,
  /** `none` where no verdict stands yet. */
  verdict: several([...verdicts, absent.verdict]).optional(),
  /** A person, `nobody` or `me`; of cases alone. */
  assignee: texts,
  /** The name of a source that alerts came from. */
  source: texts,
  /** A machine, without case. */
  host: texts,
  /** An account, without case. */
  account: texts,
  /** A rule by its id, else its name, else the alert's title, as `readFacets` shows it. */
  rule: texts,
  /** An ATT&CK technique id; of a technique its sub-techniques are not meant. */
  technique: texts,
  priority: z.union([z.array(priority).min(1).max(5), priority.transform((one) => [one])]).optional(),
  /** The alerts of one case. */
  case: id.optional(),
  /** Time of the alert, of a case that of its last alert: from inclusive, to exclusive. */
  from: time.optional(),
  to: time.optional(),
  /** Beginnings of words of the title, without case; all must be there. */
  text: z.string().min(1).max(filterValueLengthMax).optional(),
  /** A revision: rows that changed after it. */
  changedSince: whole(0, Number.MAX_SAFE_INTEGER).optional(),
} as const;
/** The filter's order; `severity` and others are explained at `queueSorts`. */
export const queueSort = z.enum(queueSorts).default("priority");
/** `storm`: alerts of one source, rule, machine and account stand in one line. Of alerts alone. */
export const queueCollapse = z.enum(["storm"]).optional();
