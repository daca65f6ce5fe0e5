import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { unbalanced } from "../../tools/trials/check-lines.ts";
import { Assessment } from "../core/assessment/assessment.ts";
import { assertExplained, assessmentIn, cli, executable, folder, investigate, samples } from "../testing/cli-scene.ts";
import { leftAlone, type WatchedRun } from "../testing/watched-run.ts";

// Guarantees of investigating as a new user meets it: what is read and reported, and that the same again gives the same.

const essence = ({ run: _, ...rest }: Assessment) => JSON.stringify(rest);

describe("a folder of mixed evidence", () => {
  let run: WatchedRun;
  before(async () => {
    run = await investigate(join(folder, "mixed"), "mixed-out");
  });

  test("is read whatever the files are called, and what is no evidence is named with what to do", () => {
    assert.equal(run.status, 3);
    const formats = new Map(assessmentIn("mixed-out").inputs.map(({ path, format }) => [path.split("/mixed/")[1] ?? "", format]));
    assert.deepEqual(
      ["server.evtx", "mail.txt", "deeper/auth.log", "deeper/eve", "trail.json"].map((name) => formats.get(name)),
      ["evtx", "mail", "syslog", "suricata-eve", "cloudtrail"],
    );
    assert.ok(
      [...formats.keys()].some((name) => name.startsWith("packed!")),
      "the archive was opened",
    );
    assert.match(run.out, /holiday\.jpg: 1 of 1 records rejected \(not-evidence: .+\)\n {2}What to do: \S/);
  });

  test("gives all reports, and a balanced assessment", () => {
    const expected = ["assessment.json", "navigator-layer.json", "ocsf-findings.jsonl", "report.html", "report.md", "stix-bundle.json"];
    assert.deepEqual(readdirSync(join(folder, "mixed-out")).sort(), expected);
    assert.deepEqual(unbalanced(assessmentIn("mixed-out")), []);
  });

  test("gives the same assessment again, byte for byte outside run", async () => {
    await investigate(join(folder, "mixed"), "mixed-again");
    assert.equal(essence(assessmentIn("mixed-again")), essence(assessmentIn("mixed-out")));
  });

  test("one input alone is assessed as with --each", async () => {
    await investigate(join(folder, "mixed"), "each-out", "--each");
    const lines = readFileSync(join(folder, "each-out/assessments.jsonl"), "utf8").trimEnd().split("\n");
    assert.equal(lines.length, samples.length + 2);
    const path = join(folder, "mixed/deeper/eve");
    const line = lines.map((each) => JSON.parse(each) as Assessment).find(({ input }) => input === path);
    await investigate(path, "alone");
    const { input: _, ...rest } = line ?? assert.fail("no line for the input");
    assert.equal(essence(rest), essence(assessmentIn("alone")));
  });

  test("--json prints the assessment and nothing else; NO_COLOR and pipes get no colour", async () => {
    const { out, err } = await investigate(join(folder, "mixed"), "json-out", "--json");
    assert.equal(essence(Assessment.parse(JSON.parse(out))), essence(assessmentIn("mixed-out")));
    assert.ok(!`${out}${err}${run.out}${run.err}`.includes("\u001b["));
  });
});

describe("a kept database", () => {
  test("belongs to one process at a time: a second is refused and told what to do", async () => {
    const data = join(folder, "data-shared");
    const server = spawn(process.execPath, [executable, "serve", "--port", "0", "--data-dir", data], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await new Promise((resolve) => server.stdout.once("data", resolve));
      const second = await cli(["investigate", join(folder, "mixed/mail.txt"), "--data-dir", data, "--out", join(folder, "second")]);
      assert.equal(second.status, 2);
      assertExplained(second, "storage/already-owned", /data-shared/);
    } finally {
      server.kill("SIGTERM");
      assert.equal(await new Promise((resolve) => server.once("exit", resolve)), 0);
    }
    assert.ok(await leftAlone(data, 10_000));
  });

  test("with other inputs is refused; the same command again gives the same assessment; its journal verifies", async () => {
    const data = join(folder, "data-kept");
    const [mail, log] = [join(folder, "mixed/mail.txt"), join(folder, "mixed/server.evtx")];
    await investigate(mail, "kept-a", "--data-dir", data);
    assert.equal((await investigate(mail, "kept-b", "--data-dir", data)).status, 0);
    assert.equal(essence(assessmentIn("kept-b")), essence(assessmentIn("kept-a")));
    const other = await investigate(log, "kept-c", "--data-dir", data);
    assert.equal(other.status, 2);
    assertExplained(other, "run/other-investigation", /other inputs/);
    const { run } = assessmentIn("kept-a");
    const head = ["--head", run?.journalHead ?? ""];
    const verified = await cli(["journal", "verify", "--data-dir", data, "--json", ...head]);
    assert.deepEqual([verified.status, (JSON.parse(verified.out) as { intact: boolean }).intact], [0, true]);
    const elsewhere = await cli(["journal", "verify", "--data-dir", data, "--head", `sha256:${"1".repeat(64)}`]);
    assert.equal(elsewhere.status, 4);
    assert.match(elsewhere.out, /NOT intact/);
  });
});
