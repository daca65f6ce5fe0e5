import { execFile } from "node:child_process";

/** The longest that a command may take to give a secret, and the most that it may say. */
export const secretCommandMs = 10_000;
const outputBytesMax = 65_536;

/** What came of a command: its output, or why there is none, in words of ours. */
export type CommandSaid = { readonly text: string } | { readonly problem: string };

/**
 * Runs the command that gives a secret: a program and its arguments, never a line for a shell, with nothing of our environment but PATH and without input.
 * What it says on its other output is nobody's business: it may hold the secret.
 */
export function askCommand(
  [program = "", ...given]: readonly string[],
  where: { readonly folder: string; readonly path: string | undefined; readonly limitMs?: number },
): Promise<CommandSaid> {
  const limitMs = where.limitMs ?? secretCommandMs;
  return new Promise((settle) => {
    const child = execFile(
      program,
      given,
      {
        cwd: where.folder,
        env: where.path === undefined ? {} : { PATH: where.path },
        shell: false,
        timeout: limitMs,
        killSignal: "SIGKILL",
        maxBuffer: outputBytesMax,
        encoding: "utf8",
        windowsHide: true,
      },
      (error, stdout) => settle(error ? { problem: problemOf(error, limitMs) } : { text: stdout.replace(/\r?\n$/, "") }),
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end();
  });
}

/** Node's own message repeats the arguments. */
function problemOf(error: Error & { readonly code?: unknown; readonly killed?: boolean }, limitMs: number): string {
  if (error.code === "ENOENT" || error.code === "EACCES") return "its command is not there, or this user may not run it";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "its command says more than any secret holds";
  if (error.killed) return `its command gave nothing within ${Math.ceil(limitMs / 1_000)} seconds`;
  return typeof error.code === "number" ? `its command ended with status ${error.code}` : "its command did not run";
}
