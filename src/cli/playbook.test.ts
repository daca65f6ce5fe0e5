import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("../../", import.meta.url));
let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-playbook-"));
  writeFileSync(join(folder, "bad.yaml"), "playbook: x\nprior: 9\nprios: 1\n");
});
after(() => rmSync(folder, { recursive: true, force: true }));

const lint = (...words: string[]) =>
  spawnSync(process.execPath, [join(home, "bin/watchkeeper"), "playbook", ...words], { encoding: "utf8", timeout: 60_000 });

test("the playbooks that come with the product have nothing wrong", () => {
  const { status, stdout, stderr } = lint("lint", join(home, "playbooks/lateral-movement.yaml"));
  assert.deepEqual([status, stdout, stderr], [0, "", "1 read, nothing is wrong\n"]);
});

test("each problem is named with its path, line and column, and the status is 2", () => {
  const { status, stdout } = lint("lint", folder);
  assert.equal(status, 2);
  const lines = stdout.trimEnd().split("\n");
  assert.ok(lines.every((line) => line.startsWith(`${join(folder, "bad.yaml")}:`)));
  assert.ok(lines.some((line) => /bad\.yaml:2:\d+: prior: /.test(line)) && lines.some((line) => /bad\.yaml:3:\d+: .*"prios"/.test(line)));
});

test("a file that is not there, no file, and another word are refused", () => {
  assert.match(lint("lint", join(folder, "no.yaml")).stderr, /input\/not-found/);
  assert.match(lint("lint").stderr, /cli\/nothing-to-read/);
  assert.match(lint("mend").stderr, /cli\/bad-option/);
});
