import { type Account, type Session, systemSession, type WindowsHost } from "../../records/windows/host.ts";
import { explicitLogon, installService, logOn, openShare } from "../../records/windows/security.ts";
import { accessProcess, createFile, createPipe } from "../../records/windows/sysmon.ts";
import { bluff } from "../decoys.ts";
import { type Hands, handsOn, openSession, standing } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Credentials are taken out of memory and used to start services on one machine after another. */
export const remoteServices = intrusion({
  id: "dump-and-remote-services",
  trade: "credential dumping with remote services",
  says: "On a machine that is held already credentials are taken out of memory, and with them services are started elsewhere.",
  sources: ["sysmon", "windows security", "windows system"],
  steps: [
    ["takes-credentials", "T1003.001", "memory of the local security authority is read"],
    ["uses-them", "T1550.002", "a session with another's credentials"],
    ["copies-tool", "T1570", "a tool is copied to another machine"],
    ["runs-service", "T1569.002", "a service starts it"],
    ["looks-round", "T1033", "who is signed in there"],
  ],
  attack(stage) {
    officeWork(stage);
    const host = stage.workstation(0);
    const person = stage.account(stage.person(0).name);
    const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
    const hands = handsOn(host, openSession(host, person, true));
    stage.step("takes-credentials", () => dump(stage, hands));
    const reached = ["FS", "APP", "SQL"].slice(0, stage.by({ noisy: 3, quiet: 1, deceptive: 2 })).map((kind) => stage.server(kind));
    const tool = stage.by({ noisy: "PSEXESVC.exe", quiet: "wuauhlp.exe", deceptive: "authtest.exe" });
    for (const [at, server] of reached.entries()) {
      const minutes = 14 + at * 6;
      stage.step("uses-them", () => {
        const shell = hands.run(
          stage.at(minutes),
          stage.by({ noisy: "C:\\Users\\Public\\PsExec64.exe", quiet: "cmd.exe", deceptive: "C:\\Users\\Public\\authtest.exe" }),
          stage.by({
            noisy: `PsExec64.exe \\\\${server.name} -s cmd.exe`,
            quiet: `cmd.exe /c sc \\\\${server.name} query`,
            deceptive: `authtest.exe \\\\${server.name} ${bluff(stage)}`,
          }),
        );
        explicitLogon(host, stage.at(minutes) + 100, {
          session: hands.session,
          account: admin,
          target: server.computer,
          process: shell,
          address: server.address,
        });
      });
      const session = stage.step("uses-them", () =>
        logOn(server, stage.at(minutes) + 300, admin, {
          type: 3,
          protocol: stage.by({ noisy: "NTLM", quiet: "NTLM", deceptive: "NTLM" }),
          address: host.address,
          workstation: host.name,
          elevated: true,
        }),
      );
      startTool(stage, { server, session, host, tool, minutes });
    }
    return [host.name, ...reached.map(({ name }) => name), person.name, admin.name];
  },
  twin(stage) {
    officeWork(stage);
    const host = stage.workstation(2);
    const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
    const servers = ["FS", "APP"].map((kind) => stage.server(kind));
    stage.change({
      summary: "new version of the inventory agent on servers",
      from: -20,
      to: 140,
      assets: [host.name, ...servers.map(({ name }) => name)],
      accounts: [admin.name],
    });
    const protection = standing(host, "C:\\Program Files\\Windows Defender\\MsMpEng.exe");
    for (let at = 0; at < 6; at++)
      accessProcess(host, stage.at(at * 5), {
        source: protection,
        target: host.lsass,
        granted: "0x1000",
        callTrace: "C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+32f3e",
      });
    const hands = handsOn(host, openSession(host, admin, true));
    for (const [at, server] of servers.entries()) {
      deployTo(stage, { hands, server, admin, at });
    }
  },
});

