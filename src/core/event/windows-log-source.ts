import type { LogSource } from "./log-source.ts";

/** Sigma's services for Windows by channel, lower-case (Sigma taxonomy 2.0, appendix "Log sources"; channel names from the providers' manifests). */
const serviceByChannel: ReadonlyMap<string, string> = new Map(
  Object.entries({
    security: ["Security"],
    system: ["System"],
    application: ["Application"],
    sysmon: ["Microsoft-Windows-Sysmon/Operational"],
    powershell: ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"],
    "powershell-classic": ["Windows PowerShell"],
    taskscheduler: ["Microsoft-Windows-TaskScheduler/Operational"],
    windefend: ["Microsoft-Windows-Windows Defender/Operational"],
    wmi: ["Microsoft-Windows-WMI-Activity/Operational"],
    "firewall-as": ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"],
    "bits-client": ["Microsoft-Windows-Bits-Client/Operational"],
    "codeintegrity-operational": ["Microsoft-Windows-CodeIntegrity/Operational"],
    applocker: [
      "Microsoft-Windows-AppLocker/EXE and DLL",
      "Microsoft-Windows-AppLocker/MSI and Script",
      "Microsoft-Windows-AppLocker/Packaged app-Deployment",
      "Microsoft-Windows-AppLocker/Packaged app-Execution",
    ],
    "appxdeployment-server": ["Microsoft-Windows-AppXDeploymentServer/Operational"],
    "appxpackaging-om": ["Microsoft-Windows-AppxPackaging/Operational"],
    "appmodel-runtime": ["Microsoft-Windows-AppModel-Runtime/Admin"],
    capi2: ["Microsoft-Windows-CAPI2/Operational"],
    "certificateservicesclient-lifecycle-system": ["Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"],
    dhcp: ["Microsoft-Windows-DHCP-Server/Operational"],
    "diagnosis-scripted": ["Microsoft-Windows-Diagnosis-Scripted/Operational"],
    "dns-client": ["Microsoft-Windows-DNS Client Events/Operational", "Microsoft-Windows-DNS-Client/Operational"],
    "dns-server": ["DNS Server"],
    "dns-server-analytic": ["Microsoft-Windows-DNS-Server/Analytical"],
    "dns-server-audit": ["Microsoft-Windows-DNS-Server/Audit"],
    "driver-framework": ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"],
    "hyper-v-worker": ["Microsoft-Windows-Hyper-V-Worker-Admin", "Microsoft-Windows-Hyper-V-Worker"],
    "iis-configuration": ["Microsoft-IIS-Configuration/Operational"],
    "kernel-event-tracing": ["Microsoft-Windows-Kernel-EventTracing/Admin", "Microsoft-Windows-Kernel-EventTracing"],
    "kernel-shimengine": ["Microsoft-Windows-Kernel-ShimEngine/Operational", "Microsoft-Windows-Kernel-ShimEngine/Diagnostic"],
    ldap: ["Microsoft-Windows-LDAP-Client/Debug"],
    "lsa-server": ["Microsoft-Windows-LSA/Operational"],
    "microsoft-servicebus-client": [
      "Microsoft-ServiceBus-Client",
      "Microsoft-ServiceBus-Client/Admin",
      "Microsoft-ServiceBus-Client/Operational",
    ],
    "msexchange-management": ["MSExchange Management"],
    ntfs: ["Microsoft-Windows-Ntfs/Operational"],
    ntlm: ["Microsoft-Windows-NTLM/Operational"],
    openssh: ["OpenSSH/Operational"],
    "printservice-admin": ["Microsoft-Windows-PrintService/Admin"],
    "printservice-operational": ["Microsoft-Windows-PrintService/Operational"],
    "security-mitigations": ["Microsoft-Windows-Security-Mitigations/Kernel Mode", "Microsoft-Windows-Security-Mitigations/User Mode"],
    sense: ["Microsoft-Windows-SENSE/Operational"],
    "shell-core": ["Microsoft-Windows-Shell-Core/Operational"],
    "smbclient-connectivity": ["Microsoft-Windows-SmbClient/Connectivity"],
    "smbclient-security": ["Microsoft-Windows-SmbClient/Security"],
    "smbserver-connectivity": ["Microsoft-Windows-SMBServer/Connectivity"],
    "terminalservices-localsessionmanager": ["Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"],
    vhdmp: ["Microsoft-Windows-VHDMP-Operational", "Microsoft-Windows-VHDMP/Operational"],
  }).flatMap(([service, channels]) => channels.map((channel) => [channel.toLowerCase(), service] as const)),
);

