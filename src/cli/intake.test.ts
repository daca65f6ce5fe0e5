import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SourceHealth } from "../ports/intake.ts";
import { memoryIntake } from "../testing/memory-intake.ts";
import { intake } from "./intake.ts";
import type { OpenStore, System } from "./system.ts";

// Guarantees: whoever looks at the sources sees what fails and what to do, and puts back what could not be read.

function scene(health: readonly Partial<SourceHealth>[] = []) {
  const kept = memoryIntake(() => Date.UTC(2026, 10, 23));
  const asked: unknown[] = [];
  const given = health.map(
    (each): SourceHealth => ({
      source: "mailbox",
      accepted: 1_234,
      repeated: 2,
      deadLettered: 1,
      waiting: 3,
      lastReceivedMs: Date.UTC(2026, 10, 23),
      behindMs: 4_000,
      skewMs: 0,
      state: "running",
      problem: undefined,
      remedy: undefined,
      ...each,
    }),
  );
  const store = {
    intake: health.length > 0 ? { ...kept, health: async () => given } : kept,
    close: async () => {},
  } as unknown as OpenStore;
  const openStore = async (choice: unknown) => {
    asked.push(choice);
    return store;
  };
  const system = {
    environment: {},
    holdsDatabase: () => true,
    openStore,
    connectorDesk: { configured: async () => [] },
  } as unknown as System;
  let out = "";
  const tell = (text: string) => {
    out += text;
  };
  const terminal = { out: tell, err: () => {}, colour: false } as never;
  const run = async (...words: string[]) => {
    out = "";
    const status = await intake.run(["--data-dir", "x", ...words], system, terminal, new AbortController().signal);
    return { status, out };
  };
  return { kept, run, asked };
}

describe("watchkeeper intake", () => {
  test("list says how each source fares, and ends with 3 while one fails", async () => {
    const well = await scene([{}]).run("list");
    assert.equal(well.status, 0);
    assert.match(
      well.out,
      /^mailbox {2}running: 1,234 accepted, 2 repeated, 1 not readable, 3 waiting, the oldest for 4 s, last 2026-11-23T/,
    );
    const failing = { state: "failing", problem: 'the secret "\u001b[2J" is wrong', remedy: "renew it", skewMs: -180_000 } as const;
    const { status, out } = await scene([{}, { source: "siem", ...failing }]).run("list");
    assert.equal(status, 3);
    assert.match(out, /! its clock is 180 s behind ours\n.*is wrong\n {2}What to do: renew it/);
    assert.ok(!out.includes("\u001b"));
  });

  test("letters are shown with their reasons, and replay takes one in anew", async () => {
    const { kept, run } = scene();
    await kept.handOver({
      source: "drop",
      records: [],
      refused: [{ id: "a", reason: "too-large", says: "2 MiB", bytes: Buffer.from("x") }],
    });
    const shown = await run("letters");
    assert.match(shown.out, /drop {2}too-large: 2 MiB \(a\)/);
    const [letter] = await kept.deadLetters({ limit: 1 });
    assert.match((await run("replay", String(letter!.letter))).out, /taken in anew/);
    assert.equal((await run("letters", "--source", "other")).out, "there are no dead letters\n");
  });

  test("words that make no sense are refused, and a tenant is whose store is opened", async () => {
    const { run, asked } = scene([{}]);
    for (const words of [
      ["listen"],
      ["replay"],
      ["replay", "x"],
      ["letters", "--limit", "0"],
      ["list", "more"],
      ["list", "--tenant", "../x"],
    ])
      await assert.rejects(run(...words), /cli\/bad-option/, words.join(" "));
    await run("list", "--tenant", "branch");
    assert.deepEqual(asked.at(-1), { dataDir: "x", join: true, tenant: "branch" });
  });
});
