import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assertExplained, assessmentIn, cli, executable, folder, investigate, windowsLine } from "../testing/cli-scene.ts";

// Guarantees of the executable as a new user meets it: what it says, how it ends, what it leaves behind.

describe("the command line", () => {
  const wrong: readonly (readonly [readonly string[], string, RegExp])[] = [
    [["inwestigate"], "cli/unknown-command", /there is no command "inwestigate"/],
    [["__proto__"], "cli/unknown-command", /there is no command/],
    [["investigate", ".", "--out", "x", "--colour"], "cli/bad-option", /'--colour'/],
    [["investigate", "."], "cli/bad-option", /--out DIR is missing/],
    [["investigate", ".", "--out", "x", "--model", "big"], "cli/bad-option", /no model is called "big"/],
    [["investigate", ".", "--out", "x", "--config", "watchkeeper.yaml"], "cli/bad-option", /--model NAME/],
    [["investigate", ".", "--out", "x", "--fail-on", "sometimes"], "cli/bad-option", /--fail-on takes one of .*critical.*not "sometimes"/],
    [["investigate", ".", "--out", "x", "--ephemeral", "--data-dir", "y"], "cli/bad-option", /exclude each other/],
    [["investigate", ".", "--out", "x", "--rules", "no-rules-here"], "input/not-found", /no-rules-here/],
    [["attack", "guess"], "cli/bad-option", /attack takes "map" or "actors"/],
    [["journal", "verify"], "cli/bad-option", /--data-dir DIR is missing/],
    [["serve", "--port", "http"], "cli/bad-option", /--port takes a number/],
  ];
  for (const [words, code, problem] of wrong)
    test(`"${words.join(" ")}" is refused with 2, and nothing is done`, async () => {
      const place = mkdtempSync(join(folder, "wrong-"));
      const run = await cli(words, { cwd: place });
      assert.equal(run.status, 2);
      assertExplained(run, code, problem);
      assert.equal(run.out, "");
    });

  test("help names every command, and every command has help of its own", async () => {
    const { out, status } = await cli(["--help"]);
    assert.equal(status, 0);
    const names = [...out.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name ?? "");
    assert.ok(
      ["investigate", "detect", "attack", "demo", "serve", "journal", "eval", "train"].every((name) => names.includes(name)),
      out,
    );
    for (const name of names) {
      const help = await cli([name, "--help"]);
      assert.equal(help.status, 0);
      assert.match(help.out, new RegExp(`watchkeeper ${name}`));
      assert.equal(help.err, "");
    }
  });

  test("--fail-on answers with 1 when it matches, and only then", async () => {
    const mail = join(folder, "mixed/mail.txt");
    assert.equal((await investigate(mail, "fail-a", "--fail-on", "true-positive")).status, 1);
    assert.equal((await investigate(mail, "fail-b", "--fail-on", "medium")).status, 1);
    assert.equal((await investigate(mail, "fail-c", "--fail-on", "false-positive")).status, 0);
  });
});

describe("nothing to investigate", () => {
  test("an empty folder is said to be empty", async () => {
    const { status, err, out } = await investigate(join(folder, "nothing"), "nothing-out");
    assert.equal(status, 3);
    assert.match(err, /no file was found under ".*nothing"\n {2}What to do: /);
    assert.match(out, /0 inputs, 0 records/);
    assert.deepEqual(assessmentIn("nothing-out").cases, []);
  });

  test("a path that is not there stops everything, before anything is made", async () => {
    const run = await investigate(join(folder, "no such place"), "never");
    assert.equal(run.status, 2);
    assertExplained(run, "input/not-found", /there is nothing at ".*no such place"/);
    assert.ok(!existsSync(join(folder, "never")));
  });

  for (const words of [["investigate", "--out", "x"], ["detect"]])
    test(`${words[0]} without a path is refused`, async () => {
      const run = await cli(words, { cwd: folder });
      assert.equal(run.status, 2);
      assertExplained(run, "cli/nothing-to-read", /no path was given/);
    });
});

describe("detect", () => {
  test("gives one JSON line per match, with the fields of the contract, and does not wait for stdin", async () => {
    const { status, out } = await cli(["detect", join(folder, "mixed/server.evtx")]);
    assert.equal(status, 0);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.deepEqual(Object.keys(line), ["ruleId", "level", "path", "record", "time"]);
      assert.match(String(line.time), /^2026-01-05T10:00:0\d\.123Z$/);
    }
  });

  test("a reader that has seen enough is no fault", async () => {
    const events = Array.from({ length: 30_000 }, (_, index) => windowsLine(index)).join("\n");
    writeFileSync(join(folder, "many.jsonl"), events);
    const child = spawn(process.execPath, [executable, "detect", join(folder, "many.jsonl")], { stdio: ["ignore", "pipe", "pipe"] });
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      err += piece;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(code, 0);
    assert.doesNotMatch(err, /EPIPE|went wrong/);
  });
});
