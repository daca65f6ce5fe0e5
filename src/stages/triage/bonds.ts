import type { Alert } from "../../core/alert/alert.ts";
import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { Bond } from "../../core/alert/triage.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import { textsOf } from "../../core/query/meaning.ts";

/** How much sharing one such entity binds two alerts when it is rare: 1 joins them by itself if they are close in time. */
const weightOfType: Readonly<Record<ObservableType, number>> = {
  hash: 1.5,
  mail: 1.5,
  "access-key": 1.4,
  session: 1.4,
  url: 1.3,
  email: 1.2,
  host: 1.25,
  user: 1.15,
  ip: 1.1,
  domain: 1.1,
  sid: 0.9,
  "cloud-resource": 0.9,
  file: 0.7,
  service: 0.7,
  "scheduled-task": 0.7,
  "command-line": 0.7,
  certificate: 1.1,
  cve: 0.5,
  "registry-key": 0.4,
  share: 0.1,
  process: 0.1,
  "user-agent": 0.2,
  other: 0.1,
};

/** Being the target of somebody's packets says less about a host than what happens on it. */
const networkTargetFactor = 0.4;
const networkDatasets = new Set(["suricata", "zeek", "cef", "leef"]);

/** Pipes and bare shells of the operating system: on every machine, so they bind nothing. */
const commonNames =
  /^(file:\\?(pipe\\)?(svcctl|samr|lsarpc|srvsvc|wkssvc|winreg|atsvc|netlogon|spoolss|eventlog|epmapper|lsass|browser|ntsvcs)|command-line:.{0,11})$/;
/** Programs of the operating system have one hash on every machine of a release: the hash says nothing about who ran it. */
const systemProgram = /^([a-z]:\\windows\\|[a-z]:\\program files( \(x86\))?\\|\/usr\/|\/bin\/|\/sbin\/)/i;
const systemHashFactor = 0.1;

/** Below this share of hosts an entity is rare; above the other it is a hub; between them the weight falls in a line. */
const rareShare = 0.25;
const hubShare = 0.7;
const hubFactor = 0.1;
const smallWorldHosts = 3;
/** A machine on which so many accounts are alerted about is a meeting place (a domain controller): being there says little. */
const busyHostUsers = 8;
const busyHostFactor = 0.4;
/** Alerts of one process, of its child, or of one logon session are about one doing. */
const kinWeight = 1.3;
const systemSessions = new Set(["0x0", "0x3e4", "0x3e5", "0x3e6", "0x3e7"]);

/** The most bonds that one alert keeps; the lightest are left out. */
export const bondsMax = 16;

/** How widespread an entity is here, in the events and among the alerts; `users` are the accounts of the graver alerts on a host. */
export type Spread = { readonly hosts: number; readonly users: number };

/** A mild rule that fires on so many subjects says how this place works: its alerts belong together, and to nothing else. */
const noisySubjectsMin = 4;
const noisyShare = 0.2;
const noiseWeight = 1.25;
/** Alerts about one piece of planned work are one story, and sharing a machine with it says less: that is where such work is done. */
const plannedWeight = 1.25;
const plannedHostFactor = 0.6;
/** What a mild alert shares says less: much of it is shared with everything. */
const mildFactor: Readonly<Partial<Record<Severity, number>>> = { informational: 0.5, low: 0.7 };

/** What weighing an alert's bonds may know of the world around it. */
export type BondContext = {
  /** On how many distinct machines of ours the alert's rule fired, and on how many any rule did; what anyone may have made up counts nothing. */
  readonly ruleSubjectsOf: (alert: Alert) => { readonly subjects: number; readonly worldSubjects: number };
  /** The approved change that the alert may belong to, by its id. */
  readonly changeOf?: (alert: Alert) => string | undefined;
  /** The canonical key of an entity: an address that inventory or telemetry ties to a host is that host. */
  readonly nameOf: (key: string) => string;
  readonly spreadOf: (key: string) => Spread;
  readonly worldHosts: number;
};

