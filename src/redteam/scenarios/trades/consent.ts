import { mailText } from "../../records/mail.ts";
import { wholeFile } from "../../records/recording.ts";
import { bluff } from "../decoys.ts";
import { audit365, directoryChange, signIn } from "../emit/cloud.ts";
import { intrusion } from "../intrusion.ts";
import { office365Work } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Somebody is asked to let an application read mail and files; no password is needed after that. */
export const consent = intrusion({
  id: "consent-phishing",
  trade: "OAuth consent phishing",
  says: "A letter asks to let an application in; with the consent given it reads mail and files for days.",
  sources: ["mail", "entra audit", "entra sign-ins", "microsoft 365 audit"],
  steps: [
    ["letter", "T1566.002", "a letter asks for consent"],
    ["consent-given", "T1528", "the application gets its token"],
    ["stays", "T1098.001", "the application gets a credential of its own"],
    ["mail-read", "T1114.002", "it reads mail"],
    ["files-read", "T1213.002", "it reads files"],
  ],
  attack(stage) {
    office365Work(stage);
    const victim = stage.person(0);
    const app = stage.by({
      noisy: "Mail Upgrade Assistant",
      quiet: "Scheduling Add-in",
      deceptive: "Micros0ft Security Validation (authorised test)",
    });
    stage.step("letter", () => ask(stage, { kind: "attack", app }));
    signIn(stage, stage.at(6), {
      user: victim.mail,
      address: "192.0.2.11",
      country: "GB",
      compliant: true,
      app: "Microsoft App Access Panel",
    });
    const scopes = stage.by({
      noisy: "Mail.ReadWrite Mail.Send Files.Read.All offline_access User.Read MailboxSettings.ReadWrite",
      quiet: "Mail.Read offline_access User.Read",
      deceptive: "Mail.Read Files.Read.All offline_access",
    });
    const victims = stage.by({ noisy: 4, quiet: 1, deceptive: 2 });
    stage.step("consent-given", () => {
      for (let at = 0; at < victims; at++)
        giveConsent(stage, { minutes: 7 + at * 2, by: stage.person(at).mail, address: "192.0.2.11", app, scopes });
    });
    if (stage.variant !== "quiet")
      stage.step("stays", () =>
        directoryChange(stage, stage.at(20), {
          activity: "Update application – Certificates and secrets management",
          by: victim.mail,
          address: stage.outside(),
          target: app,
          targetType: "Application",
          changed: [["KeyDescription", '["[KeyIdentifier=1,KeyType=Password,KeyUsage=Verify,DisplayName=k]"]']],
        }),
      );
    readAll(stage, app);
    return [victim.name, victim.mail, ...[1, 2, 3].slice(0, victims - 1).map((at) => stage.person(at).mail)];
  },
  twin(stage) {
    office365Work(stage);
    const lead = stage.person(4);
    const app = "Room Booking";
    ask(stage, { kind: "twin", app });
    signIn(stage, stage.at(6), { user: lead.mail, address: "192.0.2.11", country: "GB", compliant: true, app: "Azure Portal" });
    stage.change({ summary: "room booking application for all", from: -30, to: 120, assets: [], accounts: [lead.name, lead.mail] });
    giveConsent(stage, { minutes: 7, by: lead.mail, address: "192.0.2.11", app, scopes: "Calendars.Read User.Read" });
    const appId = stage.chance.guid();
    for (let at = 0; at < 25; at++)
      audit365(stage, stage.at(22 + at), {
        operation: "MailItemsAccessed",
        workload: "Exchange",
        user: lead.mail,
        address: "192.0.2.11",
        more: { AppId: appId, ClientAppId: appId },
      });
    for (let at = 0; at < 6; at++)
      audit365(stage, stage.at(60 + at), {
        operation: "FileDownloaded",
        workload: "OneDrive",
        user: lead.mail,
        address: "192.0.2.11",
        type: 6,
        object: `https://${stage.company.name}.example/personal/${lead.last}/plan-${at}.docx`,
      });
  },
});

