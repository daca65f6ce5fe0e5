import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { openWriteBack } from "../../engine/write-back/desk.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import type { Connector, NewTicket, Ticketing } from "../../ports/connector.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { memoryLeases } from "../../testing/memory-leases.ts";
import { makeCertificates } from "../../testing/real/certificates.ts";
import { startCuttingProxy } from "../../testing/real/cutting-proxy.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { freePort, freshFolder } from "../../testing/real/part.ts";
import { type RequestTracker, startRequestTracker, type TrackerAccount } from "../../testing/real/request-tracker.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import requestTracker from "./connector.ts";
import { textOfHtml } from "./html-text.ts";

const stories: (readonly [title: string, body: (rt: RequestTracker) => Promise<void>])[] = [];
function story(title: string, body: (rt: RequestTracker) => Promise<void>): void {
  stories.push([title, body]);
}

const still = () => new AbortController().signal;

function open(rt: RequestTracker, more: Record<string, unknown> = {}, as: TrackerAccount = rt.service): Connector {
  const settings = {
    url: rt.url,
    internal: true,
    queue: "Incidents",
    user: as.user,
    "closure-field": "Resolution",
    "closure-codes": { "False positive": "false-positive", Incident: "true-positive" },
    ...more,
  };
  return openConnectorOf(requestTracker, { name: "tracker", settings, secrets: { password: as.password } });
}

const ticketing = (connector: Connector): Ticketing => connector.tickets ?? assert.fail("no tickets");
const ticketOf = (key: string, more: Partial<NewTicket> = {}): NewTicket & { readonly key: string } => ({
  key,
  caseId: "case-1",
  title: `it's "quoted" \\ and % _ 日本語`,
  body: "what happened\n<b>and why</b>\nhxxp://evil[.]example[.]test/",
  severity: "high",
  attachments: [
    { name: "report.md", type: "text/markdown", text: "# Report – ü" },
    { name: "report.html", type: "text/html", text: "<!doctype html><p>Report" },
  ],
  ...more,
});
const key = "wk:default:case-1:1:ticket:0123456789abcdef01234567";

type Items = { readonly total: number; readonly items: readonly Record<string, unknown>[] };
const allTickets = async (rt: RequestTracker) =>
  (await rt.ask(rt.root, "GET", "tickets?query=id%20%3E%200&fields=Subject&per_page=100")) as Items;
const partsOf = async (rt: RequestTracker, id: string) =>
  ((await rt.ask(rt.root, "GET", `ticket/${id}/attachments?fields=ContentType,Filename,Content&per_page=100`)) as Items).items;

// One server for all of them: it takes seconds to make.
test("Request Tracker 5", async (t) => {
  await ifThere(t, await startRequestTracker(), async (rt) => {
    for (const [title, body] of stories) await t.test(title, () => body(rt));
  });
});

