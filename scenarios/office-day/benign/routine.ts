/** A program that a machine runs again and again. Words in braces are filled in by whoever plays it. */
export type Routine = {
  readonly image: string;
  readonly commandLine: string;
  readonly parent: "explorer" | "services" | "svchost" | "browser" | "mail" | "shell" | "agent";
  readonly as: "user" | "system" | "network-service";
  readonly perDay: number;
  readonly lastsSeconds: number;
};

const system = "C:\\Windows\\System32\\";
const edge = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";
const office = "C:\\Program Files\\Microsoft Office\\root\\Office16\\";
const shell = `${system}WindowsPowerShell\\v1.0\\powershell.exe`;

const routine = (
  parent: Routine["parent"],
  as: Routine["as"],
  perDay: number,
  lastsSeconds: number,
  image: string,
  commandLine: string,
): Routine => ({ image, commandLine, parent, as, perDay, lastsSeconds });

/** What every Windows machine does by itself. */
export const machineRoutines: readonly Routine[] = [
  routine("services", "system", 14, 400, `${system}svchost.exe`, `${system}svchost.exe -k netsvcs -p -s {service}`),
  routine("services", "network-service", 8, 300, `${system}svchost.exe`, `${system}svchost.exe -k NetworkService -p -s {service}`),
  routine("svchost", "network-service", 9, 90, `${system}wbem\\WmiPrvSE.exe`, `${system}wbem\\wmiprvse.exe -secured -Embedding`),
  routine("svchost", "system", 8, 20, `${system}taskhostw.exe`, "taskhostw.exe"),
  routine(
    "svchost",
    "system",
    4,
    6,
    "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.25020\\MpCmdRun.exe",
    "MpCmdRun.exe SignatureUpdate -ScheduleJob -RestrictPrivileges",
  ),
  routine(
    "svchost",
    "system",
    6,
    12,
    "C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe",
    '"C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe" /ua /installsource scheduler',
  ),
  routine(
    "agent",
    "system",
    6,
    25,
    shell,
    'powershell.exe -NoProfile -ExecutionPolicy Bypass -File "C:\\ProgramData\\Meridian\\Agent\\inventory.ps1" -Quiet',
  ),
  routine("agent", "system", 4, 3, `${system}cmd.exe`, 'cmd.exe /c "ver && hostname"'),
  routine("svchost", "system", 5, 4, `${system}gpupdate.exe`, "gpupdate.exe /target:computer"),
  routine("svchost", "system", 3, 40, `${system}msiexec.exe`, `${system}msiexec.exe /V`),
];

/** What a desk adds. */
export const deskRoutines: readonly Routine[] = [
  routine("browser", "user", 70, 900, edge, `"${edge}" --type=renderer --lang=en-GB --renderer-client-id={number}`),
  routine("browser", "user", 10, 600, edge, `"${edge}" --type=utility --utility-sub-type=network.mojom.NetworkService --lang=en-GB`),
  routine("explorer", "user", 9, 1_500, `${office}EXCEL.EXE`, `"${office}EXCEL.EXE" "\\\\fs01\\{share}\\{document}.xlsx"`),
  routine("explorer", "user", 8, 1_200, `${office}WINWORD.EXE`, `"${office}WINWORD.EXE" /n "\\\\fs01\\{share}\\{document}.docx"`),
  routine(
    "mail",
    "user",
    5,
    300,
    `${office}WINWORD.EXE`,
    `"${office}WINWORD.EXE" /n "C:\\Users\\{user}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\8KQ2ZP1D\\{document}.docx"`,
  ),
  routine(
    "svchost",
    "user",
    22,
    60,
    `${system}backgroundTaskHost.exe`,
    `"${system}backgroundTaskHost.exe" -ServerName:App.AppX{number}.mca`,
  ),
  routine("svchost", "user", 26, 120, `${system}RuntimeBroker.exe`, `${system}RuntimeBroker.exe -Embedding`),
  routine("svchost", "user", 14, 8, `${system}dllhost.exe`, `${system}DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}`),
  routine(
    "services",
    "system",
    16,
    60,
    `${system}SearchProtocolHost.exe`,
    `"${system}SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe{number}_ Global\\UsGthrCtrlFltPipeMssGthrPipe{number} 1 -2147483646`,
  ),
  routine("services", "system", 12, 60, `${system}SearchFilterHost.exe`, `"${system}SearchFilterHost.exe" 0 804 808 816 8192 812 788`),
  routine("explorer", "user", 4, 200, `${system}notepad.exe`, `"${system}notepad.exe" C:\\Users\\{user}\\Documents\\{document}.txt`),
  routine("mail", "user", 3, 40, "C:\\Windows\\splwow64.exe", "C:\\Windows\\splwow64.exe 12288"),
];

/** What a developer's desk adds: compilers, shells, and tools that look around. */
export const developerRoutines: readonly Routine[] = [
  routine("explorer", "user", 6, 900, `${system}cmd.exe`, `"${system}cmd.exe" /k C:\\dev\\env.cmd`),
  routine("shell", "user", 40, 3, "C:\\Program Files\\Git\\cmd\\git.exe", "git.exe status --porcelain"),
  routine("shell", "user", 9, 6, "C:\\Program Files\\Git\\cmd\\git.exe", "git.exe fetch origin"),
  routine(
    "shell",
    "user",
    14,
    45,
    "C:\\BuildTools\\MSBuild\\Current\\Bin\\MSBuild.exe",
    "MSBuild.exe C:\\dev\\gauge\\gauge.sln /p:Configuration=Release /m",
  ),
  routine(
    "shell",
    "user",
    8,
    4,
    shell,
    'powershell.exe -NoProfile -Command "Get-ChildItem C:\\dev -Recurse -Filter *.csproj | Measure-Object"',
  ),
  routine("shell", "user", 3, 1, `${system}whoami.exe`, "whoami"),
  routine("shell", "user", 3, 2, `${system}ipconfig.exe`, "ipconfig"),
  routine(
    "shell",
    "user",
    2,
    20,
    "C:\\Program Files\\7-Zip\\7z.exe",
    "7z.exe a -tzip C:\\dev\\out\\gauge-{number}.zip C:\\dev\\gauge\\bin\\Release",
  ),
];

/** What administrators' scripts do on servers every day. */
export const serverRoutines: readonly Routine[] = [
  routine("svchost", "system", 24, 20, shell, "powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File C:\\Scripts\\check-disk.ps1"),
  routine("svchost", "system", 12, 10, shell, "powershell.exe -NoProfile -File C:\\Scripts\\rotate-logs.ps1 -KeepDays 30"),
  routine("svchost", "system", 8, 2, `${system}tasklist.exe`, "tasklist.exe /svc"),
  routine("svchost", "system", 4, 60, `${system}Robocopy.exe`, "robocopy.exe D:\\Export \\\\bkp01\\export /MIR /R:1 /W:1 /NP"),
  routine("services", "system", 6, 300, `${system}VSSVC.exe`, `${system}vssvc.exe`),
];
