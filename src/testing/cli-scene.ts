import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { Assessment } from "../core/assessment/assessment.ts";
import { type WatchedRun, watchedRun } from "./watched-run.ts";

// The executable as a new user meets it, with a folder of mixed evidence that is gone after the tests.

const home = fileURLToPath(new URL("../../", import.meta.url));

export const executable = join(home, "bin/watchkeeper");
export const timeoutMs = 120_000;

export const samples = [
  ["evtx/samples/sample.evtx", "server.evtx"],
  ["mail/samples/phishing.eml", "mail.txt"],
  ["syslog/samples/auth.log", "deeper/auth.log"],
  ["suricata-eve/samples/eve.jsonl", "deeper/eve"],
  ["cloudtrail/samples/records.json", "trail.json"],
  ["archive/samples/evidence.tar.gz", "packed"],
  ["plain-alert/samples/alerts.jsonl", "alerts.jsonl"],
] as const;

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-cli-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "mixed/deeper"), { recursive: true });
  for (const [sample, name] of samples) cpSync(join(home, "src/formats", sample), join(folder, "mixed", name));
  writeFileSync(
    join(folder, "mixed/holiday.jpg"),
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 500 }, (_, i) => (i * 97) % 256)]),
  );
  writeFileSync(join(folder, "mixed/deeper/empty.log"), "");
  mkdirSync(join(folder, "nothing"));
  return folder;
}

export const folder = makeFolder();

after(() => rmSync(folder, { recursive: true, force: true }));

export const cli = (words: readonly string[], more: Partial<Parameters<typeof watchedRun>[1]> = {}) =>
  watchedRun(words, { timeoutMs, ...more });
export const investigate = (path: string, out: string, ...more: string[]) =>
  cli(["investigate", path, "--out", join(folder, out), ...more]);
export const assessmentIn = (out: string) => Assessment.parse(JSON.parse(readFileSync(join(folder, out, "assessment.json"), "utf8")));

/** An error as its reader needs it: the problem, what to do, the code and its page, which exists; and never a stack. */
export function assertExplained({ err }: WatchedRun, code: string, problem: RegExp): void {
  assert.match(err, problem);
  assert.match(err, /^ {2}What to do: \S/m);
  const page = `docs/errors/${code.replace("/", "-")}.md`;
  assert.ok(err.includes(`${code} · ${page}`), err);
  assert.ok(existsSync(join(home, page)), page);
  assert.doesNotMatch(err, /\n\s+at .*:\d+:\d+/);
}

/** A cleared log, which one of our rules always finds. */
export const windowsLine = (index: number) =>
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
