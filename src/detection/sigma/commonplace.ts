/** What a literal costs that most events hold: nearly as much as none at all. */
export const commonplaceCost = 0.5;

// Texts that ordinary events are full of. A literal inside one of them tells hardly anything.
const commonplaces = [
  "c:\\windows\\system32\\drivers\\",
  "c:\\windows\\syswow64\\",
  "c:\\windows\\system32\\ntdll.dll",
  "c:\\windows\\system32\\kernelbase.dll",
  "|c:\\windows\\system32\\kernel32.dll",
  "c:\\windows\\system32\\svchost.exe",
  "c:\\windows\\system32\\services.exe",
  "c:\\windows\\system32\\cmd.exe /c",
  "c:\\windows\\system32\\windowspowershell\\v1.0\\powershell.exe -command",
  "c:\\windows\\explorer.exe",
  "c:\\program files\\google\\chrome\\application\\chrome.exe",
  "c:\\program files (x86)\\microsoft\\edge\\application\\msedge.exe",
  "c:\\program files\\microsoft office\\root\\office16\\winword.exe",
  "c:\\program files\\common files\\",
  "c:\\programdata\\microsoft\\windows\\",
  "c:\\users\\public\\",
  "\\appdata\\local\\temp\\",
  "\\appdata\\local\\microsoft\\windows\\",
  "\\appdata\\roaming\\microsoft\\windows\\",
  "hklm\\system\\currentcontrolset\\services\\",
  "hklm\\system\\currentcontrolset\\control\\",
  "hklm\\software\\microsoft\\windows\\currentversion\\",
  "hklm\\software\\microsoft\\windows nt\\currentversion\\",
  "hklm\\software\\policies\\microsoft\\windows\\",
  "hkcu\\software\\microsoft\\office\\",
  "hku\\software\\classes\\clsid\\",
  "dword (0x00000001)",
  "dword (0x00000000)",
  "microsoft corporation",
  "https://www.",
  "http://",
  "/usr/bin/",
  "/usr/sbin/",
  "/bin/sh",
  "/bin/bash",
];

// Fields with a handful of values.
const narrowFields: ReadonlySet<string> = new Set([
  "Channel",
  "Company",
  "EventType",
  "Initiated",
  "IntegrityLevel",
  "LogonId",
  "LogonType",
  "ParentIntegrityLevel",
  "ParentUser",
  "Product",
  "Protocol",
  "Provider_Name",
  "SignatureStatus",
  "Signed",
  "SourceIsIpv6",
  "DestinationIsIpv6",
  "SubjectLogonId",
  "SubjectUserName",
  "SubjectUserSid",
  "TargetUserSid",
  "User",
  "cs-method",
  "eventSource",
  "type",
]);

/** True for a literal that most events of a field hold. `text` is folded. */
export function isCommonplace(field: string | undefined, text: string): boolean {
  return (field !== undefined && narrowFields.has(field)) || commonplaces.some((commonplace) => commonplace.includes(text));
}
