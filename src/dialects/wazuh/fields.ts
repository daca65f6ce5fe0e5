import { type FieldMap, number, text } from "../field-map.ts";

/**
 * Alerts as Wazuh 4 indexes them (`wazuh-alerts-*`; field names: READ, the index template that Wazuh publishes). Addresses are keywords there but for `data.srcip`-like fields of the template that are `keyword` too, so a
 * range of addresses cannot be asked.
 */
export const wazuhFields: FieldMap = {
  product: "Wazuh",
  time: "timestamp",
  fields: {
    channel: text("data.win.system.channel", "location"),
    action: text("data.win.system.eventID", "data.event_type"),
    host: text("agent.name", "data.win.system.computer", "predecoder.hostname"),
    user: text("data.srcuser", "data.win.eventdata.subjectUserName", "data.win.eventdata.user"),
    "target.user": text("data.dstuser", "data.win.eventdata.targetUserName"),
    "user.sid": text("data.win.eventdata.subjectUserSid", "data.win.eventdata.targetUserSid"),
    "src.ip": text("data.srcip", "data.src_ip", "data.win.eventdata.ipAddress", "data.win.eventdata.sourceIp"),
    "src.port": text("data.srcport", "data.src_port"),
    "dst.ip": text("data.dstip", "data.dest_ip", "data.win.eventdata.destinationIp"),
    "dst.port": text("data.dstport", "data.dest_port", "data.win.eventdata.destinationPort"),
    domain: text("data.dns.rrname", "data.win.eventdata.queryName", "data.http.hostname"),
    url: text("data.url", "data.http.url"),
    "process.path": text("data.win.eventdata.image", "data.win.eventdata.newProcessName"),
    "process.command-line": text("data.win.eventdata.commandLine", "data.command"),
    "process.guid": text("data.win.eventdata.processGuid"),
    "process.hash": text("data.win.eventdata.hashes"),
    "parent.path": text("data.win.eventdata.parentImage"),
    "parent.command-line": text("data.win.eventdata.parentCommandLine"),
    "file.path": text("syscheck.path", "data.win.eventdata.targetFilename"),
    "file.hash": text("syscheck.sha256_after", "syscheck.md5_after"),
    "registry.key": text("data.win.eventdata.targetObject"),
    "service.name": text("data.win.eventdata.serviceName"),
    "task.name": text("data.win.eventdata.taskName"),
    "share.name": text("data.win.eventdata.shareName"),
    "logon.type": text("data.win.eventdata.logonType"),
    status: text("data.status", "data.win.eventdata.status"),
    signature: text("rule.id", "rule.description", "data.alert.signature"),
    "bytes.out": number("data.flow.bytes_toserver"),
    "cloud.service": text("data.aws.eventSource"),
  },
  tells: {
    windows: { field: "decoder.name", values: ["windows_eventchannel"] },
    suricata: { field: "rule.groups", values: ["suricata"] },
    cloudtrail: { field: "data.aws.source", values: ["cloudtrail"] },
    syslog: { field: "decoder.name", values: ["sshd", "pam", "sudo", "auditd", "su", "systemd"] },
    saas: { field: "rule.groups", values: ["office365", "github", "gcp"] },
  },
};
