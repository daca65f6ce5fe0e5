import { secondMs } from "../../../src/redteam/records/time.ts";
import type { Process, Session } from "../../../src/redteam/records/windows/host.ts";
import { accessProcess, createFile, runProcess, setRegistryValue, startProcess } from "../../../src/redteam/records/windows/sysmon.ts";
import type { Desk } from "../benign/desk.ts";
import { implantPath, victim } from "./cast.ts";
import type { Telling } from "./foothold.ts";

const looks: readonly (readonly [image: string, commandLine: string])[] = [
  ["whoami.exe", "whoami /all"],
  ["systeminfo.exe", "systeminfo"],
  ["ipconfig.exe", "ipconfig /all"],
  ["net.exe", 'net group "Domain Admins" /domain'],
  ["nltest.exe", "nltest /domain_trusts /all_trusts"],
  ["nltest.exe", "nltest /dclist:corp.alderbrook.example"],
  ["net.exe", "net view \\\\fs01 /all"],
  ["quser.exe", "quser"],
  ["tasklist.exe", "tasklist /v"],
];

/** The operator looks around, takes rights on the machine, and reads what LSASS remembers. Returns the implant with rights. */
export function escalate(telling: Telling, desk: Desk, implant: Process): Process {
  telling.step("discovery", () => lookAround(telling, desk, implant));
  const elevated = telling.step("bypass-of-user-account-control", () => takeRights(telling, desk, implant));
  telling.step("credentials-read", () => readCredentials(telling, desk, elevated));
  return elevated;
}

function lookAround({ at }: Telling, { host }: Desk, implant: Process): void {
  const { session } = implant;
  const started = startProcess(host, at("09:44:10"), {
    image: "C:\\Windows\\System32\\cmd.exe",
    commandLine: "cmd.exe",
    parent: implant,
    session,
  });
  for (const [index, [name, commandLine]] of looks.entries())
    runProcess(host, at("09:44:30") + index * 47 * secondMs, {
      image: `C:\\Windows\\System32\\${name}`,
      commandLine,
      parent: started,
      session,
    });
}

function takeRights({ at }: Telling, { host }: Desk, implant: Process): Process {
  const timeMs = at("10:41:15");
  const key = `HKU\\${victim.account.sid}_Classes\\ms-settings\\shell\\open\\command`;
  setRegistryValue(host, timeMs, implant, { name: `${key}\\(Default)`, details: implantPath });
  setRegistryValue(host, timeMs + 40, implant, { name: `${key}\\DelegateExecute`, details: "(Empty)" });
  const session: Session = { ...implant.session, logonId: "0x2f11c9a", integrity: "High" };
  const helper = runProcess(host, timeMs + 1_500, {
    image: "C:\\Windows\\System32\\fodhelper.exe",
    commandLine: '"C:\\Windows\\System32\\fodhelper.exe"',
    parent: implant,
    session,
  });
  return startProcess(host, timeMs + 2_200, { image: implantPath, commandLine: `"${implantPath}"`, parent: helper, session });
}

function readCredentials({ at }: Telling, { host }: Desk, elevated: Process): void {
  const timeMs = at("10:58:31");
  accessProcess(host, timeMs, {
    source: elevated,
    target: host.lsass,
    granted: "0x1010",
    callTrace: "C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|UNKNOWN(000001D2A7C4103F)",
  });
  accessProcess(host, timeMs + 240, {
    source: elevated,
    target: host.lsass,
    granted: "0x1fffff",
    callTrace: "C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\SYSTEM32\\dbgcore.dll+6cee|UNKNOWN(000001D2A7C41B52)",
  });
  createFile(host, timeMs + 1_900, elevated, "C:\\ProgramData\\Microsoft\\Sync\\lsass.dmp");
}
