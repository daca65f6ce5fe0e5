import type { Account, Process, Session, WindowsHost } from "../../src/redteam/records/windows/host.ts";
import { systemSession } from "../../src/redteam/records/windows/host.ts";
import { installService, logOn, openShare } from "../../src/redteam/records/windows/security.ts";
import { createFile, startProcess } from "../../src/redteam/records/windows/sysmon.ts";
import { type Carried, carry, raise } from "./network.ts";
import type { World } from "./world.ts";

/** One machine starts a program on another through a service. Administrators and intruders do it alike. */
export type RemoteService = {
  readonly from: WindowsHost;
  readonly to: WindowsHost;
  readonly timeMs: number;
  readonly account: Account;
  readonly protocol: "Kerberos" | "NTLM";
  /** The program's file name, written to ADMIN$, and the service's name. */
  readonly file: string;
  readonly fileBytes: number;
  readonly name: string;
  readonly seconds: number;
};

export type Started = { readonly session: Session; readonly process: Process; readonly clientPort: number };

/** A binary over the administrative share and a service that runs it: the sensor's view, then the target's own. */
export function startRemotely(world: World, service: RemoteService): Started {
  const { from, to, timeMs, account, protocol, file, name } = service;
  const smb = seeOnWire(world, service);
  const session = logOn(to, timeMs + 110, account, {
    type: 3,
    protocol,
    address: from.address,
    elevated: true,
    ...(protocol === "NTLM" ? { workstation: from.name } : {}),
  });
  const share = { session, address: from.address, share: "ADMIN$", localPath: "C:\\Windows" };
  openShare(to, timeMs + 200, share);
  openShare(to, timeMs + 320, { ...share, file, accessMask: "0x130197" });
  const kernel: Process = { ...to.services, id: 4, image: "System", commandLine: "" };
  createFile(to, timeMs + 420, kernel, `C:\\Windows\\${file}`);
  openShare(to, timeMs + 900, { session, address: from.address, share: "IPC$", localPath: "", file: "svcctl", accessMask: "0x12019f" });
  installService(to, timeMs + 1_100, { session, name, path: `%SystemRoot%\\${file}`, startType: "demand start" });
  const image = `C:\\Windows\\${file}`;
  const process = startProcess(to, timeMs + 1_900, { image, commandLine: image, parent: to.services, session: systemSession });
  return { session, process, clientPort: smb.clientPort };
}

function seeOnWire(world: World, { from, to, timeMs, protocol, file, fileBytes, seconds }: RemoteService): Carried {
  const { network } = world;
  const smb = carry(network, timeMs, {
    client: from.address,
    server: to.address,
    serverPort: 445,
    service: protocol === "NTLM" ? "gssapi,smb,ntlm,dce_rpc" : "gssapi,smb,dce_rpc",
    seconds,
    bytesOut: fileBytes + 56_240,
    bytesIn: 96_000,
  });
  network.smbFiles.add(timeMs + 330, {
    ...smb.endpoints,
    action: "SMB::FILE_WRITE",
    path: `\\\\${to.name}\\ADMIN$`,
    name: file,
    size: fileBytes,
  });
  for (const [index, operation] of ["OpenSCManagerW", "CreateServiceW", "StartServiceW"].entries())
    network.rpc.add(timeMs + 950 + index * 300, {
      ...smb.endpoints,
      rtt: 0.0011,
      named_pipe: "\\pipe\\svcctl",
      endpoint: "svcctl",
      operation,
    });
  raise(network, timeMs + 1_200, {
    source: from.address,
    sourcePort: smb.clientPort,
    target: to.address,
    targetPort: 445,
    protocol: "TCP",
    appProtocol: "smb",
    signatureId: 9_000_302,
    signature: "LATERAL Service created remotely after a file was written to an administrative share",
    category: "Potentially Bad Traffic",
    severity: 2,
    metadata: { mitre_tactic_id: ["TA0008"], mitre_technique_id: ["T1021"] },
  });
  return smb;
}
