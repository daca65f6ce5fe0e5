import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SignInOrder } from "../core/access/sign-in-order.ts";
import { openPeopleDesk } from "../engine/access/people-desk.ts";
import { buildApi } from "../server/api.ts";
import type { TenantDesk } from "../server/desk.ts";
import { type Browser, goodPassword, openBrowser, sceneOrigin } from "../testing/access-scene.ts";
import { type OpenAccess, openAccess } from "../wiring/access.ts";
import { openStore } from "../wiring/store.ts";
import type { OpenStore, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";
import { user as command, setupLink } from "./user.ts";

const program = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};
const random = { secret: (sizeBytes: number) => randomBytes(sizeBytes).toString("hex") };

// The command at the machine, as it is: another process beside the one that serves, on the same data folder.
describe("watchkeeper user", () => {
  let folder: string;
  let store: OpenStore;
  let access: OpenAccess;
  let browser: () => Browser;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "wk-user-"));
    store = await openStore({ dataDir: folder }, { environment: {}, clock, witnesses: [] });
    access = await openAccess({
      tenants: new Map([["default", { store, signIn: SignInOrder.parse({}) }]]),
      publicUrl: sceneOrigin,
      places: { folder, environment: {} },
      clock,
      random,
      trouble: (error) => assert.fail(String(error)),
    });
    const { authenticate, routes } = access;
    const server = buildApi({
      routes,
      authenticate,
      deskOf: (tenant) => ({ tenant }) as TenantDesk,
      nowMs: clock.nowMs,
      random,
      hosts: [],
    });
    browser = () => openBrowser(server, {});
  });
  after(async () => {
    await access.tidyUp();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const user = (...words: string[]) => spawnSync(process.execPath, [program, "user", ...words, "--data-dir", folder], { encoding: "utf8" });
  const secretOf = (link: string) => new URLSearchParams(new URL(link.trim()).hash.slice(1)).get("token");

  test("lets the administrator in, lists, resets, locks and unlocks while the service runs", async () => {
    assert.equal((await access.firstLinks()).length, 1);
    const made = user("reset", "--url", "https://soc.example.test/somewhere");
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /^https:\/\/soc\.example\.test\/setup#token=[0-9a-f]{64}\n$/);
    await sleep(1_100);
    const page = browser();
    assert.equal((await page.signIn("link", { link: secretOf(made.stdout), name: "root", password: goodPassword })).statusCode, 200);
    assert.deepEqual(await access.firstLinks(), []);
    assert.match(user("list").stdout, /^root: admin; no second factor; last signed in /);

    const again = user("reset", "ROOT");
    assert.equal(again.status, 0, again.stderr);
    await sleep(1_100);
    const second = browser();
    const next = "another violet tractor";
    assert.equal((await second.signIn("link", { link: secretOf(again.stdout), password: next })).statusCode, 200);
    assert.equal((await page.ask("GET", "/api/v1/session")).statusCode, 401, "the session of before has ended");
    assert.equal((await browser().signIn("password", { name: "root", password: goodPassword })).statusCode, 401);

    const last = user("disable", "root", "--because", "left");
    assert.equal(last.status, 2);
    assert.match(last.stderr, /access\/last-admin/);
  });

  test("refuses what it does not understand before it opens anything", async () => {
    const terminal = { out: () => {}, err: () => {} } as unknown as Terminal;
    for (const words of [["remove", "root"], ["list", "root"], ["disable", "root", "extra"], ["disable"], [], ["reset", "a", "b"]])
      await assert.rejects(command.run(words, {} as System, terminal, new AbortController().signal), { code: "cli/bad-option" });
  });

  test("refuses whom nobody knows, a second first link, and a reason that is none", async () => {
    const { journal } = await store.world("access");
    const people = await openPeopleDesk({ tenant: "default", journal, store: store.access.store, clock, random });
    await assert.rejects(people.link("nobody"), { code: "access/unknown-account" });
    await assert.rejects(people.link(undefined), { code: "access/not-allowed" });
    await assert.rejects(people.lock("root", " "), { code: "access/no-reason" });
    await assert.rejects(people.unlock("constructor", "b"), { code: "access/unknown-account" });
  });

  test("a link keeps its secret out of what is sent to servers", () => {
    const link = new URL(setupLink("https://soc.example.test:8443/x?y=1", "ab".repeat(32), "north"));
    assert.equal(link.origin + link.pathname + link.search, "https://soc.example.test:8443/setup");
    assert.equal(link.hash, `#token=${"ab".repeat(32)}&tenant=north`);
    for (const url of ["soc.example.test", "file:///x", "javascript:1"])
      assert.throws(() => setupLink(url, "x"), { code: "cli/bad-option" });
  });
});
