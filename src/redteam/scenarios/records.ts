/** Builders of records in the shapes of products, for stories of several steps. Seconds count from the start of the story. */
const startMs = Date.UTC(2026, 2, 9, 10, 11, 12);

export const isoAt = (seconds: number): string => new Date(startMs + seconds * 1_000).toISOString();

const sysmon = { Channel: "Microsoft-Windows-Sysmon/Operational", SourceName: "Microsoft-Windows-Sysmon" };
const system32 = "C:\\Windows\\System32";

/** Sysmon 1: a program is started. */
export const started = (seconds: number, host: string, user: string, image: string, command: string, parent = "explorer.exe"): object => ({
  "@timestamp": isoAt(seconds),
  EventID: 1,
  ...sysmon,
  Hostname: host,
  Image: image.includes("\\") ? image : `${system32}\\${image}`,
  CommandLine: command,
  ParentImage: parent.includes("\\") ? parent : `${system32}\\${parent}`,
  ParentCommandLine: parent,
  User: `EXAMPLE\\${user}`,
  ProcessId: 4_000 + seconds,
  ProcessGuid: `{33333333-0000-0000-0000-${String(seconds).padStart(12, "0")}}`,
});

/** Windows Security 4624 and 4625: a logon over the network, and one that failed. */
export const logon = (seconds: number, host: string, user: string, address: string, fits: boolean): object => ({
  "@timestamp": isoAt(seconds),
  EventID: fits ? 4624 : 4625,
  Channel: "Security",
  SourceName: "Microsoft-Windows-Security-Auditing",
  Hostname: host,
  TargetUserName: user,
  TargetDomainName: "EXAMPLE",
  WorkstationName: "VISITOR",
  IpAddress: address,
  LogonType: 3,
  Status: fits ? "0x0" : "0xc000006d",
  SubStatus: fits ? "0x0" : "0xc000006a",
  AuthenticationPackageName: "NTLM",
});

/** Windows System 7045: a service is installed. */
export const service = (seconds: number, host: string, name: string, path: string): object => ({
  "@timestamp": isoAt(seconds),
  EventID: 7045,
  Channel: "System",
  SourceName: "Service Control Manager",
  Hostname: host,
  ServiceName: name,
  ImagePath: path,
  ServiceType: "user mode service",
  StartType: "demand start",
  AccountName: "LocalSystem",
});

/** A call of a cloud's interface. */
export const call = (
  seconds: number,
  user: string,
  source: string,
  name: string,
  parameters: object,
  address = "198.51.100.7",
): object => ({
  eventVersion: "1.09",
  userIdentity: { type: "IAMUser", arn: `arn:aws:iam::111122223333:user/${user}`, userName: user, accountId: "111122223333" },
  eventTime: isoAt(seconds).replace(/\.\d+Z/, "Z"),
  eventSource: `${source}.amazonaws.com`,
  eventName: name,
  awsRegion: "eu-central-1",
  sourceIPAddress: address,
  userAgent: "aws-cli/2.15",
  requestParameters: parameters,
  eventID: `event-${seconds}`,
  eventType: "AwsApiCall",
});

/** One line of a daemon's log. */
export const logLine = (seconds: number, program: string, says: string): string => {
  const at = new Date(startMs + seconds * 1_000).toISOString();
  return `Mar  9 ${at.slice(11, 19)} web01 ${program}: ${says}\n`;
};

/** One line of a web server's log. */
export const request = (seconds: number, address: string, path: string, status: number, agent: string): string => {
  const at = new Date(startMs + seconds * 1_000).toISOString();
  return `${address} - - [09/Mar/2026:${at.slice(11, 19)} +0000] "GET ${path} HTTP/1.1" ${status} 512 "-" "${agent}"\n`;
};

/** An alert of a product as our own line. */
export const alerted = (seconds: number, source: string, severity: string, title: string, techniques: readonly string[]): object => ({
  alert: 1,
  id: `${source}-${seconds}`,
  time: isoAt(seconds),
  source,
  title,
  severity,
  techniques,
  host: "ws-118",
  user: "nadia",
});

/** A mail of one part. */
export const letter = (from: string, subject: string, body: string, authenticated: boolean): string =>
  [
    "Received: from mx.example.test (mx.example.test [192.0.2.25]) by mail.example.test; Mon, 09 Mar 2026 10:11:12 +0000",
    `Authentication-Results: mail.example.test; spf=${authenticated ? "pass" : "fail"}; dkim=${authenticated ? "pass" : "fail"}; dmarc=${authenticated ? "pass" : "fail"}`,
    `From: ${from}`,
    "To: tomas@example.test",
    `Subject: ${subject}`,
    "Date: Mon, 09 Mar 2026 10:11:10 +0000",
    "Message-ID: <exercise@mx.example.test>",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    body,
    "",
  ].join("\r\n");
