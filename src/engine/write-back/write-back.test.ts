import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { markings } from "../../ports/connector.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { SettledCase } from "../../ports/settled.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type LeaseTable, memoryLeases } from "../../testing/memory-leases.ts";
import { type Fate, type MemoryProduct, memoryProduct } from "../../testing/memory-sinks.ts";
import { memoryJournalStore } from "../../testing/memory-stores.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { openWriteBack, type WriteBackDesk } from "./desk.ts";
import type { TicketEars } from "./parts.ts";

const catalogue = loadAttackCatalogue();
const startMs = Date.UTC(2026, 2, 4);
const plain = WriteBackPolicy.parse({ attach: [] });

type World = {
  readonly journal: JournalStore;
  readonly leases: LeaseTable;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly products: readonly MemoryProduct[];
  readonly policy: WriteBackPolicy;
  readonly ears?: TicketEars;
};

const worldOf = (products: readonly MemoryProduct[], more: Partial<World> = {}): World => ({
  journal: memoryJournalStore(),
  leases: memoryLeases(),
  clock: fakeClock(startMs),
  products,
  policy: plain,
  ...more,
});

const openIn = ({ products, leases, ears, ...world }: World, worker = "one", journal = world.journal): Promise<WriteBackDesk> =>
  openWriteBack({
    ...world,
    journal,
    tenant: "default",
    leases: leases.forWorker(worker),
    connectors: products.map(({ connector }) => connector),
    catalogue,
    caseUrl: (caseId) => `https://watchkeeper.example.test/cases/${caseId}`,
    ...(ears && { ears }),
  });

/** Works until nothing waits any more, or so much time has passed. */
async function until(
  { clock }: World,
  desk: WriteBackDesk,
  holds: () => boolean | Promise<boolean>,
  limitMs = 6 * 3_600_000,
): Promise<void> {
  const stop = new AbortController();
  const working = desk.work(stop.signal);
  const endMs = clock.nowMs() + limitMs;
  while (!(await holds()) && clock.nowMs() < endMs) await clock.sleep(500);
  stop.abort();
  await working;
}

const settle = (world: World, desk: WriteBackDesk, limitMs?: number) => until(world, desk, () => desk.counts().waiting === 0, limitMs);
const kindsOf = ({ arrived }: MemoryProduct) => arrived.map(({ kind }) => kind).toSorted();

test("a settled case is written back: verdicts to its source, a ticket, a finding, a bundle and a notice", async () => {
  const siem = memoryProduct("siem");
  const other = memoryProduct("other");
  const world = worldOf([siem, other]);
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  assert.deepEqual(kindsOf(siem), ["finding", "notify", "publish", "ticket", "verdict", "verdict", "verdict"]);
  assert.deepEqual(kindsOf(other), ["finding", "notify", "publish", "ticket"]);
  assert.deepEqual(
    siem.arrived.filter(({ kind }) => kind === "verdict").map(({ what }) => what.alert),
    ["case-1/0", "case-1/1", "case-1/2"],
  );
  const finding = siem.arrived.find(({ kind }) => kind === "finding");
  assert.equal((finding?.what.finding as { class_uid: number } | undefined)?.class_uid, 2005);
  assert.ok(siem.arrived.every(({ key }) => /^[A-Za-z0-9.:_-]{1,100}$/.test(key)));
});

test("the same revision brings nothing again, an older one nothing at all, and the same again is not written twice", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const desk = await openIn(world);
  await desk.sink.settled(settledCase({ revision: 2 }));
  await settle(world, desk);
  const before = siem.arrived.length;
  await desk.sink.settled(settledCase({ revision: 2, because: "other words" }));
  await desk.sink.settled(settledCase({ revision: 1, because: "older words" }));
  await desk.sink.settled(settledCase({ revision: 3 }));
  await settle(world, desk);
  // The third look said the same of every alert: only the ticket is told that there was one.
  assert.deepEqual(
    siem.arrived.slice(before).map(({ kind }) => kind),
    ["comment"],
  );
});

test("every alert of a great case gets its verdict back, once, and again only what changed", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem], { policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, tickets: "none" }) });
  const desk = await openIn(world);
  const great = { alerts: 2_300, severity: "low" } as const;
  await desk.sink.settled(settledCase(great));
  await desk.sink.settled(settledCase(great));
  await settle(world, desk);
  const verdicts = () => siem.arrived.filter(({ kind }) => kind === "verdict").map(({ what }) => String(what.alert));
  assert.deepEqual(verdicts().toSorted(), Array.from({ length: 2_300 }, (_, index) => `case-1/${index}`).toSorted());
  await desk.sink.settled(settledCase({ ...great, revision: 2, alerts: 2_301 }));
  await settle(world, desk);
  assert.deepEqual(verdicts().slice(2_300), ["case-1/2300"]);
});

