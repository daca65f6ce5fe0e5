import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";
import { openStopFile, openTenantStop } from "./stop-file.ts";

// Guarantees of the file that stops containment when everything else is down: whoever touches it is heard, and doubt counts as stopped.

const clock: Clock = { nowMs: () => 0, sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal, ref: false }) };
let root = "";
let folder = "";
let number = 0;
before(() => {
  root = mkdtempSync(join(tmpdir(), "stop-file-"));
});
beforeEach(() => {
  folder = join(root, String(number++));
  mkdirSync(folder);
});
after(() => rmSync(root, { recursive: true, force: true }));
const read = () => openStopFile(folder, clock).read();

describe("the stop file", () => {
  test("nothing is stopped where it surely is not there", async () => {
    assert.deepEqual(await read(), { stopped: false });
  });

  for (const [how, make] of [
    ["touched by hand", (place: string) => writeFileSync(place, "")],
    ["a folder", (place: string) => mkdirSync(place)],
    ["a link that leads nowhere", (place: string) => symlinkSync("/nowhere/at/all", place)],
    ["a link round in a circle", (place: string) => symlinkSync(place, place)],
    ["a pipe that nobody writes to", (place: string) => execFileSync("mkfifo", [place])],
    ["text of any length and kind", (place: string) => writeFileSync(place, Buffer.alloc(1_000_000, 0xff))],
  ] as const)
    test(`${how}, it stops`, async () => {
      make(join(folder, "STOP"));
      const reading = await read();
      assert.equal(reading.stopped, true);
      assert.ok(reading.stopped && reading.because.length < 4_096);
    });

  test("its first line is the reason", async () => {
    writeFileSync(join(folder, "STOP"), "the firewall is being replaced\nring joss\n");
    const reading = await read();
    assert.match(reading.stopped ? reading.because : "", /says: the firewall is being replaced$/);
  });

  test("a folder that is not there, is a file, or may not be entered counts as stopped", async () => {
    assert.equal((await openStopFile(join(folder, "gone"), clock).read()).stopped, true);
    writeFileSync(join(folder, "file"), "");
    assert.equal((await openStopFile(join(folder, "file"), clock).read()).stopped, true);
    if (process.getuid?.() !== 0) {
      chmodSync(folder, 0o000);
      assert.equal((await read()).stopped, true);
      chmodSync(folder, 0o700);
    }
  });

  test("a disk that does not answer counts as stopped, within its time", async () => {
    const hasty: Clock = { nowMs: () => 0, sleep: async () => {} };
    // The wait is over before the disk can have answered.
    const reading = await openStopFile(folder, hasty).read();
    assert.match(reading.stopped ? reading.because : "", /does not answer/);
  });

  test("a process that was kept from running for longer than a disk is waited for reads on, and does not take that for the disk", async () => {
    const reading = openStopFile(folder, clock).read();
    const until = performance.now() + 1_200;
    while (performance.now() < until);
    assert.deepEqual(await reading, { stopped: false });
  });

  test("a command raises it with its reason, raises it again without losing the first, and lowers it", async () => {
    const file = openStopFile(folder, clock);
    await file.raise("person:mara: too many\naccounts\u001b[31m");
    await file.raise("person:joss: the same");
    const reading = await file.read();
    assert.match(reading.stopped ? reading.because : "", /says: person:mara: too many accounts/);
    assert.equal(readFileSync(file.place, "utf8").split("\n").length, 3);
    await file.lower();
    await file.lower();
    assert.ok(!existsSync(file.place));
    assert.deepEqual(await file.read(), { stopped: false });
  });

  test("is not raised in a folder that is not there: that would stop nothing, and look as if it did", async () => {
    await assert.rejects(openStopFile(join(folder, "typo"), clock).raise("x"), { code: "ENOENT" });
  });

  test("that is a folder can be raised, and says before anything is counted why it cannot be lowered", async () => {
    const file = openStopFile(folder, clock);
    assert.equal(await file.hindrance(), undefined);
    mkdirSync(file.place);
    await file.raise("person:mara: stop");
    assert.equal((await file.read()).stopped, true);
    assert.match((await file.hindrance()) ?? "", /is a folder/);
    await assert.rejects(file.lower(), { code: "stop/not-removable", remedy: /by hand/ });
    rmSync(file.place, { recursive: true });
    writeFileSync(file.place, "");
    assert.equal(await file.hindrance(), undefined);
  });
});

describe("the stop file of a tenant", () => {
  const ofTenant = (name: string) => openTenantStop(folder, name, clock);

  test("one tenant's stop is not another's, and lowering it lowers no other", async () => {
    await ofTenant("amber").raise("amber has a reason");
    assert.match(JSON.stringify(await ofTenant("amber").read()), /amber has a reason/);
    assert.deepEqual(await ofTenant("birch").read(), { stopped: false });
    assert.deepEqual(await read(), { stopped: false });
    await ofTenant("birch").raise("birch has one");
    await ofTenant("amber").lower();
    assert.deepEqual(await ofTenant("amber").read(), { stopped: false });
    assert.match(JSON.stringify(await ofTenant("birch").read()), /birch has one/);
  });

  test("the file of the installation stops every tenant, and none of them takes it away", async () => {
    await openStopFile(folder, clock).raise("for all");
    assert.match(JSON.stringify(await ofTenant("amber").read()), /for all/);
    assert.match((await ofTenant("amber").hindrance()) ?? "", /whole installation/);
    await ofTenant("amber").lower();
    assert.match(JSON.stringify(await ofTenant("amber").read()), /for all/);
  });

  test("what is no name of a tenant leads to no file", () => {
    for (const name of ["", "../amber", "a/b", "STOP"]) assert.throws(() => ofTenant(name));
  });
});
