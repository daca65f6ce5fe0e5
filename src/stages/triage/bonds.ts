import type { Alert } from "../../core/alert/alert.ts";
import { severityRank } from "../../core/alert/severity.ts";
import type { Bond } from "../../core/alert/triage.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { identityKey, type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import { textsOf } from "../../core/query/meaning.ts";
import { bondWeights } from "./bond-weights.ts";

const networkDatasets = new Set(["suricata", "zeek", "cef", "leef"]);

/** Pipes and bare shells of the operating system: on every machine, so they bind nothing. */
const commonNames =
  /^(file:\\?(pipe\\)?(svcctl|samr|lsarpc|srvsvc|wkssvc|winreg|atsvc|netlogon|spoolss|eventlog|epmapper|lsass|browser|ntsvcs)|command-line:.{0,11})$/;
const systemProgram = /^([a-z]:\\windows\\|[a-z]:\\program files( \(x86\))?\\|\/usr\/|\/bin\/|\/sbin\/)/i;
/** A cloud resource that one owns has a path or a number; what has a mere name is an application. */
const privateAddress = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i;
/** Browsers, and the clients and libraries with which everybody's scripts call services: they name no tool of anyone's. */
const everydayAgent =
  /mozilla|opera|^-?$|^(aws-|boto|python|curl|wget|okhttp|go-http|java|apache|terraform|hashicorp|apn\/|azure|google|gcloud|kubectl|docker|git|postman|powershell|winhttp|microsoft|office|outlook|windows|console|signin|node|ruby|dart)/i;
const ownResource = /[/:]|\d{6}/;

/** Below this share of hosts an entity is rare; above the other it is a hub; between them the weight falls in a line. */
const rareShare = 0.25;
const hubShare = 0.7;
const hubFactor = 0.1;
const smallWorldHosts = 3;
const systemSessions = new Set(["0x0", "0x3e4", "0x3e5", "0x3e6", "0x3e7"]);

/** The most bonds that one alert keeps; the lightest are left out. */
export const bondsMax = 16;

/**
 * How widespread an entity is here, in the events and among the alerts: on how many machines; with how many accounts (for a machine: those of its
 * graver alerts); and for a machine, with how many machines, itself counted, it is named.
 */
export type Spread = { readonly hosts: number; readonly users: number; readonly peers?: number };

/** A mild rule that fires on so many subjects says how this place works: its alerts belong together, and to nothing else. */
const noisySubjectsMin = 4;
const noisyShare = 0.2;
const noiseWeight = 1.25;
/** Alerts about one piece of planned work are one story, and sharing a machine with it says less: that is where such work is done. */
const plannedWeight = 1.25;
const plannedHostFactor = 0.6;

/** What weighing an alert's bonds may know of the world around it. */
export type BondContext = {
  /** On how many distinct machines of ours the alert's rule fired, and on how many any rule did; what anyone may have made up counts nothing. */
  readonly ruleSubjectsOf: (alert: Alert) => { readonly subjects: number; readonly worldSubjects: number };
  /** True where the alert's rule fires on its host in much of the time watched, and no more than usual now. */
  readonly isBackground?: (alert: Alert) => boolean;
  /** True where one thing happened to many hosts: a rule that is rare in time met them within an hour. */
  readonly isStorm?: (alert: Alert) => boolean;
  /** How often the alert's rule fired here. */
  readonly ruleSpreadOf: (alert: Alert) => { readonly alerts: number; readonly hosts: number };
  /** The approved change that the alert may belong to, by its id. */
  readonly changeOf?: (alert: Alert) => string | undefined;
  /** The canonical key of an entity, by `identityKey`: an address that inventory or telemetry ties to a host is that host, an account has one name. */
  readonly nameOf: (key: string, atMs: number) => string;
  readonly spreadOf: (key: string) => Spread;
  /** True for the organisation's own addresses. */
  readonly isOwn?: (observable: Observable) => boolean;
  readonly worldHosts: number;
};

/** What may bind an alert to others, heaviest first, at most `bondsMax`; entities that bind nothing are left out. */
export function bondsOf(alert: Alert, context: BondContext): Bond[] {
  if (isNoise(alert, context)) return [{ key: `rule:${ruleNameOf(alert)}`, weight: noiseWeight }];
  const weights = new Map<string, Bond>();
  const change = context.changeOf?.(alert);
  const mild = context.ruleSpreadOf(alert).alerts >= bondWeights.commonRuleAlerts ? (bondWeights.mild[alert.severity] ?? 1) : 1;
  const bind = (key: string, weight: number, on?: number) => {
    if (weight < 0.05 || weight <= (weights.get(key)?.weight ?? 0)) return;
    weights.set(key, { key, weight: Math.round(weight * 1_000) / 1_000, ...(on !== undefined && { on }) });
  };
  for (const observable of observablesOf(alert)) {
    const key = context.nameOf(identityKey(observable), alert.timeMs);
    if (isNobody(observableKey(observable)) || commonNames.test(key)) continue;
    const type = typeOfKey(key, observable.type);
    const planned = change !== undefined && type === "host" ? plannedHostFactor : 1;
    const spread = context.spreadOf(key);
    bind(
      key,
      weightOf(type, observable, context) * roleFactor(alert, observable) * rarityOf(key, type, context) * mild * planned,
      spread.hosts,
    );
  }
  for (const [key, type] of idsOf(alert, context)) bind(key, bondWeights.ofType[type] * rarityOf(key, type, context) * mild);
  for (const key of kinOf(alert)) bind(key, bondWeights.kin);
  if (context.isStorm?.(alert)) bind(`storm:${ruleNameOf(alert)}`, bondWeights.storm);
  if (change !== undefined) bind(`change:${change}`, plannedWeight);
  return [...weights.values()].toSorted((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1)).slice(0, bondsMax);
}

