import { minuteMs, secondMs } from "../../../src/redteam/records/time.ts";
import type { Process } from "../../../src/redteam/records/windows/host.ts";
import { systemSession } from "../../../src/redteam/records/windows/host.ts";
import { createTask, logOff, logOn, openShare } from "../../../src/redteam/records/windows/security.ts";
import { createFile, runProcess, startProcess } from "../../../src/redteam/records/windows/sysmon.ts";
import { secondVictim, stageFolder, stolen, taskName } from "./cast.ts";
import type { Telling } from "./foothold.ts";

const system32 = "C:\\Windows\\System32\\";
const filesRead = 620;
const shares = ["Finance", "Projects", "Quality"];

/** Stays on the file server, and gathers what is worth taking. Returns the shell that it works from. */
export function harvest(telling: Telling, implant: Process): Process {
  const shell = telling.step("task-created", () => stay(telling, implant));
  telling.step("shares-read", () => readShares(telling));
  telling.step("archive-made", () => pack(telling, shell));
  return shell;
}

function stay({ world, at }: Telling, implant: Process): Process {
  const host = world.files;
  const session = systemSession;
  const shell = startProcess(host, at("12:05:10"), { image: `${system32}cmd.exe`, commandLine: "cmd.exe", parent: implant, session });
  const program = "C:\\ProgramData\\Microsoft\\Sync\\winsyncsvc.exe";
  createFile(host, at("12:05:22"), implant, program);
  const commandLine = `schtasks /create /tn "${taskName}" /tr "${program} -s" /sc hourly /ru SYSTEM /f`;
  runProcess(host, at("12:05:40"), { image: `${system32}schtasks.exe`, commandLine, parent: shell, session });
  createTask(host, at("12:05:40") + 300, { session, name: taskName, command: program, arguments: "-s", runsAs: "S-1-5-18" });
  return shell;
}

// From the second desk, with the stolen account, file after file.
function readShares({ world, at }: Telling): void {
  const host = world.files;
  const chance = world.chance.fork("shares-read");
  const startMs = at("12:58:00");
  const session = logOn(host, startMs, stolen, {
    type: 3,
    protocol: "NTLM",
    address: secondVictim.address,
    workstation: secondVictim.workstation,
    elevated: true,
  });
  for (const [index, share] of shares.entries())
    openShare(host, startMs + (index + 1) * secondMs, { session, address: secondVictim.address, share, localPath: `D:\\Shares\\${share}` });
  for (let file = 0; file < filesRead; file++) {
    const share = chance.pick(shares);
    const name = `${chance.pick(["Contracts", "Drawings", "Budgets", "Customers"])}\\file-${chance.integer(100, 999)}.${chance.pick(["xlsx", "docx", "pdf", "dwg"])}`;
    const opened = { session, address: secondVictim.address, share, localPath: `D:\\Shares\\${share}`, file: name };
    openShare(host, startMs + 5 * secondMs + Math.floor((file * 12 * minuteMs) / filesRead), opened);
  }
  logOff(host, startMs + 16 * minuteMs, session, 3);
}

function pack({ world, at }: Telling, shell: Process): void {
  const host = world.files;
  const image = `${stageFolder}\\7z.exe`;
  createFile(host, at("13:21:00"), shell, image);
  const commandLine = `7z.exe a -mx1 -hpDemonstration -v500m ${stageFolder}\\q1.7z D:\\Shares\\Finance D:\\Shares\\Projects D:\\Shares\\Quality`;
  const packer = runProcess(
    host,
    at("13:22:05"),
    { image, commandLine, parent: shell, session: systemSession, directory: `${stageFolder}\\` },
    14 * minuteMs,
  );
  for (let volume = 1; volume <= 4; volume++)
    createFile(host, at("13:22:09") + (volume - 1) * 210 * secondMs, packer, `${stageFolder}\\q1.7z.${String(volume).padStart(3, "0")}`);
}
