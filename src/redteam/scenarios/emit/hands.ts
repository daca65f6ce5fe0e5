import { minuteMs, secondMs } from "../../records/time.ts";
import { type Account, type Process, processGuidOf, type Session, systemSession, type WindowsHost } from "../../records/windows/host.ts";
import { runProcess } from "../../records/windows/sysmon.ts";

const system32 = "C:\\Windows\\System32\\";
/** Windows' own programs by their short names. */
export const windowsProgram = (name: string): string =>
  name === "powershell.exe"
    ? `${system32}WindowsPowerShell\\v1.0\\powershell.exe`
    : name === "explorer.exe"
      ? "C:\\Windows\\explorer.exe"
      : `${system32}${name}`;

/** A program that was running before the story began. */
export function standing(host: WindowsHost, image: string, session: Session = systemSession, startedMs = 0): Process {
  const id = host.nextProcessId();
  const full = image.includes("\\") ? image : windowsProgram(image);
  return { id, guid: processGuidOf({ computer: host.computer, startedMs, id }), image: full, commandLine: full, session };
}

/** Someone's session that was open before the story began. */
export const openSession = (host: WindowsHost, account: Account, isElevated = false): Session => ({
  account,
  logonId: `0x${host.chance.integer(0x40_000, 0xfff_ffff).toString(16)}`,
  terminal: 1,
  integrity: isElevated ? "High" : "Medium",
});

/** Hands on one machine: each command is a program started from the same parent. */
export type Hands = {
  readonly host: WindowsHost;
  readonly session: Session;
  readonly parent: Process;
  /** Starts a program at a moment; `image` is a short name of Windows or a whole path. */
  readonly run: (timeMs: number, image: string, commandLine: string, parent?: Process) => Process;
};

/** Hands of an account on a machine. */
export function handsOn(host: WindowsHost, session: Session, parent: Process = standing(host, "explorer.exe", session)): Hands {
  return {
    host,
    session,
    parent,
    run: (timeMs, image, commandLine, from = parent) =>
      runProcess(
        host,
        timeMs,
        { image: image.includes("\\") ? image : windowsProgram(image), commandLine, parent: from, session },
        host.chance.integer(1, 40) * secondMs,
      ),
  };
}

/** Runs commands one after another from one parent, some seconds or minutes apart. */
export function runAll(
  hands: Hands,
  startMs: number,
  gapMinutes: number,
  commands: readonly (readonly [image: string, commandLine: string])[],
  parent?: Process,
): void {
  for (const [at, [image, commandLine]] of commands.entries())
    hands.run(startMs + Math.round(at * gapMinutes * minuteMs) + hands.host.chance.integer(0, 4_000), image, commandLine, parent);
}
