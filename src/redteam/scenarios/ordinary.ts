import { minuteMs, secondMs } from "../records/time.ts";
import { grantService, grantTicket } from "../records/windows/kerberos.ts";
import { logOff, logOn, openShare } from "../records/windows/security.ts";
import { connectFrom, resolveName } from "../records/windows/sysmon.ts";
import { audit365, call, github, okta, signIn } from "./emit/cloud.ts";
import { handsOn, openSession } from "./emit/hands.ts";
import { connection, handshake, httpRequest, logLine, lookUp, webRequest } from "./emit/wire.ts";
import type { Stage } from "./stage.ts";

const spanMinutes = 90;
const someTime = (stage: Stage) => stage.at(stage.chance.integer(-20, spanMinutes)) + stage.chance.integer(0, 59_000);

const programs: readonly (readonly [string, string])[] = [
  [
    "C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE",
    '"C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE"',
  ],
  [
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    '"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe" --profile-directory=Default',
  ],
  [
    "C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE",
    '"C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE" "Q2 figures.xlsx"',
  ],
  ["notepad.exe", "notepad.exe C:\\Users\\Public\\notes.txt"],
  ["taskhostw.exe", "taskhostw.exe"],
];

/** Office work on some workstations: programs, look-ups, and logons at servers. */
export function officeWork(stage: Stage, people = 5): void {
  const controller = stage.server("DC");
  const files = stage.server("FS");
  for (let at = 3; at < 3 + people; at++) {
    const host = stage.workstation(at);
    const account = stage.account(stage.person(at).name);
    const hands = handsOn(host, openSession(host, account));
    for (const [image, commandLine] of programs) hands.run(someTime(stage), image, commandLine);
    const timeMs = someTime(stage);
    grantTicket(controller, timeMs, account, host.address);
    const service = {
      account,
      realm: stage.company.directory.toUpperCase(),
      service: `${files.name}$`,
      serviceSid: `${stage.company.sidBase}-2011`,
    };
    grantService(controller, timeMs + 40, { ...service, address: host.address });
    const session = logOn(files, timeMs + 90, account, { type: 3, protocol: "Kerberos", address: host.address });
    openShare(files, timeMs + 130, { session, address: host.address, share: "Common", localPath: "D:\\Common" });
    logOff(files, timeMs + 8 * minuteMs, session, 3);
    const browser = hands.run(someTime(stage), programs[1]![0], programs[1]![1]);
    resolveName(host, timeMs + 9 * secondMs, browser, "www.example.com", ["192.0.2.80"]);
    connectFrom(host, timeMs + 9_100, browser, { sourcePort: 50_000 + at, address: "192.0.2.80", port: 443, name: "www.example.com" });
  }
}