test("a ticket follows its case: opened once, told what is new, closed at the end", async () => {
  const desks = memoryProduct("rt");
  const world = worldOf([desks], { policy: WriteBackPolicy.parse({ findings: "none", publish: false, verdicts: "none" }) });
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  await desk.sink.settled(settledCase({ revision: 2, because: "a second machine" }));
  await settle(world, desk);
  await desk.sink.settled(settledCase({ revision: 3, like: 2 }));
  await settle(world, desk);
  const told = desks.arrived.filter(({ kind }) => kind !== "notify");
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ["ticket", "comment", "close"],
  );
  assert.ok(told.slice(1).every(({ what }) => what.ticket === told[0]?.id));
  const [ticket] = told;
  const attachments = ticket?.what.attachments as { name: string; text: string }[];
  assert.deepEqual(
    attachments.map(({ name }) => name),
    ["report.md", "report.html"],
  );
  assert.equal((await desk.tickets())[0]?.id, ticket?.id);
});

test("where files are requests of their own they follow their ticket, each once and whatever becomes of it, and none goes above its marking", async () => {
  const policy = WriteBackPolicy.parse({ findings: "none", publish: false, verdicts: "none" });
  const quiet = { severity: "low" } as const;
  for (const mayReceive of ["red", "clear"] as const) {
    const rt = memoryProduct("rt", mayReceive, { takesFiles: true });
    const world = worldOf([rt], { policy });
    const desk = await openIn(world);
    // Looked at again before anybody opened it: the files are those of the ticket that is opened.
    await desk.sink.settled(settledCase(quiet));
    await desk.sink.settled(settledCase({ ...quiet, revision: 2, because: "newer words" }));
    let attached = 0;
    rt.fate = (kind) => (kind === "attach" ? ((["answer lost", "refused", "refused for good"] as const)[attached++] ?? "works") : "works");
    await settle(world, desk);
    await desk.sink.settled(settledCase({ ...quiet, revision: 3, because: "still newer words" }));
    await settle(world, desk);
    if (mayReceive === "clear") {
      assert.deepEqual(rt.arrived, []);
      continue;
    }
    assert.deepEqual(
      rt.arrived.map(({ kind, what }) => [kind, what.name]),
      [
        ["ticket", undefined],
        ["attach", "report.md"],
        ["comment", undefined],
      ],
    );
    const [ticket, file] = rt.arrived;
    assert.deepEqual([ticket?.what.attachments, file?.what.ticket], [[], ticket?.id]);
    assert.match(String(file?.what.text), /newer words/);
    const failed = (await desk.jobs()).filter(({ state }) => state.status === "failed");
    assert.deepEqual(
      failed.map(({ kind, subject }) => [kind, subject]),
      [["attach", "report.html"]],
    );
    rt.fate = () => "works";
    await desk.retry(failed[0]?.key ?? "", "person:mara");
    await settle(world, desk);
    assert.deepEqual(rt.arrived.at(-1)?.what.name, "report.html");
  }
});

test("a newer revision stands for what was surely not sent yet, and for nothing else", async () => {
  const rt = memoryProduct("rt");
  const world = worldOf([rt], {
    policy: WriteBackPolicy.parse({
      attach: [],
      findings: "none",
      publish: false,
      notify: { "severity-from": "critical", "priority-to": 1 },
    }),
  });
  const desk = await openIn(world);
  rt.fate = () => "refused";
  await desk.sink.settled(settledCase({ severity: "low" }));
  await until(world, desk, async () => (await desk.jobs()).some(({ tries }) => tries > 0));
  await desk.sink.settled(settledCase({ severity: "low", revision: 2, because: "newer words" }));
  rt.fate = () => "works";
  await settle(world, desk);
  assert.deepEqual(
    rt.arrived.map(({ kind }) => kind),
    ["ticket"],
  );
  assert.match(String(rt.arrived[0]?.what.body), /newer words/);
  assert.deepEqual(
    (await desk.jobs()).map(({ revision, state }) => [revision, state.status]),
    [
      [2, "written"],
      [1, "superseded"],
    ],
  );
  // The case closes before anybody opened a ticket: none is opened.
  rt.fate = () => "refused";
  await desk.sink.settled(settledCase({ caseId: "case-9", severity: "low" }));
  await desk.sink.settled(settledCase({ caseId: "case-9", severity: "low", revision: 2, like: 2 }));
  rt.fate = () => "works";
  await settle(world, desk);
  assert.equal(rt.arrived.length, 1);
});

