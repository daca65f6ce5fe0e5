import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { linesOf } from "./lines.ts";

const never = new AbortController().signal;

async function* given(pieces: readonly (string | Uint8Array)[]) {
  yield* pieces;
}

async function read(pieces: readonly (string | Uint8Array)[], lengthMax = 1_000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(given(pieces), lengthMax, never)) lines.push(line);
  return lines;
}

test("the lines do not depend on how the bytes were cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom("a", "é", "😀", "\n", " "), maxLength: 30 })),
      fc.nat(40),
      async (parts, size) => {
        const bytes = Buffer.from(parts.join("\n"));
        const pieces = Array.from({ length: Math.ceil(bytes.length / (size + 1)) }, (_, index) =>
          bytes.subarray(index * (size + 1), (index + 1) * (size + 1)),
        );
        const wanted = bytes.toString().split("\n");
        if (wanted.at(-1) === "") wanted.pop();
        assert.deepEqual(await read(pieces), wanted);
      },
    ),
  );
});

test("a line too long is cut one character beyond the limit, and those around it are whole", async () => {
  assert.deepEqual(await read(["ab\n", "x".repeat(7), "y".repeat(7), "z\nlast"], 8), ["ab", `${"x".repeat(7)}yy`, "last"]);
});

test("a line in very many pieces costs what it is long", async () => {
  const pieces = Array.from({ length: 100_000 }, () => "0123456789".repeat(4));
  const startedMs = performance.now();
  const [line] = await read(pieces, 4_194_304);
  assert.equal(line?.length, 4_000_000);
  assert.ok(performance.now() - startedMs < 10_000);
});

test("a stop ends the wait for a stream that gives nothing", async () => {
  const stop = new AbortController();
  const silent: AsyncIterable<string> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  const reading = linesOf(silent, 10, stop.signal).next();
  stop.abort(new Error("enough"));
  await assert.rejects(reading, /enough/);
});

test("Ctrl-C ends attack map although nobody closes its stdin", async () => {
  const program = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
  const child = spawn(process.execPath, [program, "attack", "map"], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.write('{"id":"one","text":"mimikatz"}\n');
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const stoppedMs = performance.now();
  child.kill("SIGINT");
  const status = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(status, 4);
  assert.ok(performance.now() - stoppedMs < 5_000);
});
