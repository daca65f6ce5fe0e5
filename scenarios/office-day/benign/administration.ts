import { hourMs, minuteMs, secondMs } from "../../../src/redteam/records/time.ts";
import type { Process } from "../../../src/redteam/records/windows/host.ts";
import { report, systemSession } from "../../../src/redteam/records/windows/host.ts";
import { grantTicket } from "../../../src/redteam/records/windows/kerberos.ts";
import { logOff, logOn, openShare } from "../../../src/redteam/records/windows/security.ts";
import { createFile, runProcess, startProcess } from "../../../src/redteam/records/windows/sysmon.ts";
import { accounts, employee, servers } from "../company.ts";
import { carry } from "../network.ts";
import { type World, workstation } from "../world.ts";
import { officeMoment } from "./browsing.ts";
import { playMachine, playRoutines } from "./machine.ts";
import { deskRoutines, serverRoutines } from "./routine.ts";

/** What the technology department does on an ordinary day: an administrator's desk, help at a desk, updates, backups. */
export function administer(world: World): void {
  workAtAdminStation(world);
  helpAtDesk(world);
  installUpdates(world);
  backUp(world);
}

const administrator = employee("n.brandt");

function workAtAdminStation(world: World): void {
  const host = world.adminStation;
  const session = logOn(host, world.day.at("07:42"), administrator.account, { type: 2, protocol: "Negotiate" });
  const start = (timeMs: number, image: string, commandLine: string, parent: Process) =>
    startProcess(host, timeMs, { image, commandLine, parent, session });
  const explorer = start(world.day.at("07:42:05"), "C:\\Windows\\explorer.exe", "C:\\Windows\\Explorer.EXE", host.services);
  const shell = start(
    world.day.at("07:44"),
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    "powershell.exe -NoLogo",
    explorer,
  );
  const momentOf = () => officeMoment(world, host.chance);
  const machine = playMachine(world, host);
  const stage = { user: session, momentOf, parents: { ...machine.parents, explorer, browser: explorer, mail: explorer, shell } };
  playRoutines(host, [...deskRoutines, ...serverRoutines], stage);
  // An administrator's own curiosity is not an attack.
  for (const commandLine of [
    "whoami /groups",
    "net.exe user s.keller /domain",
    'net.exe group "File Server Operators" /domain',
    "nltest.exe /dsgetdc:corp.alderbrook.example",
    "quser.exe /server:app01",
  ]) {
    const image = `C:\\Windows\\System32\\${commandLine.split(" ")[0]!.replace(/\.exe$/, "")}.exe`;
    runProcess(host, momentOf(), { image, commandLine, parent: shell, session });
  }
  for (let visit = 0; visit < 6; visit++) {
    const timeMs = momentOf();
    const image = "C:\\Windows\\System32\\mstsc.exe";
    runProcess(
      host,
      timeMs,
      { image, commandLine: `mstsc.exe /v:${host.chance.pick(["app01", "sql01", "bkp01"])}`, parent: explorer, session },
      20 * minuteMs,
    );
  }
}

/** In the morning the help desk looks at a slow machine in Finance, by remote desktop. */
function helpAtDesk(world: World): void {
  const host = workstation(world, "WS-FIN-07");
  const timeMs = world.day.at("08:36:20") + host.chance.integer(0, 40) * secondMs;
  const address = servers.lindqvistStation.address;
  grantTicket(world.controller, timeMs - 2_000, accounts.lindqvistAdmin, address);
  carry(world.network, timeMs - 900, {
    client: address,
    server: host.address,
    serverPort: 3_389,
    service: "ssl",
    seconds: 610,
    bytesOut: 380_000,
    bytesIn: 9_400_000,
  });
  const session = logOn(host, timeMs, accounts.lindqvistAdmin, { type: 10, protocol: "Negotiate", address, elevated: true });
  const explorer = startProcess(host, timeMs + 3_000, {
    image: "C:\\Windows\\explorer.exe",
    commandLine: "C:\\Windows\\Explorer.EXE",
    parent: host.services,
    session,
  });
  for (const [index, name] of ["Taskmgr.exe", "gpupdate.exe", "systeminfo.exe"].entries())
    runProcess(
      host,
      timeMs + (30 + index * 95) * secondMs,
      { image: `C:\\Windows\\System32\\${name}`, commandLine: name, parent: explorer, session },
      60 * secondMs,
    );
  logOff(host, timeMs + 10 * minuteMs, session, 10);
}

function installUpdates(world: World): void {
  const hosts = [...world.workstations.values(), world.adminStation];
  for (const [index, host] of hosts.entries()) {
    const timeMs = world.day.at("12:15") + index * 4 * minuteMs + host.chance.integer(0, 200) * secondMs;
    const image = "C:\\Windows\\System32\\msiexec.exe";
    const installer = runProcess(
      host,
      timeMs,
      {
        image,
        commandLine: 'msiexec.exe /i "C:\\ProgramData\\Meridian\\Cache\\PdfReader-25.1.msi" /qn /norestart',
        parent: host.services,
        session: systemSession,
      },
      90 * secondMs,
    );
    for (let file = 0; file < 12; file++)
      createFile(host, timeMs + file * 900, installer, `C:\\Program Files\\PdfReader\\module${file}.dll`);
    report(host, timeMs + 120 * secondMs, "updateInstalled", {
      updateTitle: "2026-03 Cumulative Update for Windows 11 Version 24H2 for x64-based Systems",
      updateGuid: "{6f1d7c0a-2d0e-4f55-9a35-0d1b3c5e7f90}",
      updateRevisionNumber: "200",
      serviceGuid: "{9482f4b4-e343-43b6-b170-9a65bc822c77}",
    });
  }
}

/** The backup service visits every server twice, with rights that would look alarming in anyone else's hands. */
function backUp(world: World): void {
  const { day, chance } = world;
  const hosts = [world.controller, world.files, world.application, world.database];
  for (const [round, clock] of ["01:00", "12:30"].entries())
    for (const [index, host] of hosts.entries()) {
      const timeMs = day.at(clock) + index * 12 * minuteMs;
      const address = servers.backup.address;
      grantTicket(world.controller, timeMs - 1_000, accounts.backup, address);
      const session = logOn(host, timeMs, accounts.backup, { type: 3, protocol: "Kerberos", address, elevated: true });
      for (let file = 0; file < 25; file++)
        openShare(host, timeMs + 2_000 + file * 4_000, {
          session,
          address,
          share: "D$",
          localPath: "D:\\",
          file: `Data\\set${round}-${file}.bak`,
        });
      const bytesIn = chance.integer(400, 2_400) * 1_000_000;
      carry(world.network, timeMs + 500, {
        client: address,
        server: host.address,
        serverPort: 445,
        service: "gssapi,smb",
        seconds: 600,
        bytesOut: 2_000_000,
        bytesIn,
      });
      logOff(host, timeMs + 10 * minuteMs, session, 3);
    }
  const image = "C:\\Program Files\\Aegis Backup\\aegis-agent.exe";
  runProcess(
    world.backup,
    day.at("00:58"),
    { image, commandLine: `"${image}" --job nightly --catalog D:\\Catalog`, parent: world.backup.services, session: systemSession },
    2 * hourMs,
  );
}
