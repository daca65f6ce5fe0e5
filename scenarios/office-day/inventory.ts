import type { InventoryFile } from "../kit/assemble.ts";
import { sensorNoise } from "./benign/sensor.ts";
import { accounts, company, date, employees, publicAddresses, type Server, servers } from "./company.ts";

type Asset = NonNullable<InventoryFile["assets"]>[number];
type Identity = NonNullable<InventoryFile["identities"]>[number];

const criticalities: Readonly<Record<string, Asset["criticality"]>> = {
  DC01: "critical",
  FS01: "critical",
  SQL01: "high",
  APP01: "high",
  BKP01: "high",
  mailgw01: "high",
  vpn01: "high",
  SCN01: "low",
};

const publicOf: Readonly<Record<string, string>> = {
  web01: publicAddresses.web,
  vpn01: publicAddresses.vpn,
  mailgw01: publicAddresses.mail,
  proxy01: publicAddresses.outbound,
};

const dependencies: Readonly<Record<string, string[]>> = {
  APP01: ["SQL01", "DC01"],
  FS01: ["DC01"],
  SQL01: ["DC01"],
  web01: ["APP01"],
  BKP01: ["DC01"],
};

function serverAsset({ name, address, role, service }: Server): Asset {
  const isJoined = address.startsWith("10.20.1.") || address.startsWith("10.20.2.");
  const publicAddress = publicOf[name];
  return {
    name,
    aliases: [`${name.toLowerCase()}.${isJoined ? company.directory : company.domain}`],
    addresses: publicAddress ? [address, publicAddress] : [address],
    criticality: criticalities[name] ?? "medium",
    role,
    owner: "Technology",
    service,
    ...(dependencies[name] ? { "depends-on": dependencies[name] } : {}),
    ...(name === "DC01" ? { protected: true } : {}),
  };
}

const workstationAsset = ({ workstation, address, displayName, department }: (typeof employees)[number]): Asset => ({
  name: workstation,
  aliases: [`${workstation.toLowerCase()}.${company.directory}`],
  addresses: [address],
  criticality: department === "Executive" ? "high" : "medium",
  role: department === "Engineering" ? "developer workstation" : "workstation",
  owner: displayName,
});

const employeeIdentity = ({ name, displayName, department, workstation }: (typeof employees)[number]): Identity => ({
  name,
  aliases: [`${name}@${company.domain}`],
  "display-name": displayName,
  role: "employee",
  department,
  "usual-hosts": [workstation],
});

const otherIdentities: Identity[] = [
  {
    name: accounts.brandtAdmin.name,
    "display-name": "Nils Brandt (administration)",
    role: "administrator",
    department: "Technology",
    privileged: true,
    "usual-hosts": [servers.brandtStation.name, "APP01", "SQL01", "BKP01"],
  },
  {
    name: accounts.lindqvistAdmin.name,
    "display-name": "Eva Lindqvist (administration)",
    role: "administrator",
    department: "Technology",
    privileged: true,
    "usual-hosts": [servers.lindqvistStation.name],
  },
  {
    name: accounts.backup.name,
    role: "service-account",
    department: "Technology",
    privileged: true,
    "usual-hosts": ["BKP01", "DC01", "FS01", "APP01", "SQL01"],
  },
  { name: accounts.scan.name, role: "service-account", department: "Technology", privileged: true, "usual-hosts": ["SCN01"] },
  { name: accounts.database.name, role: "service-account", department: "Technology", "usual-hosts": ["SQL01", "APP01"] },
  {
    name: accounts.deploy.name,
    aliases: ["deploy"],
    role: "service-account",
    department: "Engineering",
    "usual-hosts": ["web01", "APP01"],
  },
  { name: "svc-backup-agent", role: "service-account", department: "Technology", "usual-hosts": ["BKP01"] },
  { name: "build-pipeline", role: "service-account", department: "Engineering" },
];

const changes: NonNullable<InventoryFile["changes"]> = [
  {
    id: "CHG-2039",
    summary: "Weekly vulnerability scan of all servers",
    from: `${date}T03:00:00Z`,
    to: `${date}T04:30:00Z`,
    assets: ["SCN01", "DC01", "FS01", "APP01", "SQL01", "BKP01", "web01", "mailgw01", "vpn01"],
    identities: [accounts.scan.name],
    activity: ["vulnerability-scan"],
  },
  {
    id: "CHG-2040",
    summary: "Firmware builds of the gauge project; the flash writer is known to alarm the protection",
    from: `${date}T08:00:00Z`,
    to: `${date}T18:00:00Z`,
    assets: ["WS-ENG-03"],
    identities: ["l.varga"],
    activity: ["software-build"],
  },
  {
    id: "CHG-2041",
    summary: "Archive the order logs of 2025 from APP01 and SQL01 to the backup store, and schedule it monthly",
    from: `${date}T13:00:00Z`,
    to: `${date}T15:30:00Z`,
    assets: [servers.brandtStation.name, "APP01", "SQL01"],
    identities: [accounts.brandtAdmin.name],
    activity: ["remote-administration", "archive", "upload", "scheduled-task"],
  },
  {
    id: "CHG-2042",
    summary: "Monthly updates of the workstations",
    from: `${date}T12:00:00Z`,
    to: `${date}T14:00:00Z`,
    assets: employees.map(({ workstation }) => workstation),
    identities: [],
    activity: ["software-update"],
  },
];

/** Sensor signatures that the network team looked at and accepts, by the sensor's own names. The decision ends by itself. */
const accepted: InventoryFile["accepted"] = sensorNoise.map((signature) => ({
  rule: signature,
  because: "looked at in the tuning round of February: ordinary here, kept for statistics",
  by: "Eva Lindqvist, network team",
  until: "2026-06-30T00:00:00Z",
}));

/** The inventory as the technology department keeps it: machines, accounts, planned work, and what is the company's own. */
export const officeInventory: InventoryFile = {
  assets: [...Object.values(servers).map(serverAsset), ...employees.map(workstationAsset)],
  identities: [...employees.map(employeeIdentity), ...otherIdentities],
  changes,
  accepted,
  "own-domains": [company.domain],
  "own-addresses": ["10.20.0.0/16", publicAddresses.range],
};
