import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import { openLog } from "./log.ts";

// Guarantees: a line says what happened in fields that are known beforehand, and neither evidence nor a secret ever gets into one.

const clock = { nowMs: () => Date.UTC(2026, 10, 23, 9), sleep: async () => {} };

function logged(level: "info" | "debug" = "info", format: "json" | "text" = "json") {
  const lines: string[] = [];
  const open = openLog({ level, format }, { clock, error: (text) => lines.push(text), facts: { process: 7 } });
  return { ...open, lines };
}

describe("the log", () => {
  test("is one line of JSON for each event, with the fields of its kind and no others", () => {
    const { log, lines } = logged();
    const fields = { connector: "mailbox", tenant: "default", product: "imap-mailbox", subject: "raw evidence", uses: 2 };
    log.info("connector/opened", fields);
    assert.equal(
      lines.join(""),
      '{"level":"info","time":"2026-11-23T09:00:00.000Z","process":7,"tenant":"default","connector":"mailbox","product":"imap-mailbox","uses":2,"event":"connector/opened"}\n',
    );
  });

  test("a value from outside cannot begin a second line, and a long one is cut", () => {
    const { log, lines } = logged();
    log.warn("source/failing", { source: `a"\n{"level":"error"}\u001b[2J${"x".repeat(9_000)}` });
    assert.equal(lines.length, 1);
    assert.ok(lines[0]!.length < 700);
    assert.equal(lines[0]!.trimEnd().includes("\n"), false);
    assert.ok(!lines[0]!.includes("\u001b"));
  });

  test("of an error of ours its words are written without secrets; of any other its kind and place, never its words", () => {
    const { log, lines } = logged();
    const foreign = new TypeError('unexpected "<payload of a mail>"');
    const detail = "postgres://keeper:hunter2hunter2@db.example.test";
    const ours = new SocError({
      code: "connector/not-reached",
      problem: "it was not reached",
      remedy: "look",
      retry: "never",
      detail,
      cause: foreign,
    });
    log.error("service/part-failed", { part: "watch" }, ours);
    const line = JSON.parse(lines[0]!) as { cause: { code: string; detail: string; cause: { kind: string; at: string[] } } };
    assert.equal(line.cause.code, "connector/not-reached");
    assert.ok(!lines[0]!.includes("hunter2"), lines[0]);
    assert.ok(!lines[0]!.includes("payload"), lines[0]);
    assert.equal(line.cause.cause.kind, "TypeError");
    assert.match(line.cause.cause.at[0]!, /^src\/wiring\/service\/log\.test\.ts:\d+:\d+$/);
    log.error("service/part-failed", { part: "watch" }, "a thrown text");
    assert.ok(!lines[1]!.includes("thrown"));
  });

  test("what is below the level is not written, until the level is changed", () => {
    const { log, lines, setLevel } = logged();
    log.debug("request/answered", { status: 200 });
    assert.deepEqual(lines, []);
    setLevel("debug");
    log.debug("request/answered", { status: 200 });
    assert.equal(lines.length, 1);
  });

  test("as text it is read by people, still one line each", () => {
    const { log, lines } = logged("info", "text");
    log.info("service/started", { version: "1.2.3", roles: "api worker" });
    assert.equal(lines.join(""), '2026-11-23T09:00:00.000Z INFO  service/started process=7 version="1.2.3" roles="api worker"\n');
  });

  test("a file that the system moved away is opened anew, and no line is lost over it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wk-log-"));
    try {
      const file = join(folder, "service.log");
      const { log, again, close } = openLog(
        { level: "info", format: "json", file },
        { clock, error: () => assert.fail("not to standard error") },
      );
      log.info("service/stopping", { because: "first" });
      // The first line opens the file.
      while (!exists(file)) await new Promise((settle) => setImmediate(settle));
      renameSync(file, `${file}.1`);
      again();
      log.info("service/stopping", { because: "second" });
      await close();
      await new Promise((settle) => setImmediate(settle));
      assert.match(readFileSync(`${file}.1`, "utf8"), /first/);
      assert.match(readFileSync(file, "utf8"), /second/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a file that could not be written is written again once it can be, and says how many lines are missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wk-log-"));
    try {
      let nowMs = 0;
      const moving = { nowMs: () => nowMs, sleep: async () => {} };
      const file = join(folder, "later", "service.log");
      const { log, close } = openLog({ level: "info", format: "json", file }, { clock: moving, error: () => {} });
      log.info("service/stopping", { because: "lost" });
      await new Promise((settle) => setTimeout(settle, 50));
      mkdirSync(join(folder, "later"));
      log.info("service/stopping", { because: "too soon" });
      nowMs = 60_000;
      log.info("service/stopping", { because: "heard" });
      await close();
      assert.match(readFileSync(file, "utf8"), /^\{"level":"warn","event":"log\/dropped","lines":[12]\}\n.*heard/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a file that cannot be written ends nothing", async () => {
    const { log, close } = openLog({ level: "info", format: "json", file: "/no/such/folder/x.log" }, { clock, error: () => {} });
    log.info("service/stopping", { because: "x" });
    await new Promise((settle) => setImmediate(settle));
    await close();
  });
});

function exists(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
