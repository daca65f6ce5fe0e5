import type { Chance } from "../../src/redteam/records/chance.ts";
import { openChance } from "../../src/redteam/records/chance.ts";
import type { CloudCall } from "../../src/redteam/records/cloudtrail.ts";
import { cloudRecord } from "../../src/redteam/records/cloudtrail.ts";
import type { Mail } from "../../src/redteam/records/mail.ts";
import { mailText } from "../../src/redteam/records/mail.ts";
import type { Log, Recording } from "../../src/redteam/records/recording.ts";
import { openRecording, textLines, wholeFile } from "../../src/redteam/records/recording.ts";
import { datedLine } from "../../src/redteam/records/syslog.ts";
import { type Day, dayOf, hourMs } from "../../src/redteam/records/time.ts";
import { nxlogLines, type WindowsEvent, winlogbeatLines } from "../../src/redteam/records/windows/event.ts";
import { openWindowsHost, type WindowsHost } from "../../src/redteam/records/windows/host.ts";
import { kinds } from "../../src/redteam/records/windows/kind.ts";
import { cloudtrailFile } from "../kit/cloudtrail-file.ts";
import { evtxFile } from "../kit/windows/evtx-file.ts";
import { collectedWorkstations, company, date, type Employee, employees, servers } from "./company.ts";
import { type Network, openNetwork } from "./network.ts";

/** Everything that the parts of the day write to. */
export type World = {
  readonly day: Day;
  readonly chance: Chance;
  readonly recording: Recording;
  readonly network: Network;
  readonly controller: WindowsHost;
  readonly files: WindowsHost;
  readonly application: WindowsHost;
  readonly database: WindowsHost;
  readonly backup: WindowsHost;
  readonly adminStation: WindowsHost;
  /** The collected workstations by name. */
  readonly workstations: ReadonlyMap<string, WindowsHost>;
  readonly linux: Log<string>;
  readonly web: Log<string>;
  readonly vpn: Log<string>;
};

export function openWorld(seed: number): World {
  const day = dayOf(date);
  const chance = openChance(`office-day ${seed}`);
  const recording = openRecording();
  const machine = ({ name, address }: { name: string; address: string }, shape: Shape) =>
    openWindowsHost({
      name,
      domain: company.directory,
      address,
      chance: chance.fork(`host ${name}`),
      auditsProcesses: shape === "nxlog",
      log: windowsLog(recording, name, shape),
      dayStartMs: day.startMs,
    });
  const stations = employees.filter(({ workstation }) => (collectedWorkstations as readonly string[]).includes(workstation));
  return {
    day,
    chance,
    recording,
    network: openNetwork(recording, chance.fork("network")),
    controller: machine(servers.controller, "evtx"),
    files: machine(servers.files, "nxlog"),
    application: machine(servers.application, "nxlog"),
    database: machine(servers.database, "nxlog"),
    backup: machine(servers.backup, "nxlog"),
    adminStation: machine(servers.brandtStation, "nxlog"),
    workstations: new Map(
      stations.map(
        ({ workstation, address }) =>
          [workstation, machine({ name: workstation, address }, workstation === "WS-ENG-12" ? "evtx" : "winlogbeat")] as const,
      ),
    ),
    linux: recording.log("linux/web01-auth.log", textLines),
    web: recording.log("linux/web01-access.log", textLines),
    vpn: recording.log("vpn/vpn01.log", textLines),
  };
}

/** How a machine's events reach us: shipped by one of two agents, or as the files that an examiner copied. */
type Shape = "winlogbeat" | "nxlog" | "evtx";

function windowsLog(recording: Recording, name: string, shape: Shape): Log<WindowsEvent> {
  const folder = `windows/${name.toLowerCase()}`;
  if (shape === "nxlog") return recording.log(`${folder}.nxlog.jsonl`, nxlogLines);
  if (shape === "winlogbeat") return recording.log(`${folder}.winlogbeat.jsonl`, winlogbeatLines);
  // The machine keeps a file for each channel.
  const fileOf = (event: WindowsEvent) => `${folder}/${kinds[event.kind].channel.replaceAll("/", "%4")}.evtx`;
  return { path: folder, add: (timeMs, event) => recording.log(fileOf(event), evtxFile).add(timeMs, event) };
}

export function workstation(world: World, name: string): WindowsHost {
  const host = world.workstations.get(name);
  if (!host) throw new Error(`the events of "${name}" are not collected`);
  return host;
}

/** The person who sits at a machine. */
export function ownerOf(host: WindowsHost): Employee | undefined {
  return employees.find((person) => person.workstation === host.name);
}

/** A cloud call; the trail delivers one file for every four hours. */
export function callCloud(world: World, timeMs: number, call: CloudCall): void {
  const quarter = Math.floor((timeMs - world.day.startMs) / (4 * hourMs)) * 4;
  const hour = String(quarter).padStart(2, "0");
  const path = `cloudtrail/111122223333_CloudTrail_eu-west-2_${date.replaceAll("-", "")}T${hour}00Z.json.gz`;
  world.recording.log<object>(path, cloudtrailFile).add(timeMs, cloudRecord(timeMs, call, world.chance));
}

/** A mail that the gateway kept, in a file of its own named by `id`. */
export function keepMail(world: World, id: string, mail: Mail): void {
  world.recording.log<string>(`mail/${id}.eml`, wholeFile).add(mail.sentMs, mailText(mail));
}

/** A line of the web server's authentication log. Its times have a year, so that it says the same whenever the day is played. */
export function logLinux(world: World, timeMs: number, program: string, processId: number | undefined, message: string): void {
  world.linux.add(
    timeMs,
    datedLine(timeMs, { host: servers.web.name, program, ...(processId === undefined ? {} : { processId }), message }),
  );
}
