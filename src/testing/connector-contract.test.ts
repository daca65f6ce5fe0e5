import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testConnector } from "./connector-contract.ts";
import { defects } from "./toy/defects.ts";
import { toyScene } from "./toy/scene.ts";

testConnector("toy", () => toyScene());

// Guarantees that the suite can fail: a connector with a planted defect does not pass the test that is for it.
describe("the contract suite notices", () => {
  const program = fileURLToPath(new URL("./toy/planted.ts", import.meta.url));
  for (const [defect, title] of Object.entries(defects)) {
    test(`a connector that ${defect}`, async () => {
      const { status, text } = await run(["--test-reporter=tap", `--test-name-pattern=${title.source}`, program, defect]);
      const failed = text.split("\n").filter((line) => /^\s+not ok /.test(line));
      assert.ok(status !== 0 && failed.some((line) => title.test(line)), `nobody noticed: ${text.slice(-1_500)}`);
    });
  }
});

function run(words: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  // A test in a test would report to the outer one.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  return new Promise((done) => {
    execFile(process.execPath, [...words], { env, timeout: 60_000, maxBuffer: 16 * 1_048_576 }, (error, stdout, stderr) =>
      done({ status: error ? 1 : 0, text: stdout + stderr }),
    );
  });
}
