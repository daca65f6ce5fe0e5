import fc from "fast-check";
import { severities } from "../core/alert/severity.ts";
import type { QueueAsked, QueueFilter } from "../ports/queue-view.ts";
import type { About } from "../ports/views.ts";
import { exampleAlertRow, exampleCaseRow } from "./views-contract.ts";

const start = Date.UTC(2026, 0, 5);

/** One of some values. */
export const few = <Value>(...values: Value[]) => fc.constantFrom(...values);
const some = <Value>(...values: Value[]) => fc.subarray(values);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const time = fc.integer({ min: 0, max: 6 }).map((step) => start + step);
const title = few("Beaconing to 10.0.0.1", "ÜBER power", "PowerShell", "", "'; DROP", "h=ws-1 100%");
const long = "x".repeat(300);
const about: fc.Arbitrary<About> = fc.record(
  {
    sources: some("siem", "mail"),
    hosts: some("WS-1", "ws-1", "ÄB c", "\0", long),
    accounts: some("alice", "o'brien", "a\\b", "100%", "x=y"),
    rules: some("Rule", "rule", "R | (x) & !y:*", "\ud800"),
    techniques: some("T1003", "T1003.001"),
  },
  { noNullPrototype: true },
);

/** Any case with this id. */
export const anyCase = (id: string) =>
  fc
    .record(
      {
        title,
        severity: few(...severities),
        category: maybe(few("phishing" as const, "malware" as const)),
        verdict: maybe(few("benign", "true-positive")),
        state: few("in-progress" as const, "closed" as const, "escalated" as const, "merged" as const),
        priority: few(1, 2, 5),
        openedAtMs: time,
        lastMs: time,
        assignee: maybe(few("person:mara", "person:joss")),
        about,
      },
      { noNullPrototype: true },
    )
    .map((parts) => exampleCaseRow(id, parts));

/** What of an alert never changes is made from its id, as alerts are. */
export const anyAlert = (id: string) => {
  const number = id.charCodeAt(1) - "0".charCodeAt(0);
  const storm = ["storm-a", "storm-b", undefined][number % 3];
  return fc
    .record(
      {
        severity: few(...severities),
        category: maybe(few("phishing" as const, "malware" as const)),
        ended: few("benign", "true-positive"),
        state: few("open" as const, "closed" as const, "escalated" as const),
        priority: maybe(few(1 as const, 5 as const)),
        caseId: maybe(few("case-1", "case-2")),
        about,
      },
      { noNullPrototype: true },
    )
    .map(({ ended, ...parts }) =>
      exampleAlertRow(id, {
        ...parts,
        verdict: parts.state === "open" ? undefined : ended,
        source: number % 2 ? "siem" : "mail",
        timeMs: start + (number % 4),
        ...(storm !== undefined && { storm }),
      }),
    );
};
/** Of few rows, so that puts meet. */
export const ids = ["0", "1", "2", "3", "4", "5", "6", "7"];
/** Any rows of one put. */
export const anyPut = fc.record({
  alerts: fc.subarray(ids).chain((chosen) => fc.tuple(...chosen.map((id) => anyAlert(`a${id}`)))),
  cases: fc.subarray(ids).chain((chosen) => fc.tuple(...chosen.map((id) => anyCase(`case-${id}`)))),
});

const someOf = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });
/** There once in so many times: what asks for everything at once finds nothing, and an order of nothing says nothing. */
const oneIn = <Value>(times: number, value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const filters = fc
  .record({
    of: few("cases" as const, "alerts" as const),
    state: oneIn(6, someOf("in-progress", "open", "closed", "escalated")),
    severity: oneIn(6, someOf(...severities)),
    category: oneIn(6, someOf("phishing" as const, "malware" as const)),
    verdict: oneIn(6, someOf("benign", null)),
    assignee: oneIn(6, someOf("person:mara", null)),
    priority: oneIn(6, someOf(1, 5)),
    about: oneIn(
      6,
      fc
        .record({
          sources: oneIn(3, someOf("siem", "\0")),
          hosts: oneIn(3, someOf("ws-1", "äb C", long)),
          accounts: oneIn(3, someOf("o'brien", "a\\b", "X=Y")),
          rules: oneIn(3, someOf("rule", "R | (x) & !y:*")),
          techniques: oneIn(3, someOf("T1003")),
        })
        .map(withoutUndefined),
    ),
    caseId: oneIn(6, few("case-1")),
    fromMs: oneIn(6, time),
    toMs: oneIn(6, time),
    text: oneIn(6, few("power", "10 0", "h", "!!")),
    changedSince: oneIn(6, few(0, 3, 9)),
  })
  .map((each) => withoutUndefined(each) as QueueFilter);
function withoutUndefined(each: object): object {
  return Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined));
}
/** Every order. */
export const sorts = few("priority" as const, "severity" as const, "newest" as const, "oldest" as const, "activity" as const);
/** Anything that the queue can be asked. */
export const anyAsked = fc
  .record({ filter: filters, sort: sorts, storms: few(true, false) })
  .map(({ filter, sort, storms }): QueueAsked => (storms && filter.of === "alerts" ? { filter, sort, storms } : { filter, sort }));
