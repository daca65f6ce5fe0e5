import { addMember, changeAudit, makeAccount, resetPassword } from "../../records/windows/directory.ts";
import type { Session, WindowsHost } from "../../records/windows/host.ts";
import { clearLog, logOn } from "../../records/windows/security.ts";
import { bluff } from "../decoys.ts";
import { audit365, directoryChange } from "../emit/cloud.ts";
import { handsOn, openSession } from "../emit/hands.ts";
import { intrusion } from "../intrusion.ts";
import { office365Work, officeWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

type Told = { readonly controller: WindowsHost; readonly session: Session; readonly mail: string };

/** An administrator uses his rights for himself. */
export const insiderAdmin = intrusion({
  id: "malicious-administrator",
  trade: "malicious administrator",
  says: "An administrator makes a second account for himself, reads others' mailboxes, exports them and takes the traces away.",
  sources: ["windows security", "sysmon", "entra audit", "microsoft 365 audit"],
  steps: [
    ["account-made", "T1136.002", "an account nobody asked for is made"],
    ["rights-given", "T1098.007", "it joins a group with rights over everything"],
    ["password-set", "T1098", "a manager's password is set"],
    ["mailbox-opened", "T1098.002", "rights over mailboxes are given"],
    ["mail-exported", "T1114.002", "mailboxes are searched and exported"],
    ["auditing-reduced", "T1562.002", "auditing is reduced"],
    ["traces-removed", "T1070.001", "logs are emptied"],
  ],
  attack(stage) {
    officeWork(stage, 4);
    office365Work(stage, 30);
    const controller = stage.server("DC");
    const admin = stage.account(stage.company.adminNameOf(stage.person(3)));
    const mail = `${admin.name}@${stage.company.domain}`;
    const second = stage.account(stage.by({ noisy: "administrat0r", quiet: "svc-azsync2", deceptive: "authorised-test" }));
    const session = logOn(controller, stage.at(-1), admin, {
      type: 10,
      protocol: "Negotiate",
      elevated: true,
      address: stage.workstation(3).address,
    });
    stage.step("account-made", () => makeAccount(controller, stage.at(0), session, second));
    giveRights(stage, { controller, session, mail, second });
    if (stage.variant !== "quiet")
      stage.step("password-set", () => resetPassword(controller, stage.at(8), session, stage.account(stage.person(5).name)));
    takeMail(stage, mail);
    reduceAuditing(stage, { controller, session, mail });
    if (stage.variant !== "quiet") stage.step("traces-removed", () => clearLog(controller, stage.at(62), session, "Security"));
    return [controller.name, admin.name, mail, second.name];
  },
  twin(stage) {
    officeWork(stage, 4);
    office365Work(stage, 30);
    const controller = stage.server("DC");
    const admin = stage.account(stage.company.adminNameOf(stage.person(3)));
    const mail = `${admin.name}@${stage.company.domain}`;
    const starter = stage.account("p.newcomer");
    stage.change({
      summary: "new colleague in sales; shared mailbox for events",
      from: -30,
      to: 160,
      assets: [controller.name],
      accounts: [admin.name, mail, starter.name],
    });
    const session = logOn(controller, stage.at(-1), admin, {
      type: 10,
      protocol: "Negotiate",
      elevated: true,
      address: stage.workstation(3).address,
    });
    makeAccount(controller, stage.at(0), session, starter);
    addMember(controller, stage.at(3), session, { member: starter, group: "Sales", groupNumber: 1_604 });
    directoryChange(stage, stage.at(4), {
      activity: "Add member to group",
      by: mail,
      address: "192.0.2.11",
      target: `${starter.name}@${stage.company.domain}`,
      changed: [["Group.DisplayName", '"Sales"']],
    });
    resetPassword(controller, stage.at(8), session, starter);
    audit365(stage, stage.at(14), {
      operation: "Add-MailboxPermission",
      workload: "Exchange",
      user: mail,
      address: "192.0.2.11",
      type: 1,
      object: `events@${stage.company.domain}`,
      more: {
        Parameters: [
          { Name: "Identity", Value: `events@${stage.company.domain}` },
          { Name: "User", Value: `${starter.name}@${stage.company.domain}` },
          { Name: "AccessRights", Value: "FullAccess" },
        ],
      },
    });
    for (let at = 0; at < 10; at++)
      audit365(stage, stage.at(32 + at), { operation: "MailItemsAccessed", workload: "Exchange", user: mail, address: "192.0.2.11" });
    handsOn(controller, openSession(controller, admin, true)).run(stage.at(54), "gpupdate.exe", "gpupdate.exe /target:computer");
    changeAudit(controller, stage.at(55), session, "%%8449, %%8451");
  },
});

function takeMail(stage: Stage, mail: string): void {
  stage.step("mailbox-opened", () => {
    const boxes = stage.by({ noisy: 6, quiet: 1, deceptive: 3 });
    for (let at = 0; at < boxes; at++)
      audit365(stage, stage.at(14 + at), {
        operation: "Add-MailboxPermission",
        workload: "Exchange",
        user: mail,
        address: "192.0.2.11",
        type: 1,
        object: stage.person(5 + at).mail,
        more: {
          Parameters: [
            { Name: "Identity", Value: stage.person(5 + at).mail },
            { Name: "User", Value: mail },
            { Name: "AccessRights", Value: "FullAccess" },
            { Name: "AutoMapping", Value: "False" },
          ],
        },
      });
  });
  stage.step("mail-exported", () => {
    audit365(stage, stage.at(26), {
      operation: "New-ComplianceSearch",
      workload: "SecurityComplianceCenter",
      user: mail,
      address: "192.0.2.11",
      type: 24,
      more: { Parameters: [{ Name: "Name", Value: stage.by({ noisy: "x1", quiet: "retention check", deceptive: bluff(stage) }) }] },
    });
    audit365(stage, stage.at(30), {
      operation: "New-ComplianceSearchAction",
      workload: "SecurityComplianceCenter",
      user: mail,
      address: "192.0.2.11",
      type: 24,
      more: { Parameters: [{ Name: "Export", Value: "True" }] },
    });
    const reads = stage.by({ noisy: 60, quiet: 10, deceptive: 25 });
    for (let at = 0; at < reads; at++)
      audit365(stage, stage.at(32 + at * 0.3), {
        operation: "MailItemsAccessed",
        workload: "Exchange",
        user: mail,
        address: "192.0.2.11",
        object: stage.person(5).mail,
        more: { LogonType: 1, MailboxOwnerUPN: stage.person(5).mail },
      });
  });
}

function reduceAuditing(stage: Stage, { controller, session, mail }: Told): void {
  stage.step("auditing-reduced", () => {
    if (stage.variant === "noisy") changeAudit(controller, stage.at(54), session, "%%8448, %%8450");
    audit365(stage, stage.at(55), {
      operation: stage.by({
        noisy: "Set-AdminAuditLogConfig",
        quiet: "Set-MailboxAuditBypassAssociation",
        deceptive: "Set-AdminAuditLogConfig",
      }),
      workload: "Exchange",
      user: mail,
      address: "192.0.2.11",
      type: 1,
      more: {
        Parameters: stage.by({
          noisy: [{ Name: "UnifiedAuditLogIngestionEnabled", Value: "False" }],
          quiet: [
            { Name: "Identity", Value: mail },
            { Name: "AuditBypassEnabled", Value: "True" },
          ],
          deceptive: [{ Name: "UnifiedAuditLogIngestionEnabled", Value: "False" }],
        }),
      },
    });
  });
}

function giveRights(stage: Stage, { controller, session, mail, second }: Told & { second: ReturnType<Stage["account"]> }): void {
  stage.step("rights-given", () => {
    addMember(controller, stage.at(3), session, {
      member: second,
      group: stage.by({ noisy: "Domain Admins", quiet: "Backup Operators", deceptive: "Domain Admins" }),
      groupNumber: stage.by({ noisy: 512, quiet: 551, deceptive: 512 }),
    });
    directoryChange(stage, stage.at(4), {
      activity: "Add member to role",
      by: mail,
      address: "192.0.2.11",
      target: `${second.name}@${stage.company.domain}`,
      changed: [
        [
          "Role.DisplayName",
          stage.by({ noisy: '"Global Administrator"', quiet: '"Exchange Administrator"', deceptive: '"Global Administrator"' }),
        ],
      ],
    });
  });
}
