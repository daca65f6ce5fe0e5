import { address, type FieldMap, number, text } from "../field-map.ts";

/** QRadar 7.5: built-in columns and the custom properties of its Windows and Sysmon content (MEM: check the names with your own extensions). */
export const qradarFields: FieldMap = {
  product: "QRadar",
  time: "starttime",
  fields: {
    action: text("Event ID"),
    host: text("Machine Identifier", "Computer Name"),
    user: text("username"),
    "src.ip": address("sourceip"),
    "src.port": number("sourceport"),
    "dst.ip": address("destinationip"),
    "dst.port": number("destinationport"),
    domain: text("DNS Query"),
    url: text("URL"),
    "process.path": text("Process Path"),
    "process.command-line": text("Process CommandLine"),
    "parent.path": text("Parent Process Path"),
    "file.path": text("File Path"),
    "file.hash": text("SHA256 Hash", "MD5 Hash"),
    "registry.key": text("Target Object"),
    "service.name": text("Service Name"),
    "logon.type": text("Logon Type"),
  },
  tells: {
    windows: { field: "LOGSOURCETYPENAME(devicetype)", values: ["Microsoft Windows Security Event Log"] },
    suricata: { field: "LOGSOURCETYPENAME(devicetype)", values: ["Suricata"] },
    syslog: { field: "LOGSOURCETYPENAME(devicetype)", values: ["Linux OS"] },
    cloudtrail: { field: "LOGSOURCETYPENAME(devicetype)", values: ["Amazon AWS CloudTrail"] },
  },
};