story("a ticket with its report is opened, found again, told what is new and closed; what people do there comes back", async (rt) => {
  const connector = open(rt);
  assert.match((await connector.check(still())).says, /may open tickets in "Incidents"/);
  const { tickets, comments, closing, read } = ticketing(connector);
  assert.equal(await tickets.find(ticketOf(key), still()), undefined);
  const { id, url } = await tickets.write(ticketOf(key), still());
  assert.equal(url, `${rt.url}/Ticket/Display.html?id=${id}`);
  assert.deepEqual(await tickets.find(ticketOf(key), still()), { id, url });
  const parts = await partsOf(rt, id);
  assert.deepEqual(
    parts
      .map(({ Filename, ContentType, Content }) => [Filename, ContentType, Content])
      .filter(([name, type]) => name !== "" || type === "text/plain"),
    [
      ["", "text/plain", ticketOf(key).body],
      ["report.md", "text/plain", "# Report – ü"],
      ["report.html", "application/octet-stream", "<!doctype html><p>Report"],
    ],
  );

  await comments.write({ ticket: id, text: "a second machine", key: "wk:c:1" }, still());
  assert.ok(await comments.find({ ticket: id, text: "", key: "wk:c:1" }, still()));
  assert.equal(await comments.find({ ticket: id, text: "", key: "wk:c:2" }, still()), undefined);
  const before = await read(id, still());
  assert.deepEqual([before.state, before.assignee, before.comments], ["open", undefined, []]);

  await rt.ask(rt.mara, "PUT", `ticket/${id}`, { Owner: "mara", Status: "open" });
  await rt.ask(rt.mara, "POST", `ticket/${id}/comment`, { Content: "looks real – ü\nsecond line", ContentType: "text/plain" });
  const html = "<p>it &lt;is&gt; <b>ours</b></p><script>alert(1)</script>";
  await rt.ask(rt.mara, "POST", `ticket/${id}/correspond`, { Content: html, ContentType: "text/html" });
  const during = await read(id, still());
  assert.deepEqual([during.state, during.assignee], ["in-progress", "mara"]);
  assert.deepEqual(
    during.comments.map(({ by, text }) => [by, text]),
    [
      ["mara", "looks real – ü\nsecond line"],
      ["mara", textOfHtml(html)],
    ],
  );
  assert.notEqual(during.revision, before.revision);
  assert.deepEqual(await read(id, still()), during);

  await rt.ask(rt.mara, "PUT", `ticket/${id}`, { CustomFields: { Resolution: "False positive" }, Status: "resolved" });
  const closed = await read(id, still());
  assert.equal(closed.state, "resolved");
  assert.deepEqual(closed.closure, { code: "False positive", says: "", by: "mara", verdict: "false-positive" });

  // Another ticket is closed by us: that is nobody's verdict.
  const other = await tickets.write(ticketOf("wk:other"), still());
  const end = { ticket: other.id, verdict: "benign", text: "nothing happened", key: "wk:close" };
  assert.equal(await closing.find(end, still()), undefined);
  await closing.write(end, still());
  assert.ok(await closing.find(end, still()));
  const ours = await read(other.id, still());
  assert.deepEqual([ours.state, ours.closure, ours.comments], ["resolved", undefined, []]);
  await closing.write(end, still());
  assert.equal((await partsOf(rt, other.id)).filter(({ Content }) => Content === "nothing happened").length, 1, "it was said twice");
});

// Guarantees the way there and back: a case that needs a person is a ticket with its report, and the verdict of whoever closes it comes back as theirs.
story("a settled case becomes a ticket with the report, and its closure a person's verdict", async (rt) => {
  const heard: string[] = [];
  const stop = new AbortController();
  const desk = await openWriteBack({
    tenant: "default",
    journal: memoryJournalStore(),
    clock: realClock,
    leases: memoryLeases().forWorker("one"),
    connectors: [open(rt)],
    policy: WriteBackPolicy.parse({}),
    catalogue: loadAttackCatalogue(),
    caseUrl: (caseId) => `https://watchkeeper.example.test/cases/${caseId}`,
    ears: {
      comment: async ({ by, text }) => void heard.push(`${by}: ${text}`),
      assigned: async ({ assignee }) => void heard.push(`assigned to ${assignee}`),
      closed: async ({ by, verdict }) => void heard.push(`${by}: ${verdict}`),
    },
    times: { ticketMs: 300, lookMs: 100 },
  });
  const working = desk.work(stop.signal);
  await desk.sink.settled(settledCase());
  const written = await until(async () => (await desk.jobs()).find(({ state }) => state.status !== "asked" && state.status !== "trying"));
  assert.equal(written.state.status, "written");
  const [ticket] = await desk.tickets();
  const id = ticket?.id ?? "";
  const names = (await partsOf(rt, id)).map(({ Filename }) => Filename);
  assert.ok(names.includes("report.md") && names.includes("report.html"), String(names));
  await rt.ask(rt.mara, "PUT", `ticket/${id}`, { Owner: "mara" });
  await rt.ask(rt.mara, "POST", `ticket/${id}/comment`, { Content: "a test of ours http://evil.example.test/", ContentType: "text/plain" });
  await rt.ask(rt.mara, "PUT", `ticket/${id}`, { CustomFields: { Resolution: "False positive" }, Status: "resolved" });
  await until(async () => heard.find((each) => each.endsWith("false-positive")));
  stop.abort();
  await working;
  assert.deepEqual(heard.toSorted(), [
    "assigned to mara",
    "person:mara@tracker: a test of ours hxxp://evil[.]example[.]test/",
    "person:mara@tracker: false-positive",
  ]);
});

async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (const endMs = Date.now() + 60_000; ; await realClock.sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(Date.now() < endMs, "waited in vain");
  }
}

