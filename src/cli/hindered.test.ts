import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Assessment } from "../core/assessment/assessment.ts";
import { assertExplained, cli, executable, folder, windowsLine } from "../testing/cli-scene.ts";
import { leftAlone } from "../testing/watched-run.ts";

// Guarantees of a command that cannot go on: stopped by Ctrl-C, before a closed folder, on a full disk.

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const canRead = (path: string) => spawnSync("cat", [path], { uid: nobody, gid: nobody }).status === 0;

describe("Ctrl-C in the middle", () => {
  for (const kept of [false, true])
    test(`${kept ? "with --data-dir" : "with a throw-away database"} ends within 5 s, says so, and leaves no database running`, async () => {
      const place = mkdtempSync(join(folder, "stopped-"));
      chmodSync(place, 0o777);
      const input = join(place, "long.jsonl");
      writeFileSync(input, Array.from({ length: 150_000 }, (_, index) => windowsLine(index)).join("\n"));
      const words = ["investigate", input, "--out", join(place, "out"), ...(kept ? ["--data-dir", join(place, "data")] : [])];
      let stoppedMs = 0;
      const run = await cli(words, {
        env: { TMPDIR: place },
        async onStart({ launcher }) {
          // Until the database is there and reading has begun.
          for (let waitedMs = 0; waitedMs < 30_000 && !/watchkeeper|data/.test(readdirSync(place).join()); waitedMs += 50) await sleep(50);
          await sleep(2_500);
          stoppedMs = performance.now();
          // As a terminal does: every process of the foreground group.
          process.kill(-launcher, "SIGINT");
        },
      });
      assert.ok(performance.now() - stoppedMs < 5_000, `${Math.round(performance.now() - stoppedMs)} ms`);
      assert.equal(run.status, 4);
      assert.match(run.err, /stopped; with --data-dir the same command goes on/);
      assert.ok(await leftAlone(place, 5_000), "a process was left behind");
      assert.ok(!existsSync(join(place, "out/assessment.json")));
    });
});

describe("a folder without permission", () => {
  test("is named with what to do, and the rest is done", async (t) => {
    if (!isRoot) return t.diagnostic("not root: another user's folder cannot be made here, so nobody reads one");
    const place = mkdtempSync(join(folder, "closed-"));
    chmodSync(place, 0o777);
    mkdirSync(join(place, "case/secret"), { recursive: true });
    writeFileSync(join(place, "case/secret/a.log"), "x");
    cpSync(join(folder, "mixed/mail.txt"), join(place, "case/mail.txt"));
    writeFileSync(join(place, "case/own.log"), "x", { mode: 0o600 });
    chmodSync(join(place, "case/secret"), 0o700);
    const reachable = spawnSync(process.execPath, ["--version"], { uid: nobody, gid: nobody }).status === 0 && canRead(executable);
    if (!reachable) return t.diagnostic("another user cannot enter the folder of this checkout, so nobody can try it");
    const run = await cli(["investigate", join(place, "case"), "--out", join(place, "out")], {
      uid: nobody,
      env: { HOME: place, TMPDIR: place },
    });
    assert.equal(run.status, 3, run.err);
    assert.match(run.err, /! .*case\/own\.log: the file cannot be read\n {2}What to do: /);
    assert.match(run.err, /! .*case\/secret: the folder cannot be listed\n {2}What to do: /);
    assert.equal((JSON.parse(readFileSync(join(place, "out/assessment.json"), "utf8")) as Assessment).inputs.length, 3);
    const closed = await cli(["investigate", join(place, "case"), "--out", join(place, "case/secret/out")], {
      uid: nobody,
      env: { TMPDIR: place },
    });
    assert.equal(closed.status, 2);
    assertExplained(closed, "cli/output-not-writable", /nothing can be written to/);
    const hidden = await cli(["serve", "--port", "0", "--data-dir", join(place, "case/secret/data")], {
      uid: nobody,
      env: { TMPDIR: place },
    });
    assert.equal(hidden.status, 2);
    assertExplained(hidden, "storage/folder-not-usable", /cannot be made or written to \(EACCES\)/);
  });
});

describe("a full disk", () => {
  const disks: readonly (readonly [string, string, (disk: string) => string[], RegExp])[] = [
    ["for the results", "120k", (disk) => ["--out", join(disk, "out")], /the disk is full at ".*out\/.*"/],
    ["for the lines of --each", "60k", (disk) => ["--each", "--out", join(disk, "out")], /the disk is full at ".*assessments\.jsonl"/],
    ["for a new database", "20m", (disk) => ["--data-dir", join(disk, "data"), "--out", join(folder, "full-a")], /no space is left/],
    [
      "while the database is filled",
      "64m",
      (disk) => ["--data-dir", join(disk, "data"), "--out", join(folder, "full-b")],
      /no space is left/,
    ],
  ];
  for (const [what, size, options, problem] of disks)
    test(`${what} ends with 4 and says what to do`, async (t) => {
      const disk = mkdtempSync(join(folder, "disk-"));
      if (!isRoot || spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", disk]).status !== 0)
        return t.diagnostic("a small disk cannot be mounted here (that takes root), so none is filled");
      try {
        const input = join(folder, "filling.jsonl");
        if (!existsSync(input)) writeFileSync(input, Array.from({ length: 60_000 }, (_, index) => windowsLine(index)).join("\n"));
        const run = await cli(["investigate", size === "64m" ? input : join(folder, "mixed"), ...options(disk)]);
        assert.equal(run.status, 4, run.err);
        assert.match(run.err, problem);
        assert.match(run.err, /What to do: free some space/);
        assert.doesNotMatch(run.err, /\n\s+at .*:\d+:\d+/);
        assert.ok(await leftAlone(disk, 10_000), "a process was left behind");
        assert.deepEqual(
          existsSync(join(disk, "out"))
            ? readdirSync(join(disk, "out")).filter((name) => /^assessment/.test(name) && !name.endsWith(".part"))
            : [],
          [],
        );
      } finally {
        spawnSync("umount", ["-l", disk]);
      }
    });
});
