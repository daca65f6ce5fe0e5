import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "wk-package-"));
const modules = join(scratch, "node_modules");
const installed = join(modules, "watchkeeper");
after(() => rmSync(scratch, { recursive: true, force: true }));

/** The package as a stranger gets it: packed, unpacked below node_modules, with its dependencies beside it. */
function install(): void {
  const packed = spawnSync("npm", ["pack", "--pack-destination", scratch], { cwd: home, encoding: "utf8" });
  assert.equal(packed.status, 0, `${packed.stdout}${packed.stderr}`);
  mkdirSync(installed, { recursive: true });
  const tarball = readdirSync(scratch).find((name) => name.endsWith(".tgz"))!;
  assert.equal(spawnSync("tar", ["-xzf", join(scratch, tarball), "-C", installed, "--strip-components=1"]).status, 0);
  for (const name of readdirSync(join(home, "node_modules"))) symlinkSync(join(home, "node_modules", name), join(modules, name));
}

const run = (...words: string[]) =>
  spawnSync(process.execPath, [join(installed, "bin", "watchkeeper"), ...words], { cwd: scratch, encoding: "utf8" });

describe("the published package", () => {
  before(install);

  test("holds what the product reads, and neither sources, tests, samples nor recordings", () => {
    const files = (
      readdirSync(installed, { recursive: true, withFileTypes: true }) as { name: string; parentPath: string; isFile(): boolean }[]
    )
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => join(parentPath, name).slice(installed.length + 1));
    for (const wanted of [
      "LICENSE",
      "NOTICE",
      "README.md",
      "CHANGELOG.md",
      "SECURITY.md",
      "bin/watchkeeper",
      "docs/errors/cli-bad-option.md",
    ])
      assert.ok(files.includes(wanted), wanted);
    const content = [
      "dist/playbooks/phishing.yaml",
      "dist/prompts/reader-1.md",
      "dist/src/knowledge/data/attack-enterprise.json",
      "dist/web/dist/index.html",
      "dist/web/dist/licences.md",
    ];
    for (const wanted of content) assert.ok(files.includes(wanted), wanted);
    assert.ok(files.some((path) => /^dist\/web\/dist\/assets\/.*\.js$/.test(path)));
    assert.ok(files.some((path) => /^dist\/rules\/windows\/.*\.yaml$/.test(path)));
    assert.ok(files.some((path) => /^dist\/rules\/yara\/.*\.yar$/.test(path)));
    assert.deepEqual(
      files.filter((path) => /\.ts$|\.test\.js$|\.samples\.ya?ml$|\/samples\/|^(src|tools|bench|scenarios|node_modules)\//.test(path)),
      [],
    );
  });

  test("starts, says its version, and finds what its own rules know", () => {
    assert.match(run("--version").stdout, /^watchkeeper \d+\.\d+\.\d+\n$/);
    copyFileSync(join(home, "src/formats/evtx/samples/sample.evtx"), join(scratch, "sample.evtx"));
    const { stdout, stderr, status } = run("detect", "sample.evtx");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^\{"ruleId":"[^"]+","level":"high","path":"sample\.evtx"/);
  });

  test("investigates with playbooks, catalogue and database, and reports", () => {
    const { stdout, stderr, status } = run("investigate", "sample.evtx", "--out", "out");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^1 input, /);
    assert.ok(existsSync(join(scratch, "out", "report.html")));
  });

  test("brings the content of its demo", () => {
    assert.ok(existsSync(join(installed, "dist/scenarios/office-day/generate.js")));
  });
});
