import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { containmentWorld } from "../core/containment/containment.ts";
import { SocError } from "../core/soc-error.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { counted, countingLog } from "../testing/counting-log.ts";
import { status } from "./status.ts";
import type { OpenStore, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";
import { unpublished } from "./unpublished.ts";

// Guarantees: 4 is the alarm of the ledger and of the record, and of nothing else; that what was published of a record is gone is said.

async function statusWhere(failure: unknown): Promise<{ readonly exit: number; readonly err: string }> {
  let err = "";
  const terminal = {
    out: () => {},
    err: (text: string) => {
      err += text;
    },
    colour: false,
  } as unknown as Terminal;
  const system = { environment: {}, holdsDatabase: () => true, openStore: () => Promise.reject(failure) } as unknown as System;
  const exit = await status.run(["--data-dir", "data"], system, terminal, new AbortController().signal);
  return { exit, err };
}

const failure = (code: ConstructorParameters<typeof SocError>[0]["code"]) =>
  new SocError({ code, problem: "it failed", remedy: "mend it", retry: "never" });

describe("the exit status of status", () => {
  test("is 3 where the question could not be asked: nothing is known of any ledger", async () => {
    for (const code of ["storage/server-lost", "storage/disk-full", "storage/not-started"] as const)
      assert.deepEqual([code, (await statusWhere(failure(code))).exit], [code, 3]);
    assert.match((await statusWhere(failure("storage/server-lost"))).err, /What to do: mend it/);
  });

  test("is 2 for what was asked wrongly, and 4 for a record that does not hold", async () => {
    assert.equal((await statusWhere(failure("cli/no-record"))).exit, 2);
    assert.equal((await statusWhere(failure("journal/chain-broken"))).exit, 4);
  });
});

describe("a record of which nothing is published any more", () => {
  test("is told, and neither one that is published nor one that is empty", async () => {
    const journal = memoryJournalStore();
    const store: Pick<OpenStore, "hasWorld" | "world"> = {
      hasWorld: async (name) => name === containmentWorld,
      world: async () => ({ journal, events: memoryEventStore() }),
    };
    assert.equal(await unpublished(store), undefined);
    const log = await countingLog(journal);
    await log.record([counted(1), counted(2)]);
    assert.match((await unpublished(store)) ?? "", /2 entries, and no checkpoint of it is there/);
    await log.checkpoint();
    assert.equal(await unpublished(store), undefined);
  });
});
