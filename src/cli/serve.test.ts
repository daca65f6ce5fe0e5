import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
// The database's account must be able to pass through.
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "wk-serve-")));
chmodSync(scratch, 0o711);
after(() => rmSync(scratch, { recursive: true, force: true }));

const open = new Set<Serving>();
afterEach(async () => {
  for (const { child } of open) child.kill("SIGTERM");
  await Promise.all([...open].map(({ ended }) => ended));
  open.clear();
});

const environment = { PATH: process.env.PATH, HOME: scratch, TMPDIR: scratch };
const startMsMax = 15_000;

type Serving = { readonly child: ChildProcess; readonly url: URL; readonly startedMs: number; readonly ended: Promise<number | null> };

async function serve(...words: string[]): Promise<Serving> {
  const from = performance.now();
  const child = spawn(process.execPath, [program, "serve", ...words], {
    env: environment,
    cwd: scratch,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((settle) => child.on("exit", settle));
  const url = await new Promise<URL>((settle, refuse) => {
    let said = "";
    child.stdout.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const found = /serves (http:\S+)\n/.exec(said)?.[1];
      if (found) settle(new URL(found));
    });
    let complained = "";
    child.stderr.on("data", (bytes: Buffer) => {
      complained += bytes.toString();
    });
    child.on("exit", (status) => refuse(new Error(`ended with ${status}: ${complained}`)));
  });
  const serving = { child, url, startedMs: performance.now() - from, ended };
  open.add(serving);
  return serving;
}

/** The processes that work below the scratch folder, as a database server does in its data folder. */
function processesInScratch(): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(`${scratch}/`);
    } catch {
      return false;
    }
  });
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const done = (isOpen: boolean) => {
      socket.destroy();
      settle(isOpen);
    };
    socket.on("connect", () => done(true));
    socket.on("error", () => done(false));
    socket.on("timeout", () => done(false));
  });
}

describe("watchkeeper serve", () => {
  test("with a throw-away database it answers, and a stop leaves no server and no file behind", async () => {
    const startsMs: number[] = [];
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      const serving = await serve("--ephemeral", "--port", "0");
      startsMs.push(serving.startedMs);
      assert.deepEqual(await (await fetch(new URL("/health", serving.url))).json(), { status: "ok", version: "0.1.0" });
      assert.ok(processesInScratch().length > 0, "a database server runs meanwhile");
      serving.child.kill(signal);
      assert.equal(await serving.ended, 0);
      assert.deepEqual(processesInScratch(), [], signal);
      assert.deepEqual(readdirSync(scratch), [], signal);
    }
    // The quickest of three, against a start that hangs: how fast it is on a quiet machine is a bench's business.
    assert.ok(Math.min(...startsMs) <= startMsMax, `took ${startsMs.map(Math.round).join(", ")} ms`);
  });

  test("nobody beyond this machine can reach it", async () => {
    const serving = await serve("--ephemeral", "--port", "0");
    assert.equal(serving.url.hostname, "127.0.0.1");
    const port = Number(serving.url.port);
    assert.ok(await accepts("127.0.0.1", port));
    // 127.0.0.2 is this machine too: a server on all addresses would answer there.
    const others = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).filter(({ internal }) => !internal));
    const usable = others.filter(({ scopeid }) => !scopeid).map(({ address }) => address);
    for (const host of ["127.0.0.2", "::1", ...usable]) assert.equal(await accepts(host, port), false, host);
  });

  test("a kept database is there again at the next start", async () => {
    const dataDir = join(scratch, "kept");
    for (const round of [1, 2]) {
      const serving = await serve("--data-dir", dataDir, "--port", "0");
      assert.equal((await fetch(new URL("/version", serving.url))).status, 200, `start ${round}`);
      // A terminal sends Ctrl-C to the launcher and to the program, so the program hears it twice.
      serving.child.kill("SIGINT");
      serving.child.kill("SIGTERM");
      assert.equal(await serving.ended, 0);
      assert.deepEqual(processesInScratch(), []);
    }
    rmSync(dataDir, { recursive: true });
  });

  test("a port that is taken, or words that make no sense, are refused before anything is started", async () => {
    const serving = await serve("--ephemeral", "--port", "0");
    const refusals = [
      { words: ["--ephemeral", "--port", serving.url.port], code: "cli/port-taken" },
      { words: ["--port", "70000"], code: "cli/bad-option" },
      { words: ["--ephemeral", "--data-dir", "here"], code: "cli/bad-option" },
      { words: ["here"], code: "cli/bad-option" },
      { words: ["--host", "0.0.0.0"], code: "cli/bad-option" },
    ];
    for (const { words, code } of refusals) {
      const { status, stderr } = spawnSync(process.execPath, [program, "serve", ...words], {
        env: environment,
        cwd: scratch,
        encoding: "utf8",
      });
      assert.equal(status, 2, stderr);
      assert.ok(stderr.includes(code), stderr);
    }
    serving.child.kill("SIGTERM");
    assert.equal(await serving.ended, 0);
    assert.deepEqual(readdirSync(scratch), []);
  });
});