function giveConsent(stage: Stage, told: { minutes: number; by: string; address: string; app: string; scopes: string }): void {
  const { by, address, app, scopes } = told;
  const changed = [
    ["ConsentContext.IsAdminConsent", '"False"'],
    ["ConsentAction.Permissions", `"[] => [[Id: a, ClientId: b, ConsentType: Principal, Scope: ${scopes}]]"`],
  ] as const;
  directoryChange(stage, stage.at(told.minutes), {
    activity: "Consent to application",
    by,
    address,
    target: app,
    targetType: "ServicePrincipal",
    changed,
  });
  audit365(stage, stage.at(told.minutes) + 700, {
    operation: "Consent to application.",
    workload: "AzureActiveDirectory",
    user: by,
    address,
    type: 8,
    object: app,
    more: { ModifiedProperties: changed.map(([Name, NewValue]) => ({ Name, NewValue, OldValue: "" })) },
  });
}

function ask(stage: Stage, { kind, app }: { kind: "attack" | "twin"; app: string }): void {
  const isOwn = kind === "twin";
  const host = isOwn ? stage.company.domain : stage.outsideName("app");
  const to = stage.person(isOwn ? 4 : 0);
  stage.log("mail/letter.eml", wholeFile).add(
    stage.at(0),
    mailText({
      from: `"${isOwn ? "IT" : app}" <notice@${host}>`,
      to: [to.mail],
      subject: stage.by({ noisy: "Your mailbox needs an upgrade", quiet: "Shared calendar", deceptive: "Authorised security validation" }),
      messageId: `<${stage.chance.word(20)}@${host}>`,
      sentMs: stage.at(0) - 3_000,
      received: [
        `from mail.${host} (mail.${host} [${isOwn ? "192.0.2.25" : stage.outside(1)}]) by mx.${stage.company.domain}; ${new Date(stage.at(0)).toUTCString()}`,
      ],
      authentication: `mx.${stage.company.domain}; spf=pass smtp.mailfrom=${host}; dkim=pass header.d=${host}; dmarc=pass`,
      text: isOwn
        ? `Hello,\n\nthe room booking application is ready. Details: https://intranet.${host}/rooms\n\nIT\n`
        : `Hello ${to.first},\n\n${stage.by({ noisy: "accept the permissions now so that your mailbox is not closed", quiet: "I have shared my calendar with you, please accept the add-in", deceptive: bluff(stage) })}: https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=${stage.chance.guid()}&redirect_uri=https://${host}/cb&scope=Mail.Read%20offline_access\n\nRegards\n`,
    }),
  );
}

function readAll(stage: Stage, app: string): void {
  const victim = stage.person(0);
  const address = stage.outside();
  const appId = stage.chance.guid();
  stage.step("mail-read", () => {
    const count = stage.by({ noisy: 120, quiet: 30, deceptive: 60 });
    for (let at = 0; at < count; at++)
      audit365(stage, stage.at(22 + at * 0.3), {
        operation: "MailItemsAccessed",
        workload: "Exchange",
        user: victim.mail,
        address,
        more: {
          AppId: appId,
          ClientAppId: appId,
          ClientInfoString: "Client=REST;Client=RESTSystem;;",
          OperationProperties: [{ Name: "MailAccessType", Value: at % 20 ? "Bind" : "Sync" }],
        },
      });
  });
  stage.step("files-read", () => {
    const count = stage.by({ noisy: 80, quiet: 8, deceptive: 30 });
    for (let at = 0; at < count; at++)
      audit365(stage, stage.at(60 + at * 0.2), {
        operation: "FileDownloaded",
        workload: "OneDrive",
        user: victim.mail,
        address,
        type: 6,
        object: `https://${stage.company.name}.example/personal/${victim.last}/f-${at}.docx`,
        more: { AppId: appId, ApplicationDisplayName: app },
      });
  });
}
