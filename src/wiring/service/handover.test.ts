import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { codeOf, totpStepMs } from "../../core/access/totp.ts";
import type { HandoverWhole } from "../../server/contract/handover.ts";
import { fromBase32 } from "../../testing/access-scene.ts";
import { type Serving, startServing, until } from "../../testing/serving.ts";

// Guarantees: a handover of the running service tells of its own cases and sources, and the command beside it reads and writes the same record.

type Whole = z.infer<typeof HandoverWhole>;
const program = fileURLToPath(new URL("../../main.ts", import.meta.url));
let scratch: string;
let serving: Serving;
let joss: Page;
const place = (name: string) => join(scratch, name);

before(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "wk-handover-")));
  // The account of the database must be able to pass through.
  chmodSync(scratch, 0o711);
  mkdirSync(place("drop"));
  const settings = `{ folder: ${place("drop")}, ready: quiet, quiet-seconds: 1, every-ms: 250 }`;
  const connectors = `connectors:\n  - { name: drop, product: folder-drop, settings: ${settings} }\n`;
  writeFileSync(place("watchkeeper.yaml"), `version: 1\n${connectors}watch: { settle-seconds: 0.5 }\n`);
  serving = await startServing({ words: ["--data-dir", place("data"), "--config", place("watchkeeper.yaml")], cwd: scratch });
});
after(async () => {
  await serving?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const run = (...given: string[]) =>
  spawnSync(process.execPath, [program, "handover", ...given, "--data-dir", place("data")], {
    cwd: scratch,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: scratch, TMPDIR: scratch },
  });

const alert = (minute: number) =>
  JSON.stringify({
    alert: 1,
    id: `a-${minute}`,
    time: new Date(Date.now() - minute * 60_000).toISOString(),
    source: "edr",
    title: "Credential dumping from LSASS memory \u202e<b>",
    severity: "critical",
    techniques: ["T1003.001"],
    host: "ws-1",
    user: "alice",
    observables: [],
  });

type Answer = { readonly status: number; readonly body: unknown; readonly text: string };
type Page = { readonly ask: (path: string, how?: { method?: string; body?: unknown }) => Promise<Answer> };

/** Somebody's browser: it keeps cookies and the code of its page. */
function openPage(): Page {
  const cookies = new Map<string, string>();
  let csrf: string | undefined;
  return {
    async ask(path, { method = "GET", body } = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(new URL(path, serving.url), {
        method,
        headers: {
          origin: serving.url.origin,
          ...(cookie !== "" && { cookie }),
          ...(csrf !== undefined && { "x-watchkeeper-csrf": csrf }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      for (const each of answer.headers.getSetCookie()) {
        const [name = "", value = ""] = (each.split(";")[0] ?? "").split("=");
        cookies.set(name, value);
      }
      const text = await answer.text();
      const found = text.startsWith("{") ? (JSON.parse(text) as { csrf?: string; signedIn?: { csrf?: string } }) : {};
      csrf = found.csrf ?? found.signedIn?.csrf ?? csrf;
      return { status: answer.status, body: found, text };
    },
  };
}

async function good(answer: Promise<Answer>): Promise<Record<string, never>> {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body as Record<string, never>;
}

/** Comes in by a link and shows a second factor. */
async function comesIn(link: string, name: string): Promise<Page> {
  const page = openPage();
  await good(
    page.ask("/api/v1/sign-in/link", { method: "POST", body: { tenant: "default", link, name, password: "correct horse battery staple" } }),
  );
  const { ticket, secret } = await good(page.ask("/api/v1/account/totp", { method: "POST" }));
  const code = codeOf(fromBase32(secret ?? ""), Math.floor(Date.now() / totpStepMs));
  await good(page.ask("/api/v1/account/totp", { method: "PUT", body: { ticket, code } }));
  return page;
}

/** Mara administers, and lets Joss in, who works the cases. */
async function people(): Promise<void> {
  const first = await until(
    () => /token=([0-9a-zA-Z_-]+)/.exec(serving.said().out)?.[1],
    10_000,
    () => "no link was printed",
  );
  const mara = await comesIn(first, "mara");
  const { id } = await good(mara.ask("/api/v1/people", { method: "POST", body: { name: "joss", roles: ["analyst"] } }));
  const { link } = await good(mara.ask(`/api/v1/people/${id}/link`, { method: "POST" }));
  const token = new URLSearchParams(new URL(link ?? "").hash.slice(1)).get("token") ?? "";
  joss = await comesIn(token, "joss");
}

const of = (whole: Whole, name: string) => whole.sections.find((each) => each.name === name)?.facts ?? [];

describe("handing over in the running service", () => {
  test("the draft tells of the case that waits, of who came and went, and what the agent would ask; it is signed and shown", async (t) => {
    await people();
    writeFileSync(place("drop/first.part"), `${[1, 2, 3].map(alert).join("\n")}\n`);
    renameSync(place("drop/first.part"), place("drop/first.jsonl"));
    const settled = await until(
      async () => {
        const { body } = await joss.ask("/api/v1/cases");
        return (body as { cases: { id: string; state: string }[] }).cases.find(({ state }) => state === "escalated");
      },
      60_000,
      () => `no case was escalated: ${serving.said().err.slice(-2_000)}`,
    );
    const beganMs = Date.now();
    const { status, body } = await joss.ask("/api/v1/handovers", { method: "POST", body: {} });
    t.diagnostic(`drafted in ${Date.now() - beganMs} ms`);
    assert.equal(status, 201, JSON.stringify(body));
    const whole = body as Whole;
    const fact = of(whole, "open-cases").find(({ key }) => key === `case:${settled.id}`);
    assert.ok(fact?.next, JSON.stringify(of(whole, "open-cases")));
    assert.ok(of(whole, "changes").some(({ says }) => says.endsWith(`${settled.id} was handed to people.`)));
    assert.ok(of(whole, "changes").some(({ says }) => says.includes('"joss" was given the role analyst by mara')));
    assert.deepEqual(
      of(whole, "watch-outs").filter(({ key }) => key.startsWith("unknown:") || key === "ledger"),
      [],
    );
    assert.ok(whole.records.some(({ world }) => world === "watch-000001"));
    const inFigures = of(whole, "figures").map(({ says }) => says);
    assert.ok(
      inFigures.some((says) => /^Escalation rate .*; missed threats among what the agent closed: .*; insufficient data: /.test(says)),
      JSON.stringify(inFigures),
    );
    assert.deepEqual(
      of(whole, "duties").map(({ key }) => key),
      ["samples", "alarms"],
    );
    assert.ok(!JSON.stringify(whole.sections).includes("\u202e"));
    const toSign = (await joss.ask("/api/v1/handovers/h-1/signing", { method: "POST", body: { for: "sign" } })).body as { digest: string };
    const signed = await joss.ask("/api/v1/handovers/h-1/sign", { method: "POST", body: { digest: toSign.digest } });
    assert.deepEqual([signed.status, (signed.body as Whole).signed?.proof], [200, "session"], JSON.stringify(signed.body));
  });

  test("the figures that it tells are those of monitors, of the board and of the lead, and alarms are watched", async () => {
    const metrics = (await joss.ask("/metrics")).text;
    for (const name of ["watchkeeper_escalation_ratio", "watchkeeper_source_alarm", "watchkeeper_kpi_ratio"])
      assert.ok(metrics.includes(`# TYPE ${name} gauge`), metrics.slice(0, 400));
    assert.match(metrics, /watchkeeper_escalation_ratio\{severity="all",part="missed_threat_upper_bound"\} NaN/);
    const { status, body } = await joss.ask("/api/v1/alarms");
    assert.equal(status, 200, JSON.stringify(body));
    const paper = await joss.ask("/api/v1/measures/board.pdf?zone=Europe/Vienna");
    assert.ok(paper.status === 200 && paper.text.startsWith("%PDF-1.4"), paper.text.slice(0, 200));
    await until(
      async () => {
        const { status: known, body: line } = await joss.ask("/api/v1/journal/alarm");
        return known === 200 && (line as { entries: number }).entries > 0 ? true : undefined;
      },
      20_000,
      () => "no hour was read",
    );
  });

  test("the command reads it and drafts beside the running service, on the same record", async () => {
    const shown = run("show");
    assert.equal(shown.status, 0, shown.stderr);
    assert.match(shown.stdout, /- Handed over: person:joss, .* by the word of a session with a second factor, sha256:[0-9a-f]{64}\n/);
    const drafted = run("draft", "--as", "wim", "--json");
    assert.equal(drafted.status, 0, drafted.stderr);
    const { handovers } = (await joss.ask("/api/v1/handovers")).body as { handovers: { id: string; outgoing: string; status: string }[] };
    assert.deepEqual(
      handovers.map(({ id, outgoing, status }) => [id, outgoing, status]),
      [
        ["h-2", "person:wim", "drafted"],
        ["h-1", "person:joss", "signed"],
      ],
    );
    const verified = spawnSync(process.execPath, [program, "journal", "verify", "--world", "handover", "--data-dir", place("data")], {
      cwd: scratch,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: scratch, TMPDIR: scratch },
    });
    assert.equal(verified.status, 0, verified.stderr);
  });
});
