import { replicationOfSecrets, replicationRights, useDirectory } from "../../records/windows/directory.ts";
import type { Session, WindowsHost } from "../../records/windows/host.ts";
import { grantService, grantTicket } from "../../records/windows/kerberos.ts";
import { logOn } from "../../records/windows/security.ts";
import { bluff } from "../decoys.ts";
import { type Hands, handsOn, openSession } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Tickets of service accounts are taken away to be guessed; the account that falls replicates the directory. */
export const roasting = intrusion({
  id: "roasting-to-replication",
  trade: "Kerberoasting to DCSync",
  says: "Tickets of service accounts are asked for and guessed at home; one account may replicate the directory, and does.",
  sources: ["windows security", "sysmon"],
  steps: [
    ["looks-round", "T1087.002", "service accounts are listed"],
    ["asks-for-tickets", "T1558.003", "tickets of many services are asked for"],
    ["signs-in", "T1078.002", "the account that fell signs in elsewhere"],
    ["replicates", "T1003.006", "secrets of the directory are replicated"],
  ],
  attack(stage) {
    officeWork(stage);
    const controller = stage.server("DC");
    const host = stage.workstation(0);
    const person = stage.account(stage.person(0).name);
    const fallen = stage.account(stage.by({ noisy: "svc-sql", quiet: "svc-sql", deceptive: "MSOL_authorised" }));
    const hands = handsOn(host, openSession(host, person));
    stage.step("looks-round", () =>
      hands.run(
        stage.at(0),
        stage.by({ noisy: "C:\\Users\\Public\\Rubeus.exe", quiet: "powershell.exe", deceptive: "setspn.exe" }),
        stage.by({
          noisy: "Rubeus.exe kerberoast /outfile:h.txt",
          quiet: "powershell.exe -c ([adsisearcher]'(servicePrincipalName=*)').FindAll()",
          deceptive: `setspn.exe -T ${stage.company.directory} -Q */*`,
        }),
      ),
    );
    const services = ["svc-sql", "svc-web", "svc-backup", "svc-report", "svc-scan", "svc-erp", "svc-print", "svc-mon"];
    const asked = services.slice(0, stage.by({ noisy: 8, quiet: 2, deceptive: 5 }));
    for (const [at, service] of asked.entries())
      stage.step("asks-for-tickets", () =>
        askFor(stage, {
          account: person,
          service,
          address: host.address,
          minutes: 2 + at * stage.by({ noisy: 0.02, quiet: 14, deceptive: 0.5 }),
          encryption: stage.by({ noisy: "0x17", quiet: "0x12", deceptive: "0x17" }),
        }),
      );
    const from = stage.by({ noisy: host.address, quiet: stage.workstation(1).address, deceptive: host.address });
    const session = stage.step("signs-in", () => {
      grantTicket(controller, stage.at(70), fallen, from);
      return logOn(controller, stage.at(70) + 400, fallen, {
        type: 3,
        protocol: stage.by({ noisy: "NTLM", quiet: "Kerberos", deceptive: "NTLM" }),
        address: from,
        workstation: stage.by({ noisy: "KALI", quiet: host.name, deceptive: "AUTHTEST" }),
        elevated: true,
      });
    });
    replicate(stage, { controller, session, hands });
    return [host.name, controller.name, person.name, fallen.name];
  },
  twin(stage) {
    officeWork(stage);
    const controller = stage.server("DC");
    const host = stage.server("APP");
    const erp = stage.account("svc-erp");
    // An old application server knows only the weak algorithm, and the directory is replicated by its partner and to the cloud.
    for (const [at, service] of ["svc-sql", "svc-print"].entries())
      askFor(stage, { account: erp, service, address: host.address, minutes: 2 + at * 30, encryption: at === 1 ? "0x17" : "0x12" });
    const admin = stage.account(stage.company.adminNameOf(stage.person(2)));
    const station = stage.workstation(2);
    handsOn(station, openSession(station, admin, true)).run(stage.at(0), "setspn.exe", "setspn.exe -L svc-erp");
    const partner = stage.server("DC", 1);
    const session = logOn(controller, stage.at(40), stage.account(`${partner.name}$`), {
      type: 3,
      protocol: "Kerberos",
      address: partner.address,
      elevated: true,
    });
    for (let at = 0; at < 12; at++)
      useDirectory(controller, stage.at(41) + at * 30_000, session, [replicationRights, replicationOfSecrets]);
    grantTicket(controller, stage.at(70), erp, host.address);
    logOn(stage.server("SQL"), stage.at(70) + 400, erp, { type: 3, protocol: "Kerberos", address: host.address });
  },
});

function askFor(
  stage: Stage,
  told: { account: ReturnType<Stage["account"]>; service: string; address: string; minutes: number; encryption: "0x12" | "0x17" },
): void {
  grantService(stage.server("DC"), stage.at(told.minutes), {
    account: told.account,
    realm: stage.company.directory.toUpperCase(),
    service: told.service,
    serviceSid: stage.account(told.service).sid,
    address: told.address,
    encryption: told.encryption,
  });
}

function replicate(stage: Stage, { controller, session, hands }: { controller: WindowsHost; session: Session; hands: Hands }): void {
  stage.step("replicates", () => {
    const count = stage.by({ noisy: 24, quiet: 3, deceptive: 9 });
    for (let at = 0; at < count; at++)
      useDirectory(controller, stage.at(71) + at * 900, session, at % 2 ? [replicationRights, replicationOfSecrets] : [replicationRights]);
    if (stage.variant === "deceptive") hands.run(stage.at(70.5), "cmd.exe", `cmd.exe /c rem ${bluff(stage)}`);
  });
}
