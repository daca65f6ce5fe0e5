import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ContainmentCommand } from "../core/containment/command.ts";
import type { ContainmentEvent } from "../core/containment/containment.ts";
import { SocError } from "../core/soc-error.ts";
import { signMsMax, stopContainment } from "./containment-stop.ts";

// Guarantees of stopping: the file stands before anything else is tried, either part suffices, and a stop that reached nothing is never told as one.

type Parts = { fileFails?: boolean; openFails?: boolean; obeyFails?: boolean; alreadyStopped?: boolean; signing?: () => Promise<void> };

function stopping(scope: "all" | `effector:${string}`, { fileFails, openFails, obeyFails, alreadyStopped, signing }: Parts = {}) {
  const order: string[] = [];
  const answer = stopContainment({
    scope,
    by: "person:ana",
    because: "it locks the wrong people",
    stopSwitch: {
      place: "/data/STOP",
      async raise(because) {
        order.push(`file ${because}`);
        if (fileFails) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      },
    },
    onFile: () => order.push("told"),
    clock: {
      async sleep(delayMs, signal) {
        assert.equal(delayMs, signMsMax);
        // Time passes once everything else has been done.
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      },
    },
    async openDesk() {
      order.push("open");
      if (openFails)
        throw new SocError({ code: "storage/not-started", problem: "the database did not start", remedy: "look", retry: "never" });
      return {
        inFlight: () => [],
        async checkpoint(how) {
          order.push(`sign, the witness ${how?.witness}`);
          await signing?.();
        },
        async obey(command: ContainmentCommand): Promise<readonly ContainmentEvent[]> {
          order.push(command.type);
          if (obeyFails) throw new Error("gone");
          if (alreadyStopped) return [];
          return [{ type: "Stopped", scope, by: "person:ana", because: "it locks the wrong people", atMs: 0 }];
        },
      };
    },
  });
  return { answer, order };
}

const signs = "sign, the witness may";

describe("stopping everything", () => {
  test("raises the file first, tells that it stands, then puts it on the record", async () => {
    const { answer, order } = stopping("all");
    assert.deepEqual(await answer, { scope: "all", file: "/data/STOP", recorded: true, problem: null, inFlight: [] });
    assert.deepEqual(order, ["file person:ana: it locks the wrong people", "told", "open", "Stop", signs]);
  });

  test("what was stopped already is stopped", async () => {
    assert.equal((await stopping("all", { alreadyStopped: true }).answer).recorded, true);
  });

  test("the file alone stops when the record cannot be reached, and says so", async () => {
    for (const parts of [{ openFails: true }, { obeyFails: true }]) {
      const { file, recorded, problem } = await stopping("all", parts).answer;
      assert.deepEqual([file, recorded], ["/data/STOP", false]);
      assert.match(problem ?? "", /the stop is not on the record/);
    }
  });

  test("the record alone stops when the file cannot be written, and says so", async () => {
    const { file, recorded, problem } = await stopping("all", { fileFails: true }).answer;
    assert.deepEqual([file, recorded], [null, true]);
    assert.match(problem ?? "", /the stop file "\/data\/STOP" could not be written \(ENOSPC\)/);
  });

  test("when neither is reached it is not told as stopped", async () => {
    await assert.rejects(stopping("all", { fileFails: true, openFails: true }).answer, (error: unknown) => {
      assert.ok(error instanceof SocError && error.code === "stop/not-reached");
      assert.match(error.problem, /NOT stopped.*ENOSPC.*the database did not start/);
      return true;
    });
  });
});

describe("stopping one effector", () => {
  test("has the record alone: the file would stop everything", async () => {
    const { answer, order } = stopping("effector:edge");
    assert.deepEqual(await answer, { scope: "effector:edge", file: null, recorded: true, problem: null, inFlight: [] });
    assert.deepEqual(order, ["open", "Stop", signs]);
    await assert.rejects(stopping("effector:edge", { openFails: true }).answer, { code: "stop/not-reached" });
  });
});

describe("the record of a stop", () => {
  test("is signed after it counts; what signs late, or not, holds up nothing and is told", async () => {
    const never = stopping("effector:edge", { signing: () => new Promise(() => {}) });
    const { recorded, problem } = await never.answer;
    assert.deepEqual([recorded, never.order], [true, ["open", "Stop", signs]]);
    assert.match(problem ?? "", /counts, but is not signed yet \(it takes long\)/);
    const failing = await stopping("effector:edge", { signing: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })) })
      .answer;
    assert.equal(failing.recorded, true);
    assert.match(failing.problem ?? "", /not signed yet \(ENOSPC\)/);
  });

  test("that counted is told, and not that it could not be reached, when it cannot be signed", async () => {
    const { file, recorded, problem } = await stopping("all", { fileFails: true, signing: () => Promise.reject(new Error("x")) }).answer;
    assert.deepEqual([file, recorded], [null, true]);
    assert.match(problem ?? "", /could not be written.*; .*not signed yet/);
  });
});
