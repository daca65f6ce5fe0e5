import {
  address,
  cloudAccount,
  cloudApplication,
  directoryAccount,
  directoryHost,
  type Entity,
  endpointAccount,
  endpointHost,
  fileOf,
  identityAccount,
  netbiosHost,
  type Process,
  processOf,
  request,
  session,
} from "./entity.ts";
import type { Account, Chance, Estate, Machine } from "./estate.ts";

/** One made alert before it becomes a row: minutes after its incident began. */
export type Draft = {
  readonly atMinutes: number;
  readonly product:
    | "MDATP"
    | "IPC"
    | "MCAS"
    | "OATP"
    | "AATP"
    | "MicrosoftThreatProtection"
    | "ASI Scheduled Alerts"
    | "Azure Security Center";
  readonly name: string;
  readonly severity: "Informational" | "Low" | "Medium" | "High";
  readonly tactics: string;
  readonly techniques: readonly string[];
  readonly entities: readonly Entity[];
};

/** What a story is told with: the place, chance, and the outside infrastructure of its attacker. */
export type Scene = {
  readonly estate: Estate;
  readonly chance: Chance;
  readonly attacker: { readonly ip: string; readonly domain: string; readonly tool: string; readonly sha1: string };
};

export type Told = Omit<Draft, "entities" | "atMinutes">;
const told = (product: Draft["product"], name: string, severity: Draft["severity"], tactics: string, ...techniques: string[]): Told => ({
  product,
  name,
  severity,
  tactics,
  techniques,
});

const shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0";
const system = "C:\\Windows\\System32";
/** The system's own programs have one hash on every machine. */
const systemHashes: Readonly<Record<string, string>> = {
  "powershell.exe": "a1".repeat(20),
  "cmd.exe": "b2".repeat(20),
  "schtasks.exe": "c3".repeat(20),
  "reg.exe": "d4".repeat(20),
  "wmiprvse.exe": "e5".repeat(20),
  "rundll32.exe": "f6".repeat(20),
};

/** A process of the operating system, started anew. */
export function systemProcess(image: string, commandLine: string, { chance }: Scene): Process {
  const folder = image === "powershell.exe" ? shell : system;
  const startedAt = new Date(Date.UTC(2026, 0, 1) + chance.below(1e9)).toISOString();
  return { image, folder, commandLine, pid: 400 + chance.below(15_000), startedAt, sha1: systemHashes[image] ?? chance.hex(40) };
}

const endpointAlerts: readonly (Told & { readonly image: string; readonly line: string })[] = [
  { ...told("MDATP", "Suspicious command shell activity", "Medium", "Execution", "T1059"), image: "cmd.exe", line: "cmd /c start" },
  {
    ...told("MDATP", "Suspicious script command line", "Medium", "Execution", "T1059"),
    image: "powershell.exe",
    line: "powershell -w hidden -e",
  },
  {
    ...told("MDATP", "Script host made a connection", "Medium", "CommandAndControl", "T1071"),
    image: "powershell.exe",
    line: "powershell iwr",
  },
  { ...told("MDATP", "Unusual scheduled task", "Medium", "Persistence", "T1053"), image: "schtasks.exe", line: "schtasks /create /tn" },
  { ...told("MDATP", "Unusual run key", "Medium", "Persistence", "T1547"), image: "reg.exe", line: "reg add run" },
  {
    ...told("MDATP", "Directory was queried at length", "Medium", "Discovery", "T1087"),
    image: "powershell.exe",
    line: "powershell get-adobject",
  },
  {
    ...told("MDATP", "Memory of the logon process was read", "High", "CredentialAccess", "T1003"),
    image: "rundll32.exe",
    line: "rundll32 comsvcs",
  },
  {
    ...told("MDATP", "Protection was changed", "Medium", "DefenseEvasion", "T1562"),
    image: "powershell.exe",
    line: "powershell set-mppreference",
  },
  { ...told("MDATP", "Backups were deleted", "High", "Impact", "T1490"), image: "cmd.exe", line: "cmd vssadmin delete" },
];

