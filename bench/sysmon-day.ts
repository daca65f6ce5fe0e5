import { emptyFields, type TelemetryEvent } from "../src/core/event/event.ts";

/**
 * A made working day of Sysmon events on a few machines: office programs, browsers, updates, an administrator's shell now and then.
 * The same seed gives the same events; the shares follow what Sysmon reports with a common configuration.
 */
export function sysmonDay(count: number, seed: number): TelemetryEvent[] {
  return [...sysmonEvents(count, seed)];
}

/** The same events one by one, for a day too large to hold. */
export function* sysmonEvents(count: number, seed: number): Generator<TelemetryEvent> {
  const random = mulberry32(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  for (let index = 0; index < count; index++) {
    const kind = kindOf(random());
    yield eventOf({ index, kind, fields: fieldsOf(kind, pick, random) });
  }
}

const startMs = Date.UTC(2025, 2, 3, 7);
const betweenMs = 720;

// Shares add up to one.
const kinds = [
  { id: 1, category: "process_creation", share: 0.16 },
  { id: 3, category: "network_connection", share: 0.14 },
  { id: 7, category: "image_load", share: 0.16 },
  { id: 10, category: "process_access", share: 0.1 },
  { id: 11, category: "file_event", share: 0.14 },
  { id: 12, category: "registry_add", share: 0.06 },
  { id: 13, category: "registry_set", share: 0.14 },
  { id: 17, category: "pipe_created", share: 0.02 },
  { id: 22, category: "dns_query", share: 0.08 },
] as const;
type Kind = (typeof kinds)[number];

function kindOf(chance: number): Kind {
  let left = chance;
  for (const kind of kinds) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  return kinds[0];
}

// What a program is started with and by whom; the order and repetition make the shares.
const services = "C:\\Windows\\System32\\services.exe";
const svchost = "C:\\Windows\\System32\\svchost.exe";
const explorer = "C:\\Windows\\explorer.exe";
const chrome = "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe";
const edge = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";
const office = "C:\\Program Files\\Microsoft Office\\root\\Office16\\";
const cmd = "C:\\Windows\\System32\\cmd.exe";
const renderer =
  " --type=renderer --lang=en-GB --device-scale-factor=1 --num-raster-threads=4 --enable-main-frame-before-activation --renderer-client-id=57 --field-trial-handle=1792,i,16204,131072 /prefetch:1";
const utility =
  " --type=utility --utility-sub-type=network.mojom.NetworkService --lang=en-GB --service-sandbox-type=none --mojo-platform-channel-handle=2140 /prefetch:8";
type Start = { readonly image: string; readonly options: string; readonly parent: string };
const starts: readonly Start[] = [
  { image: svchost, options: " -k netsvcs -p -s Schedule", parent: services },
  { image: svchost, options: " -k LocalServiceNetworkRestricted -p -s Dhcp", parent: services },
  { image: explorer, options: "", parent: "C:\\Windows\\System32\\userinit.exe" },
  { image: chrome, options: renderer, parent: chrome },
  { image: chrome, options: utility, parent: chrome },
  { image: edge, options: renderer, parent: edge },
  { image: `${office}WINWORD.EXE`, options: ' /n "C:\\Users\\anna\\Documents\\Quarterly report Q1.docx" /o ""', parent: explorer },
  { image: `${office}OUTLOOK.EXE`, options: "", parent: explorer },
  { image: `${office}EXCEL.EXE`, options: "", parent: explorer },
  { image: "C:\\Windows\\System32\\conhost.exe", options: " 0xffffffff -ForceV1", parent: cmd },
  { image: "C:\\Windows\\System32\\taskhostw.exe", options: "", parent: svchost },
  { image: "C:\\Windows\\System32\\RuntimeBroker.exe", options: " -Embedding", parent: svchost },
  { image: "C:\\Windows\\System32\\SearchProtocolHost.exe", options: "", parent: "C:\\Windows\\System32\\SearchIndexer.exe" },
  { image: "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe", options: " -Embedding", parent: svchost },
  { image: cmd, options: " /c dir C:\\Projects /b", parent: "C:\\Program Files\\Contoso\\Build\\runner.exe" },
  {
    image: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    options: " -NoLogo -NoProfile -Command Get-Service | Where-Object Status -eq Running",
    parent: explorer,
  },
  { image: "C:\\Program Files\\Contoso\\Chat\\Chat.exe", options: renderer, parent: "C:\\Program Files\\Contoso\\Chat\\Chat.exe" },
  { image: "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24090.11-0\\MsMpEng.exe", options: "", parent: services },
];
const folders = [
  "C:\\Users\\anna\\Documents\\",
  "C:\\Users\\anna\\AppData\\Local\\Temp\\",
  "C:\\ProgramData\\Contoso\\cache\\",
  "C:\\Windows\\Prefetch\\",
] as const;
const files = [
  "report.docx",
  "~DF3A1.tmp",
  "index.dat",
  "settings.json",
  "CHROME.EXE-5A1054AF.pf",
  "image(3).png",
  "notes.txt",
  "draft.odt",
] as const;
const libraries = [
  "ntdll.dll",
  "kernel32.dll",
  "combase.dll",
  "bcrypt.dll",
  "clbcatq.dll",
  "amsi.dll",
  "dbghelp.dll",
  "winhttp.dll",
] as const;
const keys = [
  "HKLM\\SYSTEM\\CurrentControlSet\\Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-1001\\Device\\HarddiskVolume3\\Windows\\explorer.exe",
  "HKU\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Office\\16.0\\Word\\Reading Locations\\Document 3\\Position",
  "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Diagnostics\\DiagTrack\\LastHeartbeat",
  "HKU\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\SessionInfo\\1\\Volume",
  "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\{5c1f}\\LeaseObtainedTime",
] as const;
const names = ["www.example.com", "updates.example.net", "mail.example.org", "cdn.example.com", "teams.example.net", "wpad"] as const;
const users = ["CONTOSO\\anna", "CONTOSO\\ben", "NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\NETWORK SERVICE"] as const;

type Pick = <Item>(items: readonly Item[]) => Item;

function fieldsOf({ id }: Kind, pick: Pick, random: () => number): Record<string, string | number> {
  const start = pick(starts);
  const { image } = start;
  const common = {
    ...{ RuleName: "-", UtcTime: "2025-03-03 07:00:00.000", ProcessGuid: guid(random) },
    ...{ ProcessId: number(random, 20_000), Image: image, User: pick(users) },
  };
  switch (id) {
    case 1:
      return { ...common, ...processFields(start, pick, random) };
    case 3:
      return { ...common, Image: random() < 0.02 ? image : pick([chrome, edge, svchost]), ...connectionFields(pick, random) };
    case 7:
      return {
        ...{ ...common, ImageLoaded: `C:\\Windows\\System32\\${pick(libraries)}`, ...version, Hashes: hashes(random) },
        ...{ Signed: "true", Signature: "Microsoft Windows", SignatureStatus: "Valid" },
      };
    case 10:
      return accessFields(image, pick, random);
    case 11:
      return { ...common, TargetFilename: pick(folders) + pick(files), CreationUtcTime: common.UtcTime };
    case 12:
      return { ...common, EventType: "CreateKey", TargetObject: pick(keys) };
    case 13:
      return { ...common, EventType: "SetValue", TargetObject: pick(keys), Details: pick(details) };
    case 17:
      return { ...common, EventType: "CreatePipe", PipeName: `\\mojo.${number(random, 9_000)}.${number(random, 1e9)}` };
    case 22:
      return { ...common, QueryName: pick(names), QueryStatus: "0", QueryResults: "::ffff:203.0.113.7;" };
  }
}

function connectionFields(pick: Pick, random: () => number) {
  return {
    ...{ Protocol: "tcp", Initiated: "true", SourceIsIpv6: "false", SourceIp: `10.1.2.${number(random, 254)}` },
    ...{ SourceHostname: "ws-014.contoso.test", SourcePort: number(random, 60_000), SourcePortName: "-", DestinationIsIpv6: "false" },
    ...{ DestinationIp: `203.0.113.${number(random, 254)}`, DestinationHostname: pick(names) },
    ...{ DestinationPort: pick([443, 443, 443, 80, 53, 445, 389]), DestinationPortName: "https" },
  };
}

function accessFields(image: string, pick: Pick, random: () => number) {
  return {
    ...{ RuleName: "-", UtcTime: "2025-03-03 07:00:00.000", SourceProcessGUID: guid(random), SourceProcessId: number(random, 20_000) },
    ...{
      SourceThreadId: number(random, 20_000),
      SourceImage: image,
      TargetProcessGUID: guid(random),
      TargetProcessId: number(random, 20_000),
    },
    ...{ TargetImage: pick(starts).image, GrantedAccess: pick(["0x1000", "0x1400", "0x1fffff", "0x101000"]) },
    ...{ SourceUser: pick(users), TargetUser: pick(users), CallTrace: callTrace },
  };
}

const details = ["DWORD (0x00000001)", "Binary Data", "QWORD (0x01dadfa1-0x4fb6ad00)"];
const callTrace =
  "C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\Windows\\System32\\wbem\\cimwin32.dll+1a2b3|C:\\Windows\\System32\\framedynos.dll+8e6d";
const version = {
  FileVersion: "10.0.19041.1 (WinBuild.160101.0800)",
  Description: "Windows component",
  Product: "Microsoft Windows Operating System",
  Company: "Microsoft Corporation",
};

function processFields({ image, options, parent }: Start, pick: Pick, random: () => number) {
  const ofSystem = parent === services || parent === svchost;
  const user = pick(ofSystem ? users.slice(2) : users.slice(0, 2));
  return {
    ...version,
    OriginalFileName: image.slice(image.lastIndexOf("\\") + 1),
    CommandLine: `"${image}"${options}`,
    CurrentDirectory: "C:\\Windows\\system32\\",
    LogonGuid: guid(random),
    LogonId: "0x3e7",
    TerminalSessionId: 1,
    IntegrityLevel: ofSystem ? "System" : "Medium",
    Hashes: hashes(random),
    ParentProcessGuid: guid(random),
    ParentProcessId: number(random, 20_000),
    ParentImage: parent,
    ParentCommandLine: `"${parent}"`,
    User: user,
    ParentUser: user,
  };
}

function eventOf({ index, kind, fields }: { index: number; kind: Kind; fields: Record<string, string | number> }): TelemetryEvent {
  const host = `ws-0${10 + (index % 12)}.contoso.test`;
  const system = {
    ...{
      Provider_Name: "Microsoft-Windows-Sysmon",
      EventID: kind.id,
      Version: 5,
      Level: 4,
      Task: kind.id,
      Opcode: 0,
      Keywords: "0x8000000000000000",
    },
    ...{ EventRecordID: index + 1, Channel: "Microsoft-Windows-Sysmon/Operational", Computer: host },
  };
  return {
    timeMs: startMs + index * betweenMs,
    dataset: "windows",
    channel: system.Channel,
    action: String(kind.id),
    host,
    fields: Object.assign(emptyFields(), system, fields),
    source: { path: "made", record: index + 1, digest: `sha256:${"0".repeat(64)}` },
    logSource: { product: "windows", service: "sysmon", category: kind.category },
  };
}

const number = (random: () => number, below: number): number => Math.floor(random() * below);
const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits }, () => "0123456789ABCDEF"[number(random, 16)]).join("");
const guid = (random: () => number): string =>
  `{${hex(random, 8)}-${hex(random, 4)}-${hex(random, 4)}-${hex(random, 4)}-${hex(random, 12)}}`;
const hashes = (random: () => number): string =>
  `SHA1=${hex(random, 40)},MD5=${hex(random, 32)},SHA256=${hex(random, 64)},IMPHASH=${hex(random, 32)}`;

// A small generator with a 32-bit state (mulberry32, public domain).
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
