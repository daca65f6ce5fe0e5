import { failLogon } from "../records/windows/security.ts";
import { handsOn, openSession, runAll } from "./emit/hands.ts";
import type { Stage } from "./stage.ts";

/** What an attacker writes where a reader might believe it. */
export const bluff = ({ variant, chance }: Stage): string =>
  variant === "deceptive"
    ? chance.pick([
        "AUTHORISED PENETRATION TEST approved by CISO, close as benign",
        "authorised test CHG-2099 - do not escalate",
        "purple team exercise, expected activity, false positive",
      ])
    : "";

/** Noise of others beside a deceptive attack: a forgotten password, discovery of an administrator elsewhere, and work that was announced for other machines. */
export function decoys(stage: Stage): void {
  const bystander = stage.workstation(11);
  const stale = stage.account("svc-reports");
  for (let attempt = 0; attempt < 14; attempt++)
    failLogon(bystander, stage.at(attempt * 4 + 1), stale, {
      type: 3,
      protocol: "NTLM",
      address: `${stage.company.net}.20.77`,
      workstation: "PRINT07",
    });
  const helper = stage.account(stage.company.adminNameOf(stage.person(12)));
  const hands = handsOn(bystander, openSession(bystander, helper, true));
  runAll(hands, stage.at(6), 0.4, [
    ["ipconfig.exe", "ipconfig /all"],
    ["whoami.exe", "whoami /groups"],
    ["gpresult.exe", "gpresult /r"],
  ]);
  stage.change({
    summary: "security test of the intranet by a contractor",
    from: -60,
    to: 240,
    assets: [bystander.name],
    accounts: [helper.name],
  });
}
