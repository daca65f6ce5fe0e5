import { systemSession } from "../../records/windows/host.ts";
import { grantTicket, validateCredential } from "../../records/windows/kerberos.ts";
import { failLogon, installService, logOn, openShare } from "../../records/windows/security.ts";
import { bluff } from "../decoys.ts";
import { handsOn } from "../emit/hands.ts";
import { connection, appliance as line, vpn } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import { officeTraffic, officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

const box = "fw-edge-01";
const inner = (stage: Stage) => `${stage.company.net}.5.1`;

/** The gateway at the edge is broken into, its accounts are used, and the network behind is walked. */
export const appliance = intrusion({
  id: "gateway-break-in",
  trade: "VPN appliance break-in",
  says: "A flaw of the gateway gives its administration away; an account is made on it, its configuration is taken, and from its own address the network behind is walked.",
  sources: ["firewall appliance (syslog)", "vpn (syslog)", "zeek conn", "windows security", "windows system"],
  steps: [
    ["breaks-in", "T1190", "the administration of the gateway is entered without a password"],
    ["account-made", "T1136.001", "an administrator is made on the gateway"],
    ["configuration-taken", "T1602.002", "its configuration is carried away"],
    ["scans", "T1046", "the network behind is searched from the gateway"],
    ["tries-accounts", "T1110.003", "accounts of the configuration are tried"],
    ["moves-on", "T1021.002", "a server is opened from the gateway's address"],
    ["runs-service", "T1569.002", "a service is started there"],
  ],
  attack(stage) {
    officeWork(stage, 4);
    officeTraffic(stage, 25);
    for (let at = 0; at < 4; at++)
      vpn(stage, stage.at(at * 11), "CONNECT", {
        user: stage.person(7 + at).name,
        src: `192.0.2.${210 + at}`,
        assigned: `${stage.company.net}.9.${40 + at}`,
      });
    const from = stage.outside();
    const made = breakIn(stage, from);
    walk(stage);
    return [box, made, inner(stage), stage.server("FS").name, stage.server("APP").name, "svc-ldap"];
  },
  twin(stage) {
    officeWork(stage, 4);
    officeTraffic(stage, 25);
    const admin = stage.company.adminNameOf(stage.person(2));
    stage.change({
      summary: "firmware of the gateway, and a new person at the remote access",
      from: -30,
      to: 150,
      assets: [box, stage.server("FS").name],
      accounts: [admin, stage.person(6).name],
    });
    administer(stage, admin);
    vpn(stage, stage.at(34), "CONNECT", { user: stage.person(6).name, src: "192.0.2.202", assigned: `${stage.company.net}.9.60` });
    grantTicket(stage.server("DC"), stage.at(34.2), stage.account(stage.person(6).name), `${stage.company.net}.9.60`);
    connection(stage, stage.at(35), { from: `${stage.company.net}.9.60`, to: stage.server("FS").address, port: 445, service: "smb" });
    const session = logOn(stage.server("FS"), stage.at(35), stage.account(stage.person(6).name), {
      type: 3,
      protocol: "Kerberos",
      address: `${stage.company.net}.9.60`,
    });
    openShare(stage.server("FS"), stage.at(35.2), {
      session,
      address: `${stage.company.net}.9.60`,
      share: "Common",
      localPath: "D:\\Common",
    });
    installService(stage.server("FS"), stage.at(60), {
      session: systemSession,
      name: "GatewayCollector",
      path: '"C:\\Program Files\\Collector\\collector.exe"',
      startType: "auto start",
    });
  },
});

function walk(stage: Stage): void {
  const files = stage.server("FS");
  const gateway = inner(stage);
  scan(stage, { files, gateway });
  stage.step("tries-accounts", () => {
    const names = stage.by({
      noisy: ["svc-ldap", "svc-backup", "svc-sql", "administrator", "svc-web", "svc-scan", "svc-mon", "helpdesk"],
      quiet: ["svc-backup"],
      deceptive: ["svc-backup", "svc-sql", "helpdesk"],
    });
    for (const [at, name] of names.entries()) {
      if (name === "svc-ldap") continue;
      failLogon(files, stage.at(24 + at * 0.3), stage.account(name), {
        type: 3,
        protocol: "NTLM",
        address: gateway,
        workstation: stage.by({ noisy: "kali", quiet: box.toUpperCase(), deceptive: "AUTHTEST" }),
      });
      validateCredential(
        stage.server("DC"),
        stage.at(24 + at * 0.3) - 50,
        stage.account(name),
        stage.by({ noisy: "kali", quiet: box.toUpperCase(), deceptive: "AUTHTEST" }),
        "0xc000006a",
      );
    }
  });
  moveOn(stage, { files, gateway });
}

function breakIn(stage: Stage, from: string): string {
  stage.step("breaks-in", () => {
    for (let at = 0; at < stage.by({ noisy: 12, quiet: 1, deceptive: 4 }); at++)
      line(stage, stage.at(at * 0.2), {
        name: box,
        level: "warning",
        says:
          stage.variant === "quiet"
            ? "Administrator admin logged in successfully from https"
            : "Administrator login over jsconsole from loopback",
        pairs: {
          type: "event",
          subtype: "system",
          logdesc: "Admin login successful",
          user: "admin",
          ui: stage.by({ noisy: "jsconsole", quiet: `https(${from})`, deceptive: "jsconsole" }),
          srcip: from,
          action: "login",
          status: "success",
        },
      });
  });
  const made = stage.by({ noisy: "fortinet-tech", quiet: "svc-mon", deceptive: "authorised-audit" });
  stage.step("account-made", () =>
    line(stage, stage.at(4), {
      name: box,
      level: "information",
      says: `Add system.admin ${made}`,
      pairs: {
        type: "event",
        subtype: "system",
        logdesc: "Object attribute configured",
        user: "admin",
        action: "Add",
        cfgpath: "system.admin",
        cfgobj: made,
        cfgattr: `comments[${bluff(stage)}]`,
      },
    }),
  );
  stage.step("configuration-taken", () =>
    line(stage, stage.at(7), {
      name: box,
      level: "warning",
      says: "System configuration backed up by admin via https",
      pairs: { type: "event", subtype: "system", logdesc: "System configuration backed up", user: made, srcip: from, action: "backup" },
    }),
  );
  return made;
}

function administer(stage: Stage, admin: string): void {
  const own = `${stage.company.net}.20.20`;
  line(stage, stage.at(0), {
    name: box,
    level: "information",
    says: `Administrator ${admin} logged in successfully from https(${own})`,
    pairs: {
      type: "event",
      subtype: "system",
      logdesc: "Admin login successful",
      user: admin,
      ui: `https(${own})`,
      srcip: own,
      action: "login",
      status: "success",
    },
  });
  line(stage, stage.at(4), {
    name: box,
    level: "warning",
    says: `System configuration backed up by ${admin}`,
    pairs: { type: "event", subtype: "system", logdesc: "System configuration backed up", user: admin, srcip: own, action: "backup" },
  });
  line(stage, stage.at(12), {
    name: box,
    level: "critical",
    says: "Image upgraded, system restart",
    pairs: { type: "event", subtype: "system", logdesc: "Firmware upgraded", user: admin, action: "upgrade" },
  });
  line(stage, stage.at(26), {
    name: box,
    level: "information",
    says: `Add user.local ${stage.person(6).name}`,
    pairs: {
      type: "event",
      subtype: "system",
      logdesc: "Object configured",
      user: admin,
      action: "Add",
      cfgpath: "user.local",
      cfgobj: stage.person(6).name,
    },
  });
}

function moveOn(stage: Stage, { files, gateway }: { files: ReturnType<Stage["server"]>; gateway: string }): void {
  for (const [at, server] of [files, stage.server("APP")].slice(0, stage.by({ noisy: 2, quiet: 1, deceptive: 2 })).entries()) {
    const account = stage.account("svc-ldap");
    const session = stage.step("moves-on", () =>
      logOn(server, stage.at(34 + at * 4), account, {
        type: 3,
        protocol: "NTLM",
        address: gateway,
        workstation: stage.by({ noisy: "kali", quiet: box.toUpperCase(), deceptive: "AUTHTEST" }),
        elevated: true,
      }),
    );
    stage.step("moves-on", () =>
      openShare(server, stage.at(34.2 + at * 4), { session, address: gateway, share: "ADMIN$", localPath: "C:\\Windows" }),
    );
    stage.step("runs-service", () => {
      const path = stage.by({
        noisy: "%COMSPEC% /Q /c echo dir ^> \\\\127.0.0.1\\C$\\__output 2^>^&1",
        quiet: "C:\\Windows\\Temp\\hpdrv.exe",
        deceptive: "C:\\Windows\\Temp\\authorised_test.exe",
      });
      installService(server, stage.at(35 + at * 4), {
        session,
        name: stage.by({ noisy: "BTOBTO", quiet: "HpDriverSvc", deceptive: "AuthorisedTest" }),
        path,
        startType: "demand start",
      });
      handsOn(server, systemSession, server.services).run(
        stage.at(35 + at * 4) + 500,
        "cmd.exe",
        stage.by({ noisy: "cmd.exe /Q /c echo dir", quiet: path, deceptive: path }),
      );
    });
  }
}

function scan(stage: Stage, { files, gateway }: { files: ReturnType<Stage["server"]>; gateway: string }): void {
  stage.step("scans", () => {
    const targets = stage.by({ noisy: 60, quiet: 8, deceptive: 25 });
    for (let at = 0; at < targets; at++)
      connection(stage, stage.at(12) + at * stage.by({ noisy: 300, quiet: 40_000, deceptive: 3_000 }), {
        from: gateway,
        to: at % 9 === 0 ? files.address : `${stage.company.net}.1.${1 + at}`,
        port: stage.by({ noisy: [445, 3389, 22, 5985, 389][at % 5]!, quiet: 445, deceptive: [445, 3389][at % 2]! }),
        state: at % 9 === 0 ? "SF" : "S0",
        sent: 0,
        received: 0,
        seconds: 0,
      });
  });
}
