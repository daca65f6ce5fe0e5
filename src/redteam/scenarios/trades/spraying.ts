import { grantTicket, refuseTicket, validateCredential } from "../../records/windows/kerberos.ts";
import { failLogon, logOn, openShare } from "../../records/windows/security.ts";
import { okta } from "../emit/cloud.ts";
import { vpn } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork, oktaWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** One password on everybody, slowly, at the remote access and at the sign-in service; then the account that fits is used. */
export const spraying = intrusion({
  id: "slow-password-spraying",
  trade: "slow password spraying",
  says: "One password at a time is tried on everybody from changing addresses; the account that fits joins the network and reads shares.",
  sources: ["vpn (syslog)", "windows security", "okta"],
  steps: [
    ["tried-at-sign-in", "T1110.003", "passwords are tried at the sign-in service"],
    ["tried-at-gateway", "T1110.003", "passwords are tried at the remote access"],
    ["fits", "T1078", "one fits"],
    ["factor-pushed", "T1621", "the second factor is asked for until it is given"],
    ["joins", "T1133", "the account joins the network"],
    ["reads-shares", "T1039", "shares are read"],
  ],
  attack(stage) {
    officeWork(stage, 4);
    oktaWork(stage, 30);
    const victim = stage.person(5);
    sprayAt(stage);
    const entry = stage.by({ noisy: 60, quiet: 130, deceptive: 90 });
    const address = stage.outside(0);
    stage.step("fits", () =>
      okta(stage, stage.at(entry), {
        event: "user.session.start",
        says: "User login to Okta",
        user: victim.mail,
        address,
        country: stage.by({ noisy: "Brazil", quiet: "United Kingdom", deceptive: "United Kingdom" }),
      }),
    );
    if (stage.variant !== "quiet")
      stage.step("factor-pushed", () => {
        const pushes = stage.by({ noisy: 9, quiet: 0, deceptive: 4 });
        for (let at = 0; at < pushes; at++)
          okta(stage, stage.at(entry + 1 + at * 0.4), {
            event: "user.authentication.auth_via_mfa",
            says: "Authentication of user via MFA",
            user: victim.mail,
            address,
            country: "Brazil",
            result: at === pushes - 1 ? "SUCCESS" : "FAILURE",
            reason: at === pushes - 1 ? "OK" : "INVALID_CREDENTIALS",
            target: "OKTA_VERIFY_PUSH",
          });
      });
    const assigned = `${stage.company.net}.9.77`;
    stage.step("joins", () => {
      grantTicket(stage.server("DC"), stage.at(entry + 8), stage.account(victim.name), `${stage.company.net}.5.20`);
      vpn(stage, stage.at(entry + 8) + 200, "CONNECT", { user: victim.name, src: address, assigned });
    });
    stage.step("reads-shares", () => readShares(stage, { entry: entry + 12, assigned }));
    return [victim.name, victim.mail, stage.server("FS").name];
  },
  twin(stage) {
    officeWork(stage, 4);
    oktaWork(stage, 30);
    const starter = stage.person(5);
    for (let at = 0; at < 3; at++) {
      vpn(stage, stage.at(10 + at), "AUTHFAIL", { user: starter.name, src: "192.0.2.201" });
      refuseTicket(stage.server("DC"), stage.at(10 + at) - 100, stage.account(starter.name), `${stage.company.net}.5.20`);
    }
    okta(stage, stage.at(14), {
      event: "user.account.reset_password",
      says: "Fired when the user's Okta password is reset",
      user: `helpdesk@${stage.company.domain}`,
      address: "192.0.2.11",
      country: "United Kingdom",
      target: starter.mail,
    });
    okta(stage, stage.at(16), {
      event: "user.session.start",
      says: "User login to Okta",
      user: starter.mail,
      address: "192.0.2.201",
      country: "United Kingdom",
    });
    okta(stage, stage.at(16.2), {
      event: "user.authentication.auth_via_mfa",
      says: "Authentication of user via MFA",
      user: starter.mail,
      address: "192.0.2.201",
      country: "United Kingdom",
      target: "OKTA_VERIFY_PUSH",
    });
    startWork(stage, starter);
  },
});

function sprayAt(stage: Stage): void {
  const controller = stage.server("DC");
  const people = stage.company.people;
  const [rounds, gap] = stage.by({ noisy: [3, 0.4], quiet: [1, 9], deceptive: [2, 2] });
  for (let round = 0; round < rounds!; round++)
    for (const [at, person] of people.entries()) {
      if (person === stage.person(5) && round === rounds! - 1) continue;
      const timeMs = stage.at((round * people.length + at) * gap!);
      const address = stage.by({ noisy: stage.outside(0), quiet: stage.outside(at), deceptive: stage.outside(at % 4) });
      if (at % 2 === 0)
        stage.step("tried-at-sign-in", () =>
          okta(stage, timeMs, {
            event: "user.session.start",
            says: "User login to Okta",
            user: person.mail,
            address,
            country: stage.by({ noisy: "Brazil", quiet: "United Kingdom", deceptive: "Netherlands" }),
            result: "FAILURE",
            reason: "INVALID_CREDENTIALS",
            ...(stage.variant === "deceptive" ? { agent: "authorised-password-audit/2.0" } : {}),
          }),
        );
      else
        stage.step("tried-at-gateway", () => {
          vpn(stage, timeMs, "AUTHFAIL", { user: person.name, src: address });
          refuseTicket(controller, timeMs - 120, stage.account(person.name), `${stage.company.net}.5.20`);
          validateCredential(controller, timeMs - 100, stage.account(person.name), "VPN01", "0xc000006a");
        });
    }
}

function readShares(stage: Stage, { entry, assigned }: { entry: number; assigned: string }): void {
  const files = stage.server("FS");
  const session = logOn(files, stage.at(entry), stage.account(stage.person(5).name), {
    type: 3,
    protocol: "NTLM",
    address: assigned,
    workstation: "DESKTOP-7K2QF",
  });
  const count = stage.by({ noisy: 80, quiet: 25, deceptive: 40 });
  for (let at = 0; at < count; at++)
    openShare(files, stage.at(entry + 1) + at * 2_000, {
      session,
      address: assigned,
      share: "Finance",
      localPath: "D:\\Finance",
      file: `contracts\\2026\\c-${at}.pdf`,
    });
}

function startWork(stage: Stage, starter: ReturnType<Stage["person"]>): void {
  vpn(stage, stage.at(18), "CONNECT", { user: starter.name, src: "192.0.2.201", assigned: `${stage.company.net}.9.78` });
  grantTicket(stage.server("DC"), stage.at(18), stage.account(starter.name), `${stage.company.net}.5.20`);
  const session = logOn(stage.server("FS"), stage.at(22), stage.account(starter.name), {
    type: 3,
    protocol: "Kerberos",
    address: `${stage.company.net}.9.78`,
  });
  for (let at = 0; at < 9; at++)
    openShare(stage.server("FS"), stage.at(22.5 + at), {
      session,
      address: `${stage.company.net}.9.78`,
      share: "Common",
      localPath: "D:\\Common",
      file: `welcome\\guide-${at}.pdf`,
    });
  for (let at = 0; at < 6; at++)
    failLogon(stage.server("FS"), stage.at(at * 9), stage.account("svc-scan"), {
      type: 3,
      protocol: "NTLM",
      address: `${stage.company.net}.20.99`,
      workstation: "SCANNER02",
      subStatus: "0xc0000071",
    });
}
