import { minuteMs, secondMs } from "../../src/redteam/records/time.ts";
import type { Process, Session, WindowsHost } from "../../src/redteam/records/windows/host.ts";
import { systemSession } from "../../src/redteam/records/windows/host.ts";
import { grantService, grantTicket } from "../../src/redteam/records/windows/kerberos.ts";
import { createTask, explicitLogon, logOff, logOn } from "../../src/redteam/records/windows/security.ts";
import { connectFrom, createFile, runProcess, startProcess } from "../../src/redteam/records/windows/sysmon.ts";
import type { PartStory } from "../kit/truth.ts";
import { callers, objectCall, ownBucket } from "./benign/cloud.ts";
import { accounts, company } from "./company.ts";
import { lookUp, request } from "./network.ts";
import { startRemotely } from "./remote-service.ts";
import { ownBackupSite } from "./site.ts";
import { callCloud, type World } from "./world.ts";

const admin = accounts.brandtAdmin;
const archiveBytes = 1_340_000_000;
const system32 = "C:\\Windows\\System32\\";

type Work = {
  readonly world: World;
  readonly at: (clock: string) => number;
  readonly step: <R>(name: string, work: () => R) => R;
  readonly session: Session;
};

/** An administrator archives old order logs: remote services, an archive, a large upload, a scheduled task. All of it planned. */
export function workAsPlanned(world: World): void {
  const driftMs = world.chance.fork("twin").integer(-240, 240) * secondMs;
  const at = (clock: string) => world.day.at(clock) + driftMs;
  const step = <R>(name: string, work: () => R) => world.recording.marked("administrator", name, work);
  const session = step("signs-in-as-administrator", () =>
    logOn(world.adminStation, at("13:04:00"), admin, { type: 2, protocol: "Negotiate", elevated: true }),
  );
  const work: Work = { world, at, step, session };
  const remote = [world.application, world.database].map((host, index) =>
    step("remote-service", () => runRemotely(work, host, at(index === 0 ? "13:06:10" : "13:09:40"))),
  );
  for (const [index, shell] of remote.entries()) step("archive-made", () => pack(work, shell, at("13:20:00") + index * 6 * minuteMs));
  step("archive-uploaded", () => upload(work, remote[0]!, at("14:02:00")));
  step("task-created", () => schedule(work, remote[0]!, at("14:40:00")));
}

type RemoteShell = { readonly host: WindowsHost; readonly shell: Process };

function runRemotely({ world, session }: Work, host: WindowsHost, timeMs: number): RemoteShell {
  const from = world.adminStation;
  const image = "C:\\Tools\\Sysinternals\\PsExec64.exe";
  const commandLine = `PsExec64.exe \\\\${host.name} -accepteula -s cmd.exe`;
  const tool = runProcess(from, timeMs, { image, commandLine, parent: from.services, session }, 40 * minuteMs);
  explicitLogon(from, timeMs + 50, { session, account: admin, target: host.computer, process: tool });
  const ticket = {
    account: admin,
    realm: company.realm,
    service: `${host.name}$`,
    serviceSid: `${company.sidBase}-2101`,
    address: from.address,
  };
  grantTicket(world.controller, timeMs + 60, admin, from.address);
  grantService(world.controller, timeMs + 70, ticket);
  const hop = { from, to: host, timeMs: timeMs + 90, account: admin, protocol: "Kerberos", seconds: 2_400 } as const;
  const started = startRemotely(world, { ...hop, file: "PSEXESVC.exe", fileBytes: 716_176, name: "PSEXESVC" });
  connectFrom(from, timeMs + 95, tool, { sourcePort: started.clientPort, address: host.address, port: 445 });
  const cmd = { image: `${system32}cmd.exe`, commandLine: '"cmd.exe"', parent: started.process, session: systemSession };
  const shell = startProcess(host, timeMs + 3_400, cmd);
  logOff(host, timeMs + 45 * minuteMs, started.session, 3);
  return { host, shell };
}

