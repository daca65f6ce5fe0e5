import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Assessment } from "../core/assessment/assessment.ts";
import { FirstRun } from "../server/contract/demo.ts";

// Guarantees: the demo is the service with a recorded day in it: it says its cases, everything in it can be worked on by whoever opens it on this machine,
// other pages and other names get nothing of it, and nothing of it is left when it ends.

const executable = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
/** Half a minute on two free cores; this machine may have more to do. */
const finishedMsMax = 300_000;
const lookMs = 50;

describe("the demo", () => {
  let folder = "";
  let child: ChildProcess;
  let said = "";
  let url = "";
  let firstVerdictMs: number | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "watchkeeper-demo-test-"));
    // The database runs as a user of its own where we are root.
    chmodSync(folder, 0o755);
    child = spawn(process.execPath, [executable, "demo", "--port", "0", "--out", join(folder, "out")], {
      env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const startedMs = performance.now();
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    let progress = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      progress += text;
    });
    while (!/demo finished: .*\n/.test(said)) {
      if (child.exitCode !== null || performance.now() - startedMs > finishedMsMax) assert.fail(`${said}${progress}`);
      url ||= /watch it at (http\S+)/.exec(progress)?.[1] ?? "";
      if (url && firstVerdictMs === undefined && (await firstRun()).firstVerdict) firstVerdictMs = performance.now() - startedMs;
      await sleep(lookMs);
    }
  });
  after(async () => {
    if (child.exitCode === null) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, url), { headers });
  const firstRun = async () => FirstRun.parse(await (await read("/api/v1/first-run")).json());

  test("says each case and the sum, and its first verdict stood within three minutes", () => {
    const lines = said.trimEnd().split("\n");
    const [, cases, escalated] = /^demo finished: (\d+) cases, (\d+) escalated; console at http:\/\/localhost:\d+$/.exec(
      lines.at(-1) ?? "",
    )!;
    assert.equal(lines.length - 1, Number(cases));
    assert.equal(lines.filter((line) => /^case \S+ escalated: /.test(line)).length, Number(escalated));
    assert.ok((firstVerdictMs ?? Number.POSITIVE_INFINITY) < 180_000, `${firstVerdictMs} ms`);
    console.log(`# time to first verdict: ${Math.round((firstVerdictMs ?? 0) / 100) / 10} s`);
  });

  test("answers without sign-in what outsiders look at, and the assessment is the one that it wrote", async () => {
    assert.equal(((await (await read("/health")).json()) as { status: string }).status, "ok");
    assert.equal(((await (await read("/version")).json()) as { assessment: string }).assessment, "watchkeeper/assessment@1");
    assert.equal((await read("/api/v1/openapi.json")).status, 200);
    const { cases, accounting } = (await (await read("/api/v1/cases")).json()) as {
      cases: { id: string }[];
      accounting: { accepted: number };
    };
    const now = Assessment.parse(await (await read("/api/v1/assessment")).json());
    const written = Assessment.parse(JSON.parse(readFileSync(join(folder, "out", "assessment.json"), "utf8")));
    assert.deepEqual(now.cases, written.cases);
    assert.deepEqual(new Set(cases.map(({ id }) => id)), new Set(now.cases.map(({ id }) => id)));
    assert.equal(accounting.accepted, now.alerts.length);
    for (const { path, records, events, alerts, rejected } of now.inputs) assert.equal(events + alerts + rejected, records, path);
    assert.ok(existsSync(join(folder, "out", "office-day", "evidence")));
  });

  test("changes nothing for whoever shows no session, and answers neither other sites nor other names", async () => {
    const [first] = ((await (await read("/api/v1/cases")).json()) as { cases: { id: string }[] }).cases;
    const note = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ act: "note", text: "x" }) };
    assert.equal((await fetch(new URL(`/api/v1/cases/${first?.id}/acts`, url), note)).status, 401);
    assert.equal((await read("/api/v1/session", { "sec-fetch-site": "cross-site" })).status, 401);
    // What a proxy or a tunnel passes on may come from anywhere.
    for (const name of ["x-forwarded-for", "forwarded", "via"])
      for (const path of ["/api/v1/session", "/api/v1/cases"])
        assert.equal((await read(path, { [name]: "for=198.51.100.7" })).status, 401, name);
    assert.equal((await read("/api/v1/cases", { origin: "https://elsewhere.example" })).status, 401);
    assert.equal((await read("/api/v1/first-run")).headers.get("access-control-allow-origin"), null);
  });

  test("a page at an address of numbers leads to the name, at which a browser makes passkeys; what programs ask is answered", async () => {
    const byNumber = new URL("/cases/case-1?part=why", url);
    byNumber.hostname = "127.0.0.1";
    const page = await fetch(byNumber, { headers: { accept: "text/html" }, redirect: "manual" });
    assert.deepEqual([page.status, page.headers.get("location")], [307, new URL("/cases/case-1?part=why", url).href]);
    assert.equal((await fetch(new URL("/api/v1/cases", byNumber))).status, 200);
  });

  test("whoever opens it is signed in, overrules a verdict, and approves what then waits for a product", async () => {
    const ask = await opened(url);
    assert.equal((await ask<{ person: string }>("GET", "/api/v1/session")).person, "person:demo");
    const { mode, waiting, grants } = await ask<{ mode: string; waiting: number; grants: { signatures: { holds: boolean }[] }[] }>(
      "GET",
      "/api/v1/autonomy",
    );
    assert.deepEqual([mode, waiting], ["granted", 0], "its people granted all that the agent closes on that day, and nothing waits");
    assert.ok(grants.every(({ signatures }) => signatures.length === 2 && signatures.every(({ holds }) => holds)));
    const { actions } = await ask<{ actions: { id: string; approvers: number; approvals: number }[] }>("GET", "/api/v1/actions");
    const one = actions.find(({ approvers }) => approvers === 1) ?? assert.fail(JSON.stringify(actions));
    const { digest } = await ask<{ digest: string }>("GET", `/api/v1/actions/${one.id}`);
    const { signature } = await ask<{ signature: string }>("POST", "/api/v1/demo/signature", { for: "approve", action: one.id });
    const { line } = await ask<{ line: { approved: boolean } }>("POST", `/api/v1/actions/${one.id}/approve`, {
      digest,
      because: "seen",
      signature,
    });
    assert.equal(line.approved, true);
    const { cases } = await ask<{ cases: { id: string; verdict: string }[] }>("GET", "/api/v1/cases");
    const unsure = cases.find(({ verdict }) => verdict === "insufficient-data")!;
    await ask("POST", `/api/v1/cases/${unsure.id}/acts`, { act: "overrule", verdict: "benign", because: "planned work" });
    const held = await eventually(async () => {
      const now = await ask<{ verdict: string; state: string }>("GET", `/api/v1/cases/${unsure.id}`);
      return now.verdict === "benign" ? now : undefined;
    });
    assert.equal(held.state, "closed");
  });

  test("whoever stops it ends that as both of its admins in turn, and as nobody else", async () => {
    const ask = await opened(url);
    await ask("POST", "/api/v1/stop", { because: "to see what it does" });
    const { stopped, mayResume } = await ask<{ stopped: boolean; mayResume: string[] }>("GET", "/api/v1/stop");
    assert.deepEqual([stopped, mayResume], [true, ["demo.admin.one", "demo.admin.two"]]);
    const resume = (admin: string) => ask<{ resumed: boolean }>("POST", "/api/v1/demo/resume", { admin, because: "seen" });
    await assert.rejects(resume("demo"), /403 .*containment\/unknown-person/);
    assert.equal((await resume("demo.admin.one")).resumed, false);
    await assert.rejects(resume("demo.admin.one"), /409 .*containment\/already-asked/);
    assert.equal((await ask<{ stopped: boolean }>("GET", "/api/v1/stop")).stopped, true);
    assert.equal((await resume("demo.admin.two")).resumed, true);
    assert.equal((await ask<{ stopped: boolean }>("GET", "/api/v1/stop")).stopped, false);
  });

  test("ends in order, and leaves nothing but what was asked for", async () => {
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("watchkeeper")),
      [],
    );
  });
});

/** A browser that opens the console: it asks who it is, and is somebody from then on. */
async function opened(url: string) {
  const cookies = new Map<string, string>();
  let csrf = "";
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        origin: new URL(url).origin,
        "x-watchkeeper-csrf": csrf,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  };
  ({ csrf } = await ask<{ csrf: string }>("GET", "/api/v1/session"));
  return ask;
}

async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  return assert.fail("waited in vain");
}
