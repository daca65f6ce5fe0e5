import { AlertMapping } from "./mapping.ts";

const severity = {
  critical: "critical",
  error: "high",
  high: "high",
  warning: "medium",
  warn: "medium",
  info: "informational",
  none: "informational",
};

// Prometheus' Alertmanager, webhook version 4: the documented message; Grafana's alerting sends the same and more.
const alertmanager = {
  each: "alerts",
  "only-if": { path: "status", is: ["firing"] },
  source: { text: "alertmanager" },
  title: { paths: ["annotations.summary", "annotations.title", "labels.alertname"] },
  time: { paths: ["startsAt"] },
  id: { template: "{fingerprint}@{startsAt}" },
  description: { paths: ["annotations.description", "annotations.message"] },
  severity: { paths: ["labels.severity"], map: severity },
  rule: "labels.alertname",
  host: { paths: ["labels.hostname", "labels.host", "labels.nodename", "labels.node"] },
  user: { paths: ["labels.user", "labels.username"] },
  techniques: ["labels.technique", "labels.mitre_technique", "annotations.technique"],
  observables: [
    { path: "labels.src_ip", type: "ip", role: "source" },
    { path: "labels.dst_ip", type: "ip", role: "target" },
  ],
};

const grafana = {
  ...alertmanager,
  source: { text: "grafana" },
  description: { paths: ["annotations.description", "annotations.message", "valueString"] },
};

// GitHub's webhook event "secret_scanning_alert"; the secret itself is not in it.
const githubSecretScanning = {
  "only-if": { path: "action", is: ["created", "reopened", "publicly_leaked"] },
  source: { text: "github-secret-scanning" },
  title: { template: "Secret found in {repository.full_name}: {alert.secret_type_display_name}" },
  time: { paths: ["alert.updated_at", "alert.created_at"], otherwise: "received" },
  id: { template: "{repository.full_name}#{alert.number}" },
  description: { template: "{alert.html_url} (state {alert.state}, validity {alert.validity})" },
  severity: { paths: ["alert.validity"], map: { active: "high", inactive: "low" }, otherwise: "medium" },
  rule: "alert.secret_type",
  user: { paths: ["sender.login"] },
  techniques: [],
  observables: [{ path: "alert.html_url", type: "url", role: "related" }],
};

// Whatever sends JSON in words that many use.
const generic = {
  source: { paths: ["source", "product", "vendor", "sender"], otherwise: "webhook" },
  title: { paths: ["title", "name", "rule.name", "rule", "alert.name", "message", "summary", "subject"] },
  time: { paths: ["time", "timestamp", "@timestamp", "created_at", "createdAt", "date", "event_time"], otherwise: "received" },
  id: { paths: ["id", "alert_id", "alertId", "uuid", "event_id"] },
  description: { paths: ["description", "details", "message", "summary"] },
  severity: { paths: ["severity", "level", "priority"], map: severity },
  rule: { paths: ["rule.name", "rule", "rule_name", "ruleName"] },
  host: { paths: ["host", "hostname", "host.name", "device", "computer"] },
  user: { paths: ["user", "username", "user.name", "account"] },
  techniques: ["techniques[*]", "technique", "mitre.technique[*]", "tags[*]"],
  observables: [
    { path: "src_ip", type: "ip", role: "source" },
    { path: "source_ip", type: "ip", role: "source" },
    { path: "dst_ip", type: "ip", role: "target" },
    { path: "destination_ip", type: "ip", role: "target" },
    { path: "url", type: "url" },
    { path: "domain", type: "domain" },
    { path: "sha256", type: "hash", role: "file" },
  ],
};

/** Mappings for senders that many have, by the name that the settings use. */
export const readyMappings: ReadonlyMap<string, AlertMapping> = new Map(
  Object.entries({ alertmanager, grafana, "github-secret-scanning": githubSecretScanning, generic }).map(([name, mapping]) => [
    name,
    AlertMapping.parse(mapping),
  ]),
);
