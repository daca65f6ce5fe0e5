import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { atMs, jobsIn, obey, onlyJob, take, tried, why, work } from "../../testing/write-back-law-scene.ts";
import type { WriteBackCommand } from "./command.ts";
import { decideWriteBack } from "./decide.ts";
import { evolveWriteBack } from "./evolve.ts";
import { openJobsMax, triesMax } from "./limits.ts";
import { emptyWriteBack } from "./write-back.ts";

describe("a job", () => {
  test("is tried by one worker; what another says of it is no fact", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1));
    const { key } = onlyJob(state);
    obey(state, tried(key));
    assert.deepEqual(decideWriteBack(tried(key, "two"), state), []);
    assert.deepEqual(decideWriteBack({ type: "RecordWritten", key, worker: "two", id: "1", atMs }, state), []);
    assert.deepEqual(decideWriteBack({ type: "RecordFound", key, id: "1", atMs }, state), [], "it was found while somebody tries it");
    assert.equal(decideWriteBack({ type: "RecordWritten", key, worker: "one", id: "1", atMs }, state).length, 1);
  });

  test("that nobody knows of is never tried: it is looked for, and not before everything under way has arrived", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1));
    const { key } = onlyJob(state);
    obey(state, tried(key));
    assert.deepEqual(work(state), { do: "wait", untilMs: atMs + 10_000 });
    assert.equal(work(state, atMs + 10_000).do, "take-over");
    obey(state, { type: "LoseTrack", key, worker: "one", untilMs: atMs, why, atMs: atMs + 10_000 });
    assert.deepEqual(decideWriteBack(tried(key, "two"), state), []);
    assert.equal(work(state, atMs + 10_000).do, "look");
    obey(state, { type: "RecordAbsent", key, atMs: atMs + 10_000 });
    assert.equal(work(state, atMs + 10_000).do, "write");
  });

  test("fails after so many tries, and is then a person's", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1));
    const { key } = onlyJob(state);
    for (let tries = 0; tries < triesMax; tries++)
      obey(state, tried(key), { type: "PutOff", key, worker: "one", untilMs: atMs, why, atMs });
    assert.equal(state.openCount, 0);
    assert.equal(state.failed.get(key)?.state.status, "failed");
    obey(state, { type: "RetryJob", key, by: "person:mara", anew: false, atMs });
    assert.equal(onlyJob(state).tries, 0);
  });
});

describe("a ticket", () => {
  test("is opened once, however often the case is told", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1), take("case-1", 1), take("case-1", 2), take("case-1", 1));
    assert.deepEqual(
      jobsIn(state).map(({ kind, revision }) => [kind, revision]),
      [["ticket", 2]],
    );
  });

  test("that may be there is followed by a comment, which waits for it", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1));
    const { key } = onlyJob(state);
    obey(state, tried(key), take("case-1", 2), take("case-1", 3));
    assert.deepEqual(
      jobsIn(state).map(({ kind, revision }) => [kind, revision]),
      [
        ["ticket", 1],
        ["comment", 3],
      ],
    );
    assert.equal(work(state).do, "wait");
    obey(state, { type: "RecordWritten", key, worker: "one", id: "17", atMs });
    const next = work(state);
    assert.ok(next.do === "write" && next.job.kind === "comment");
  });

  test("of a case that needs nobody any more is not opened, and one that is there is closed", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1), take("case-1", 2, { opens: false, closes: true }));
    assert.equal(state.openCount, 0);
    const other = obey(emptyWriteBack(), take("case-1", 1));
    const { key } = onlyJob(other);
    obey(
      other,
      tried(key),
      { type: "RecordWritten", key, worker: "one", id: "17", atMs },
      take("case-1", 2, { opens: false, closes: true }),
    );
    assert.equal(onlyJob(other).kind, "close");
  });

  test("takes its files with it: they wait for it, and go where it goes", () => {
    const files = [{ name: "report.md", content: { text: "look" } }];
    const state = obey(emptyWriteBack(), take("case-1", 1, { files }), take("case-1", 2, { files }));
    const standing = () => jobsIn(state).map(({ kind, revision }) => `${kind} ${revision}`);
    assert.deepEqual(standing(), ["ticket 2", "attach 2"], "the same file of a ticket that was not opened is asked for anew");
    const other = obey(emptyWriteBack(), take("case-1", 1, { files }), take("case-1", 2, { files, opens: false }));
    assert.equal(other.openCount, 0);
    const { key } = jobsIn(state)[0] ?? assert.fail("no ticket");
    obey(state, tried(key));
    assert.equal(work(state).do, "wait");
    obey(state, { type: "RecordWritten", key, worker: "one", id: "17", atMs }, take("case-1", 3, { files }));
    assert.deepEqual(standing(), ["attach 2", "comment 3"]);
    const next = work(state);
    assert.ok(next.do === "write" && next.job.kind === "attach");
    const withheld = obey(emptyWriteBack(), take("case-1", 1, { files, withheld: why }));
    assert.deepEqual([withheld.openCount, withheld.settled.size], [0, 1]);
  });

  test("that nobody can find and a person gave up is not opened a second time", () => {
    const state = obey(emptyWriteBack(), take("case-1", 1));
    const { key } = onlyJob(state);
    obey(
      state,
      tried(key),
      { type: "LoseTrack", key, worker: "one", untilMs: atMs, why, atMs },
      { type: "RecordUnfound", key, untilMs: atMs, why, final: true, atMs },
    );
    obey(state, { type: "GiveUpJob", key, by: "person:mara", because: "nobody misses it", atMs }, take("case-1", 2));
    assert.equal(state.openCount, 0);
  });
});

