import type { Alert } from "../../core/alert/alert.ts";
import { type Observable, observableKey, shortHostName } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";
import { isSensed } from "../triage/bonds.ts";

/** How a deed is told. */
export type Telling = {
  /** The machine that an address belongs to, as inventory or telemetry knows it: `host:<name>` by the address's key. */
  readonly names?: ReadonlyMap<string, string>;
  /** Machines by their first label, and what was done it with. */
  readonly brief?: boolean;
  /** Further targets of the same deed, beyond the alert's own. */
  readonly furtherTargets?: number;
};

const nameMax = 80;
const detailMax = 160;

/**
 * Who did what to whom, where: the alert's title, then the account, the machine on which it happened, where it came from and where it went, the sensor
 * that saw it; each only where the alert says so. A sensor is never told as the place, nor a source as what was reached.
 */
export function deedOf(alert: Alert, telling: Telling = {}): string {
  const doer = [...actorOf(alert), ...placeOf(alert, telling)].join(" ");
  const way = [...sourceOf(alert, telling), ...targetOf(alert, telling)].join(" ");
  const sensor = alert.host && isSensed(alert) ? `seen by ${inline(alert.host, nameMax)}` : "";
  const parts = [doer, way, sensor].filter((part) => part !== "");
  return `${inline(alert.title).replace(/[.:\s]+$/, "")}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}${telling.brief ? detailOf(alert) : ""}`;
}

function actorOf({ user, observables }: Alert): string[] {
  const isUser = ({ type }: Observable) => type === "user";
  const key = user === undefined ? undefined : observableKey({ type: "user", value: user });
  const itself = observables.find((each) => isUser(each) && observableKey(each) === key);
  const target = observables.find(
    (each) => isUser(each) && (each.role === "target" || each.role === "recipient") && observableKey(each) !== key,
  );
  const isTarget = itself?.role === "target" || itself?.role === "recipient";
  return [
    ...(user === undefined ? [] : [`${isTarget ? "for" : "by"} ${inline(user, nameMax)}`]),
    ...(target?.role === "target" && !isTarget ? [`for ${inline(target.value, nameMax)}`] : []),
  ];
}

function placeOf(alert: Alert, { brief }: Telling): string[] {
  if (!alert.host || isSensed(alert)) return [];
  return [`on ${inline(brief ? shortHostName(alert.host) : alert.host, nameMax)}`];
}

const sourceRoles: ReadonlySet<Observable["role"]> = new Set(["source", "client", "sender"]);
const targetRoles: ReadonlySet<Observable["role"]> = new Set(["target", "server", "recipient"]);

function sourceOf({ observables }: Alert, telling: Telling): string[] {
  const among = observables.filter(({ role }) => sourceRoles.has(role));
  const source =
    among.find(({ type }) => type === "email") ?? among.find(({ type }) => type === "ip") ?? among.find(({ type }) => type === "host");
  return source ? [`from ${spoken(source, telling)}`] : [];
}

function targetOf({ observables, host }: Alert, telling: Telling): string[] {
  const among = observables.filter(({ role }) => targetRoles.has(role));
  const of = (type: Observable["type"]) => among.find((each) => each.type === type);
  const target =
    of("email") ?? (among.some(({ role }) => role === "recipient") ? undefined : (of("domain") ?? of("ip") ?? of("cloud-resource")));
  if (!target || (target.type === "ip" && host !== undefined && nameOf(target, telling) === shortHostName(host))) return [];
  const further = telling.furtherTargets ?? 0;
  return [`to ${spoken(target, telling)}${further > 0 ? ` and ${further} more` : ""}`];
}

/** An address with the machine that it belongs to. */
function spoken(observable: Observable, telling: Telling): string {
  const name = nameOf(observable, telling);
  return name === undefined ? inline(observable.value, nameMax) : `${inline(name, nameMax)} (${inline(observable.value, nameMax)})`;
}

function nameOf(observable: Observable, { names }: Telling): string | undefined {
  const key = observable.type === "ip" ? names?.get(observableKey(observable)) : undefined;
  return key?.startsWith("host:") ? shortHostName(key.slice("host:".length)) : undefined;
}

/** The one observable that says most about what was done: a command, a link, a file, a service. */
const telling = ["command-line", "url", "file", "service", "scheduled-task", "share", "process"] as const;

/** What it was done with or to; a program that reaches for a file is named before the file. */
function detailOf({ observables }: Alert): string {
  for (const type of telling) {
    const found = observables.find((each) => each.type === type && each.role !== "parent");
    if (!found) continue;
    const program = type === "file" ? observables.find((each) => each.type === "process" && each.role === "actor") : undefined;
    const by = program && program.value !== found.value ? `${inline(program.value, detailMax)} → ` : "";
    return ` — ${by}${inline(found.value, detailMax)}`;
  }
  return "";
}

/** The key of what the alert reached, so that one deed done to many is told once; undefined where it says none. */
export function targetKeyOf({ observables }: Alert): string | undefined {
  const target = observables.find(({ type, role }) => targetRoles.has(role) && (type === "domain" || type === "ip" || type === "email"));
  return target && observableKey(target);
}

/** The key of where it came from; the empty string where the alert says nothing of it. */
export function sourceKeyOf({ observables }: Alert): string {
  const source = observables.find(({ type, role }) => sourceRoles.has(role) && (type === "ip" || type === "email"));
  return source ? observableKey(source) : "";
}
