import type { logLevels } from "../core/configuration/sections.ts";

/** How much a line matters; `debug` says what only who looks for a fault wants. */
export type LogLevel = (typeof logLevels)[number];

/**
 * Everything that is ever logged, and of each the only fields that are written. Values are names of ours or of the configuration, counts and codes; what
 * came from outside (evidence, answers, free text of people) has no field here, so no line can hold it.
 */
export const logFields = {
  "service/started": ["version", "roles", "url", "tenants", "connectors", "startMs", "process"],
  "service/stopping": ["because"],
  "service/stopped": ["stopMs", "finished"],
  "service/part-failed": ["tenant", "part", "restarts", "pauseMs"],
  "service/part-ended": ["tenant", "part"],
  "service/note": ["tenant", "says"],
  "configuration/read": ["path", "digest"],
  "connector/opened": ["tenant", "connector", "product", "uses"],
  "connector/not-opened": ["tenant", "connector"],
  "model/opened": ["tenant", "model", "hosted"],
  "model/not-opened": ["tenant", "model"],
  "model/held-back": ["tenant", "model", "because"],
  "connector/checked": ["tenant", "connector", "ok"],
  "source/failing": ["tenant", "source"],
  "source/running": ["tenant", "source", "where"],
  "inventory/read": ["tenant", "source", "assets", "identities", "ageMs"],
  "inventory/stale": ["tenant", "source", "ageMs"],
  "indicators/read": ["tenant", "source", "indicators", "ageMs"],
  "indicators/stale": ["tenant", "source", "ageMs"],
  "search/in-part": ["tenant", "source", "because"],
  "request/answered": ["request", "method", "route", "status", "durationMs", "tenant"],
  "request/failed": ["request", "method", "route", "status", "durationMs", "tenant"],
  "containment/filed": ["tenant", "case", "proposed", "refused", "declined"],
  "containment/carried-out": ["tenant", "taken", "ended", "troubles"],
  "containment/stopped": ["tenant", "says"],
  "containment/off": ["tenant"],
  "retention/passed": ["tenant", "raw", "months", "worlds", "held"],
  "exercise/begun": ["tenant", "size", "seed"],
  "exercise/played": ["tenant", "trials", "violations"],
  "exercise/violations": ["tenant", "trials", "violations"],
  "exercise/not-played": ["tenant"],
  "write-back/job": ["tenant", "connector", "kind", "case", "state"],
  "telemetry/dropped": ["spans", "points"],
  "console/refused": ["directive", "page"],
  "access/setup": ["tenant"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a line is about. */
export type LogCode = keyof typeof logFields;
/** The fields that a line of this kind may have. */
export type LogFields<Code extends LogCode> = {
  readonly [Name in (typeof logFields)[Code][number]]?: string | number | boolean | undefined;
};

/** Where the service says what it does. `cause` of a `SocError` adds its code, problem, remedy and detail; of any other error its kind and where it came from, never its words. */
export type Log = {
  readonly error: <Code extends LogCode>(code: Code, fields: LogFields<Code>, cause?: unknown) => void;
  readonly warn: <Code extends LogCode>(code: Code, fields: LogFields<Code>, cause?: unknown) => void;
  readonly info: <Code extends LogCode>(code: Code, fields: LogFields<Code>, cause?: unknown) => void;
  readonly debug: <Code extends LogCode>(code: Code, fields: LogFields<Code>, cause?: unknown) => void;
};

/** A log that says nothing. */
export const silentLog: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
