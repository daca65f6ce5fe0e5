import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../../storage/open-database.ts";
import { type Double, startDouble } from "../../testing/doubles/double.ts";
import { logLines, type Serving, type SignedIn, signInFirst, startServing, until } from "../../testing/serving.ts";

// Guarantees: what a source hands over becomes a case that people can see; a stop, a second process, a backup and a restore change nothing of it.

const program = fileURLToPath(new URL("../../main.ts", import.meta.url));
let scratch: string;
let collector: Double;
let serving: Serving;
let mara: SignedIn;
const secret = "canary-7f3a9c1e-secret";

const inventory = `own-domains: [corp.test]
assets: [{ name: ws-1, role: workstation, addresses: [192.0.2.21] }]
identities: [{ name: alice, role: employee, usual-hosts: [ws-1] }]
`;
const configuration = () => `version: 1
inventory: [inventory.yaml]
connectors:
  - name: drop
    product: folder-drop
    settings: { folder: ${join(scratch, "drop")}, ready: quiet, quiet-seconds: 1, every-ms: 250 }
watch: { settle-seconds: 0.5 }
telemetry: { otlp-url: "${collector.url}", internal: true, every-seconds: 1 }
logs: { level: debug, file: service.log }
`;
const place = (name: string) => join(scratch, name);
const words = (...more: string[]) => ["--data-dir", place("data"), "--config", place("watchkeeper.yaml"), ...more];
const run = (...given: string[]) =>
  spawnSync(process.execPath, [program, ...given], {
    cwd: scratch,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: scratch, TMPDIR: scratch },
  });

