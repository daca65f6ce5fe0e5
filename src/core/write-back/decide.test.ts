import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TicketWant, WriteBackCommand } from "./command.ts";
import { decideWriteBack } from "./decide.ts";
import { evolveWriteBack } from "./evolve.ts";
import { contentLengthMax, failedJobsMax, longestPauseMs, openJobsMax, pauseAfter, settledJobsMax, triesMax } from "./limits.ts";
import { nextWork } from "./queue.ts";
import { emptyWriteBack, type Job, type WriteBack } from "./write-back.ts";

const atMs = 1_800_000_000_000;
const why = { code: "sink/refused", problem: "no", remedy: "look" };

function obey(state: WriteBack, ...commands: readonly WriteBackCommand[]): WriteBack {
  for (const command of commands) for (const fact of decideWriteBack(command, state)) evolveWriteBack(state, fact);
  return state;
}
const take = (caseId: string, revision: number, more: Partial<TicketWant> = {}): WriteBackCommand => ({
  type: "TakeCase",
  tenant: "default",
  caseId,
  revision,
  atMs,
  wants: [
    {
      kind: "ticket",
      connector: "rt",
      marking: "amber",
      opens: true,
      closes: false,
      ticket: { body: `look ${revision}` },
      comment: { text: `look ${revision}` },
      closing: { text: `end ${revision}` },
      ...more,
    },
  ],
});
const jobsIn = (state: WriteBack): Job[] => [...state.open.values()].flatMap((jobs) => [...jobs.values()]);
const onlyJob = (state: WriteBack): Job => jobsIn(state)[0] ?? assert.fail("no job");
const tried = (key: string, worker = "one"): WriteBackCommand => ({ type: "TryWrite", key, worker, atMs });
const work = (state: WriteBack, nowMs = atMs) => nextWork(state, "rt", { worker: "two", nowMs, graceMs: 10_000 });

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
