import { secondMs } from "../../records/time.ts";
import { systemSession, type WindowsHost } from "../../records/windows/host.ts";
import { clearLog, createTask, installService, logOn, openShare } from "../../records/windows/security.ts";
import { accessProcess, createFile } from "../../records/windows/sysmon.ts";
import { bluff } from "../decoys.ts";
import { type Hands, handsOn, openSession, runAll, standing } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Hands-on-keyboard ransomware: an account that was bought, a day of looking round, encryption of the file server. */
export const ransomware = intrusion({
  id: "ransomware-by-hand",
  trade: "hands-on-keyboard ransomware",
  says: "An operator signs in with a bought account, looks round, takes credentials, spreads to servers, removes what would help recovery and encrypts.",
  sources: ["sysmon", "windows security", "windows system"],
  steps: [
    ["signs-in", "T1133", "remote desktop with a valid account"],
    ["looks-round", "T1018", "discovery of the domain and its machines"],
    ["blinds", "T1562.001", "protection is weakened"],
    ["takes-credentials", "T1003.001", "memory of the local security authority is read"],
    ["spreads", "T1021.002", "a program is started on the file server"],
    ["removes-recovery", "T1490", "shadow copies and backups are removed"],
    ["encrypts", "T1486", "files are encrypted and a note is left"],
    ["clears-logs", "T1070.001", "event logs are emptied"],
  ],
  attack(stage) {
    officeWork(stage);
    const jump = stage.server("TS");
    const files = stage.server("FS");
    const admin = stage.account(stage.company.adminNameOf(stage.person(0)));
    const session = stage.step("signs-in", () =>
      logOn(jump, stage.at(0), admin, {
        type: 10,
        protocol: "Negotiate",
        elevated: true,
        address: stage.by({ noisy: stage.outside(), quiet: `${stage.company.net}.9.31`, deceptive: stage.outside() }),
      }),
    );
    const hands = handsOn(jump, session);
    lookRound(stage, hands);
    stage.step("blinds", () => blind(stage, hands));
    stage.step("takes-credentials", () => takeCredentials(stage, hands));
    const shell = stage.step("spreads", () => spread(stage, { hands, files }));
    stage.step("removes-recovery", () => removeRecovery(stage, shell));
    stage.step("encrypts", () => encrypt(stage, shell));
    if (stage.variant !== "quiet") stage.step("clears-logs", () => clearLog(files, stage.at(72), shell.session, "Security"));
    return [jump.name, files.name, admin.name];
  },
  twin(stage) {
    officeWork(stage);
    const jump = stage.server("TS");
    const files = stage.server("FS");
    const admin = stage.account(stage.company.adminNameOf(stage.person(0)));
    stage.change({
      summary: "new backup agent and patches on terminal and file server",
      from: -20,
      to: 120,
      assets: [jump.name, files.name],
      accounts: [admin.name],
    });
    const session = logOn(jump, stage.at(0), admin, {
      type: 10,
      protocol: "Negotiate",
      elevated: true,
      address: `${stage.company.net}.20.20`,
    });
    const hands = handsOn(jump, session);
    runAll(hands, stage.at(3), 0.5, [
      ["whoami.exe", "whoami /groups"],
      ["nltest.exe", `nltest /sc_query:${stage.company.directory}`],
      ["net.exe", "net use"],
    ]);
    const remote = logOn(files, stage.at(20), admin, { type: 3, protocol: "Kerberos", address: jump.address, elevated: true });
    openShare(files, stage.at(20.1), { session: remote, address: jump.address, share: "ADMIN$", localPath: "C:\\Windows" });
    installService(files, stage.at(21), {
      session: remote,
      name: "ArchiveBackupAgent",
      path: '"C:\\Program Files\\ArchiveBackup\\agent.exe" --service',
      startType: "auto start",
    });
    const agent = standing(files, "C:\\Program Files\\ArchiveBackup\\agent.exe");
    const shell = handsOn(files, systemSession, agent);
    runAll(shell, stage.at(30), 2, [
      ["vssadmin.exe", "vssadmin list shadows"],
      ["vssadmin.exe", "vssadmin create shadow /for=D:"],
      ["wbadmin.exe", "wbadmin get versions"],
    ]);
    for (let at = 0; at < 60; at++) createFile(files, stage.at(40) + at * 900, agent, `E:\\Backup\\2026\\set-${at}.bkp`);
    clearLog(files, stage.at(80), remote, "Application");
  },
});

function lookRound(stage: Stage, hands: Hands): void {
  const [gap, commands] = stage.by<readonly [number, readonly (readonly [string, string])[]]>({
    noisy: [
      0.3,
      [
        ["whoami.exe", "whoami /all"],
        ["net.exe", 'net group "Domain Admins" /domain'],
        ["nltest.exe", "nltest /domain_trusts /all_trusts"],
        ["net.exe", "net view /all /domain"],
        ["C:\\PerfLogs\\AdFind.exe", "AdFind.exe -f objectcategory=computer -csv name operatingSystem"],
        ["quser.exe", "quser"],
      ],
    ],
    quiet: [
      9,
      [
        ["powershell.exe", "powershell.exe -NoLogo"],
        ["net.exe", "net view"],
      ],
    ],
    deceptive: [
      1,
      [
        ["net.exe", 'net group "Domain Admins" /domain'],
        ["nltest.exe", "nltest /dclist:"],
        ["cmd.exe", `cmd.exe /c echo ${bluff(stage)}`],
        ["C:\\Program Files\\ArchiveBackup\\inventory.exe", "inventory.exe -f objectcategory=computer -csv name operatingSystem"],
      ],
    ],
  });
  stage.step("looks-round", () => runAll(hands, stage.at(4), gap, commands));
}