function dump(stage: Stage, hands: ReturnType<typeof handsOn>): void {
  const { host } = hands;
  const [image, command, granted] = stage.by({
    noisy: ["rundll32.exe", "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 684 C:\\Temp\\l.dmp full", "0x1fffff"],
    quiet: ["C:\\ProgramData\\Sync\\syncmgr.exe", "syncmgr.exe /s", "0x1010"],
    deceptive: ["C:\\Users\\Public\\authtest.exe", `authtest.exe --note "${bluff(stage)}"`, "0x1410"],
  });
  const source = hands.run(stage.at(0), image!, command!);
  accessProcess(host, stage.at(0) + 800, {
    source,
    target: host.lsass,
    granted: granted!,
    callTrace: `C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+32f3e|${stage.variant === "noisy" ? "C:\\Windows\\System32\\dbgcore.DLL+6cf8" : "UNKNOWN(00000213A5C11A2B)"}`,
  });
  createFile(
    host,
    stage.at(0) + 1_400,
    source,
    stage.by({ noisy: "C:\\Temp\\l.dmp", quiet: "C:\\ProgramData\\Sync\\cache.bin", deceptive: "C:\\Users\\Public\\authorised.dmp" }),
  );
}

function deployTo(stage: Stage, { hands, server, admin, at }: { hands: Hands; server: WindowsHost; admin: Account; at: number }): void {
  const { host } = hands;
  const deploy = hands.run(stage.at(14 + at * 6), "C:\\Program Files\\Inventory\\deploy.exe", `deploy.exe --target ${server.name}`);
  explicitLogon(host, stage.at(14 + at * 6) + 100, {
    session: hands.session,
    account: admin,
    target: server.computer,
    process: deploy,
    address: server.address,
  });
  const session = logOn(server, stage.at(14 + at * 6) + 300, admin, {
    type: 3,
    protocol: "Kerberos",
    address: host.address,
    elevated: true,
  });
  openShare(server, stage.at(14 + at * 6) + 700, {
    session,
    address: host.address,
    share: "ADMIN$",
    localPath: "C:\\Windows",
    file: "Temp\\inventory-4.2.msi",
    accessMask: "0x120196",
  });
  installService(server, stage.at(15 + at * 6), {
    session,
    name: "InventoryAgent",
    path: '"C:\\Program Files\\Inventory\\agent.exe" -run',
    startType: "auto start",
  });
  const agent = handsOn(server, systemSession, server.services).run(
    stage.at(15.2 + at * 6),
    "C:\\Program Files\\Inventory\\agent.exe",
    "agent.exe -run",
  );
  createPipe(server, stage.at(15.3 + at * 6), agent, "\\inventory-agent");
}

function startTool(
  stage: Stage,
  { server, session, host, tool, minutes }: { server: WindowsHost; session: Session; host: WindowsHost; tool: string; minutes: number },
): void {
  stage.step("copies-tool", () =>
    openShare(server, stage.at(minutes) + 700, {
      session,
      address: host.address,
      share: "ADMIN$",
      localPath: "C:\\Windows",
      file: tool,
      accessMask: "0x120196",
    }),
  );
  stage.step("runs-service", () => {
    installService(server, stage.at(minutes) + 1_500, {
      session,
      name: tool.replace(".exe", ""),
      path: `%SystemRoot%\\${tool}`,
      startType: "demand start",
    });
    const service = handsOn(server, systemSession, server.services).run(
      stage.at(minutes) + 2_000,
      `C:\\Windows\\${tool}`,
      `C:\\Windows\\${tool}`,
    );
    createPipe(server, stage.at(minutes) + 2_100, service, stage.by({ noisy: "\\PSEXESVC", quiet: "\\wuauhlp", deceptive: "\\authtest" }));
    handsOn(server, systemSession, service).run(stage.at(minutes) + 3_000, "cmd.exe", '"cmd.exe"');
  });
  stage.step("looks-round", () =>
    handsOn(server, systemSession).run(
      stage.at(minutes + 1),
      "quser.exe",
      stage.by({ noisy: "quser", quiet: "quser", deceptive: "quser /server:localhost" }),
    ),
  );
}
