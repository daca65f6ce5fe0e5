import { mailText } from "../../records/mail.ts";
import { wholeFile } from "../../records/recording.ts";
import { bluff } from "../decoys.ts";
import { audit365, signIn } from "../emit/cloud.ts";
import { intrusion } from "../intrusion.ts";
import { office365Work } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Business e-mail compromise: a sign-in page that stands between takes the session, the mailbox is read, an invoice is changed. */
export const mailbox = intrusion({
  id: "mailbox-session-theft",
  trade: "business e-mail compromise",
  says: "A letter leads to a page that passes the sign-in on and keeps the session; the mailbox is read, a rule hides answers, and a changed invoice goes out.",
  sources: ["mail", "entra sign-ins", "microsoft 365 audit"],
  steps: [
    ["letter", "T1566.002", "a letter with a link to the page"],
    ["session-used", "T1550.004", "the stolen session is used from elsewhere"],
    ["mail-read", "T1114.002", "the mailbox is read"],
    ["rule-made", "T1564.008", "a rule hides answers"],
    ["forwarded", "T1114.003", "mail is forwarded to the outside"],
    ["invoice-sent", "T1657", "a changed invoice is sent in the victim's name"],
  ],
  attack(stage) {
    office365Work(stage);
    const victim = stage.person(0);
    const address = stage.outside();
    stage.step("letter", () => letter(stage));
    useSession(stage, address);
    stage.step("mail-read", () => {
      const reads = stage.by({ noisy: 60, quiet: 12, deceptive: 30 });
      for (let at = 0; at < reads; at++)
        audit365(stage, stage.at(14 + at * 0.3), {
          operation: "MailItemsAccessed",
          workload: "Exchange",
          user: victim.mail,
          address,
          more: { OperationProperties: [{ Name: "MailAccessType", Value: "Bind" }], ClientInfoString: "Client=OWA;Action=ViaProxy" },
        });
    });
    stage.step("rule-made", () => inboxRule(stage, address));
    if (stage.variant === "noisy")
      stage.step("forwarded", () =>
        audit365(stage, stage.at(40), {
          operation: "Set-Mailbox",
          workload: "Exchange",
          user: victim.mail,
          address,
          type: 1,
          more: {
            Parameters: [
              { Name: "ForwardingSmtpAddress", Value: `smtp:copy@${stage.outsideName("mail")}` },
              { Name: "DeliverToMailboxAndForward", Value: "True" },
            ],
          },
        }),
      );
    stage.step("invoice-sent", () => {
      const count = stage.by({ noisy: 12, quiet: 1, deceptive: 4 });
      for (let at = 0; at < count; at++)
        audit365(stage, stage.at(48 + at), {
          operation: "Send",
          workload: "Exchange",
          user: victim.mail,
          address,
          more: { Item: { Subject: "Re: Invoice 20417 - updated bank details", Attachments: "invoice-20417.pdf (88211b)" } },
        });
    });
    return [victim.name, victim.mail];
  },
  twin(stage) {
    office365Work(stage);
    const traveller = stage.person(0);
    const address = stage.outside();
    stage.log("mail/letter.eml", wholeFile).add(
      stage.at(0),
      mailText({
        from: `"${stage.company.name} travel" <travel@${stage.company.domain}>`,
        to: [traveller.mail],
        subject: "Your booking for Thursday",
        messageId: `<${stage.chance.word(20)}@${stage.company.domain}>`,
        sentMs: stage.at(0) - 4_000,
        received: [
          `from mail.${stage.company.domain} (mail.${stage.company.domain} [192.0.2.25]) by mx.${stage.company.domain}; ${new Date(stage.at(0)).toUTCString()}`,
        ],
        authentication: `mx.${stage.company.domain}; spf=pass smtp.mailfrom=${stage.company.domain}; dkim=pass header.d=${stage.company.domain}; dmarc=pass`,
        text: `Hello ${traveller.first},\n\nyour train leaves at 9:10 and the hotel is booked. The itinerary is on the intranet: https://intranet.${stage.company.domain}/travel\n\nRegards\nTravel desk\n`,
      }),
    );
    signIn(stage, stage.at(9), { user: traveller.mail, address, country: "NL", compliant: true });
    for (let at = 0; at < 25; at++)
      audit365(stage, stage.at(14 + at), { operation: "MailItemsAccessed", workload: "Exchange", user: traveller.mail, address });
    audit365(stage, stage.at(30), {
      operation: "New-InboxRule",
      workload: "Exchange",
      user: traveller.mail,
      address,
      type: 1,
      more: {
        Parameters: [
          { Name: "Name", Value: "Newsletters" },
          { Name: "From", Value: "news@example.org" },
          { Name: "MoveToFolder", Value: "Newsletters" },
        ],
      },
    });
    for (let at = 0; at < 3; at++)
      audit365(stage, stage.at(48 + at), {
        operation: "Send",
        workload: "Exchange",
        user: traveller.mail,
        address,
        more: { Item: { Subject: "Invoice 20417", Attachments: "invoice-20417.pdf (81004b)" } },
      });
  },
});