test("what is refused for good waits for a person, who tries it again or gives it up", async () => {
  const rt = memoryProduct("rt");
  const world = worldOf([rt], { policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, tickets: "none" }) });
  const desk = await openIn(world);
  rt.fate = () => "refused for good";
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  const [failed] = await desk.jobs();
  assert.equal(failed?.state.status, "failed");
  const key = failed?.key ?? "";
  assert.deepEqual(desk.counts(), { waiting: 0, failed: 1 });
  await assert.rejects(desk.retry("wk:constructor", "person:mara"), { code: "write-back/unknown-job" });
  await assert.rejects(desk.giveUp(key, "person:mara", " "), { code: "write-back/no-reason" });
  await assert.rejects(desk.retry(key, "agent:watchkeeper" as "person:x"), { code: "write-back/not-a-person" });
  rt.fate = () => "works";
  await desk.retry(key, "person:mara");
  await settle(world, desk);
  assert.equal(rt.arrived.length, 1);
  await assert.rejects(desk.retry(key, "person:mara"), { code: "write-back/not-failed" });
});

test("where nobody can tell whether something arrived, a person decides: it is looked for again, written anew, or given up", async () => {
  const mail = memoryProduct("mail");
  const policy = WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, verdicts: "none", tickets: "none" });
  const world = worldOf([mail], { policy });
  const desk = await openIn(world);
  Object.assign(mail, { blind: true, fate: () => "answer lost" });
  await desk.sink.settled(settledCase());
  await settle(world, desk, 600_000);
  const [job] = await desk.jobs();
  assert.ok(job?.state.status === "failed" && !job.state.sure && job.state.why.code === "sink/cannot-tell");
  await desk.retry(job.key, "person:mara");
  await settle(world, desk, 600_000);
  assert.equal(mail.arrived.length, 1, "it was sent again without asking");
  mail.fate = () => "works";
  await desk.retry(job.key, "person:mara", { anew: true });
  await settle(world, desk, 600_000);
  assert.equal(mail.arrived.length, 2);
  assert.equal((await desk.jobs())[0]?.state.status, "written");
});

test("a product that takes nothing for a day gets everything the day after, once", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const desk = await openIn(world);
  const backMs = startMs + 86_400_000;
  let asked = 0;
  siem.fate = () => {
    asked++;
    return world.clock.nowMs() < backMs ? "refused" : "works";
  };
  await desk.sink.settled(settledCase());
  await settle(world, desk, 2 * 86_400_000);
  assert.equal(siem.arrived.length, 7);
  assert.equal(new Set(siem.arrived.map(({ key }) => key)).size, 7);
  // However much waits, a product that takes nothing is left alone: the record is not filled with tries.
  assert.ok(asked < 1_000, `${asked} tries in a day`);
});

test("nothing reaches a connector above its marking, and what was held back is shown with what to do", async () => {
  for (const mayReceive of markings)
    for (const marking of markings) {
      const siem = memoryProduct("siem", mayReceive);
      const all = { verdicts: marking, tickets: marking, findings: marking, notices: marking, published: marking };
      const world = worldOf([siem], { policy: WriteBackPolicy.parse({ attach: [], markings: all }) });
      const desk = await openIn(world);
      await desk.sink.settled(settledCase());
      await desk.approvalsWaiting([{ actionId: "act-1", caseId: "case-1", title: "isolate", severity: "high", says: "one host" }]);
      await settle(world, desk);
      const isAllowed = markings.indexOf(marking) <= markings.indexOf(mayReceive);
      assert.equal(siem.arrived.length, isAllowed ? 8 : 0, `${marking} to ${mayReceive}`);
      if (isAllowed) continue;
      const jobs = await desk.jobs();
      assert.equal(jobs.length, 8);
      assert.ok(jobs.every(({ state }) => state.status === "withheld" && state.why.code === "write-back/not-allowed"));
    }
});

test("a connector that may receive less than before gets nothing that was asked for then", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  await (await openIn(world)).sink.settled(settledCase());
  const less = memoryProduct("siem", "clear");
  const later = { ...world, products: [less] };
  const desk = await openIn(later, "two");
  await settle(later, desk);
  assert.equal(less.arrived.length, 0);
  assert.ok((await desk.jobs()).every(({ state }) => state.status === "failed" && state.why.code === "write-back/not-allowed"));
});