/** A chain of alerts on one machine: processes that started one another, here and there the attacker's file, a connection, no account, or the bare machine. */
export function endpointChain(scene: Scene, on: Machine, by: Account | undefined, count: number, from: number): Draft[] {
  const { estate, chance, attacker } = scene;
  const root = systemProcess("powershell.exe", `powershell -file ${chance.hex(6)}.ps1`, scene);
  let at = from;
  return Array.from({ length: count }, (_, index) => {
    at += chance.unit() < 0.8 ? chance.below(6) : 15 + chance.below(90);
    const kind = endpointAlerts[(index + chance.below(3)) % endpointAlerts.length]!;
    const process = systemProcess(kind.image, `${kind.line} ${chance.hex(8)}`, scene);
    const entities: Entity[] = [endpointHost(on, estate, by ? [by] : [])];
    if (by && chance.unit() < 0.85) entities.push(endpointAccount(by, chance));
    if (chance.unit() < 0.85) entities.push(processOf(process, chance.unit() < 0.7 ? root : undefined));
    if (chance.unit() < 0.3) entities.push(fileOf("C:\\Users\\Public", attacker.tool, attacker.sha1));
    if (chance.unit() < 0.2) entities.push(address(attacker.ip));
    if (chance.unit() < estate.egressShare) entities.push(address(estate.egress));
    const bare = index > 0 && chance.unit() < 0.06;
    if (!bare) return { ...pickTold(kind), atMinutes: at, entities };
    return {
      ...told("MDATP", "Automated investigation started", "Informational", "Unknown"),
      atMinutes: at,
      entities: entities.slice(0, 1),
    };
  });
}

const pickTold = ({ product, name, severity, tactics, techniques }: Told): Told => ({ product, name, severity, tactics, techniques });

/** A directory product saw one machine turn to others with an account. */
export function directoryAlert(
  scene: Scene,
  parts: { name: string; from: Machine; to: readonly Machine[]; by: Account; at: number },
): Draft {
  const { chance } = scene;
  const source = chance.unit() < 0.3 ? netbiosHost(parts.from) : directoryHost(parts.from);
  return {
    ...told("AATP", parts.name, "High", "LateralMovement", "T1021"),
    atMinutes: parts.at,
    entities: [source, ...parts.to.map(directoryHost), directoryAccount(parts.by)],
  };
}

/** A sign-in that the identity product doubts. */
export function signIn(scene: Scene, by: Account, ip: string, at: number, as?: Told): Draft {
  const { chance } = scene;
  const doubted = chance.pick([
    told("IPC", "Anonymous address", "Medium", "InitialAccess"),
    told("IPC", "Unfamiliar sign-in", "Low", "InitialAccess", "T1078"),
    told("IPC", "Unusual token", "High", "CredentialAccess", "T1539"),
  ]);
  return {
    ...(as ?? doubted),
    atMinutes: at,
    entities: [identityAccount(by), ...(chance.unit() < 0.5 ? [session(chance.uuid())] : []), request(chance.uuid()), address(ip)],
  };
}

/** What a cloud product saw an account do. */
export function cloudDoing(scene: Scene, by: Account, ips: readonly string[], at: number): Draft {
  const { chance } = scene;
  const kind = chance.pick([
    told("MCAS", "Rule of a mailbox hides mail", "High", "DefenseEvasion", "T1564"),
    told("MicrosoftThreatProtection", "Fraud by mail", "High", "Collection", "T1114"),
    told("MicrosoftThreatProtection", "Risky account signed in to the ledger", "Medium", "InitialAccess", "T1078"),
    told("MCAS", "Mass download", "Medium", "Exfiltration", "T1530"),
  ]);
  const application = chance.pick([
    cloudApplication("Example Mail", 1),
    cloudApplication("Example Office", 2),
    cloudApplication("Ledger", 3),
  ]);
  const where = ips.filter(() => chance.unit() < 0.7).map(address);
  return { ...kind, atMinutes: at, entities: [cloudAccount(by), ...(chance.unit() < 0.6 ? [application] : []), ...where] };
}

/** A draft of any other kind. */
export function alertOn(parts: Told & { readonly at: number; readonly entities: readonly Entity[] }): Draft {
  const { at, entities } = parts;
  return { ...pickTold(parts), atMinutes: at, entities };
}

export { told };
