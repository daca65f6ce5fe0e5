import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../main.ts", import.meta.url));

/** A process of the service, as a test runs it. */
export type Serving = {
  readonly url: URL;
  readonly child: ChildProcess;
  readonly said: () => { readonly out: string; readonly err: string };
  readonly ended: Promise<number | null>;
  /** Ends it in order; gives its exit status. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

export type ServingParts = {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with the process before it has started, for a test that ends it meanwhile. */
  readonly onSpawn?: (child: ChildProcess) => void;
};

const startMsMax = 90_000;

/** Starts the service on a free port, and waits until it says where it serves, or what it works as. */
export async function startServing({ words, cwd, environment = {}, onSpawn }: ServingParts): Promise<Serving> {
  const env = { PATH: process.env.PATH, HOME: cwd, TMPDIR: cwd, ...environment };
  const child = spawn(process.execPath, [program, "serve", "--port", "0", ...words], { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  onSpawn?.(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (bytes: Buffer) => {
    said.out += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    said.err += bytes.toString();
  });
  const ended = new Promise<number | null>((settle) => child.on("exit", settle));
  const found = await until(
    () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`it ended with ${child.exitCode ?? child.signalCode}: ${said.err}`);
      return /(?:serves (http\S+)|works as .+)\n/.exec(said.out);
    },
    startMsMax,
    () => `it did not start: ${said.err}`,
  );
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  return { url: new URL(found[1] ?? "http://127.0.0.1:9"), child, said: () => said, ended, stop };
}

/** Asks again until there is something, or the time is over. */
export async function until<Found>(
  look: () => Promise<Found | undefined | null> | Found | undefined | null,
  waitMsMax: number,
  says: () => string,
): Promise<Found> {
  const endMs = Date.now() + waitMsMax;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null) return found;
    if (Date.now() > endMs) throw new Error(says());
    await sleep(100);
  }
}

/** A person who signed in through the link that the first start printed, as their browser asks. */
export type SignedIn = {
  readonly ask: (path: string, how?: { method?: string; body?: unknown }) => Promise<{ status: number; body: unknown }>;
};

/** Makes the administrator with the one-time link, and keeps the session. */
export async function signInFirst(serving: Serving): Promise<SignedIn> {
  const link = await until(
    () => /token=([0-9a-zA-Z_-]+)/.exec(serving.said().out)?.[1],
    10_000,
    () => "no link was printed",
  );
  const made = await fetch(new URL("/api/v1/sign-in/link", serving.url), {
    method: "POST",
    headers: { "content-type": "application/json", origin: serving.url.origin },
    body: JSON.stringify({ tenant: "default", link, name: "mara", password: "correct horse battery staple" }),
  });
  assert.equal(made.status, 200, await made.clone().text());
  const { csrf } = (await made.json()) as { csrf: string };
  const cookie = made.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return {
    async ask(path, { method = "GET", body } = {}) {
      const answer = await fetch(new URL(path, serving.url), {
        method,
        headers: {
          cookie,
          origin: serving.url.origin,
          "x-watchkeeper-csrf": csrf,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text };
    },
  };
}

/** Lines of a log file that are there so far. */
export const logLines = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
