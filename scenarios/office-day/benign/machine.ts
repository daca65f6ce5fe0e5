import type { Chance } from "../../../src/redteam/records/chance.ts";
import { hourMs, secondMs } from "../../../src/redteam/records/time.ts";
import type { Process, Session, WindowsHost } from "../../../src/redteam/records/windows/host.ts";
import { networkServiceSession, report, systemSession } from "../../../src/redteam/records/windows/host.ts";
import {
  accessProcess,
  createFile,
  loadImage,
  runProcess,
  setRegistryValue,
  startProcess,
} from "../../../src/redteam/records/windows/sysmon.ts";
import type { World } from "../world.ts";
import { machineRoutines, type Routine } from "./routine.ts";

/** The processes that others hang from, and whose session a routine runs in. */
export type Stage = {
  readonly parents: Readonly<Record<Routine["parent"], Process>>;
  readonly user: Session;
  readonly momentOf: () => number;
};

const services = ["BITS", "wuauserv", "Schedule", "CryptSvc", "Dnscache", "UsoSvc", "gpsvc", "iphlpsvc", "DoSvc", "lfsvc"];
const shares = ["Finance", "Sales", "Projects", "Company", "Quality"];
const documents = [
  "Q1 forecast",
  "Calibration plan",
  "Price list",
  "Minutes",
  "Supplier review",
  "Holiday plan",
  "Offer 2214",
  "Test report",
  "Travel costs",
];

export const anyShare = (chance: Chance): string => chance.pick(shares);
export const anyDocument = (chance: Chance): string => chance.pick(documents);

// How much busier than their tables say the machines are: the one knob for the bulk of the day.
const liveliness = 1.6;

/** Plays a table of routines on one machine: each as often as it says, at moments of the stage's choosing. */
export function playRoutines(host: WindowsHost, routines: readonly Routine[], stage: Stage): void {
  const { chance } = host;
  for (const { image, commandLine, parent, as, perDay, lastsSeconds } of routines) {
    const times = Math.max(1, Math.round(perDay * liveliness * (0.8 + 0.4 * chance.fraction())));
    for (let time = 0; time < times; time++) {
      const session = as === "user" ? stage.user : as === "system" ? systemSession : networkServiceSession;
      const filled = commandLine
        .replaceAll("{user}", stage.user.account.name)
        .replaceAll("{service}", chance.pick(services))
        .replaceAll("{share}", anyShare(chance))
        .replaceAll("{document}", anyDocument(chance))
        .replaceAll("{number}", String(chance.integer(2, 4_000)));
      const lastsMs = Math.round(lastsSeconds * secondMs * (0.4 + chance.fraction()));
      const startMs = stage.momentOf();
      const process = runProcess(host, startMs, { image, commandLine: filled, parent: stage.parents[parent], session }, lastsMs);
      if (chance.isHit(0.25)) leaveTrace(host, startMs + chance.integer(100, lastsMs), process);
    }
  }
}

// Small things that programs do and Sysmon notes.
function leaveTrace(host: WindowsHost, timeMs: number, process: Process): void {
  const { chance } = host;
  const folder = process.session.terminal > 0 ? `C:\\Users\\${process.session.account.name}\\AppData\\Local\\Temp` : "C:\\Windows\\Temp";
  const trace = chance.integer(0, 3);
  if (trace === 0) createFile(host, timeMs, process, `${folder}\\${chance.hex(8)}.tmp`);
  else if (trace === 1)
    setRegistryValue(host, timeMs, process, {
      name: `HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Diagnostics\\State\\${chance.hex(8)}`,
      details: `DWORD (0x${chance.hex(8)})`,
    });
  else if (trace === 2)
    loadImage(host, timeMs, process, {
      path: `C:\\Windows\\System32\\${chance.pick(["taskschd.dll", "wbemcomn.dll", "amsi.dll", "dbghelp.dll", "netapi32.dll"])}`,
    });
  else readLsass(host, timeMs);
}

/** The protection of the machine looks into LSASS all day, which is its job. */
function readLsass(host: WindowsHost, timeMs: number): void {
  const source: Process = {
    id: 3_528,
    guid: host.services.guid.replace(/-029c-/, "-0dc8-"),
    image: "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.25020\\MsMpEng.exe",
    commandLine: "MsMpEng.exe",
    session: systemSession,
  };
  accessProcess(host, timeMs, {
    source,
    target: host.lsass,
    granted: "0x1000",
    callTrace:
      "C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.25020\\mpsvc.dll+1a2b3c",
  });
}

/** Starts what runs on every machine from the morning on, and plays its routines around the clock. */
export function playMachine(world: World, host: WindowsHost): Omit<Stage, "user"> & { readonly user: Session } {
  const { chance } = host;
  const startMs = world.day.at("00:05") + chance.integer(0, 900) * secondMs;
  const momentOf = () => startMs + Math.floor(chance.fraction() * 22 * hourMs);
  const parent = host.services;
  const svchost = startProcess(host, startMs, {
    image: "C:\\Windows\\System32\\svchost.exe",
    commandLine: "C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule",
    parent,
    session: systemSession,
  });
  const agentImage = "C:\\Program Files\\Meridian\\Agent\\meridian-agent.exe";
  const agent = startProcess(host, startMs + 900, {
    image: agentImage,
    commandLine: `"${agentImage}" --service`,
    parent,
    session: systemSession,
  });
  const parents = { explorer: svchost, services: parent, svchost, browser: svchost, mail: svchost, shell: svchost, agent };
  const stage: Stage = { parents, user: systemSession, momentOf };
  playRoutines(host, machineRoutines, stage);
  for (let update = 0; update < 3; update++) report(host, momentOf(), "definitionsUpdated", definitionsOf(chance));
  for (let change = 0; change < 30; change++)
    report(host, momentOf(), "serviceState", {
      param1: chance.pick([
        "Windows Update",
        "Background Intelligent Transfer Service",
        "Software Protection",
        "WinHTTP Web Proxy Auto-Discovery Service",
      ]),
      param2: chance.pick(["running", "stopped"]),
    });
  return stage;
}

function definitionsOf(chance: Chance): Record<string, string> {
  const version = `1.427.${chance.integer(100, 999)}.0`;
  return {
    "Product Name": "Microsoft Defender Antivirus",
    "Product Version": "4.18.25020.1009",
    "Current security intelligence Version": version,
    "Previous security intelligence Version": "1.427.88.0",
    Domain: "NT AUTHORITY",
    User: "SYSTEM",
    SID: "S-1-5-18",
    "Security intelligence Type Index": "1",
    "Security intelligence Type": "AntiVirus",
    "Update Type Index": "2",
    "Update Type": "Delta",
  };
}