before(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "wk-service-")));
  // The account of the database must be able to pass through.
  chmodSync(scratch, 0o711);
  collector = await startDouble(() => ({ status: 200, json: {} }));
  mkdirSync(place("drop"));
  writeFileSync(place("inventory.yaml"), inventory);
  writeFileSync(place("watchkeeper.yaml"), configuration());
  serving = await startServing({ words: words(), cwd: scratch });
  mara = await signInFirst(serving);
  const key = (letter: string) => `ed25519:${Buffer.alloc(32, letter).toString("base64")}`;
  const people = ["mara", "joss"].map((name) => `  - { name: ${name}, roles: [admin, responder], public-key: "${key(name)}" }`);
  writeFileSync(join(place("data"), "containment.yaml"), `people:\n${people.join("\n")}\n`);
});
after(async () => {
  await serving?.stop();
  await collector?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const alertAt = (minute: number, host: string) =>
  JSON.stringify({
    alert: 1,
    id: `a-${host}-${minute}`,
    time: new Date(Date.now() - minute * 60_000).toISOString(),
    source: "edr",
    title: "Credential dumping from LSASS memory",
    severity: "critical",
    techniques: ["T1003.001"],
    host,
    user: "alice",
    observables: [{ type: "ip", value: "198.51.100.7", role: "source" }],
  });

type CaseList = { cases: { id: string; state: string; verdict: string | null; alerts: number }[] };
const cases = async (as = mara) => {
  const { status, body } = await as.ask("/api/v1/cases");
  assert.equal(status, 200, JSON.stringify(body));
  return (body as CaseList).cases;
};
const settled = (as = mara) =>
  until(
    async () => (await cases(as)).find(({ state }) => state === "closed" || state === "escalated"),
    60_000,
    () => `no case settled: ${JSON.stringify(serving.said().err.slice(-2_000))}`,
  );

describe("the service", () => {
  test("without sign-in nobody sees anything, and the link of the first start works once", async () => {
    assert.equal((await fetch(new URL("/api/v1/cases", serving.url))).status, 401);
    const link = /token=([0-9a-zA-Z_-]+)/.exec(serving.said().out)?.[1];
    const again = await fetch(new URL("/api/v1/sign-in/link", serving.url), {
      method: "POST",
      headers: { "content-type": "application/json", origin: serving.url.origin },
      body: JSON.stringify({ tenant: "default", link, name: "eve", password: "correct horse battery staple" }),
    });
    assert.ok(again.status >= 400);
  });

  test("a file in a folder becomes alerts, and they a case with a verdict", async () => {
    writeFileSync(place("drop/first.part"), `${[1, 2, 3].map((minute) => alertAt(minute, "ws-1")).join("\n")}\n`);
    renameSync(place("drop/first.part"), place("drop/first.jsonl"));
    const found = await settled();
    assert.equal(found.alerts, 3);
    assert.ok(found.verdict);
    await until(
      () => readdirSync(place("drop/processed")).includes("first.jsonl") || undefined,
      20_000,
      () => "the file was not moved",
    );
    const ready = await fetch(new URL("/ready", serving.url));
    assert.equal(ready.status, 200, await ready.clone().text());
  });

  test("what the case proposes is put on the record of containment, and signed", async () => {
    const filed = await until(
      () => logLines(place("service.log")).find(({ event }) => event === "containment/filed"),
      20_000,
      () => "nothing was filed",
    );
    assert.ok(Number(filed.proposed) + Number(filed.declined) > 0);
    const verified = run("journal", "verify", "--data-dir", place("data"), "--world", "containment", "--json");
    assert.equal(verified.status, 0, verified.stderr);
    const { entries, published } = JSON.parse(verified.stdout) as { entries: number; published: { size: number } };
    assert.ok(entries > 0);
    assert.equal(published.size, entries);
  });

  test("logs and telemetry tell of it, and hold nothing of the evidence", async () => {
    const seen = () => collector.seen.map(({ text }) => text).join("\n");
    await until(
      () => (/"name":"case"/.test(seen()) && /"name":"triage"/.test(seen()) ? true : undefined),
      20_000,
      () => seen().slice(0, 2_000),
    );
    for (const name of ["intake", "question"]) assert.ok(seen().includes(`"name":"${name}"`), name);
    const lines = logLines(place("service.log"));
    assert.ok(lines.some(({ event }) => event === "service/started"));
    for (const text of [seen(), readFileSync(place("service.log"), "utf8")])
      for (const word of ["LSASS", "alice", "198.51.100.7", secret, "correct horse"]) assert.ok(!text.includes(word), word);
  });

  test("a second process that only answers joins in, and both show the same", async () => {
    const second = await startServing({ words: words("--role", "api"), cwd: scratch });
    try {
      const token = await mara.ask("/api/v1/session");
      assert.equal(token.status, 200);
      const ready = await fetch(new URL("/ready", second.url));
      assert.equal(ready.status, 200, await ready.clone().text());
      assert.equal((await fetch(new URL("/api/v1/cases", second.url))).status, 401);
    } finally {
      assert.equal(await second.stop(), 0);
    }
    assert.equal((await cases()).length, 1);
  });

  test("lists that lost what they held are made anew from the record, beside the running service", async () => {
    const before = await mara.ask("/api/v1/cases");
    const database = await openDatabase({ dataDir: place("data"), join: true });
    try {
      await database.asOwner(async (owner) => void (await owner.query("DELETE FROM watchkeeper.view_cases")));
    } finally {
      await database.close();
    }
    assert.deepEqual(await cases(), []);
    const rebuilt = run("journal", "rebuild-views", "--data-dir", place("data"), "--config", place("watchkeeper.yaml"), "--json");
    assert.equal(rebuilt.status, 0, rebuilt.stderr);
    const [{ tenant, facts }] = JSON.parse(rebuilt.stdout) as [{ tenant: string; facts: number }];
    assert.ok(tenant === "default" && facts > 3, rebuilt.stdout);
    assert.deepEqual(await mara.ask("/api/v1/cases"), before);
  });

  test("a backup of the running service comes back elsewhere, verified, and stopped", async () => {
    const made = run(
      "backup",
      place("backup"),
      "--data-dir",
      place("data"),
      "--config",
      place("watchkeeper.yaml"),
      "--with-keys",
      "--json",
    );
    assert.equal(made.status, 0, made.stderr);
    const { records, entries, rows } = JSON.parse(made.stdout) as { records: number; entries: number; rows: number };
    assert.ok(records >= 3 && entries > 10 && rows > entries);
    const refused = run("backup", place("backup"), "--data-dir", place("data"));
    assert.match(refused.stderr, /backup\/not-empty/);
    const back = run("restore", place("backup"), "--data-dir", place("restored"), "--json");
    assert.equal(back.status, 0, back.stderr);
    const restored = JSON.parse(back.stdout) as { records: number; entries: number; unread: number; stopped: string };
    assert.deepEqual([restored.records, restored.entries, restored.unread], [records, entries, 0]);
    assert.match(readFileSync(join(place("restored"), "STOP"), "utf8"), /restored from the backup/);
    const other = await startServing({
      words: ["--data-dir", place("restored"), "--config", place("watchkeeper.yaml"), "--role", "api"],
      cwd: scratch,
    });
    try {
      const signedIn = await fetch(new URL("/api/v1/sign-in/password", other.url), {
        method: "POST",
        headers: { "content-type": "application/json", origin: other.url.origin },
        body: JSON.stringify({ tenant: "default", name: "mara", password: "correct horse battery staple" }),
      });
      assert.equal(signedIn.status, 200, await signedIn.clone().text());
      const cookie = signedIn.headers
        .getSetCookie()
        .map((each) => each.split(";")[0])
        .join("; ");
      const list = (await (await fetch(new URL("/api/v1/cases", other.url), { headers: { cookie } })).json()) as CaseList;
      assert.equal(list.cases.length, 1);
    } finally {
      assert.equal(await other.stop(), 0);
    }
  });

  test("a stop ends it in order and in time, and the next start goes on where it was", async () => {
    const beganMs = Date.now();
    assert.equal(await serving.stop(), 0);
    assert.ok(Date.now() - beganMs < 30_000);
    const last = logLines(place("service.log")).findLast(({ event }) => event === "service/stopped");
    assert.equal(last?.finished, true);
    serving = await startServing({ words: words(), cwd: scratch });
    assert.ok(!/first sign-in/.test(serving.said().out));
    const cookie = await (async () => {
      const signedIn = await fetch(new URL("/api/v1/sign-in/password", serving.url), {
        method: "POST",
        headers: { "content-type": "application/json", origin: serving.url.origin },
        body: JSON.stringify({ tenant: "default", name: "mara", password: "correct horse battery staple" }),
      });
      return signedIn.headers
        .getSetCookie()
        .map((each) => each.split(";")[0])
        .join("; ");
    })();
    const list = async () => (await (await fetch(new URL("/api/v1/cases", serving.url), { headers: { cookie } })).json()) as CaseList;
    assert.equal((await list()).cases.length, 1);
    writeFileSync(place("drop/second.jsonl"), `${alertAt(1, "srv-9")}\n`);
    await until(
      async () => ((await list()).cases.length > 1 || (await list()).cases.some(({ alerts }) => alerts > 3) ? true : undefined),
      60_000,
      () => "the second file came to nothing",
    );
  });

  test("a configuration with mistakes starts nothing, and config check says them all", () => {
    writeFileSync(
      place("wrong.yaml"),
      `version: 1\nserver: { listen: "0.0.0.0:1" }\nconnectors: [{ name: drop, product: folder-drop, settings: { foldre: /x } }, { name: x, product: nothing }]\n`,
    );
    const refused = run("serve", "--config", place("wrong.yaml"), "--data-dir", place("never"));
    assert.equal(refused.status, 2, refused.stderr);
    assert.equal(readdirSync(scratch).includes("never"), false);
    const checked = run("config", "check", place("wrong.yaml"));
    assert.equal(checked.status, 2);
    assert.match(checked.stdout, /wrong\.yaml:2:\d+: server\.listen: is no loopback/);
    writeFileSync(place("wrong.yaml"), readFileSync(place("wrong.yaml"), "utf8").replace("0.0.0.0:1", "127.0.0.1:1"));
    const opened = run("config", "check", place("wrong.yaml"));
    assert.equal(opened.status, 2);
    assert.match(opened.stdout, /wrong\.yaml:3:\d+: connectors\.0: .*connector\/bad-settings/);
    assert.match(opened.stdout, /wrong\.yaml:3:\d+: connectors\.1: .*connector\/unknown-product/);
    const fine = run("config", "check", place("watchkeeper.yaml"), "--connect");
    assert.equal(fine.status, 0, fine.stdout + fine.stderr);
    assert.match(fine.stdout, /✓ drop: /);
    assert.equal(JSON.parse(run("config", "schema").stdout).title, "watchkeeper.yaml");
  });
});
