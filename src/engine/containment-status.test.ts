import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Containment } from "../core/containment/containment.ts";
import { emptyContainment, evolveContainment } from "../core/containment/evolve.ts";
import { Status } from "../core/status/status.ts";
import { type Findings, killSwitchOf, statusOf } from "./containment-status.ts";

// Guarantees of the status: it is what its schema says, either part of the switch counts, and the same findings are the same words.

const nowMs = Date.UTC(2026, 0, 20, 10);
const findings = (containment: Containment, more: Partial<Findings> = {}): Findings => ({
  version: "0.1.0",
  nowMs,
  ledgers: { worlds: [], total: { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 }, balanced: true, more: false },
  containment,
  stopFile: { place: "/data/STOP", reading: { stopped: false } },
  orders: { configured: null, problem: "the file is not there" },
  record: null,
  notices: [],
  ...more,
});

describe("the status", () => {
  test("of an installation that never contained anything fits its schema, and nothing is stopped", () => {
    const status = Status.parse(statusOf(findings(emptyContainment())));
    assert.equal(status.killSwitch.stopped, false);
    assert.deepEqual([status.containment.orders.adopted, status.containment.inForce], [null, 0]);
    assert.deepEqual(status.containment.waiting, []);
  });

  test("is stopped by the file alone, by the record alone, and by both", () => {
    const stopped = emptyContainment();
    evolveContainment(stopped, { type: "Stopped", scope: "all", by: "person:ana", because: "a drill", atMs: nowMs });
    const file = { place: "/data/STOP", reading: { stopped: true, because: "it is there" } } as const;
    const none = { place: "/data/STOP", reading: { stopped: false } } as const;
    assert.equal(killSwitchOf(emptyContainment(), none).stopped, false);
    assert.equal(killSwitchOf(emptyContainment(), file).stopped, true);
    assert.equal(killSwitchOf(stopped, none).stopped, true);
    const both = killSwitchOf(stopped, file);
    assert.deepEqual([both.stopped, both.file.because, both.scopes.map(({ by }) => by)], [true, "it is there", ["person:ana"]]);
  });

  test("of one effector that is stopped says so, and the others go on", () => {
    const partly = emptyContainment();
    evolveContainment(partly, { type: "Stopped", scope: "effector:edge", by: "person:ana", because: "a drill", atMs: nowMs });
    const status = Status.parse(statusOf(findings(partly)));
    assert.equal(status.killSwitch.stopped, false);
    assert.deepEqual(
      status.killSwitch.scopes.map(({ scope, at }) => [scope, at]),
      [["effector:edge", new Date(nowMs).toISOString()]],
    );
  });
});

test("a clock that was set back is told by how far the record's time is ahead of it", () => {
  const dayMs = 86_400_000;
  const ahead = emptyContainment();
  const stopped = { type: "Stopped", scope: "effector:edge", by: "person:ana", because: "a drill" } as const;
  evolveContainment(ahead, { ...stopped, atMs: nowMs });
  assert.equal(statusOf(findings(ahead)).containment.clockAheadMs, 0);
  evolveContainment(ahead, { ...stopped, atMs: nowMs + dayMs });
  assert.equal(Status.parse(statusOf(findings(ahead))).containment.clockAheadMs, dayMs);
});
