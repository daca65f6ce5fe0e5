import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openWitnessClient } from "../connectors/witness/witness.ts";
import { formatCheckpoint } from "../core/transparency/checkpoint.ts";
import { signNote, verifyNote } from "../core/transparency/note.ts";
import { formatVerifierKey, parseVerifierKey, verifierKeyOf } from "../core/transparency/verifier-key.ts";
import { withSignatures } from "../core/transparency/witness.ts";
import { openWitnessFolder, readWitnessKey } from "../storage/witness/witness-folder.ts";
import { sampleLogKey, sampleRecords, wholeTree } from "../testing/sample-log.ts";
import { runCommand } from "./menu.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const program = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "wk-witness-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const log = sampleLogKey("log.example.org/watchkeeper");
const logKey = verifierKeyOf(log, "note");
const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};

const random = { secret: (sizeBytes: number) => "5a".repeat(sizeBytes) };
const once = (...words: string[]) => spawnSync(process.execPath, [program, "witness", ...words], { encoding: "utf8", cwd: scratch });

async function started(...words: string[]): Promise<{ child: ChildProcess; url: string; key: string; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [program, "witness", ...words], { cwd: scratch, stdio: ["ignore", "pipe", "pipe"] });
  after(() => child.kill("SIGKILL"));
  const ended = new Promise<number | null>((settle) => child.on("exit", settle));
  let [out, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  const url = await new Promise<string>((settle, refuse) => {
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
      const found = / at (http:\S+)\n/.exec(err)?.[1];
      if (found) settle(found);
    });
    child.on("exit", () => refuse(new Error(err)));
  });
  return { child, url, key: out.trim(), ended };
}

describe("watchkeeper witness", () => {
  test("prints the same key at every start, cosigns, lets nobody else into its folder, and ends when told", {
    timeout: 60_000,
  }, async () => {
    const state = join(scratch, "one");
    const { child, url, key, ended } = await started(
      "--state",
      state,
      "--name",
      "witness.example.net",
      "--log",
      formatVerifierKey(logKey),
      "--port",
      "0",
    );
    assert.match(url, /^http:\/\/127\.0\.0\.1:/);
    const verifier = parseVerifierKey(key);
    const checkpoint = signNote(formatCheckpoint({ origin: log.name, size: 9, root: wholeTree(sampleRecords(9)).root() }), log);
    const answer = await openWitnessClient({ url, key: verifier, internal: true }, { clock }).cosign({ oldSize: 0, proof: [], checkpoint });
    assert.ok("lines" in answer && verifyNote(withSignatures(checkpoint, answer.lines), [logKey, verifier]).checked.length === 2);

    const asked = once("--state", state, "--key");
    assert.deepEqual([asked.status, asked.stdout.trim()], [0, key]);
    const second = once("--state", state, "--log", formatVerifierKey(logKey));
    assert.equal(second.status, 2);
    assert.match(second.stderr, /witness's folder .* is in use/);
    assert.doesNotMatch(second.stderr, /--data-dir/);
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
    const later = once("--state", state, "--key");
    assert.deepEqual([later.status, later.stdout.trim()], [0, key]);
  });

  test("refuses a command line that would leave it blind, nameless or deaf", async () => {
    const ownKey = formatVerifierKey(verifierKeyOf(sampleLogKey("witness.example.org", 3), "cosignature"));
    const known = formatVerifierKey(logKey);
    for (const [words, says] of [
      [["--log", known], /--state DIR is missing/],
      [["--state", "two"], /--log KEY is missing/],
      [["--state", "two", "--log", "a+b+c"], /is not a verifier key/],
      [["--state", "two", "--log", ownKey], /that of a witness, not of a log/],
      [["--state", "two", "--log", known], /has no name yet/],
      [["--state", "two", "--name", "a b", "--log", known], /cannot be the name of a witness/],
      [["--state", "two", "--name", "w", "--log", known, "--port", "x"], /--port takes a number/],
      [["--state", "two", "--name", "w", "--log", known, "more"], /takes no path/],
      [["--state", "two", ...Array.from({ length: 65 }, () => ["--log", known]).flat()], /at most 64 logs/],
    ] as const) {
      const { status, err } = await within(words);
      assert.equal(status, 2, err);
      assert.match(err, says);
    }
  });

  test("does not start on a folder that lost what it held", async () => {
    assert.equal((await within(["--state", "three", "--name", "w.example.org", "--key"])).status, 0);
    writeFileSync(join(scratch, "three", "held.json"), "");
    const { status, err } = await within(["--state", "three", "--key"]);
    assert.equal(status, 2);
    assert.match(err, /witness\/damaged-folder/);
  });
});

/** The command in this process, over real folders. */
async function within(words: readonly string[]): Promise<{ status: number; err: string }> {
  const said: string[] = [];
  const terminal = { out: () => undefined, err: (text: string) => said.push(text), isInteractive: false, colour: false, columns: 80 };
  const system = {
    version: "0",
    clock,
    openWitnessStore: (folder: string, name: string | undefined) => openWitnessFolder(join(scratch, folder), name, random),
    readWitnessKey: (folder: string) => readWitnessKey(join(scratch, folder)),
  };
  const status = await runCommand(
    ["witness", ...words],
    system as unknown as System,
    terminal as unknown as Terminal,
    new AbortController().signal,
  );
  return { status, err: said.join("") };
}