function blind(stage: Stage, hands: Hands): void {
  const command = stage.by({
    noisy: "powershell.exe -c Set-MpPreference -DisableRealtimeMonitoring $true",
    quiet: "powershell.exe -c Add-MpPreference -ExclusionPath D:\\Data",
    deceptive: `powershell.exe -c "<# ${bluff(stage)} #> Set-MpPreference -DisableRealtimeMonitoring 1"`,
  });
  hands.run(stage.at(12), "powershell.exe", command);
}

function takeCredentials(stage: Stage, { host, run }: Hands): void {
  const [image, command] = stage.by({
    noisy: ["C:\\PerfLogs\\procdump64.exe", "procdump64.exe -accepteula -ma lsass.exe C:\\PerfLogs\\l.dmp"],
    quiet: ["C:\\ProgramData\\svctl.exe", "svctl.exe -p 684 -o C:\\ProgramData\\svctl.log"],
    deceptive: ["C:\\Program Files\\ArchiveBackup\\agent-check.exe", "agent-check.exe --pid 684 --report C:\\ProgramData\\agent-check.dat"],
  });
  const tool = run(stage.at(18), image!, command!);
  const callTrace = `C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+32f3e|${image}+11c2`;
  accessProcess(host, stage.at(18) + 1_200, {
    source: tool,
    target: host.lsass,
    granted: stage.by({ noisy: "0x1fffff", quiet: "0x1410", deceptive: "0x1410" }),
    callTrace,
  });
  createFile(
    host,
    stage.at(18) + 2_000,
    tool,
    stage.by({ noisy: "C:\\PerfLogs\\l.dmp", quiet: "C:\\ProgramData\\svctl.log", deceptive: "C:\\ProgramData\\agent-check.dat" }),
  );
}

/** The program that gives a prompt on the file server, and the hands there. */
function spread(stage: Stage, { hands, files }: { hands: Hands; files: WindowsHost }): Hands {
  const timeMs = stage.at(30);
  const remote = logOn(files, timeMs, hands.session.account, {
    type: 3,
    protocol: stage.by({ noisy: "NTLM", quiet: "Kerberos", deceptive: "NTLM" }),
    address: hands.host.address,
    elevated: true,
  });
  openShare(files, timeMs + 200, { session: remote, address: hands.host.address, share: "ADMIN$", localPath: "C:\\Windows" });
  if (stage.variant === "quiet") {
    createTask(files, timeMs + 900, {
      session: remote,
      name: "\\Microsoft\\Windows\\Maintenance\\WinSAT2",
      command: "cmd.exe",
      arguments: "/c start /b cmd",
      runsAs: "SYSTEM",
    });
    const host = standing(files, "svchost.exe");
    return handsOn(files, systemSession, handsOn(files, systemSession, host).run(timeMs + 2_000, "cmd.exe", "cmd.exe /c start /b cmd"));
  }
  const [name, path] = stage.by({
    noisy: ["PSEXESVC", "%SystemRoot%\\PSEXESVC.exe"],
    quiet: ["", ""],
    deceptive: ["ArchiveBackupHelper", "C:\\Windows\\ArchiveBackupHelper.exe"],
  });
  installService(files, timeMs + 900, { session: remote, name: name!, path: path!, startType: "demand start" });
  const service = handsOn(files, systemSession, files.services).run(timeMs + 1_500, path!.replace("%SystemRoot%", "C:\\Windows"), path!);
  return handsOn(
    files,
    openSession(files, systemSession.account, true),
    handsOn(files, systemSession, service).run(timeMs + 2_500, "cmd.exe", '"cmd.exe"'),
  );
}

function removeRecovery(stage: Stage, shell: Hands): void {
  runAll(
    shell,
    stage.at(60),
    0.2,
    stage.by({
      noisy: [
        ["vssadmin.exe", "vssadmin delete shadows /all /quiet"],
        ["wbadmin.exe", "wbadmin delete catalog -quiet"],
        ["bcdedit.exe", "bcdedit /set {default} recoveryenabled No"],
      ],
      quiet: [["powershell.exe", "powershell.exe -c Get-CimInstance Win32_ShadowCopy | Remove-CimInstance"]],
      deceptive: [
        ["vssadmin.exe", "vssadmin resize shadowstorage /for=D: /on=D: /maxsize=401MB"],
        ["wmic.exe", "wmic shadowcopy delete"],
      ],
    } as const),
  );
}

function encrypt(stage: Stage, shell: Hands): void {
  const image = stage.by({
    noisy: "C:\\Users\\Public\\lk.exe",
    quiet: "C:\\ProgramData\\svchelp.exe",
    deceptive: "C:\\Program Files\\ArchiveBackup\\agent.exe",
  });
  const tool = shell.run(stage.at(64), image, `${image.split("\\").at(-1)} -path D:\\ -threads 8`);
  const files = stage.by({ noisy: 90, quiet: 40, deceptive: 60 });
  for (let at = 0; at < files; at++)
    createFile(
      shell.host,
      stage.at(64.5) + at * 300,
      tool,
      `D:\\Common\\Projects\\offer-${at}.docx.${stage.chance.pick(["lokd", "lokd", "lokd"])}`,
    );
  createFile(
    shell.host,
    stage.at(66) + 30 * secondMs,
    tool,
    stage.by({
      noisy: "D:\\Common\\HOW_TO_RECOVER_FILES.txt",
      quiet: "D:\\Common\\readme-restore.txt",
      deceptive: "D:\\Common\\AUTHORISED_TEST_README.txt",
    }),
  );
}
