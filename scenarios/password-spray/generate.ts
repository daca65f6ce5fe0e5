import { pathToFileURL } from "node:url";
import { type Chance, openChance } from "../../src/redteam/records/chance.ts";
import { type Log, openRecording, type Recording, type ScenarioFile, textLines } from "../../src/redteam/records/recording.ts";
import { structuredLine } from "../../src/redteam/records/syslog.ts";
import { type Day, dayOf, hourMs, minuteMs, secondMs } from "../../src/redteam/records/time.ts";
import type { WindowsEvent } from "../../src/redteam/records/windows/event.ts";
import { type Account, openWindowsHost, type WindowsHost } from "../../src/redteam/records/windows/host.ts";
import { grantService, grantTicket, refuseTicket } from "../../src/redteam/records/windows/kerberos.ts";
import { failLogon, logOff, logOn, openShare } from "../../src/redteam/records/windows/security.ts";
import { assemble, type InventoryFile, type Scenario } from "../kit/assemble.ts";
import { runGenerator } from "../kit/command.ts";
import { evtxFile } from "../kit/windows/evtx-file.ts";
import { stories } from "./story.ts";

const date = "2026-05-12";
const directory = "corp.alderbrook.example";
const sidBase = "S-1-5-21-1004336348-1177238915-682003330";
const spraySource = "203.0.113.150";
const assignedAddress = "10.20.9.77";
const gateway = { address: "10.20.5.20", name: "VPN01" };
const fileServer = { name: "FS01$", sid: `${sidBase}-2011` };

const accountOf = (name: string, index: number): Account => ({ name, domain: "ALDERBROOK", sid: `${sidBase}-${1_200 + index}` });
const people =
  "a.khan b.frost c.moreau d.sato e.lange f.rossi g.ivers h.tanaka i.novak j.duarte k.osei l.brandt m.varga n.silva o.petrov p.quinn q.adler r.stone s.uribe t.wolff u.yilmaz v.zeman w.ames x.bauer y.costa z.drake"
    .split(" ")
    .map(accountOf);
const weak = people[18]!;
const forgetful = people[7]!;
const stale = accountOf("svc-reports", 90);

type Stage = {
  readonly day: Day;
  readonly chance: Chance;
  readonly controller: WindowsHost;
  readonly vpn: Log<string>;
  readonly marked: Recording["marked"];
};

/** A morning at a company: from outside one password is tried on everybody, and one of them fits. */
export function playPasswordSpray(seed: number): Scenario {
  const day = dayOf(date);
  const chance = openChance(`password-spray ${seed}`);
  const recording = openRecording();
  const log = recording.log<WindowsEvent>("windows/dc01/Security.evtx", evtxFile);
  const machine = { name: "DC01", domain: directory, address: "10.20.1.10", chance: chance.fork("dc01"), auditsProcesses: false, log };
  const controller = openWindowsHost({ ...machine, dayStartMs: day.startMs });
  const stage: Stage = { day, chance, controller, vpn: recording.log("vpn/vpn01.log", textLines), marked: recording.marked };
  workAsUsual(stage);
  spray(stage, chance.integer(-300, 300) * secondMs);
  mistype(stage);
  expire(stage);
  return assemble({ name: "password-spray", seed, played: recording.close(), stories, endMs: day.endMs, inventory });
}

const line = (
  stage: Stage,
  timeMs: number,
  messageId: "CONNECT" | "AUTHFAIL" | "DISCONNECT",
  data: { user: string; src: string; assigned?: string },
) => {
  const says = {
    CONNECT: `user ${data.user} connected from ${data.src}`,
    AUTHFAIL: `user ${data.user} failed to authenticate from ${data.src}`,
    DISCONNECT: `user ${data.user} disconnected`,
  };
  const common = { priority: messageId === "AUTHFAIL" ? 36 : 38, host: "vpn01", program: "vpnd", processId: 812 };
  stage.vpn.add(timeMs, structuredLine(timeMs, { ...common, messageId, data, message: says[messageId] }));
};