describe("the verdicts on a case's alerts", () => {
  const page = (after: string | undefined, upTo: string, subjects: readonly string[], revision = 1): WriteBackCommand => ({
    type: "TakeVerdicts",
    tenant: "default",
    caseId: "case-1",
    revision,
    after,
    upTo,
    atMs,
    wants: subjects.map((subject) => ({
      kind: "verdict",
      connector: "rt",
      subject,
      marking: "green",
      content: { verdict: `in ${revision}` },
    })),
  });
  const case1 = (revision: number) => take("case-1", revision, { opens: false });

  test("are taken page by page, each once, and only of the newest revision", () => {
    const state = obey(emptyWriteBack(), page(undefined, "b", ["a", "b"]));
    assert.equal(state.openCount, 0, "nobody took the case");
    obey(
      state,
      case1(1),
      page(undefined, "b", ["a", "b"]),
      page(undefined, "b", ["a", "x"]),
      page("b", "d", ["c", "d"]),
      page("b", "e", ["e"]),
    );
    assert.deepEqual(
      jobsIn(state).map(({ subject }) => subject),
      ["a", "b", "c", "d"],
    );
    obey(state, case1(2), page("d", "e", ["e"]), page("d", "e", ["e"], 2), page(undefined, "b", ["a", "b"], 2));
    assert.deepEqual(
      jobsIn(state).map(({ subject, revision }) => `${subject}${revision}`),
      ["c1", "d1", "a2", "b2"],
    );
  });

  test("that find no room are taken later, from the page that found none", () => {
    const state = obey(emptyWriteBack(), case1(1), page(undefined, "b", ["a", "b"]));
    for (let index = 0; index < openJobsMax - 2; index++) obey(state, take(`case-x${index}`, 1));
    assert.throws(() => decideWriteBack(page("b", "d", ["c", "d"]), state), { code: "write-back/full" });
    for (const { key } of jobsIn(state).slice(0, 2)) obey(state, tried(key), { type: "RecordWritten", key, worker: "one", id: "1", atMs });
    obey(state, page("b", "d", ["c", "d"]));
    assert.deepEqual(
      jobsIn(state)
        .slice(-2)
        .map(({ subject }) => subject),
      ["c", "d"],
    );
  });
});

test("facts about jobs that were erased change nothing", () => {
  const state = emptyWriteBack();
  const before = structuredClone(state);
  const facts = [
    { type: "WriteTried", key: "k", caseId: "c", worker: "w", atMs },
    { type: "WriteDone", key: "k", caseId: "c", id: "1", found: false, atMs },
    { type: "WriteFailed", key: "k", caseId: "c", why, sure: true, atMs },
    { type: "JobSuperseded", key: "k", by: "revision 2", caseId: "c", atMs },
    { type: "TicketHeard", connector: "rt", ticket: "1", caseId: "c", revision: "1", atMs },
    { type: "VerdictsTaken", caseId: "c", revision: 1, upTo: "a", atMs },
  ] as const;
  for (const fact of facts) evolveWriteBack(state, fact);
  assert.deepEqual(state, before);
});
