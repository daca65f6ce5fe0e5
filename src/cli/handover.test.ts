import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { handoverWorld } from "../core/handover/handover.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { memoryIntake } from "../testing/memory-intake.ts";
import { memoryViews } from "../testing/memory-views.ts";
import { exampleCaseRow } from "../testing/views-contract.ts";
import { handover } from "./handover.ts";
import type { OpenStore, System } from "./system.ts";

// Guarantees: whoever is at the machine drafts and reads a handover without the service, and is told what the command cannot know.

const start = Date.UTC(2026, 4, 5, 6);

async function scene() {
  const clock = fakeClock(start);
  const worlds = new Map<string, ReturnType<typeof memoryJournalStore>>();
  const views = memoryViews();
  await views.put({
    alerts: [],
    cases: [exampleCaseRow("case-1", { state: "escalated", title: "\u001b[2J\u202eodd" })],
    world: "w",
    sequence: 1,
  });
  const store = {
    views,
    intake: memoryIntake(clock.nowMs),
    worldNames: async () => [...worlds.keys()],
    hasWorld: async (name: string) => worlds.has(name),
    async world(name: string) {
      const journal = worlds.get(name) ?? memoryJournalStore();
      worlds.set(name, journal);
      return { journal };
    },
    forService: { tenant: "default" },
    close: async () => {},
  } as unknown as OpenStore;
  const system = {
    environment: {},
    clock,
    holdsDatabase: () => true,
    openStore: async () => store,
    openContainment: async () => {
      throw new Error("no containment here");
    },
    stopSwitch: () => ({ place: "STOP", read: async () => ({ stopped: false }) }),
  } as unknown as System;
  const run = async (...words: string[]) => {
    let out = "";
    const tell = (text: string) => {
      out += text;
    };
    const terminal = { out: tell, err: () => {}, colour: false } as never;
    const status = await handover.run(["--data-dir", "x", ...words], system, terminal, new AbortController().signal);
    return { status, out };
  };
  return { run, worlds, clock };
}

describe("watchkeeper handover", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "watchkeeper-handover-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  test("draft prints Markdown and puts it on the record; show and list read it again", async () => {
    const { run, worlds } = await scene();
    const { status, out } = await run("draft", "--as", "mara");
    assert.equal(status, 0);
    assert.match(out, /^# Handover h-1\n\n- Period: 2026-05-04 22:00 UTC to 2026-05-05 06:00 UTC\n/);
    assert.ok(out.includes("case-1") && !/[\p{Cf}]|\p{Cc}(?<!\n)/u.test(out));
    assert.match(out, /Not known: which connectors work: it was drafted by a process that opens none\./);
    assert.match(out, /Not known: how containment stands\./);
    assert.equal((await worlds.get(handoverWorld)?.head())?.sequence, 0);
    assert.equal((await run("show")).out, out);
    assert.equal((await run("show", "h-1")).out, out);
    assert.match((await run()).out, /^h-1 {2}drafted {2}2026-05-04T22:00:00\.000Z to 2026-05-05T06:00:00\.000Z {2}person:mara\n$/);
    const listed = JSON.parse((await run("list", "--json")).out) as { handovers: { id: string }[] };
    assert.deepEqual(
      listed.handovers.map(({ id }) => id),
      ["h-1"],
    );
    const whole = JSON.parse((await run("show", "--json")).out) as { id: string; document: { blocks: unknown[] } };
    assert.ok(whole.id === "h-1" && whole.document.blocks.length > 10);
  });

  test("--out writes a new file and replaces none", async () => {
    const { run } = await scene();
    const file = join(folder, "handover.md");
    assert.equal((await run("draft", "--as", "mara", "--since", "2026-05-05T05:00:00Z", "--out", file)).out, "");
    const text = readFileSync(file, "utf8");
    assert.match(text, /- Period: 2026-05-05 05:00 UTC to/);
    await assert.rejects(run("show", "--out", file), { code: "cli/bad-option" });
    assert.equal(readFileSync(file, "utf8"), text);
  });

  test("refuses what it cannot take, and a look makes no record", async () => {
    const { run, worlds } = await scene();
    for (const look of ["list", "show"]) await assert.rejects(run(look), { code: "handover/unknown" });
    assert.equal(worlds.size, 0);
    for (const words of [
      ["burn"],
      ["draft"],
      ["draft", "--as", "a b"],
      ["draft", "--as", "mara", "--since", "yesterday"],
      ["list", "h-1"],
      ["show", "--tenant", "../x"],
    ])
      await assert.rejects(run(...words), { code: "cli/bad-option" }, words.join(" "));
    await run("draft", "--as", "mara");
    await assert.rejects(run("show", "h-9"), { code: "handover/unknown" });
  });
});