function workAsUsual(stage: Stage): void {
  const { day, chance, controller } = stage;
  for (const [index, account] of people.entries()) {
    const address = `10.20.3.${20 + index}`;
    grantTicket(controller, day.at("07:40") + chance.integer(0, 50 * 60) * secondMs, account, address);
    for (let visit = 0; visit < 8; visit++) {
      const timeMs = day.at("08:00") + Math.floor(chance.fraction() * 9 * hourMs);
      grantService(controller, timeMs, {
        account,
        realm: directory.toUpperCase(),
        service: fileServer.name,
        serviceSid: fileServer.sid,
        address,
      });
      const session = logOn(controller, timeMs + 40, account, { type: 3, protocol: "Kerberos", address });
      openShare(controller, timeMs + 90, { session, address, share: "SYSVOL", localPath: "C:\\Windows\\SYSVOL\\sysvol" });
      logOff(controller, timeMs + 20 * secondMs, session, 3);
    }
    if (index % 3 !== 0) continue;
    const data = { user: account.name, src: `203.0.113.${20 + index}`, assigned: `10.20.9.${10 + index}` };
    const timeMs = day.at("08:10") + chance.integer(0, 8 * 60) * minuteMs;
    line(stage, timeMs, "CONNECT", data);
    line(stage, timeMs + 2 * hourMs, "DISCONNECT", data);
  }
}

function spray(stage: Stage, driftMs: number): void {
  const { day, chance, controller, marked } = stage;
  const startMs = day.at("06:02:00") + driftMs;
  marked("spray", "passwords-tried", () => {
    for (const [index, account] of people.entries()) {
      if (account === weak) continue;
      const timeMs = startMs + index * 31 * secondMs + chance.integer(0, 8_000);
      line(stage, timeMs, "AUTHFAIL", { user: account.name, src: spraySource });
      refuseTicket(controller, timeMs - 120, account, gateway.address);
      failLogon(controller, timeMs - 90, account, { type: 3, protocol: "NTLM", address: gateway.address, workstation: gateway.name });
    }
  });
  const entryMs = startMs + people.indexOf(weak) * 31 * secondMs;
  marked("spray", "password-fits", () => {
    grantTicket(controller, entryMs - 100, weak, gateway.address);
    line(stage, entryMs, "CONNECT", { user: weak.name, src: spraySource, assigned: assignedAddress });
  });
  marked("spray", "account-used", () => {
    const session = logOn(controller, entryMs + 20 * minuteMs, weak, {
      type: 3,
      protocol: "NTLM",
      address: assignedAddress,
      workstation: "DESKTOP-7K2QF",
    });
    const share = { session, address: assignedAddress, share: "SYSVOL", localPath: "C:\\Windows\\SYSVOL\\sysvol" };
    for (let file = 0; file < 24; file++)
      openShare(controller, entryMs + 20 * minuteMs + file * 2 * secondMs, { ...share, file: `${directory}\\scripts\\logon-${file}.cmd` });
  });
}

/** Someone forgot a password over the weekend. */
function mistype({ day, controller, marked }: Stage): void {
  marked("forgotten-password", "mistyped", () => {
    for (let attempt = 0; attempt < 6; attempt++)
      refuseTicket(controller, day.at("08:21:00") + attempt * 11 * secondMs, forgetful, "10.20.3.27");
  });
  grantTicket(controller, day.at("08:23:10"), forgetful, "10.20.3.27");
}

/** A job still runs with a password that has expired. */
function expire({ day, controller, marked }: Stage): void {
  marked("stale-password", "refused", () => {
    for (let attempt = 0; attempt < 96; attempt++)
      failLogon(controller, day.startMs + attempt * 15 * minuteMs + 4_000, stale, {
        type: 3,
        protocol: "NTLM",
        address: "10.20.1.30",
        workstation: "APP01",
        status: "0xc0000224",
        subStatus: "0x0",
      });
  });
}

const inventory: InventoryFile = {
  assets: [
    {
      name: "DC01",
      aliases: [`dc01.${directory}`],
      addresses: ["10.20.1.10"],
      criticality: "critical",
      role: "domain-controller",
      protected: true,
    },
    { name: "VPN01", addresses: [gateway.address, "192.0.2.20"], criticality: "high", role: "server", service: "remote access" },
    { name: "APP01", addresses: ["10.20.1.30"], criticality: "high", role: "server" },
  ],
  identities: [
    ...people.map(({ name }, index) => ({ name, role: "employee", "usual-hosts": [`WS-${String(index + 1).padStart(2, "0")}`] })),
    { name: stale.name, role: "service-account", "usual-hosts": ["APP01"] },
  ],
  "own-domains": ["alderbrook.example"],
  "own-addresses": ["10.20.0.0/16", "192.0.2.0/26"],
};

export function generatePasswordSpray(seed: number): readonly ScenarioFile[] {
  return playPasswordSpray(seed).files;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) runGenerator(generatePasswordSpray);
