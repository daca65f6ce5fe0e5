import type { AssessmentAlert } from "../core/assessment/assessment.ts";

/** One step of the sample intrusion: the alert that it raised and what its evidence says. */
export type Told = {
  readonly time: string;
  readonly title: string;
  readonly says: string;
  readonly tactic: string;
  readonly technique: string;
  readonly severity: AssessmentAlert["severity"];
  readonly weight: number;
  readonly group?: string;
};

const at = (clock: string) => `2026-03-04T${clock}.000Z`;
const told = (
  clock: string,
  title: string,
  where: string,
  attack: string,
  severity: Told["severity"],
  weight: number,
  group?: string,
): Told => {
  const [tactic = "", technique = ""] = attack.split(" ");
  return { time: at(clock), title, says: `${title}${where}`, tactic, technique, severity, weight, ...(group ? { group } : {}) };
};

/** Twenty alerts over seven tactics: a mail, a macro, stolen credentials, a second machine, and 4 GB on their way out. */
export const sampleStory: readonly Told[] = [
  told(
    "08:12:31",
    "Mail with a macro document",
    " to j.doe from billing@invoices.test: https://invoices.test/view?id=<script>",
    "TA0001 T1566.001",
    "medium",
    1.4,
  ),
  told("08:15:02", "Office started a shell", " on ws-017 by CORP\\j.doe", "TA0002 T1059.001", "high", 1.6, "rule office-shell"),
  told(
    "08:15:03",
    "Encoded PowerShell",
    " on ws-017 by CORP\\j.doe: powershell -nop -w hidden -enc QQBB…",
    "TA0002 T1059.001",
    "high",
    1.1,
    "rule powershell",
  ),
  told(
    "08:15:09",
    "Encoded PowerShell",
    " on ws-017 by CORP\\j.doe: powershell -nop -w hidden -enc QQBC…",
    "TA0002 T1059.001",
    "high",
    0.9,
    "rule powershell",
  ),
  told("08:16:40", "Scheduled task created", " on ws-017 by CORP\\j.doe: \\Updater", "TA0003 T1053.005", "medium", 0.5),
  told("08:17:20", "Beacon to a rare address", " on ws-017: 203.0.113.66", "TA0011 T1071.001", "medium", 0.8),
  told("08:41:11", "LSASS memory was read", " on ws-017 by CORP\\j.doe: C:\\Windows\\Temp\\upd.exe", "TA0006 T1003.001", "critical", 2.6),
  told(
    "08:41:12",
    "LSASS memory was read",
    " on ws-017 by CORP\\j.doe: C:\\Windows\\Temp\\upd.exe",
    "TA0006 T1003.001",
    "critical",
    1.7,
    "rule 7",
  ),
  told(
    "08:41:12",
    "LSASS memory was read",
    " on ws-017 by CORP\\j.doe: C:\\Windows\\Temp\\upd.exe",
    "TA0006 T1003.001",
    "critical",
    1.7,
    "rule 7",
  ),
  told(
    "09:02:44",
    "Service account signed in from a workstation",
    " on srv-file-02 by CORP\\svc-backup: 10.20.1.17",
    "TA0008 T1078",
    "high",
    0.7,
  ),
  told("09:03:05", "Service installed", " on srv-file-02 by CORP\\svc-backup: WinHelpSvc", "TA0008 T1021.002", "high", 1.8),
  told(
    "09:03:06",
    "Program written to the admin share",
    " on srv-file-02 by CORP\\svc-backup: C:\\Windows\\Temp\\upd.exe",
    "TA0008 T1021.002",
    "high",
    1.0,
  ),
  told("09:30:00", "Service account signed in from a workstation", " on dc01 by CORP\\svc-backup: 10.20.1.17", "TA0008 T1078", "high", 0.4),
  told("10:11:09", "Beacon to a rare address", " on srv-file-02: 203.0.113.66", "TA0011 T1071.001", "medium", 0.3),
  told("10:11:10", "Beacon to a rare address", " on srv-file-02: 2001:db8::66", "TA0011 T1071.001", "medium", 0.2),
  told("11:40:00", "Archive of a whole share", " on srv-file-02 by CORP\\svc-backup", "TA0010 T1567.002", "medium", 0.6),
  told("11:52:18", "Large upload", " on srv-file-02: files.storage.example", "TA0010 T1567.002", "high", 0.9, "rule upload"),
  told("12:20:18", "Large upload", " on srv-file-02: files.storage.example", "TA0010 T1567.002", "high", 0.9, "rule upload"),
  told(
    "12:55:10",
    "4.1 GB left for cloud storage",
    " on srv-file-02 by CORP\\svc-backup: files.storage.example",
    "TA0010 T1567.002",
    "critical",
    1.9,
  ),
  told("13:10:00", "Event log cleared", " on srv-file-02 by CORP\\svc-backup", "TA0003 T1543.003", "high", 0.8),
];