/** What passes the wire in an office: look-ups, web pages, files. */
export function officeTraffic(stage: Stage, count = 40): void {
  const sites = ["www.example.com", "news.example.org", "cdn.example.net", "api.example.org", "mail.example.com"];
  for (let at = 0; at < count; at++) {
    const from = `${stage.company.net}.20.${20 + stage.chance.integer(0, 40)}`;
    const name = stage.chance.pick(sites);
    const to = `192.0.2.${20 + sites.indexOf(name)}`;
    const timeMs = someTime(stage);
    lookUp(stage, timeMs, { from, query: name, answers: [to] });
    connection(stage, timeMs + 30, { from, to, port: 443, service: "ssl" });
    handshake(stage, timeMs + 60, { from, to, name });
    if (at % 4 === 0)
      httpRequest(stage, timeMs + 90, { from, to, host: name, uri: "/index.html", agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" });
  }
}

/** Work in Microsoft 365, from the office. */
export function office365Work(stage: Stage, count = 50): void {
  for (let at = 0; at < count; at++) {
    const person = stage.person(3 + (at % 9));
    const timeMs = someTime(stage);
    const address = `192.0.2.${stage.chance.integer(10, 14)}`;
    if (at % 5 === 0) signIn(stage, timeMs, { user: person.mail, address, country: "GB", compliant: true });
    const file = `https://${stage.company.name}.example/sites/team/Shared Documents/plan-${at}.docx`;
    if (at % 3 === 0) audit365(stage, timeMs, { operation: "MailItemsAccessed", workload: "Exchange", user: person.mail, address });
    else
      audit365(stage, timeMs, {
        operation: at % 2 ? "FileAccessed" : "FileModified",
        workload: "SharePoint",
        user: person.mail,
        address,
        object: file,
        type: 6,
      });
  }
}

/** Sign-ins at Okta, a few of them mistyped. */
export function oktaWork(stage: Stage, count = 40): void {
  for (let at = 0; at < count; at++) {
    const { mail } = stage.person(at % 13);
    const isWrong = at % 11 === 0;
    okta(stage, someTime(stage), {
      event: "user.session.start",
      says: "User login to Okta",
      user: mail,
      address: `192.0.2.${stage.chance.integer(10, 14)}`,
      country: "United Kingdom",
      result: isWrong ? "FAILURE" : "SUCCESS",
      ...(isWrong ? { reason: "INVALID_CREDENTIALS" } : {}),
    });
  }
}

/** Developers' work at GitHub. */
export function githubWork(stage: Stage, count = 40): void {
  for (let at = 0; at < count; at++)
    github(stage, someTime(stage), {
      action: stage.chance.pick(["git.push", "git.fetch", "pull_request.create", "git.clone", "workflows.created_workflow_run"]),
      actor: stage.person(2 + (at % 5)),
      address: `192.0.2.${stage.chance.integer(10, 14)}`,
      country: "GB",
      repo: stage.chance.pick(["shop", "billing", "site"]),
    });
}

/** A cloud account at work. */
export function cloudWork(stage: Stage, count = 50): void {
  const caller = { type: "AssumedRole", role: "deploy", session: "pipeline", accessKey: "ASIAEXAMPLEDEPLOY001" } as const;
  const calls = [
    ["ec2", "DescribeInstances"],
    ["s3", "ListBuckets"],
    ["ecs", "DescribeServices"],
    ["cloudwatch", "PutMetricData"],
    ["sts", "GetCallerIdentity"],
  ] as const;
  for (let at = 0; at < count; at++) {
    const [service, name] = calls[at % calls.length]!;
    call(stage, someTime(stage), {
      caller,
      service,
      name,
      address: "192.0.2.12",
      userAgent: "aws-sdk-go-v2/1.36.3 os/linux",
      isReadOnly: name !== "PutMetricData",
    });
  }
}

/** Visitors of a web site. */
export function visitors(stage: Stage, count = 80): void {
  for (let at = 0; at < count; at++)
    webRequest(stage, someTime(stage), {
      from: `192.0.2.${stage.chance.integer(100, 250)}`,
      path: stage.chance.pick(["/", "/products?page=2", "/news/42", "/static/site.css", "/static/logo.svg", "/contact", "/search?q=lamp"]),
      status: at % 17 === 0 ? 404 : 200,
    });
}

/** A Linux server's own day. */
export function serverWork(stage: Stage, host: string, count = 30): void {
  for (let at = 0; at < count; at++) {
    const timeMs = someTime(stage);
    if (at % 3 === 0) logLine(stage, timeMs, host, "CRON", "(root) CMD (cd / && run-parts --report /etc/cron.hourly)");
    else if (at % 3 === 1) logLine(stage, timeMs, host, "systemd", "Started session cleanup.");
    else
      logLine(
        stage,
        timeMs,
        host,
        "sshd",
        `Accepted publickey for monitor from ${stage.company.net}.1.60 port ${stage.chance.integer(40_000, 60_000)} ssh2: ED25519 SHA256:${stage.chance.word(43)}`,
      );
  }
}