/** The same by provider, for sources that name no channel. */
const channelByProvider: ReadonlyMap<string, string> = new Map([
  ["microsoft-windows-sysmon", "Microsoft-Windows-Sysmon/Operational"],
  ["microsoft-windows-security-auditing", "Security"],
  ["microsoft-windows-powershell", "Microsoft-Windows-PowerShell/Operational"],
  ["powershell", "Windows PowerShell"],
  ["microsoft-windows-windows defender", "Microsoft-Windows-Windows Defender/Operational"],
  ["microsoft-windows-taskscheduler", "Microsoft-Windows-TaskScheduler/Operational"],
  ["microsoft-windows-wmi-activity", "Microsoft-Windows-WMI-Activity/Operational"],
  ["service control manager", "System"],
]);

/** Sysmon's event ids as Sigma categories (Sysmon 15 schema; Sigma taxonomy). */
const sysmonCategories: ReadonlyMap<number, string> = new Map([
  [1, "process_creation"],
  [2, "file_change"],
  [3, "network_connection"],
  [4, "sysmon_status"],
  [5, "process_termination"],
  [6, "driver_load"],
  [7, "image_load"],
  [8, "create_remote_thread"],
  [9, "raw_access_thread"],
  [10, "process_access"],
  [11, "file_event"],
  [12, "registry_add"],
  [13, "registry_set"],
  [14, "registry_rename"],
  [15, "create_stream_hash"],
  [16, "sysmon_status"],
  [17, "pipe_created"],
  [18, "pipe_created"],
  [19, "wmi_event"],
  [20, "wmi_event"],
  [21, "wmi_event"],
  [22, "dns_query"],
  [23, "file_delete"],
  [24, "clipboard_capture"],
  [25, "process_tampering"],
  [26, "file_delete"],
  [27, "file_block"],
  [28, "file_block"],
  [29, "file_executable_detected"],
  [255, "sysmon_error"],
]);

const securityCategories: ReadonlyMap<number, string> = new Map([
  [4657, "registry_set"],
  [4688, "process_creation"],
  [4689, "process_termination"],
  [5156, "network_connection"],
]);
const powershellCategories: ReadonlyMap<number, string> = new Map([
  [4103, "ps_module"],
  [4104, "ps_script"],
]);
const classicCategories: ReadonlyMap<number, string> = new Map([
  [400, "ps_classic_start"],
  [600, "ps_classic_provider_start"],
  [800, "ps_classic_script"],
]);
// A detection by Windows Defender is what Sigma's product-neutral "antivirus" rules describe.
const defenderCategories: ReadonlyMap<number, string> = new Map(
  [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116, 1117, 1118, 1119].map((id) => [id, "antivirus"]),
);

const categoriesByService: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  sysmon: sysmonCategories,
  security: securityCategories,
  powershell: powershellCategories,
  "powershell-classic": classicCategories,
  windefend: defenderCategories,
};

const widerCategory: ReadonlyMap<string, string> = new Map([
  ["registry_add", "registry_event"],
  ["registry_delete", "registry_event"],
  ["registry_set", "registry_event"],
  ["registry_rename", "registry_event"],
]);

/** The category that covers a narrower one (`registry_set` is a `registry_event`): rules of both apply to the event. Undefined for all others. */
export function widerCategoryOf(category: string): string | undefined {
  return widerCategory.get(category);
}

/** The channel that a provider writes to, for records without one; "" when unknown. */
export function channelOfProvider(provider: string): string {
  return channelByProvider.get(provider.toLowerCase()) ?? "";
}

/** Sigma's log source for a Windows event; `eventType` tells Sysmon's registry event 12 apart (CreateKey, DeleteKey, DeleteValue). */
export function windowsLogSource(channel: string, eventId: number, eventType: unknown): LogSource {
  const known = sources.get(channel) ?? remember(channel);
  if (known === undefined) return windowsOnly;
  if (eventId === 12 && known.service === "sysmon" && typeof eventType === "string" && eventType.startsWith("Delete")) return deletion;
  return known.byEvent.get(eventId) ?? known.any;
}

type ChannelSources = { readonly service: string; readonly any: LogSource; readonly byEvent: ReadonlyMap<number, LogSource> };

const windowsOnly: LogSource = { product: "windows" };
const deletion: LogSource = { product: "windows", service: "sysmon", category: "registry_delete" };
const sources = new Map<string, ChannelSources>();
const sourcesMax = 4_096;

// One object per log source, however many events. Spellings of channels come from outside, so what is remembered has a maximum.
function remember(channel: string): ChannelSources | undefined {
  const service = serviceByChannel.get(channel.toLowerCase());
  if (service === undefined) return undefined;
  const categories = [...(categoriesByService[service] ?? [])];
  const made: ChannelSources = {
    service,
    any: { product: "windows", service },
    byEvent: new Map(categories.map(([eventId, category]) => [eventId, { product: "windows", service, category }])),
  };
  if (sources.size < sourcesMax) sources.set(channel, made);
  return made;
}
