import { digestOfName } from "../chance.ts";

/** What a program says about itself in its version resource. */
type Program = { readonly description: string; readonly product: string; readonly company: string; readonly version: string };

const windows = (description: string): Program => ({
  description,
  product: "Microsoft® Windows® Operating System",
  company: "Microsoft Corporation",
  version: "10.0.19041.5438 (WinBuild.160101.0800)",
});
const office = (description: string): Program => ({
  description,
  product: "Microsoft Office",
  company: "Microsoft Corporation",
  version: "16.0.18526.20144",
});
const nameless: Program = { description: "-", product: "-", company: "-", version: "-" };

const programs = new Map<string, Program>([
  ["explorer.exe", windows("Windows Explorer")],
  ["svchost.exe", windows("Host Process for Windows Services")],
  ["services.exe", windows("Services and Controller app")],
  ["lsass.exe", windows("Local Security Authority Process")],
  ["taskhostw.exe", windows("Host Process for Windows Tasks")],
  ["conhost.exe", windows("Console Window Host")],
  ["cmd.exe", windows("Windows Command Processor")],
  ["powershell.exe", windows("Windows PowerShell")],
  ["rundll32.exe", windows("Windows host process (Rundll32)")],
  ["dllhost.exe", windows("COM Surrogate")],
  ["msiexec.exe", windows("Windows® installer")],
  ["schtasks.exe", windows("Task Scheduler Configuration Tool")],
  ["whoami.exe", windows("whoami - displays logged on user information")],
  ["net.exe", windows("Net Command")],
  ["net1.exe", windows("Net Command")],
  ["nltest.exe", windows("Microsoft® Logon Server Test Utility")],
  ["systeminfo.exe", windows("Displays system information")],
  ["ipconfig.exe", windows("IP Configuration Utility")],
  ["quser.exe", windows("Query User Utility")],
  ["tasklist.exe", windows("Lists the current running tasks")],
  ["gpupdate.exe", windows("Microsoft® Group Policy Update Utility")],
  ["wevtutil.exe", windows("Eventing Command Line Utility")],
  ["fodhelper.exe", windows("Features On Demand Helper")],
  ["robocopy.exe", windows("Microsoft Robocopy")],
  ["mstsc.exe", windows("Remote Desktop Connection")],
  ["wmiprvse.exe", windows("WMI Provider Host")],
  ["backgroundtaskhost.exe", windows("Background Task Host")],
  ["runtimebroker.exe", windows("Runtime Broker")],
  ["searchprotocolhost.exe", windows("Microsoft Windows Search Protocol Host")],
  ["searchfilterhost.exe", windows("Microsoft Windows Search Filter Host")],
  ["splwow64.exe", windows("Print driver host for applications")],
  ["notepad.exe", windows("Notepad")],
  ["mpcmdrun.exe", windows("Microsoft Malware Protection Command Line Utility")],
  ["msmpeng.exe", windows("Antimalware Service Executable")],
  ["winword.exe", office("Microsoft Word")],
  ["excel.exe", office("Microsoft Excel")],
  ["outlook.exe", office("Microsoft Outlook")],
  ["msedge.exe", { description: "Microsoft Edge", product: "Microsoft Edge", company: "Microsoft Corporation", version: "134.0.3124.66" }],
  [
    "microsoftedgeupdate.exe",
    { description: "Microsoft Edge Update", product: "Microsoft Edge Update", company: "Microsoft Corporation", version: "1.3.407.43" },
  ],
  ["7z.exe", { description: "7-Zip Console", product: "7-Zip", company: "Igor Pavlov", version: "24.09" }],
  [
    "psexec64.exe",
    {
      description: "Execute processes remotely",
      product: "Sysinternals PsExec",
      company: "Sysinternals - www.sysinternals.com",
      version: "2.43",
    },
  ],
  ["psexesvc.exe", { description: "PsExec Service", product: "Sysinternals PsExec", company: "Sysinternals", version: "2.43" }],
  ["rclone.exe", { description: "Rclone", product: "Rclone", company: "https://rclone.org", version: "1.69.1" }],
  ["git.exe", { description: "Git for Windows", product: "Git", company: "The Git Development Community", version: "2.48.1" }],
  [
    "msbuild.exe",
    { description: "MSBuild.exe", product: "Microsoft® Build Tools®", company: "Microsoft Corporation", version: "17.12.12.6904" },
  ],
  ["aws.exe", { description: "-", product: "-", company: "Amazon Web Services", version: "2.24.5" }],
]);

// Programs whose compiled-in name is not their file name in capitals or as is.
const originalNames = new Map<string, string>([
  ["powershell.exe", "PowerShell.EXE"],
  ["cmd.exe", "Cmd.Exe"],
  ["winword.exe", "WinWord.exe"],
  ["excel.exe", "Excel.exe"],
  ["outlook.exe", "Outlook.exe"],
  ["msedge.exe", "msedge.exe"],
  ["rundll32.exe", "RUNDLL32.EXE"],
  ["schtasks.exe", "schtasks.exe"],
  ["psexec64.exe", "psexec.c"],
  ["psexesvc.exe", "psexesvc.exe"],
  ["rclone.exe", "rclone.exe"],
  ["nltest.exe", "nltestrk.exe"],
  ["systeminfo.exe", "sysinfo.exe"],
]);

export const fileNameOf = (path: string): string => path.slice(path.lastIndexOf("\\") + 1);

/** The version fields that Sysmon reads from a file. */
export function versionFieldsOf(image: string): Record<"FileVersion" | "Description" | "Product" | "Company" | "OriginalFileName", string> {
  const key = fileNameOf(image).toLowerCase();
  const { version, description, product, company } = programs.get(key) ?? nameless;
  const originalName = programs.has(key) ? (originalNames.get(key) ?? fileNameOf(image)) : "-";
  return { FileVersion: version, Description: description, Product: product, Company: company, OriginalFileName: originalName };
}

/** The hashes that Sysmon computes of a file: one program has the same on every machine. */
export function hashesOf(image: string): string {
  const key = fileNameOf(image).toLowerCase();
  const upper = (algorithm: "md5" | "sha256", name: string) => digestOfName(name, algorithm).toUpperCase();
  return `MD5=${upper("md5", key)},SHA256=${upper("sha256", key)},IMPHASH=${upper("md5", `imports of ${key}`)}`;
}