/** What kind of thing a canonical key names: an account is an account under each of its names. */
function typeOfKey(key: string, otherwise: ObservableType): ObservableType {
  if (key.startsWith("host:")) return "host";
  return key.startsWith("user:") ? "user" : otherwise;
}

function weightOf(type: ObservableType, observable: Observable, { isOwn }: BondContext): number {
  const { value } = observable;
  // Even where it is known which machine holds the address: who calls from it is somebody behind it.
  if (observable.type === "ip" && isOwn?.(observable) && !privateAddress.test(value)) return bondWeights.wayOut;
  if (type === "cloud-resource" && !ownResource.test(value)) return bondWeights.application;
  return type === "user-agent" && !everydayAgent.test(value) ? bondWeights.toolAgent : bondWeights.ofType[type];
}

/** The things that the alert's own records name by more than their observables do: where a name is ambiguous, the id beside it is not. */
function idsOf({ sameAs = [], timeMs }: Alert, { nameOf }: BondContext): [string, ObservableType][] {
  return sameAs.flatMap((names) =>
    names
      .map((name) => nameOf(name, timeMs))
      .flatMap((key): [string, ObservableType][] => {
        if (isNobody(key)) return [];
        if (key.startsWith("host:")) return [[key, "host"]];
        return key.startsWith("user:") ? [[key, "user"]] : [];
      }),
  );
}

/** The processes and the logon session that the alert's record names: the same ones in two alerts make them one story. */
function kinOf({ fields, host, dataset, processes: told = [] }: Alert): string[] {
  if (dataset !== "windows") return [...told];
  const processes = ["ProcessGuid", "ParentProcessGuid", "SourceProcessGUID", "SourceProcessGuid"].flatMap((name) => textsOf(fields[name]));
  const sessions = ["LogonId", "TargetLogonId", "SubjectLogonId"].flatMap((name) => textsOf(fields[name])).map((id) => id.toLowerCase());
  return [
    ...processes.filter((guid) => !/^\{0{8}-/.test(guid)).map((guid) => `process-guid:${guid.toLowerCase()}`),
    ...sessions.filter((id) => !systemSessions.has(id)).map((id) => `session:${host ?? ""} ${id}`),
  ];
}

/** True for an alert of a mild rule that fires on much of this world, or in much of its time: low ones, and medium ones that name no technique. */
export function isNoise(alert: Alert, { ruleSubjectsOf, isBackground }: Pick<BondContext, "ruleSubjectsOf" | "isBackground">): boolean {
  const mildest = alert.techniques.length === 0 && alert.tactics.length === 0 ? "medium" : "low";
  if (severityRank(alert.severity) > severityRank(mildest)) return false;
  if (isBackground?.(alert)) return true;
  const { subjects, worldSubjects } = ruleSubjectsOf(alert);
  return subjects >= Math.max(noisySubjectsMin, worldSubjects * noisyShare);
}

/** The machine or address that an alert is about: who did it, else where it was seen. */
export function subjectOf(alert: Alert): string {
  const source = alert.observables.find(({ role, type }) => (role === "source" || role === "client") && (type === "ip" || type === "host"));
  return source ? observableKey(source) : `host:${alert.host ?? ""}`;
}

/** A rule by product and stablest name. */
export function ruleNameOf({ product, ruleId, rule, title }: Alert): string {
  return `${product} ${ruleId ?? rule ?? title}`;
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
  if (type === "hash" && isSystemHash(alert, role)) return bondWeights.systemHash;
  if (!alert.dataset || !networkDatasets.has(alert.dataset)) return 1;
  return role === "target" || role === "server" ? bondWeights.networkTarget : 1;
}

/** Where a reader tells processes apart it tells files of the system apart too, by their role; else the hash is as a rule the program's own. */
function isSystemHash({ observables, processes }: Alert, role: Observable["role"]): boolean {
  if (processes !== undefined || role === "related") return role === "related";
  return observables.some(({ type, value }) => type === "process" && systemProgram.test(value));
}

/** 1 for what is rare here, down to 0.1 for what is everywhere. */
export function rarityOf(
  key: string,
  type: ObservableType,
  { spreadOf, worldHosts }: Pick<BondContext, "spreadOf" | "worldHosts">,
): number {
  const { hosts, users, peers = 0 } = spreadOf(key);
  if (type === "host") return users >= bondWeights.busyHostUsers || peers >= bondWeights.busyHostPeers ? bondWeights.busyHost : 1;
  const few = type === "user" ? bondWeights.fewAccountHosts : bondWeights.fewOthers;
  const many = Math.max(hosts, type === "user" ? 0 : users);
  const byCount = many <= few ? 1 : (1 - bondWeights.perDoubling) ** Math.log2(many / few);
  if (worldHosts <= smallWorldHosts || hosts <= 2) return Math.max(byCount, hubFactor);
  const share = hosts / worldHosts;
  const byShare = share <= rareShare ? 1 : 1 - ((Math.min(share, hubShare) - rareShare) / (hubShare - rareShare)) * (1 - hubFactor);
  return Math.max(Math.min(byCount, byShare), hubFactor);
}