function pack(_work: Work, { host, shell }: RemoteShell, timeMs: number): void {
  const commandLine = `7z.exe a -t7z D:\\Archive\\order-logs-2025-${host.name}.7z D:\\Orders\\Logs\\2025\\*.log`;
  const packer = runProcess(
    host,
    timeMs,
    { image: "C:\\Program Files\\7-Zip\\7z.exe", commandLine, parent: shell, session: systemSession },
    5 * minuteMs,
  );
  createFile(host, timeMs + 700, packer, `D:\\Archive\\order-logs-2025-${host.name}.7z`);
}

function upload({ world }: Work, { host, shell }: RemoteShell, timeMs: number): void {
  const commandLine = `aws.exe s3 cp D:\\Archive\\ s3://${ownBucket}/archive/orders/ --recursive --endpoint-url https://${ownBackupSite.domain}`;
  const tool = runProcess(
    host,
    timeMs,
    { image: "C:\\Program Files\\Amazon\\AWSCLIV2\\aws.exe", commandLine, parent: shell, session: systemSession },
    11 * minuteMs,
  );
  lookUp(world.network, timeMs + 500, { client: host.address, name: ownBackupSite.domain, answers: [ownBackupSite.address] });
  const { clientPort } = request(world.network, timeMs + 900, {
    client: host.address,
    user: `${company.netbios}\\${host.name}$`,
    site: ownBackupSite,
    path: `/${ownBucket}/archive/orders/`,
    method: "PUT",
    agent: "aws-cli/2.24.5",
    bytesOut: archiveBytes,
    bytesIn: 41_000,
    seconds: 640,
  });
  connectFrom(host, timeMs + 920, tool, { sourcePort: clientPort, address: ownBackupSite.address, port: 443, name: ownBackupSite.domain });
  for (let part = 1; part <= 8; part++)
    callCloud(
      world,
      timeMs + part * 70 * secondMs,
      objectCall({
        caller: callers.operator,
        name: "PutObject",
        bucket: ownBucket,
        key: `archive/orders/part-${part}.7z`,
        bytes: archiveBytes / 8,
        agent: "aws-cli/2.24.5",
      }),
    );
}

function schedule(_work: Work, { host, shell }: RemoteShell, timeMs: number): void {
  const name = "\\Alderbrook\\Archive order logs";
  const commandLine = `schtasks /create /tn "${name}" /tr "C:\\Scripts\\archive-orders.cmd" /sc monthly /ru SYSTEM`;
  runProcess(host, timeMs, { image: `${system32}schtasks.exe`, commandLine, parent: shell, session: systemSession });
  createTask(host, timeMs + 200, {
    session: systemSession,
    name,
    command: "C:\\Scripts\\archive-orders.cmd",
    arguments: "",
    runsAs: "S-1-5-18",
  });
}

export const twinStory: PartStory = {
  part: "administrator",
  kind: "twin",
  summary: "An administrator archives old order logs on two servers and uploads them to the company's own store.",
  because:
    "the approved change CHG-2041 names the account, the machines and the hours; the account works from its usual machine, and the data stays with us",
  expect: {
    verdicts: ["benign"],
    severities: ["informational", "low", "medium", "high"],
    categories: ["lateral-movement", "data-exfiltration", "persistence", "credential-abuse", "other"],
    escalated: false,
  },
  entities: [
    { type: "user", value: admin.name, role: "actor" },
    { type: "host", value: "adm-ws-01.corp.alderbrook.example", role: "source" },
    { type: "host", value: "app01.corp.alderbrook.example", role: "target" },
    { type: "host", value: "sql01.corp.alderbrook.example", role: "target" },
    { type: "domain", value: ownBackupSite.domain, role: "server" },
  ],
  chain: [
    { step: "signs-in-as-administrator", says: "the administrator uses the account made for such work" },
    { step: "remote-service", says: "PsExec starts a service on both servers", technique: "T1569.002", tactic: "TA0002" },
    { step: "archive-made", says: "old logs are packed", technique: "T1560.001", tactic: "TA0009" },
    { step: "archive-uploaded", says: "the archives go to the company's own store", technique: "T1567.002", tactic: "TA0010" },
    { step: "task-created", says: "a task will do this every month from now on", technique: "T1053.005", tactic: "TA0003" },
  ],
};
