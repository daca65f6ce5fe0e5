import type { Chance } from "../chance.ts";
import type { Log } from "../recording.ts";
import type { WindowsEvent } from "./event.ts";
import type { KindName } from "./kind.ts";

/** A domain or local account. */
export type Account = { readonly name: string; readonly domain: string; readonly sid: string };

export const systemAccount: Account = { name: "SYSTEM", domain: "NT AUTHORITY", sid: "S-1-5-18" };
export const networkServiceAccount: Account = { name: "NETWORK SERVICE", domain: "NT AUTHORITY", sid: "S-1-5-20" };

export const qualifiedOf = ({ domain, name }: Account): string => `${domain}\\${name}`;

/** One logon of an account on a host. */
export type Session = { readonly account: Account; readonly logonId: string; readonly terminal: number; readonly integrity: string };

export const systemSession: Session = { account: systemAccount, logonId: "0x3e7", terminal: 0, integrity: "System" };
export const networkServiceSession: Session = { account: networkServiceAccount, logonId: "0x3e4", terminal: 0, integrity: "System" };

/** A running program. */
export type Process = {
  readonly id: number;
  readonly guid: string;
  readonly image: string;
  readonly commandLine: string;
  readonly session: Session;
};

/** A Windows machine that sends its events to the collector. */
export type WindowsHost = {
  /** Short name in capitals, as NetBIOS has it. */
  readonly name: string;
  /** Full name, as Windows writes it into Computer. */
  readonly computer: string;
  readonly address: string;
  readonly chance: Chance;
  /** Process creation also goes to the Security log. */
  readonly auditsProcesses: boolean;
  readonly services: Process;
  readonly lsass: Process;
  readonly log: Log<WindowsEvent>;
  readonly nextProcessId: () => number;
};

/** Puts a machine in place, booted two days before `dayStartMs`. */
export function openWindowsHost(fields: {
  name: string;
  domain: string;
  address: string;
  chance: Chance;
  auditsProcesses: boolean;
  log: Log<WindowsEvent>;
  dayStartMs: number;
}): WindowsHost {
  const { name, domain, address, chance, auditsProcesses, log, dayStartMs } = fields;
  let processId = 4_000 + chance.integer(0, 200) * 4;
  const booted = (image: string, id: number): Process => ({
    id,
    guid: processGuidOf({ computer: `${name}.${domain}`, startedMs: dayStartMs - 172_800_000, id }),
    image,
    commandLine: image,
    session: systemSession,
  });
  return {
    name,
    computer: `${name}.${domain}`,
    address,
    chance,
    auditsProcesses,
    log,
    services: booted("C:\\Windows\\System32\\services.exe", 668),
    lsass: booted("C:\\Windows\\System32\\lsass.exe", 684),
    nextProcessId() {
      processId += 4 * chance.integer(1, 5);
      if (processId > 64_000) processId = 4_000 + chance.integer(0, 3) * 4;
      return processId;
    },
  };
}

/** Writes one event of this machine. */
export function report(host: WindowsHost, timeMs: number, kind: KindName, data: Record<string, string>): void {
  const processId = kind === "serviceControl" || kind === "serviceState" ? host.services.id : writerOf(kind);
  host.log.add(timeMs, { kind, computer: host.computer, processId, data });
}

const sysmonProcessId = 3_140;
const sysmonKinds: ReadonlySet<KindName> = new Set<KindName>([
  "processCreate",
  "networkConnect",
  "processTerminate",
  "imageLoad",
  "processAccess",
  "fileCreate",
  "registrySet",
  "streamCreate",
  "pipeCreate",
  "dnsQuery",
]);
const writerOf = (kind: KindName) => (sysmonKinds.has(kind) ? sysmonProcessId : 684);

/** Sysmon's process GUID: machine, start time in seconds, and a counter; unique in the domain. */
export function processGuidOf({ computer, startedMs, id }: { computer: string; startedMs: number; id: number }): string {
  const machine = Buffer.from(computer.padEnd(8, "x")).subarray(0, 6).toString("hex");
  const seconds = Math.floor(startedMs / 1_000)
    .toString(16)
    .padStart(8, "0");
  const counter = id.toString(16).padStart(4, "0");
  const fraction = (startedMs % 1_000).toString(16).padStart(4, "0");
  return `{${machine.slice(0, 8)}-${machine.slice(8, 12)}-${seconds.slice(4)}-${counter}-${fraction}${seconds}}`;
}