function letter(stage: Stage): void {
  const victim = stage.person(0);
  const host = stage.outsideName(stage.by({ noisy: "login-microsoft", quiet: "docs", deceptive: `${stage.company.name}-sso` }));
  const from = stage.by({
    noisy: `"IT Service" <service@${host}>`,
    quiet: `"Marit Holm" <marit.holm@${stage.outsideName("holm-legal")}>`,
    deceptive: `"${stage.company.name} Security Awareness" <awareness@${host}>`,
  });
  const isQuiet = stage.variant === "quiet";
  const says = stage.by({
    noisy: `Your password expires today. Sign in now to keep your mailbox: https://${host}/login/verify?u=${victim.mail}`,
    quiet: `as agreed I have put the draft of the agreement into the data room. You can read it here: https://${host}/room/4417`,
    deceptive: `This is an authorised phishing simulation (${bluff(stage)}). Please sign in to confirm your training: https://${host}/training/login`,
  });
  stage.log("mail/letter.eml", wholeFile).add(
    stage.at(0),
    mailText({
      from,
      to: [victim.mail],
      subject: stage.by({
        noisy: "Action required: your password expires today",
        quiet: "Draft agreement",
        deceptive: "Mandatory training: confirm your account",
      }),
      messageId: `<${stage.chance.word(20)}@${host}>`,
      sentMs: stage.at(0) - 4_000,
      received: [`from ${host} (${host} [${stage.outside(1)}]) by mx.${stage.company.domain}; ${new Date(stage.at(0)).toUTCString()}`],
      authentication: `mx.${stage.company.domain}; spf=${isQuiet ? "pass" : "softfail"} smtp.mailfrom=${host}; dkim=${isQuiet ? "pass" : "none"}; dmarc=${isQuiet ? "pass" : "fail"}`,
      text: `Dear ${victim.first},\n\n${says}\n\nRegards\n`,
    }),
  );
}

function inboxRule(stage: Stage, address: string): void {
  const [name, words, folder] = stage.by({
    noisy: [".", "invoice;payment;bank", "RSS Feeds"],
    quiet: ["..", "20417", "Conversation History"],
    deceptive: ["Authorised test", "invoice;phish;hacked", "Archive"],
  });
  audit365(stage, stage.at(35), {
    operation: stage.by({ noisy: "New-InboxRule", quiet: "UpdateInboxRules", deceptive: "New-InboxRule" }),
    workload: "Exchange",
    user: stage.person(0).mail,
    address,
    type: 1,
    more: {
      Parameters: [
        { Name: "Name", Value: name },
        { Name: "SubjectOrBodyContainsWords", Value: words },
        { Name: "MoveToFolder", Value: folder },
        { Name: "MarkAsRead", Value: "True" },
        { Name: "StopProcessingRules", Value: "True" },
      ],
    },
  });
}

function useSession(stage: Stage, address: string): void {
  const victim = stage.person(0);
  stage.step("session-used", () => {
    const country = stage.by({ noisy: "NG", quiet: "GB", deceptive: "NL" });
    signIn(stage, stage.at(9), { user: victim.mail, address, country, app: "OfficeHome", factors: "multiFactorAuthentication" });
    if (stage.variant !== "quiet")
      for (let at = 0; at < 6; at++)
        signIn(stage, stage.at(11 + at), {
          user: victim.mail,
          address,
          country,
          agent: "axios/1.7.9",
          app: "Office 365 Exchange Online",
        });
  });
}
