import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Database } from "../../storage/database.ts";
import { waitUntil } from "../../storage/embedded/process.ts";
import { openIntake } from "../../storage/intake/postgres-intake.ts";
import { type Notices, openNotices } from "../../storage/notices.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { allKept } from "../../testing/intake-contract.ts";

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, signal ? { signal } : {}),
};
const program = fileURLToPath(new URL("../../testing/source-worker.ts", import.meta.url));
/** What the service promises of a source whose process died. */
const takeOverMs = 10_000;
const startMs = 20_000;

let database: Database;
let notices: Notices;
const children = new Set<ChildProcess>();
before(async () => {
  database = await openDatabase({ ephemeral: true });
  notices = openNotices(database, clock);
});
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await notices.close();
  await database.close();
});

type Told = { readonly ready?: boolean; readonly asked?: number; readonly told?: string };

async function worker(source: string): Promise<{ readonly child: ChildProcess; readonly told: Told[] }> {
  const { host, user, password } = database.pool.options as { host: string; user: string; password: string };
  const url = `postgresql://${user}:${password}@/postgres?host=${encodeURIComponent(host)}`;
  const child = spawn(process.execPath, [program, url, source], { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  const told: Told[] = [];
  let rest = "";
  child.stdout.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    told.push(...lines.map((line) => JSON.parse(line) as Told));
  });
  assert.ok(await waitUntil(() => told.some(({ ready }) => ready), startMs));
  return { child, told };
}
const asks = ({ told }: { readonly told: readonly Told[] }) => told.some(({ asked }) => asked !== undefined);

describe("two processes with one source", () => {
  for (const [what, signal] of [
    ["killed", "SIGKILL"],
    ["suspended", "SIGSTOP"],
  ] as const) {
    test(`one that is ${what} is taken over within ten seconds, without a gap and without a repeat`, async () => {
      const { intake } = await openIntake({ database, clock, notices });
      const one = await worker(what);
      assert.ok(await waitUntil(() => asks(one), takeOverMs));
      const two = await worker(what);
      await sleep(2_000);
      // On a machine so busy that the first one gave no sign of life in time, it has given up, and the second one holds the source.
      const hasMoved = asks(two);
      assert.ok(!hasMoved || (await waitUntil(() => one.told.some(({ told }) => told === "given-up"), takeOverMs)));
      const [first, second] = hasMoved ? [two, one] : [one, two];
      const asked = second.told.filter((each) => each.asked !== undefined).length;
      first.child.kill(signal);
      assert.ok(
        await waitUntil(() => second.told.filter((each) => each.asked !== undefined).length > asked, takeOverMs),
        "nobody took it over",
      );
      await sleep(500);
      const toldBefore = first.told.length;
      const gaveUp = () => first.told.slice(toldBefore).some(({ told }) => told === "given-up");
      first.child.kill("SIGCONT");
      if (signal === "SIGSTOP") assert.ok(await waitUntil(gaveUp, takeOverMs), "the zombie did not give up");
      // Whoever wakes up has at most the one page under way, and is refused with it.
      assert.ok(first.told.slice(toldBefore).filter((each) => each.asked !== undefined).length <= 1);
      second.child.kill("SIGKILL");
      const kept = (await allKept(intake, 1_000)).filter(({ source }) => source === what);
      assert.ok(kept.length > 0);
      assert.deepEqual(
        kept.map(({ id }) => Number(id)),
        kept.map((_, index) => index),
      );
      first.child.kill("SIGKILL");
    });
  }
});
