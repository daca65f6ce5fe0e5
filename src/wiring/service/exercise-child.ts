import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import type { System } from "../../cli/system.ts";
import { inline } from "../../core/report/inline.ts";

/** The most that a report may be, and how much of what goes wrong is told. */
const outputBytesMax = 64 * 1_048_576;
const errorLengthMax = 2_000;

/** What a process that plays in memory needs of ours. What names databases and keys stays here; secrets are needed only where a configured model takes part. */
const kept = ["PATH", "HOME", "LANG", "TMPDIR", "TZ", "SystemRoot"];

/**
 * Runs a command of the product in a process of its own, at the lowest priority, and gives what it printed. Ends it when the signal is aborted or its time is over. Refuses with an
 * Error that says why there is nothing.
 */
export function playInChild(
  words: readonly string[],
  { system: { home, environment } }: { readonly system: Pick<System, "home" | "environment"> },
  { timeMsMax, signal }: { readonly timeMsMax: number; readonly signal: AbortSignal },
): Promise<string> {
  const main = [join(home, "src", "main.ts"), join(home, "dist", "src", "main.js")].find((path) => existsSync(path));
  if (main === undefined) return Promise.reject(new Error("the program is not in its folder"));
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...words], {
      env: surroundings(environment, words.includes("--config")),
      stdio: ["ignore", "pipe", "pipe"],
      shell: false,
      windowsHide: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeMsMax)]),
      killSignal: "SIGKILL",
    });
    if (child.pid !== undefined) lower(child.pid);
    const said: Buffer[] = [];
    let [bytes, wrong] = [0, ""];
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > outputBytesMax) child.kill("SIGKILL");
      else said.push(part);
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      wrong = (wrong + part).slice(-errorLengthMax);
    });
    child.on("error", (cause) => fail(new Error(signal.aborted ? "it was ended with the service" : `it did not run: ${cause.name}`)));
    child.on("close", (status) => {
      if (bytes > outputBytesMax) fail(new Error("it printed more than any report is"));
      else if (status === 0 || status === 1) settle(Buffer.concat(said).toString("utf8"));
      else fail(new Error(`it ended with status ${status ?? "none"}: ${inline(wrong.trim(), 200)}`));
    });
  });
}

function surroundings(environment: System["environment"], all: boolean): Record<string, string> {
  const names = all ? Object.keys(environment).filter((name) => name !== "DATABASE_URL") : kept;
  return Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}

/** Where the system does not let it, it plays at our own. */
function lower(processId: number): void {
  try {
    setPriority(processId, constants.priority.PRIORITY_LOW);
  } catch {
    // Nothing to do: it was over at once, or this machine has no priorities.
  }
}
