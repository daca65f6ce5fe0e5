import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { atMs, obey, onlyJob, take, tried, why } from "../../testing/write-back-law-scene.ts";
import { decideWriteBack } from "./decide.ts";
import { contentLengthMax, failedJobsMax, longestPauseMs, openJobsMax, pauseAfter, settledJobsMax } from "./limits.ts";
import { emptyWriteBack } from "./write-back.ts";

describe("everything has a bound", () => {
  test("beyond the most that may wait no case is taken, and it is told again later", () => {
    const state = emptyWriteBack();
    for (let index = 0; index < openJobsMax; index++) obey(state, take(`case-${index}`, 1));
    assert.throws(() => decideWriteBack(take("case-x", 1), state), { code: "write-back/full" });
    const { key } = onlyJob(state);
    obey(state, tried(key), { type: "RecordWritten", key, worker: "one", id: "1", atMs }, take("case-x", 1));
    assert.equal(state.openCount, openJobsMax);
  });

  test("settled and failed jobs are let go of, the oldest first, and hold no content", () => {
    const state = emptyWriteBack();
    for (let index = 0; index < settledJobsMax + 10; index++) {
      obey(state, take(`case-${index}`, 1));
      const { key } = onlyJob(state);
      const isFailure = index % 2 === 0 && index < 2 * (failedJobsMax + 10);
      obey(
        state,
        tried(key),
        isFailure
          ? { type: "RecordFailure", key, worker: "one", why, atMs }
          : { type: "RecordWritten", key, worker: "one", id: `${index}`, atMs },
      );
    }
    assert.equal(state.failed.size, failedJobsMax);
    assert.ok(state.settled.size <= settledJobsMax);
    assert.ok([...state.settled.values()].every(({ content }) => content === undefined));
    assert.equal(state.openCount, 0);
  });

  test("what is too long goes nowhere and says so; pauses grow and end", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1, { ticket: { body: "x".repeat(contentLengthMax) } }));
    const [job] = state.settled.values();
    assert.ok(job?.state.status === "withheld" && job.state.why.code === "write-back/too-large");
    assert.ok(pauseAfter(2) > pauseAfter(1));
    assert.equal(pauseAfter(1_000), longestPauseMs);
    assert.equal(pauseAfter(1, 3_600_000), 3_600_000);
  });
});