test("jobs of a connector that is configured no more need a person", async () => {
  const world = worldOf([memoryProduct("siem")]);
  await (await openIn(world)).sink.settled(settledCase());
  const later = { ...world, products: [] };
  const desk = await openIn(later, "two");
  await settle(later, desk);
  assert.ok((await desk.jobs()).every(({ state }) => state.status === "failed" && state.why.code === "write-back/no-connector"));
});

// Guarantees that text from evidence reaches other products as something to read: no markup that works, no link, no hidden character, one line a value.
test("nothing from evidence is live in what is written", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const desk = await openIn(world);
  const nasty =
    "see http://evil.example.test/x and mail a@evil.example.test\r\nBcc: all@example.test \u202Etxt.exe\u0000\u001b[31m 203.0.113.66";
  const spoilt = settledCase({ title: nasty, because: nasty, unknowns: [nasty] });
  await desk.sink.settled({ ...spoilt, alerts: spoilt.alerts.map((alert) => ({ ...alert, title: nasty, product: nasty })) });
  await settle(world, desk);
  const texts = siem.arrived.flatMap(({ kind, what }) => {
    if (kind === "ticket") return [String(what.title), ...String(what.body).split("\n")];
    if (kind === "notify") return [String(what.title), String(what.text)];
    return kind === "verdict" ? [String(what.because)] : [];
  });
  assert.ok(texts.some((text) => text.includes("evil")));
  for (const text of texts) {
    const ours = text.replace("https://watchkeeper.example.test/cases/case-1", "");
    assert.doesNotMatch(ours, /https?:\/\/|a@evil|all@example|203\.0\.113\.66|[\p{Cc}\u202e]/u);
  }
  // A header or a paragraph of ours never begins with a stranger's words.
  assert.ok(!texts.some((text) => text.startsWith("Bcc:")));
});

/** A process that dies at the nth moment in which it touches the outside world: its journal, or the product. */
type Death = { moments: number; dead: boolean };

function mortal(death: Death): void {
  if (death.dead) throw new Error("dead");
  if (death.moments-- > 0) return;
  death.dead = true;
  throw new Error("power cut");
}

function mortalJournal(journal: JournalStore, death: Death): JournalStore {
  return {
    ...journal,
    append: async (entries) => {
      mortal(death);
      await journal.append(entries);
      // It is durable, and we may die before we learn of it.
      mortal(death);
    },
  };
}

const fateOf = fc.constantFrom<Fate[]>("works", "works", "refused", "answer lost", "question lost");

// Guarantees exactly once, as an outsider counts: however often processes die, and whatever answers are lost, everything that was asked for is at the
// product once, and nothing that was replaced before it was sent is there at all.
test("never twice and never lost, whatever the order of crashes and lost answers", async () => {
  const stories = fc.record({
    deaths: fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
    fates: fc.array(fateOf, { maxLength: 40 }),
    revisions: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(stories, async ({ deaths, fates, revisions }) => {
      const siem = memoryProduct("siem");
      const world = worldOf([siem]);
      let written = 0;
      siem.fate = () => fates[written++] ?? "works";
      const cases: SettledCase[] = Array.from({ length: revisions }, (_, index) =>
        settledCase({ revision: index + 1, because: `look ${index + 1}`, alerts: 2, perPage: 1 }),
      );
      for (const [index, moments] of [...deaths, Number.POSITIVE_INFINITY].entries()) {
        const death: Death = { moments, dead: false };
        siem.touch = () => mortal(death);
        const worker = `worker-${index}`;
        const stop = new AbortController();
        const desk = await openIn(world, worker, mortalJournal(world.journal, death));
        const working = desk.work(stop.signal);
        // Whoever tells us of cases does so again after a crash.
        for (const each of cases) await desk.sink.settled(each).catch(() => undefined);
        const endMs = world.clock.nowMs() + (Number.isFinite(moments) ? 3_600_000 : 48 * 3_600_000);
        while (!death.dead && desk.counts().waiting > 0 && world.clock.nowMs() < endMs) await world.clock.sleep(1_000);
        if (!death.dead) death.dead = Number.isFinite(moments);
        stop.abort();
        await working;
        world.leases.dies(worker);
      }
      const desk = await openIn(world, "reader");
      const jobs = await desk.jobs();
      const keys = siem.arrived.map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length, "written twice");
      const isThere = new Set(keys);
      for (const { key, state, kind } of jobs) {
        assert.ok(state.status === "written" || state.status === "superseded", `${kind} is ${state.status}`);
        assert.equal(isThere.has(key), state.status === "written", `${kind} ${state.status}`);
      }
      assert.equal(siem.arrived.filter(({ kind }) => kind === "ticket").length, 1);
      const last = jobs.filter(({ revision }) => revision === revisions);
      assert.ok(
        last.some(({ kind }) => kind === "verdict"),
        "the last look was lost",
      );
    }),
    { numRuns: 40 },
  );
});

