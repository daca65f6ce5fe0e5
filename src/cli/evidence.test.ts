import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { SocError } from "../core/soc-error.ts";
import { eventsIn } from "../engine/journal/read-opened.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { evidenceScene } from "../testing/evidence-scene.ts";
import { pythonHas } from "../testing/python.ts";
import { evidence } from "./evidence.ts";
import type { OpenStore, System } from "./system.ts";

// Guarantees: the command hands over a pack with the system card, puts on the record that it did, by the digest that it prints, and refuses in words.

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-export-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function scene() {
  const { clock, worlds } = await evidenceScene();
  // Facts of these are told shortly there; the card reads them as what they are.
  for (const world of ["governance", "access"]) worlds.delete(world);
  const store = {
    worldNames: async () => [...worlds.keys()],
    hasWorld: async (name: string) => worlds.has(name),
    async world(name: string) {
      const journal = worlds.get(name) ?? memoryJournalStore();
      worlds.set(name, journal);
      return { journal };
    },
    close: async () => {},
  } as unknown as OpenStore;
  const system = { environment: {}, version: "1.2.3", clock, holdsDatabase: () => true, openStore: async () => store } as unknown as System;
  let out = "";
  const terminal = {
    out(text: string) {
      out += text;
    },
    err: () => {},
  };
  const run = (...words: string[]) => {
    out = "";
    return evidence.run(["export", "--data-dir", "/data", ...words], system, terminal as never, new AbortController().signal);
  };
  return { run, worlds, said: () => out };
}

describe("watchkeeper evidence export", () => {
  test("writes a pack with the card, and records what it handed out", { skip: !pythonHas("hashlib") }, async () => {
    const { run, worlds, said } = await scene();
    const out = join(folder, "pack");
    assert.equal(await run("--framework", "dora", "--period", "2026-04-01/2026-07-01", "--out", out), 0);
    const digest = /SHA-256 of its SHA256SUMS: ([0-9a-f]{64})/.exec(said())?.[1];
    const checked = spawnSync("/usr/bin/python3", ["-I", "-S", join(out, "verify.py"), out, "-"], { encoding: "utf8" });
    assert.equal(checked.status, 0, checked.stdout);
    assert.ok(digest !== undefined && checked.stdout.includes(digest));
    for (const form of ["json", "md", "pdf"]) assert.ok(existsSync(join(out, `card/ai-system-card.${form}`)), form);
    assert.match(readFileSync(join(out, "card/ai-system-card.md"), "utf8"), /## Not to be used for[\s\S]*no score of a person/);
    assert.match(readFileSync(join(out, "card/ai-system-card.md"), "utf8"), /rules: sha256:aa → sha256:bb; version: 1\\?\.2\\?\.2 → 1/);
    const noted = (await eventsIn(worlds.get("access")!)).map((text) => JSON.parse(text) as { type: string; digest: string });
    assert.deepEqual([noted.at(-1)?.type, noted.at(-1)?.digest], ["ExportMade", `sha256:${digest}`]);
  });

  test("refuses what it cannot do, and leaves what is there alone", async () => {
    const { run } = await scene();
    const full = join(folder, "full");
    mkdirSync(full);
    writeFileSync(join(full, "mine.txt"), "mine");
    const asked = (framework: string, period: string, out: string) => run("--framework", framework, "--period", period, "--out", out);
    const refused: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => asked("iso", "2026-01-01/2026-07-01", join(folder, "a")), "cli/bad-option"],
      [() => asked("dora", "2026-07-01/2026-01-01", join(folder, "a")), "governance/bad-period"],
      [() => asked("dora", "2026-07-01", join(folder, "a")), "governance/bad-period"],
      [() => asked("dora", "2026-01-01/2026-07-01", full), "cli/output-not-writable"],
    ];
    for (const [work, code] of refused) await assert.rejects(work, (error: SocError) => error.code === code, code);
    assert.equal(readFileSync(join(full, "mine.txt"), "utf8"), "mine");
    assert.equal(existsSync(join(folder, "a")), false);
  });
});
