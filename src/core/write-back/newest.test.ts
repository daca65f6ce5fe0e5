import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { atMs, obey, onlyJob, take, tried, why, work } from "../../testing/write-back-law-scene.ts";
import type { WriteBackCommand } from "./command.ts";
import { emptyWriteBack, type WriteBack } from "./write-back.ts";

describe("the newest form of a thing stands", () => {
  const verdict = (revision: number, says: string): WriteBackCommand => ({
    type: "TakeCase",
    tenant: "default",
    caseId: "case-1",
    revision,
    atMs,
    wants: [{ kind: "verdict", connector: "rt", subject: "alert-1", marking: "green", content: { verdict: says } }],
  });
  const closing = { opens: true, closes: true };
  /** Sends the oldest that may go; gives its revision and kind. */
  const send = (state: WriteBack, nowMs: number): string => {
    const next = work(state, nowMs);
    if (next.do !== "write") return next.do;
    const { key, kind, revision } = next.job;
    obey(
      state,
      { type: "TryWrite", key, worker: "two", atMs: nowMs },
      { type: "RecordWritten", key, worker: "two", id: "17", atMs: nowMs },
    );
    return `${kind} ${revision}`;
  };
  const lost = (state: WriteBack): string => {
    const { key } = onlyJob(state);
    obey(state, tried(key), { type: "LoseTrack", key, worker: "one", untilMs: atMs, why, atMs });
    return key;
  };
  const later = atMs + 10_000;

  for (const what of ["a verdict", "what follows a ticket"])
    test(`${what}: an older one that got lost goes out neither before it is looked for nor after the newer one`, () => {
      const state = emptyWriteBack();
      const isTicket = what !== "a verdict";
      if (isTicket) {
        obey(state, take("case-1", 1));
        assert.equal(send(state, atMs), "ticket 1");
      }
      obey(state, isTicket ? take("case-1", 2, closing) : verdict(2, "benign"));
      const key = lost(state);
      obey(state, isTicket ? take("case-1", 3) : verdict(3, "true-positive"));
      assert.equal(send(state, atMs), "wait", "the older one may be on its way");
      assert.equal(work(state, later).do, "look");
      obey(state, { type: "RecordAbsent", key, atMs: later });
      assert.equal(send(state, later), isTicket ? "comment 3" : "verdict 3");
      assert.equal(send(state, later), "wait");
      assert.equal(state.settled.get(key)?.state.status, "superseded");
    });

  for (const sure of [true, false])
    test(`a person who tries an older one again does not undo the newer (${sure ? "surely" : "perhaps not"} failed)`, () => {
      const state = obey(emptyWriteBack(), verdict(1, "benign"));
      const { key } = onlyJob(state);
      if (sure) obey(state, tried(key), { type: "RecordFailure", key, worker: "one", why, atMs });
      else obey(state, { type: "RecordUnfound", key: lost(state), untilMs: atMs, why, final: true, atMs });
      obey(state, verdict(2, "true-positive"));
      assert.equal(send(state, atMs), "verdict 2");
      obey(state, { type: "RetryJob", key, by: "person:mara", anew: false, atMs });
      if (!sure) {
        assert.equal(work(state, later).do, "look");
        obey(state, { type: "RecordAbsent", key, atMs: later });
      }
      assert.equal(send(state, later), "wait");
      assert.equal(state.settled.get(key)?.state.status, "superseded");
      assert.equal(state.openCount, 0);
    });

  test("one that is put off while a newer one came gives way to it", () => {
    const state = obey(emptyWriteBack(), verdict(1, "benign"));
    const { key } = onlyJob(state);
    obey(state, tried(key), verdict(2, "true-positive"), { type: "PutOff", key, worker: "one", untilMs: atMs, why, atMs });
    assert.equal(send(state, atMs), "verdict 2");
    assert.equal(state.openCount, 0);
  });
});