test("a worker that was given up records nothing more, and what it wrote is found and not written again", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem], {
    policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, verdicts: "none", tickets: "none" }),
  });
  const zombie = await openIn(world, "zombie");
  await zombie.sink.settled(settledCase());
  const connector = siem.connector;
  let wake: () => void = () => {};
  const asleep = new Promise<void>((settled) => {
    wake = settled;
  });
  const notify = connector.notify;
  assert.ok(notify);
  let first = true;
  const slow = {
    ...connector,
    notify: {
      ...notify,
      // The first writer writes, and falls asleep before it hears the answer.
      write: async (...given: Parameters<typeof notify.write>) => {
        const written = await notify.write(...given);
        if (first) {
          first = false;
          await asleep;
        }
        return written;
      },
    },
  };
  const sleepy = { ...world, products: [{ ...siem, connector: slow }] };
  const one = await openIn(sleepy, "zombie");
  const stop = new AbortController();
  const working = one.work(stop.signal);
  while (siem.arrived.length === 0) await world.clock.sleep(100);
  world.leases.dies("zombie");
  const two = await openIn(sleepy, "two");
  await settle(sleepy, two);
  wake();
  stop.abort();
  await working;
  assert.equal(siem.arrived.length, 1);
  const [job] = await two.jobs();
  assert.ok(job?.state.status === "written" && job.state.found);
});

test("two processes on one journal share the work and never do a thing twice", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const [one, two] = [await openIn(world, "one"), await openIn(world, "two")];
  const stop = new AbortController();
  const working = [one.work(stop.signal), two.work(stop.signal)];
  for (let index = 0; index < 6; index++)
    for (const desk of [one, two]) await desk.sink.settled(settledCase({ caseId: `case-${index + 1}`, alerts: 1 }));
  while (siem.arrived.length < 6 * 5) await world.clock.sleep(500);
  await world.clock.sleep(5_000);
  stop.abort();
  await Promise.all(working);
  assert.equal(siem.arrived.length, 6 * 5);
  assert.equal(new Set(siem.arrived.map(({ key }) => key)).size, 6 * 5);
});

test("what people do with a ticket is passed on once: comments, who has it, and the verdict that its closure stands for", async () => {
  const rt = memoryProduct("rt");
  const heard: string[] = [];
  const ears: TicketEars = {
    comment: async ({ id, by, text }) => void heard.push(`comment ${id} ${by} ${text}`),
    assigned: async ({ assignee }) => void heard.push(`assigned ${assignee}`),
    closed: async ({ by, verdict, because }) => void heard.push(`closed ${by} ${verdict} ${because}`),
  };
  const world = worldOf([rt], { ears });
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  const id = rt.arrived.find(({ kind }) => kind === "ticket")?.id ?? "";
  const said = { id: "7", atMs: startMs, by: "mara", text: "looks real\nhttp://evil.example.test/" };
  rt.people.set(id, { revision: "2", state: "in-progress", assignee: "mara", comments: [said] });
  await until(world, desk, () => heard.length >= 2);
  rt.people.set(id, {
    revision: "3",
    state: "resolved",
    assignee: "mara",
    comments: [said],
    closure: { code: "False positive", says: "", by: "mara", verdict: "false-positive" },
  });
  await until(world, desk, () => heard.length >= 3);
  // Another comment on the closed ticket is no second verdict.
  rt.people.set(id, { ...rt.people.get(id), revision: "4", comments: [said, { ...said, id: "8", text: "thanks" }] });
  await until(world, desk, () => heard.length >= 4);
  assert.deepEqual(heard, [
    "comment 7 person:mara@rt looks real hxxp://evil[.]example[.]test/",
    "assigned mara",
    'closed person:mara@rt false-positive closed as "False positive" in rt',
    "comment 8 person:mara@rt thanks",
  ]);
  const [ticket] = await desk.tickets();
  assert.equal(ticket?.seen?.assignee, "mara");
  assert.equal(ticket?.seen?.state, "resolved");
});

test("an action that waits for approval is told once to each connector that tells people", async () => {
  const chat = memoryProduct("chat");
  const world = worldOf([chat]);
  const desk = await openIn(world);
  const action = { actionId: "act-1", caseId: "case-1", title: "isolate ws-017", severity: "high" as const, says: "one workstation" };
  await desk.approvalsWaiting([action]);
  await desk.approvalsWaiting([action, { ...action, actionId: "act-2" }]);
  await settle(world, desk);
  assert.equal(chat.arrived.length, 2);
});
