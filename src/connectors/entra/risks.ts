import { z } from "zod";
import type { Severity } from "../../core/alert/severity.ts";
import type { PolledSource } from "../../ports/source.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { isoMs } from "../kit/iso-time.ts";
import { ownAlert } from "../kit/own-alert.ts";
import type { Reader } from "../kit/reader.ts";
import { type Listed, windowAlerts } from "../kit/window-alerts.ts";
import { pageOf, tokenOf } from "./graph.ts";

// "riskDetection" and "signIn" of Microsoft Graph's reference, from memory of it (MEM): only what is used has to be of its shape, the rest is kept as it came.

const atLengthMax = 500;
const text = z.string().max(65_536).nullish().catch(undefined);
const Row = z.looseObject({
  id: z.string().min(1).max(512),
  riskEventType: text,
  riskLevel: text,
  riskLevelDuringSignIn: text,
  riskLevelAggregated: text,
  activityDateTime: text,
  detectedDateTime: text,
  createdDateTime: text,
  userPrincipalName: text,
  ipAddress: text,
  appDisplayName: text,
  additionalInfo: text,
  userAgent: text,
});
type Row = z.output<typeof Row>;

/** What can be taken as alerts: what Identity Protection found, and sign-ins that it calls risky. */
export const taken = ["risk-detections", "sign-ins"] as const;
export type Taken = (typeof taken)[number];
type List = {
  readonly path: readonly string[];
  readonly time: "detectedDateTime" | "createdDateTime";
  readonly also?: string;
  readonly alert: (name: string, row: Row) => Listed;
};

const lists: Readonly<Record<Taken, List>> = {
  "risk-detections": { path: ["v1.0", "identityProtection", "riskDetections"], time: "detectedDateTime", alert: detectionOf },
  "sign-ins": {
    path: ["v1.0", "auditLogs", "signIns"],
    time: "createdDateTime",
    also: "(riskState eq 'atRisk' or riskState eq 'confirmedCompromised')",
    alert: signInOf,
  },
};

/** Asks one list for one row: whether we may. */
export const mayRead = (reader: Reader, which: Taken, signal: AbortSignal): Promise<unknown> =>
  reader.json({ method: "GET", path: lists[which].path, query: { $top: "1" } }, pageOf(Row), signal);

export type RisksOrder = {
  readonly take: readonly Taken[];
  readonly everyMs: number;
  readonly lookBackMs: number;
  readonly pageRecords: number;
};

/** One list after the other, each since the same time. `at` is the number of the list, a colon, and the token of its next page. */
export function risksOf(reader: Reader, { take, ...order }: RisksOrder): PolledSource {
  return windowAlerts({
    name: reader.name,
    ...order,
    async page({ fromMs, at = "0:", size }, signal) {
      const [, number = "0", token = ""] = /^(\d):(.*)$/s.exec(at) ?? [];
      const list = lists[take[Number(number)] ?? take[0]!];
      const $filter = [`${list.time} ge ${new Date(fromMs).toISOString()}`, ...(list.also ? [list.also] : [])].join(" and ");
      const query = { $filter, $top: String(size), ...(token && { $skiptoken: token }) };
      const { value, "@odata.nextLink": link } = await reader.json({ method: "GET", path: list.path, query }, pageOf(Row), signal);
      const next = tokenOf(reader.name, link, atLengthMax);
      const following = Number(number) + 1 < take.length ? `${Number(number) + 1}:` : undefined;
      return { alerts: value.map((row) => list.alert(reader.name, row)), next: next === undefined ? following : `${number}:${next}` };
    },
  });
}

const severities: ReadonlyMap<string, Severity> = new Map([
  ["none", "informational"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
]);
/** A level that is hidden (without the licence for it) or new counts as medium. */
const severityOf = (...levels: readonly (string | null | undefined)[]): Severity =>
  severities.get(levels.find((each) => each && each !== "hidden" && each !== "none") ?? "") ?? "medium";

function timeOf(name: string, given: string | null | undefined): number {
  const timeMs = isoMs(given);
  if (timeMs === undefined || timeMs < 0) throw unexpectedAnswer(name, "an alert without a time");
  return timeMs;
}

function detectionOf(name: string, row: Row): Listed {
  const timeMs = timeOf(name, row.detectedDateTime);
  const what = row.riskEventType || "unknown";
  // A list of keys and values as JSON in a text; what it says of techniques and the browser is found wherever it stands.
  const info = row.additionalInfo ?? "";
  const agent = row.userAgent ?? /"Key":"userAgent","Value":"([^"\\]{1,2000})"/.exec(info)?.[1];
  const bytes = ownAlert({
    id: row.id,
    timeMs: isoMs(row.activityDateTime) ?? timeMs,
    source: "Microsoft Entra ID Protection",
    title: `Risky sign-in or account: ${what}`,
    description: undefined,
    severity: severityOf(row.riskLevel),
    rule: what,
    techniques: [...new Set(info.match(/\bT\d{4}(?:\.\d{3})?\b/g) ?? [])],
    host: undefined,
    user: row.userPrincipalName ?? undefined,
    observables: thingsOf(row, agent),
    original: row,
  });
  return { id: row.id, timeMs, bytes };
}

function signInOf(name: string, row: Row): Listed {
  const timeMs = timeOf(name, row.createdDateTime);
  const bytes = ownAlert({
    id: row.id,
    timeMs,
    source: "Microsoft Entra ID",
    title: `Risky sign-in to ${row.appDisplayName || "an application"}`,
    description: undefined,
    severity: severityOf(row.riskLevelDuringSignIn, row.riskLevelAggregated),
    rule: "risky sign-in",
    techniques: [],
    host: undefined,
    user: row.userPrincipalName ?? undefined,
    observables: thingsOf(row, row.userAgent ?? undefined),
    original: row,
  });
  return { id: row.id, timeMs, bytes };
}

const thingsOf = ({ userPrincipalName, ipAddress, appDisplayName }: Row, agent: string | undefined) => [
  { type: "user", value: userPrincipalName ?? undefined, role: "actor" },
  { type: "ip", value: ipAddress ?? undefined, role: "source" },
  { type: "user-agent", value: agent, role: "client" },
  { type: "cloud-resource", value: appDisplayName ?? undefined, role: "target" },
];
