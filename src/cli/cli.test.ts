import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { unbalanced } from "../../tools/trials/check-lines.ts";
import { Assessment } from "../core/assessment/assessment.ts";
import { leftAlone, type WatchedRun, watchedRun } from "../testing/watched-run.ts";

// Guarantees of the executable as a new user meets it: what it says, how it ends, what it leaves behind.

const home = fileURLToPath(new URL("../../", import.meta.url));
const executable = join(home, "bin/watchkeeper");
const timeoutMs = 120_000;
const isRoot = process.getuid?.() === 0;
let folder = "";
const samples = [
  ["evtx/samples/sample.evtx", "server.evtx"],
  ["mail/samples/phishing.eml", "mail.txt"],
  ["syslog/samples/auth.log", "deeper/auth.log"],
  ["suricata-eve/samples/eve.jsonl", "deeper/eve"],
  ["cloudtrail/samples/records.json", "trail.json"],
  ["archive/samples/evidence.tar.gz", "packed"],
  ["plain-alert/samples/alerts.jsonl", "alerts.jsonl"],
] as const;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-cli-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "mixed/deeper"), { recursive: true });
  for (const [sample, name] of samples) cpSync(join(home, "src/formats", sample), join(folder, "mixed", name));
  writeFileSync(
    join(folder, "mixed/holiday.jpg"),
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 500 }, (_, i) => (i * 97) % 256)]),
  );
  writeFileSync(join(folder, "mixed/deeper/empty.log"), "");
  mkdirSync(join(folder, "nothing"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const cli = (words: readonly string[], more: Partial<Parameters<typeof watchedRun>[1]> = {}) => watchedRun(words, { timeoutMs, ...more });
const investigate = (path: string, out: string, ...more: string[]) => cli(["investigate", path, "--out", join(folder, out), ...more]);
const assessmentIn = (out: string) => Assessment.parse(JSON.parse(readFileSync(join(folder, out, "assessment.json"), "utf8")));

/** An error as its reader needs it: the problem, what to do, the code and its page, which exists; and never a stack. */
function assertExplained({ err }: WatchedRun, code: string, problem: RegExp): void {
  assert.match(err, problem);
  assert.match(err, /^ {2}What to do: \S/m);
  const page = `docs/errors/${code.replace("/", "-")}.md`;
  assert.ok(err.includes(`${code} · ${page}`), err);
  assert.ok(existsSync(join(home, page)), page);
  assert.doesNotMatch(err, /\n\s+at .*:\d+:\d+/);
}

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

const essence = ({ run: _, ...rest }: Assessment) => JSON.stringify(rest);

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

describe("the command line", () => {
  const wrong: readonly (readonly [readonly string[], string, RegExp])[] = [
    [["inwestigate"], "cli/unknown-command", /there is no command "inwestigate"/],
    [["__proto__"], "cli/unknown-command", /there is no command/],
    [["investigate", ".", "--out", "x", "--colour"], "cli/bad-option", /'--colour'/],
    [["investigate", "."], "cli/bad-option", /--out DIR is missing/],
    [["investigate", ".", "--out", "x", "--model", "big"], "cli/bad-option", /--model "big"/],
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

/** A cleared log, which one of our rules always finds. */
const windowsLine = (index: number) =>
  JSON.stringify({
    "@timestamp": new Date(Date.UTC(2026, 0, 5) + index).toISOString(),
    winlog: {
      channel: "Security",
      provider_name: "Microsoft-Windows-Eventlog",
      event_id: "1102",
      computer_name: "dc1.example.test",
      record_id: index,
    },
  });

describe("attack", () => {
  const hostile = [
    "not json",
    "{}",
    "[]",
    "null",
    '"text"',
    '{"id":{"a":1},"text":5}',
    "[".repeat(50_000),
    '{"__proto__":{"id":"x"},"text":"y"}',
  ];
  const ask = (what: string, lines: readonly string[]) =>
    spawnSync(process.execPath, [executable, "attack", what], { input: `${lines.join("\n")}\n`, encoding: "utf8", timeout: timeoutMs });

  test("map answers each line that can be read, best first, and names each that cannot", () => {
    const { status, stdout, stderr } = ask("map", [
      '{"id":"one","text":"The actor dumped LSASS memory with Mimikatz."}',
      "",
      ...hostile,
      '{"id":"two","text":""}',
    ]);
    assert.equal(status, 3);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; techniques: { id: string; confidence: number }[] });
    assert.deepEqual(
      answers.map(({ id }) => id),
      ["one", "two"],
    );
    assert.equal(answers[0]?.techniques[0]?.id, "T1003.001");
    const confidences = answers[0]?.techniques.map(({ confidence }) => confidence) ?? [];
    assert.deepEqual(
      confidences,
      confidences.toSorted((a, b) => b - a),
    );
    const refused = stderr
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { line: number }).line);
    assert.deepEqual(
      refused,
      hostile.map((_, index) => index + 3),
    );
  });

  test("actors answers with names and whether it is consistent, and refuses hostile lines", () => {
    const { status, stdout } = ask("actors", [
      '{"id":"one","techniques":["T1566.001","T1059.001","T9999"],"text":"APT29 was named"}',
      ...hostile,
    ]);
    assert.equal(status, 3);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { actors: { id: string; name: string; score: number; consistentWith: boolean }[] });
    assert.equal(answers.length, 1);
    const [first] = answers[0]?.actors ?? [];
    assert.match(first?.id ?? "", /^G\d{4}$/);
    assert.equal(first?.consistentWith, true);
  });

  test("a line without end is refused and does not fill the memory", () => {
    const { status, stderr } = spawnSync(process.execPath, [executable, "attack", "map"], {
      input: Buffer.alloc(64 * 1_048_576, "x"),
      encoding: "utf8",
      timeout: timeoutMs,
    });
    assert.equal(status, 3);
    assert.match(stderr, /longer than 4194304 characters/);
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

const nobody = 65_534;
const canRead = (path: string) => spawnSync("cat", [path], { uid: nobody, gid: nobody }).status === 0;

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
