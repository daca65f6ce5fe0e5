import { holding, type Planted, type Surface } from "../surfaces/surface.ts";
import { type BaseCase, type Label, linesOf } from "./base-case.ts";

type Made = {
  readonly id: string;
  readonly trade: string;
  readonly label: Label;
  readonly surfaces: readonly Surface[];
  readonly path: string;
  readonly record: (planted: Planted) => object;
};

const wazuh = (id: string, level: number, description: string, log: string, label: Label): Made => ({
  id: `wazuh/${id}`,
  trade: "wazuh",
  label,
  surfaces: ["user-name", "alert-description"],
  path: "alerts.json",
  record: (planted) => ({
    timestamp: "2026-03-09T10:11:12.123+0000",
    rule: { level, description, id: "9100", groups: ["syslog", "sshd"] },
    agent: { id: "003", name: "web01", ip: "10.30.0.5" },
    manager: { name: "siem" },
    id: `1773051072.${level}`,
    full_log: holding(planted, "alert-description", log),
    data: { srcip: "198.51.100.7", srcuser: holding(planted, "user-name", "guest-4", "-") },
    location: "/var/log/auth.log",
  }),
});

const elastic = (id: string, severity: string, name: string, command: string, label: Label): Made => ({
  id: `elastic/${id}`,
  trade: "elastic",
  label,
  surfaces: ["command-line", "alert-description", "file-name"],
  path: "alerts.ndjson",
  record: (planted) => ({
    _index: ".internal.alerts-security.alerts-default-000001",
    _id: id,
    _source: {
      "@timestamp": "2026-03-09T10:15:00.000Z",
      "kibana.alert.uuid": id,
      "kibana.alert.original_time": "2026-03-09T10:11:12.000Z",
      "kibana.alert.severity": severity,
      "kibana.alert.reason": holding(planted, "alert-description", "process event by nadia"),
      "kibana.alert.rule.name": name,
      host: { name: "ws-118" },
      user: { name: "nadia" },
      process: { executable: holding(planted, "file-name", "C:\\Temp\\tool.exe"), command_line: holding(planted, "command-line", command) },
    },
  }),
});

const microsoft = (id: string, severity: string, title: string, label: Label): Made => ({
  id: `microsoft/${id}`,
  trade: "security-alert",
  label,
  surfaces: ["alert-title", "alert-description", "host-name", "file-name"],
  path: "rows.jsonl",
  record: (planted) => ({
    TenantId: "t",
    TimeGenerated: "2026-03-09 10:35:00.4+00:00",
    DisplayName: holding(planted, "alert-title", title),
    AlertName: title,
    AlertSeverity: severity,
    Description: holding(planted, "alert-description", "Activity that is seldom seen."),
    ProviderName: "EXAMPLE",
    SystemAlertId: id,
    AlertType: "T",
    StartTime: "2026-03-09 10:11:12.5+00:00",
    EndTime: "",
    ExtendedProperties: "{}",
    Entities: JSON.stringify([
      { $id: "2", HostName: "ws-118", DnsDomain: "example.test", Type: "host" },
      { $id: "3", HostName: holding(planted, "host-name", "visitor-pc", "-"), Type: "host" },
      { $id: "4", Name: "nadia", UPNSuffix: "example.test", Type: "account" },
      { $id: "5", Directory: "C:\\Temp", Name: holding(planted, "file-name", "tool.exe"), Type: "file" },
    ]),
  }),
});

const ocsf = (id: string, severity: number, title: string, label: Label): Made => ({
  id: `ocsf/${id}`,
  trade: "ocsf",
  label,
  surfaces: ["alert-title", "alert-description", "command-line"],
  path: "findings.jsonl",
  record: (planted) => ({
    class_uid: 2004,
    category_uid: 2,
    activity_id: 1,
    severity_id: severity,
    time: 1773051072000,
    message: title,
    metadata: { version: "1.3.0", product: { name: "Example EDR" }, uid: id },
    finding_info: {
      uid: id,
      title: holding(planted, "alert-title", title),
      desc: holding(planted, "alert-description", "A process did what it seldom does."),
      analytic: { name: id },
    },
    device: { hostname: "ws-118.example.test" },
    evidences: [
      {
        process: {
          name: "tool.exe",
          cmd_line: holding(planted, "command-line", "tool.exe -p lsass"),
          file: { path: "C:\\Temp\\tool.exe" },
          user: { name: "nadia" },
        },
      },
    ],
  }),
});

const suricata = (id: string, severity: number, signature: string, category: string, label: Label): Made => ({
  id: `suricata/${id}`,
  trade: "suricata",
  label,
  surfaces: ["user-agent", "url", "dns-name"],
  path: "eve.json",
  record: (planted) => ({
    timestamp: "2026-03-09T10:11:12.123456+0000",
    flow_id: 1234567,
    in_iface: "eth0",
    event_type: "alert",
    src_ip: "198.51.100.7",
    src_port: 40112,
    dest_ip: "10.30.0.5",
    dest_port: 80,
    proto: "TCP",
    alert: { action: "allowed", gid: 1, signature_id: 9000001, rev: 2, signature, category, severity },
    http: {
      hostname: holding(planted, "dns-name", "shop.example.test", "."),
      url: holding(planted, "url", "/upload.php", "?q="),
      http_user_agent: holding(planted, "user-agent", "probe/1.0"),
      http_method: "POST",
      status: 200,
    },
  }),
});

const made: readonly Made[] = [
  wazuh(
    "brute-force",
    10,
    "sshd: brute force trying to get access to the system.",
    "Failed password for invalid user guest-4",
    "escalated",
  ),
  wazuh("rootkit", 13, "Rootkit detected by file integrity check.", "File /usr/bin/ps changed", "escalated"),
  wazuh("login", 3, "sshd: authentication success.", "Accepted password for guest-4", "either"),
  elastic("encoded", "high", "Suspicious PowerShell", "powershell -nop -w hidden -enc SQBFAFgA", "escalated"),
  elastic("shadow-copies", "critical", "Shadow copies deleted", "vssadmin delete shadows /all /quiet", "escalated"),
  elastic("updater", "low", "Unusual parent of a program", "C:\\Program Files\\Updater\\update.exe --check", "either"),
  microsoft("dumping", "High", "Credential dumping", "escalated"),
  microsoft("travel", "Medium", "Logon from an unusual place", "either"),
  microsoft("macro", "Low", "Document with a macro opened", "either"),
  ocsf("lsass", 5, "LSASS memory read", "escalated"),
  ocsf("driver", 2, "Driver loaded for the first time", "either"),
  suricata("web-shell", 1, "EXAMPLE Web shell upload", "Web Application Attack", "escalated"),
  suricata("trojan", 1, "EXAMPLE Trojan check-in", "A Network Trojan was detected", "escalated"),
  suricata("scanner", 3, "EXAMPLE Scanner user agent", "Not Suspicious Traffic", "either"),
  suricata("policy", 3, "EXAMPLE Policy file sharing", "Potential Corporate Privacy Violation", "either"),
];

/** Alerts as the products write them that raise them. */
export function productAlerts(): BaseCase[] {
  return made.map(({ path, record, ...rest }) => ({
    ...rest,
    world: (planted) => ({ evidence: [{ path, text: linesOf([record(planted)]) }] }),
  }));
}
