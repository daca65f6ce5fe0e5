import fc from "fast-check";
import { severities } from "../core/alert/severity.ts";
import type { Observable } from "../core/observable/observable.ts";
import type { Recorder } from "../engine/recorder.ts";
import { alertOf, minuteMs, noonMs } from "./alerts.ts";

/** A file by its hash. */
export const hash = (value: string): Observable => ({ type: "hash", value, role: "file" });

/** Alerts over few hosts, users, hashes and rules, so that many share something and many do not. */
export const someAlerts = fc
  .array(
    fc.record({
      minutes: fc.nat(2_000),
      host: fc.constantFrom("ws-1", "ws-2", "srv-1", "dc-1", undefined),
      user: fc.constantFrom("mara", "joss", "ana", undefined),
      rule: fc.constantFrom("r-1", "r-2", "r-3"),
      severity: fc.constantFrom(...severities),
      tactic: fc.constantFrom("TA0001", "TA0006", "TA0008", undefined),
      hash: fc.constantFrom("aa11", "bb22", undefined),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drafts) =>
    drafts.map(({ minutes, host, user, rule, severity, tactic, hash: file }, index) =>
      alertOf(index + 1, {
        timeMs: noonMs + minutes * minuteMs,
        host,
        user,
        ruleId: rule,
        severity,
        tactics: tactic ? [tactic] : [],
        observables: file ? [hash(file)] : [],
      }),
    ),
  );

/** Why each alert came to its case, as far as cases are open. */
export const reasonsOf = ({ state }: Recorder) =>
  [...state.cases.values()].flatMap((each) => (each.status === "in-progress" ? each.joins.map(({ because }) => because) : []));