// Guarantees that the key alone finds a ticket: wildcards of the query language, quotes and other people's subjects do not stand for it.
story("only the very ticket is found, whatever else has a like name", async (rt) => {
  const { tickets } = ticketing(open(rt));
  for (const subject of ["[wk:aXb]", "wk:a_b", "[wk:a_b", "' OR id > 0 OR Subject LIKE '%", "[WK:A_B]"])
    await rt.ask(rt.root, "POST", "ticket", { Queue: "Incidents", Subject: subject, Content: "x", ContentType: "text/plain" });
  assert.equal(await tickets.find(ticketOf("wk:a_b"), still()), undefined);
  const { id } = await tickets.write(ticketOf("wk:a_b"), still());
  assert.equal((await tickets.find(ticketOf("wk:a_b"), still()))?.id, id);
  // Somebody moves it to another queue: it is still the same ticket.
  await rt.ask(rt.root, "PUT", `ticket/${id}`, { Queue: "General" });
  const root = open(rt, { user: "root" }, rt.root);
  assert.equal((await ticketing(root).tickets.find(ticketOf("wk:a_b"), still()))?.id, id);
});

story("answers that are lost and questions that never arrive: looking decides, and everything is there once", async (rt) => {
  const proxy = await startCuttingProxy({ port: rt.port });
  try {
    const isPost = (question: Buffer) => question.includes("POST /REST/2.0/ticket");
    for (let round = 0; round < 4; round++) {
      const what = ticketOf(`wk:round:${round}`);
      const { tickets, comments } = ticketing(open(rt, { url: `http://127.0.0.1:${proxy.port}` }));
      if (round % 2 === 0) proxy.loseAnswerTo(isPost);
      else proxy.cutBefore(isPost);
      await assert.rejects(tickets.write(what, still()), (error: { code: string }) => error.code !== "sink/refused");
      proxy.heal();
      const later = ticketing(open(rt));
      // The product goes on with what it was sent, whoever hung up.
      await new Promise((settled) => setTimeout(settled, 1_500));
      const found = await later.tickets.find(what, still());
      assert.equal(found !== undefined, round % 2 === 0);
      const { id } = found ?? (await later.tickets.write(what, still()));
      proxy.loseAnswerTo(isPost);
      await assert.rejects(comments.write({ ticket: id, text: "new", key: `wk:c:${round}` }, still()));
      proxy.heal();
      await new Promise((settled) => setTimeout(settled, 1_500));
      assert.ok(await later.comments.find({ ticket: id, text: "new", key: `wk:c:${round}` }, still()));
    }
    const { items } = await allTickets(rt);
    assert.equal(items.filter(({ Subject }) => String(Subject).includes("[wk:round:")).length, 4);
  } finally {
    await proxy.stop();
  }
});

story("a wrong password, a missing right, another queue, a wrong certificate and a host that is down each say what to do", async (rt) => {
  const refusal = async (connector: Connector) => {
    const error = await connector.check(still()).then(
      () => assert.fail("it passed"),
      (cause: { code: string; problem: string; remedy: string }) => cause,
    );
    assert.doesNotMatch(`${error.problem} ${error.remedy}`, /EXAMPLE/);
    return [error.code, error.problem, error.remedy].join(" | ");
  };
  assert.match(
    await refusal(open(rt, {}, { ...rt.service, password: "wrong-EXAMPLE" })),
    /^connector\/credentials .*"tracker".*renew the secret/,
  );
  assert.match(await refusal(open(rt, {}, rt.nobody)), /^connector\/not-allowed/);
  assert.match(await refusal(open(rt, { queue: "Nowhere" })), /^connector\/(bad-settings|not-allowed)/);
  // Whoever sees the queue and may not open tickets in it is told which rights are missing.
  assert.match(await refusal(open(rt, {}, rt.mara)), /^connector\/not-allowed .*CreateTicket/);
  assert.match(
    await refusal(open(rt, { url: `http://127.0.0.1:${await freePort()}` })),
    /^connector\/not-reached .*see that its host and port are right/,
  );
  await assert.rejects(ticketing(open(rt, {}, rt.mara)).tickets.write(ticketOf("wk:1"), still()), {
    code: "sink/refused",
    retry: "never",
  });

  const folder = freshFolder("certificates");
  const { certificate, key: secret } = makeCertificates(folder);
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(secret) }, (_, response) => response.end("{}"));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  assert.match(await refusal(open(rt, { url: `https://127.0.0.1:${port}` })), /^connector\/certificate .*setting ca/);
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});
