import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { parseJson } from "../kit/json.ts";
import { notRunning } from "./refusals.ts";

/** The longest line that a program may say, and the most of all of them in one session. */
export const lineBytesMax = 1_048_576;
export const sessionBytesMax = 16 * 1_048_576;
/** How long a program may take to end by itself, milliseconds. */
const endMs = 1_000;

/** A program to start: a program and its arguments, never a line for a shell; with this environment and no other. */
export type Program = {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

/** A server that is a program of its own: in a folder of its own, which goes with it; JSON lines both ways; ended whatever it says. */
export async function startProgram({ name, command, environment }: Program): Promise<Transport> {
  const folder = await mkdtemp(join(tmpdir(), "watchkeeper-mcp-"));
  let child: ChildProcess | undefined;
  let gone = false;
  const transport: Transport = {
    async start() {
      const [program = "", ...given] = command;
      // A group of its own: what the program starts ends with it.
      child = spawn(program, given, {
        cwd: folder,
        env: environment,
        stdio: ["pipe", "pipe", "ignore"],
        shell: false,
        detached: true,
        windowsHide: true,
      });
      await new Promise<void>((started, fail) => {
        child?.once("spawn", started);
        child?.once("error", (error: NodeJS.ErrnoException) => fail(notRunning(name, error.code ?? "FAILED")));
      });
      child.once("close", () => void end());
      child.stdin?.on("error", () => undefined);
      child.stdout?.on("error", () => undefined);
      hear(
        child,
        (line) => tell(transport, line),
        () => void end(),
      );
    },
    async send(message) {
      const stdin = child?.stdin;
      if (!stdin || gone) throw notRunning(name, "ENDED");
      await new Promise<void>((sent, fail) =>
        stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? fail(notRunning(name, "ENDED")) : sent())),
      );
    },
    close: () => end(),
  };
  async function end(): Promise<void> {
    if (gone) return;
    gone = true;
    if (child) await stop(child);
    await rm(folder, { recursive: true, force: true });
    transport.onclose?.();
  }
  return transport;
}

/** Hears lines within bounds; whoever says more than that is not heard any more. */
function hear(child: ChildProcess, heard: (line: Uint8Array) => void, tooMuch: () => void): void {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let allBytes = 0;
  child.stdout?.on("data", (data: Buffer) => {
    allBytes += data.length;
    let from = 0;
    for (let at = data.indexOf(0x0a); at >= 0; at = data.indexOf(0x0a, from)) {
      const line = Buffer.concat([...rest, data.subarray(from, at)]);
      rest = [];
      restBytes = 0;
      from = at + 1;
      if (line.length <= lineBytesMax && line.length > 0) heard(line);
    }
    rest.push(data.subarray(from));
    restBytes += data.length - from;
    if (restBytes <= lineBytesMax && allBytes <= sessionBytesMax) return;
    child.stdout?.removeAllListeners("data");
    rest = [];
    tooMuch();
  });
}

function tell(transport: Transport, line: Uint8Array): void {
  const message = JSONRPCMessageSchema.safeParse(parseJson(line)?.value);
  if (message.success) transport.onmessage?.(message.data);
}

/** Asks a program to end by closing its input, then by a signal, then without asking; with everything that it started. */
async function stop(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    kill(child, signal);
    await Promise.race([ended, new Promise<void>((late) => setTimeout(late, endMs).unref())]);
  }
  // What it left running in its group.
  kill(child, "SIGKILL");
  child.stdout?.destroy();
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left.
  }
}
