import { hourMs, minuteMs, secondMs } from "../../../src/redteam/records/time.ts";
import type { Account, WindowsHost } from "../../../src/redteam/records/windows/host.ts";
import { systemSession } from "../../../src/redteam/records/windows/host.ts";
import { grantService, grantTicket, refuseTicket, validateCredential } from "../../../src/redteam/records/windows/kerberos.ts";
import { logOff, logOn, openShare } from "../../../src/redteam/records/windows/security.ts";
import { connectFrom, runProcess } from "../../../src/redteam/records/windows/sysmon.ts";
import { accountOf, accounts, company, type Employee, employees, servers } from "../company.ts";
import { carry } from "../network.ts";
import type { World } from "../world.ts";
import { officeMoment } from "./browsing.ts";
import { anyDocument, anyShare, playMachine, playRoutines } from "./machine.ts";
import { serverRoutines } from "./routine.ts";

/** The servers' own work, and what people do on them. */
export function playServers(world: World): void {
  for (const host of [world.controller, world.files, world.application, world.database, world.backup]) {
    const machine = playMachine(world, host);
    playRoutines(host, serverRoutines, machine);
  }
  serveFiles(world);
  serveDirectory(world);
  serveApplication(world);
}

/** A network logon that is over within minutes. */
function visitHost(host: WindowsHost, timeMs: number, { account, address }: { account: Account; address: string }) {
  const session = logOn(host, timeMs, account, { type: 3, protocol: "Kerberos", address });
  logOff(host, timeMs + host.chance.integer(20, 600) * secondMs, session, 3);
  return session;
}

function serveFiles(world: World): void {
  const host = world.files;
  const { chance } = host;
  for (const person of employees) {
    const visits = chance.integer(6, 12);
    for (let visit = 0; visit < visits; visit++) {
      const timeMs = officeMoment(world, chance);
      const session = visitHost(host, timeMs, person);
      const share = anyShare(chance);
      const opened = { session, address: person.address, share, localPath: `D:\\Shares\\${share}` };
      openShare(host, timeMs + 40, opened);
      const files = chance.integer(1, 5);
      for (let file = 0; file < files; file++)
        openShare(host, timeMs + 400 + file * 2_100, {
          ...opened,
          file: `${anyDocument(chance)}.xlsx`,
          accessMask: chance.isHit(0.3) ? "0x12019f" : "0x120089",
        });
      if (chance.isHit(0.5)) carrySmb(world, timeMs, person.address, chance.integer(20_000, 9_000_000));
    }
  }
}

function carrySmb(world: World, timeMs: number, client: string, bytesIn: number): void {
  carry(world.network, timeMs, {
    client,
    server: servers.files.address,
    serverPort: 445,
    service: "gssapi,smb",
    seconds: 30,
    bytesOut: 9_000,
    bytesIn,
  });
}

const computerSidOf = (name: string) => `${company.sidBase}-${2_000 + (Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % 900)}`;

function serveDirectory(world: World): void {
  const host = world.controller;
  const { chance } = host;
  for (const person of employees) {
    grantTicket(host, world.day.at("07:55") + chance.integer(0, 1_800) * secondMs, person.account, person.address);
    grantTicket(host, world.day.at("17:00") + chance.integer(0, 1_800) * secondMs, person.account, person.address);
    const tickets = chance.integer(18, 30);
    for (let ticket = 0; ticket < tickets; ticket++) askTicket(world, person);
    for (let policy = 0; policy < 6; policy++) readPolicy(world, person);
    if (chance.isHit(0.35)) refuseTicket(host, officeMoment(world, chance), person.account, person.address);
  }
  for (let check = 0; check < 110; check++)
    validateCredential(host, officeMoment(world, chance), chance.pick(employees).account, "PRINT01");
}

function askTicket(world: World, person: Employee): void {
  const host = world.controller;
  const server = host.chance.pick([servers.files, servers.controller, servers.application, servers.database]);
  grantService(host, officeMoment(world, host.chance), {
    account: person.account,
    realm: company.realm,
    service: `${server.name}$`,
    serviceSid: computerSidOf(server.name),
    address: person.address,
  });
}

// A workstation reads its group policy as its own computer account.
function readPolicy(world: World, person: Employee): void {
  const host = world.controller;
  const timeMs = officeMoment(world, host.chance);
  const computer = accountOf(`${person.workstation}$`, 3_000 + employees.indexOf(person));
  const session = visitHost(host, timeMs, { account: computer, address: person.address });
  const opened = { session, address: person.address, share: "SYSVOL", localPath: "C:\\Windows\\SYSVOL\\sysvol" };
  openShare(host, timeMs + 60, opened);
  openShare(host, timeMs + 130, { ...opened, file: `${company.directory}\\Policies\\{31B2F340-016D-11D2-945F-00C04FB984F9}\\gpt.ini` });
}

function serveApplication(world: World): void {
  const { application, database, day } = world;
  const worker = runProcess(
    application,
    day.at("06:00"),
    {
      image: "D:\\Orders\\OrderService.exe",
      commandLine: '"D:\\Orders\\OrderService.exe" --service',
      parent: application.services,
      session: systemSession,
    },
    15 * hourMs,
  );
  for (let call = 0; call < 420; call++) {
    const timeMs = day.at("06:05") + call * 2 * minuteMs + application.chance.integer(0, 50_000);
    const flow = {
      client: application.address,
      server: database.address,
      serverPort: 1_433,
      seconds: 1.5,
      bytesOut: 4_100,
      bytesIn: 61_000,
    };
    const { clientPort } = carry(world.network, timeMs, flow);
    connectFrom(application, timeMs + 10, worker, { sourcePort: clientPort, address: database.address, port: 1_433 });
    if (call % 4 === 0) visitHost(database, timeMs + 30, { account: accounts.database, address: application.address });
  }
}