/** What may bind an alert to others, heaviest first, at most `bondsMax`; entities that bind nothing are left out. */
export function bondsOf(alert: Alert, context: BondContext): Bond[] {
  if (isNoise(alert, context)) return [{ key: `rule:${ruleNameOf(alert)}`, weight: noiseWeight }];
  const weights = new Map<string, number>();
  const change = context.changeOf?.(alert);
  for (const observable of observablesOf(alert)) {
    const key = context.nameOf(observableKey(observable));
    if (isNobody(key) || commonNames.test(key)) continue;
    const type = key.startsWith("host:") ? "host" : observable.type;
    const planned = change !== undefined && type === "host" ? plannedHostFactor : 1;
    const weight =
      weightOfType[type] * roleFactor(alert, observable) * rarityOf(key, type, context) * (mildFactor[alert.severity] ?? 1) * planned;
    if (weight >= 0.05) weights.set(key, Math.max(weights.get(key) ?? 0, Math.round(weight * 1_000) / 1_000));
  }
  for (const key of kinOf(alert)) weights.set(key, kinWeight);
  if (change !== undefined) weights.set(`change:${change}`, plannedWeight);
  return [...weights]
    .map(([key, weight]) => ({ key, weight }))
    .toSorted((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1))
    .slice(0, bondsMax);
}

/** The processes and the logon session that the alert's record names: the same ones in two alerts make them one story. */
function kinOf({ fields, host, dataset }: Alert): string[] {
  if (dataset !== "windows") return [];
  const processes = ["ProcessGuid", "ParentProcessGuid", "SourceProcessGUID", "SourceProcessGuid"].flatMap((name) => textsOf(fields[name]));
  const sessions = ["LogonId", "TargetLogonId", "SubjectLogonId"].flatMap((name) => textsOf(fields[name])).map((id) => id.toLowerCase());
  return [
    ...processes.filter((guid) => !/^\{0{8}-/.test(guid)).map((guid) => `process-guid:${guid.toLowerCase()}`),
    ...sessions.filter((id) => !systemSessions.has(id)).map((id) => `session:${host ?? ""} ${id}`),
  ];
}

/** True for an alert of a mild rule that fires on much of this world: low ones, and medium ones that name no technique. */
export function isNoise(alert: Alert, { ruleSubjectsOf }: Pick<BondContext, "ruleSubjectsOf">): boolean {
  const mildest = alert.techniques.length === 0 && alert.tactics.length === 0 ? "medium" : "low";
  if (severityRank(alert.severity) > severityRank(mildest)) return false;
  const { subjects, worldSubjects } = ruleSubjectsOf(alert);
  return subjects >= Math.max(noisySubjectsMin, worldSubjects * noisyShare);
}

/** The machine or address that an alert is about: who did it, else where it was seen. */
export function subjectOf(alert: Alert): string {
  const source = alert.observables.find(({ role, type }) => (role === "source" || role === "client") && (type === "ip" || type === "host"));
  return source ? observableKey(source) : `host:${alert.host ?? ""}`;
}

/** A rule by product and stablest name. */
export function ruleNameOf(alert: Alert): string {
  return `${alert.product} ${alert.ruleId ?? alert.rule ?? alert.title}`;
}

/** The alert's observables together with its user, and with its host where that is where it happened: a sensor that merely saw it is left out. */
export function observablesOf(alert: Alert): Observable[] {
  const named: Observable[] = [];
  const sensed = isSensed(alert);
  if (alert.host && !sensed) named.push({ type: "host", value: alert.host, role: "actor" });
  if (alert.user) named.push({ type: "user", value: alert.user, role: "actor" });
  return [...named, ...alert.observables.filter(({ type, value }) => !(sensed && type === "host" && value === alert.host))];
}

/** True where the alert's host is the sensor or proxy that saw it: what it names happened between the addresses. */
export function isSensed({ dataset, observables }: Alert): boolean {
  return dataset !== undefined && networkDatasets.has(dataset) && observables.some(({ type }) => type === "ip");
}

function roleFactor(alert: Alert, { role, type }: Observable): number {
  if (type === "hash" && alert.observables.some((other) => other.type === "process" && systemProgram.test(other.value)))
    return systemHashFactor;
  if (!alert.dataset || !networkDatasets.has(alert.dataset)) return 1;
  return role === "target" || role === "server" ? networkTargetFactor : 1;
}

/** 1 for what is rare here, down to 0.1 for what is everywhere. */
export function rarityOf(
  key: string,
  type: ObservableType,
  { spreadOf, worldHosts }: Pick<BondContext, "spreadOf" | "worldHosts">,
): number {
  const { hosts, users } = spreadOf(key);
  if (type === "host") return users >= busyHostUsers ? busyHostFactor : 1;
  if (worldHosts <= smallWorldHosts || hosts <= 2) return 1;
  const share = hosts / worldHosts;
  if (share <= rareShare) return 1;
  if (share >= hubShare) return hubFactor;
  return 1 - ((share - rareShare) / (hubShare - rareShare)) * (1 - hubFactor);
}
