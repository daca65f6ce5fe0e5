import type { Vocabulary } from "./vocabulary.ts";

/** Syslog messages of Linux programs, audit records and web servers' access logs: the names that their formats give the parts. */
export const syslog: Vocabulary = {
  fields: {
    user: ["user", "cs-username", "acct", "User", "ruser", "by"],
    "target.user": ["target_user"],
    "src.ip": ["src_ip", "addr"],
    "src.port": ["src_port"],
    "dst.ip": ["dst_ip"],
    "dst.port": ["dst_port"],
    "dst.host": ["cs-host"],
    domain: ["cs-host"],
    url: ["c-uri"],
    "user-agent": ["c-useragent"],
    "process.path": ["Image", "exe"],
    "process.command-line": ["CommandLine", "command", "proctitle"],
    "file.path": ["name", "file"],
    "service.name": ["program", "service", "unit"],
    "logon.id": ["session", "ses"],
    "logon.type": ["method"],
    status: ["sc-status", "res", "success", "reason"],
    "bytes.in": ["sc-bytes"],
    signature: ["msgid", "key", "type"],
  },
  entities: [
    { name: "user", type: "user", role: "actor" },
    { name: "acct", type: "user", role: "actor" },
    { name: "cs-username", type: "user", role: "actor" },
    { name: "target_user", type: "user", role: "target" },
    { name: "src_ip", type: "ip", role: "source" },
    { name: "addr", type: "ip", role: "source" },
    { name: "dst_ip", type: "ip", role: "target" },
    { name: "assigned_ip", type: "ip", role: "client" },
    { name: "cs-host", type: "domain", role: "target" },
    { name: "Image", type: "process", role: "actor" },
    { name: "exe", type: "process", role: "actor" },
  ],
};
