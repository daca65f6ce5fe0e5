import { hourMs, minuteMs } from "../../../src/redteam/records/time.ts";
import type { Process, Session, WindowsHost } from "../../../src/redteam/records/windows/host.ts";
import { logOff, logOn } from "../../../src/redteam/records/windows/security.ts";
import { createFile, setRegistryValue, startProcess } from "../../../src/redteam/records/windows/sysmon.ts";
import type { Employee } from "../company.ts";
import { backgroundSites } from "../site.ts";
import { ownerOf, type World } from "../world.ts";
import { anySite, askDirectory, officeMoment, visitSite } from "./browsing.ts";
import { anyDocument, playMachine, playRoutines } from "./machine.ts";
import { deskRoutines, developerRoutines } from "./routine.ts";

/** What is open on a desk all day. */
export type Desk = {
  readonly host: WindowsHost;
  readonly person: Employee;
  readonly session: Session;
  readonly explorer: Process;
  readonly browser: Process;
  readonly mail: Process;
};

const office = "C:\\Program Files\\Microsoft Office\\root\\Office16\\";
const edge = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";

/** A person's day at a machine whose events are collected. */
export function playDesk(world: World, host: WindowsHost): Desk {
  const person = ownerOf(host);
  if (!person) throw new Error(`nobody sits at "${host.name}"`);
  const desk = openDesk(world, host, person);
  const { session, explorer, browser, mail } = desk;
  const machine = playMachine(world, host);
  const momentOf = () => officeMoment(world, host.chance);
  const stage = { user: session, momentOf, parents: { ...machine.parents, explorer, browser, mail, shell: explorer } };
  playRoutines(host, deskRoutines, stage);
  if (person.department === "Engineering") playRoutines(host, developerRoutines, stage);
  surf(world, desk);
  for (let file = 0; file < 45; file++)
    createFile(host, momentOf(), explorer, `C:\\Users\\${person.name}\\Documents\\${anyDocument(host.chance)} ${file}.xlsx`);
  for (let value = 0; value < 40; value++)
    setRegistryValue(host, momentOf(), explorer, {
      name: `HKU\\${person.account.sid}\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\.xlsx\\${value}`,
      details: "Binary Data",
    });
  return desk;
}

function openDesk(world: World, host: WindowsHost, person: Employee): Desk {
  const startMs = world.day.at("07:45") + host.chance.integer(0, 12) * minuteMs;
  const session = logOn(host, startMs, person.account, { type: 2, protocol: "Negotiate" });
  const winlogon: Process = {
    ...host.services,
    id: 612,
    image: "C:\\Windows\\System32\\userinit.exe",
    commandLine: "C:\\Windows\\system32\\userinit.exe",
    session,
  };
  const start = (afterMs: number, image: string, commandLine: string, parent: Process) =>
    startProcess(host, startMs + afterMs, { image, commandLine, parent, session });
  const explorer = start(4_000, "C:\\Windows\\explorer.exe", "C:\\Windows\\Explorer.EXE", winlogon);
  const mail = start(30_000, `${office}OUTLOOK.EXE`, `"${office}OUTLOOK.EXE"`, explorer);
  const browser = start(60_000, edge, `"${edge}" --profile-directory=Default`, explorer);
  for (let unlock = 0; unlock < 12; unlock++)
    logOn(host, officeMoment(world, host.chance), person.account, { type: 7, protocol: "Negotiate" });
  logOff(host, startMs + 10.5 * hourMs, session, 2);
  return { host, person, session, explorer, browser, mail };
}

function surf(world: World, { host, person, browser, mail }: Desk): void {
  const { chance } = host;
  for (let visit = 0; visit < 120; visit++)
    visitSite(world, officeMoment(world, chance), { person, site: anySite(chance), chance, host, process: browser });
  for (let call = 0; call < 45; call++)
    visitSite(world, officeMoment(world, chance), { person, site: chance.pick(backgroundSites), chance, host, process: mail });
  askDirectory(world, person, chance);
}
