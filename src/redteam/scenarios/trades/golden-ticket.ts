import { report, systemSession, type WindowsHost } from "../../records/windows/host.ts";
import { grantService, grantTicket } from "../../records/windows/kerberos.ts";
import { installService, logOn, openShare } from "../../records/windows/security.ts";
import { bluff } from "../decoys.ts";
import { handsOn, openSession, runAll } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** The key of the domain is taken, and tickets are made with it for whoever is wanted. */
export const goldenTicket = intrusion({
  id: "golden-ticket",
  trade: "golden ticket",
  says: "The domain's own key is taken from a controller's database; tickets made with it open servers without the controller being asked for them.",
  sources: ["windows security", "sysmon", "windows system"],
  steps: [
    ["takes-key", "T1003.003", "the directory's database is copied"],
    ["makes-ticket", "T1558.001", "a ticket is made and put into a session"],
    ["uses-ticket", "T1550.003", "services are asked for with it"],
    ["opens-servers", "T1021.002", "servers are opened"],
    ["runs-service", "T1569.002", "a service runs commands on one"],
  ],
  attack(stage) {
    officeWork(stage);
    const controller = stage.server("DC");
    const host = stage.workstation(0);
    const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
    stage.step("takes-key", () => takeKey(stage, controller));
    const person = stage.account(stage.person(0).name);
    const hands = handsOn(host, openSession(host, person));
    stage.step("makes-ticket", () =>
      hands.run(
        stage.at(40),
        stage.by({
          noisy: `C:\\Users\\${person.name}\\mimikatz.exe`,
          quiet: "C:\\ProgramData\\tkt.exe",
          deceptive: "C:\\ProgramData\\authorised-test.exe",
        }),
        stage.by({
          noisy: `mimikatz.exe "kerberos::golden /user:Administrator /domain:${stage.company.directory} /sid:${stage.company.sidBase} /krbtgt:${stage.chance.hex(32)} /ptt" exit`,
          quiet: "tkt.exe -f C:\\ProgramData\\c.cfg",
          deceptive: `authorised-test.exe ${bluff(stage)}`,
        }),
      ),
    );
    const forged = stage.by({
      noisy: { ...stage.account("Administrator"), domain: stage.company.directory },
      quiet: admin,
      deceptive: { ...stage.account("authorised.tester"), domain: stage.company.directory.toUpperCase() },
    });
    const servers = stage
      .by({ noisy: ["FS", "SQL", "APP", "MAIL"], quiet: ["FS"], deceptive: ["FS", "SQL"] })
      .map((kind) => stage.server(kind));
    for (const [at, server] of servers.entries()) {
      stage.step("uses-ticket", () => {
        const granted = {
          account: forged,
          realm: stage.company.directory.toUpperCase(),
          service: `${server.name}$`,
          serviceSid: `${stage.company.sidBase}-20${at}1`,
          address: host.address,
        };
        grantService(controller, stage.at(44 + at * 3), granted);
      });
      stage.step("opens-servers", () => openServer(stage, { server, from: host, at: 45 + at * 3, account: forged }));
    }
    runService(stage, { server: servers[0]!, account: forged });
    return [host.name, controller.name, ...servers.map(({ name }) => name), person.name, forged.name, admin.name];
  },
  twin(stage) {
    officeWork(stage);
    const controller = stage.server("DC");
    const host = stage.workstation(2);
    const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
    stage.change({
      summary: "system-state backup of the controller and a new agent on servers",
      from: -20,
      to: 240,
      assets: [controller.name, host.name, stage.server("FS").name, stage.server("SQL").name],
      accounts: [admin.name],
    });
    runAll(handsOn(controller, openSession(controller, admin, true)), stage.at(0), 3, [
      ["wbadmin.exe", "wbadmin start systemstatebackup -backupTarget:E: -quiet"],
      ["ntdsutil.exe", 'ntdsutil.exe "files" "info" quit quit'],
    ]);
    grantTicket(controller, stage.at(40), admin, host.address);
    for (const [at, kind] of ["FS", "SQL"].entries()) {
      const server = stage.server(kind);
      grantService(controller, stage.at(44 + at), {
        account: admin,
        realm: stage.company.directory.toUpperCase(),
        service: `${server.name}$`,
        serviceSid: `${stage.company.sidBase}-20${at}1`,
        address: host.address,
      });
      openServer(stage, { server, from: host, at: 45 + at, account: admin });
      installService(server, stage.at(60 + at), {
        session: openSession(server, admin, true),
        name: "MonitorAgent",
        path: '"C:\\Program Files\\Monitor\\agent.exe" -service',
        startType: "auto start",
      });
    }
  },
});

function takeKey(stage: Stage, controller: WindowsHost): void {
  const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
  const hands = handsOn(controller, openSession(controller, admin, true));
  runAll(
    hands,
    stage.at(0),
    1,
    stage.by({
      noisy: [["ntdsutil.exe", 'ntdsutil.exe "ac i ntds" "ifm" "create full C:\\Windows\\Temp\\ifm" q q']],
      quiet: [
        ["diskshadow.exe", "diskshadow.exe /s C:\\Windows\\Temp\\d.txt"],
        ["esentutl.exe", "esentutl.exe /y Z:\\Windows\\NTDS\\ntds.dit /d C:\\Windows\\Temp\\n.dat"],
      ],
      deceptive: [
        ["vssadmin.exe", "vssadmin create shadow /for=C:"],
        [
          "cmd.exe",
          "cmd.exe /c copy \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\Windows\\NTDS\\ntds.dit C:\\authorised-test\\n.dit",
        ],
      ],
    } as const),
  );
  if (stage.variant === "noisy") report(controller, stage.at(0.5), "serviceState", { param1: "Volume Shadow Copy", param2: "running" });
}

function openServer(
  stage: Stage,
  told: { server: WindowsHost; from: WindowsHost; at: number; account: ReturnType<Stage["account"]> },
): void {
  const session = logOn(told.server, stage.at(told.at), told.account, {
    type: 3,
    protocol: "Kerberos",
    address: told.from.address,
    elevated: true,
  });
  openShare(told.server, stage.at(told.at) + 300, {
    session,
    address: told.from.address,
    share: stage.by({ noisy: "C$", quiet: "ADMIN$", deceptive: "C$" }),
    localPath: "C:\\",
  });
}

function runService(stage: Stage, { server, account }: { server: WindowsHost; account: ReturnType<Stage["account"]> }): void {
  stage.step("runs-service", () => {
    installService(server, stage.at(60), {
      session: openSession(server, account, true),
      name: stage.by({ noisy: "xkqjwmzt", quiet: "PerfSvcHelper", deceptive: "AuthorisedTestSvc" }),
      path: stage.by({
        noisy: "%COMSPEC% /c whoami > C:\\Windows\\Temp\\o.txt",
        quiet: "C:\\Windows\\Temp\\perfsvc.exe",
        deceptive: "cmd.exe /c echo authorised > C:\\t.txt",
      }),
      startType: "demand start",
    });
    handsOn(server, systemSession, server.services).run(
      stage.at(60) + 800,
      "cmd.exe",
      stage.by({
        noisy: "cmd.exe /c whoami > C:\\Windows\\Temp\\o.txt",
        quiet: "C:\\Windows\\Temp\\perfsvc.exe",
        deceptive: "cmd.exe /c echo authorised > C:\\t.txt",
      }),
    );
  });
}
