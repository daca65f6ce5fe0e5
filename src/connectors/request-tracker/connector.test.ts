import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewTicket } from "../../ports/connector.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startRequestTracker } from "../../testing/doubles/request-tracker.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import requestTracker from "./connector.ts";

const ticket = (key: string): NewTicket & { readonly key: string } => ({
  key,
  caseId: "case-1",
  title: "somebody signs in from two places",
  body: "what happened\nand why",
  severity: "high",
  attachments: [
    { name: "report.md", type: "text/markdown", text: "# Report" },
    { name: "report.html", type: "text/html", text: "<!doctype html><p>Report" },
  ],
});

testConnector("request-tracker on a double", async (): Promise<ConnectorScene> => {
  const tracker = await startRequestTracker();
  const of = (id: string) => tracker.tickets.get(id)!;
  return {
    kind: requestTracker,
    settings: {
      url: tracker.double.url,
      internal: true,
      queue: "Incidents",
      user: tracker.account,
      "closure-field": "Resolution",
      "closure-codes": { "False positive": "false-positive", Incident: "true-positive" },
    },
    secrets: { password: tracker.password },
    doubles: [tracker.double],
    isWrite: ({ method }) => method !== "GET",
    view: () => [...tracker.tickets.values()],
    tickets: {
      tickets: {
        what: ticket("case-1.ticket"),
        another: ticket("case-1_ticket"),
        view: () => [...tracker.tickets.keys()],
      },
      comments: (id) => of(id).transactions.filter(({ type, by }) => type === "Comment" && by === tracker.account),
      people: {
        comment: (id, text) => void tracker.comment(of(id), "mara", text),
        close: (id, verdict) => {
          of(id).fields.set("Resolution", verdict === "false-positive" ? "False positive" : "Incident");
          tracker.setStatus(of(id), "resolved", "mara");
        },
      },
    },
    close: tracker.double.close,
  };
});

test("what people write under our mark stays theirs: it is heard, and is never taken for what we wrote", async () => {
  const tracker = await startRequestTracker();
  try {
    const settings = { url: tracker.double.url, internal: true, queue: "Incidents", user: tracker.account };
    const { tickets } = openConnectorOf(requestTracker, { name: "rt", settings, secrets: { password: tracker.password } });
    assert.ok(tickets);
    const signal = new AbortController().signal;
    const { id } = await tickets.tickets.write(ticket("case-1.ticket"), signal);
    assert.equal((await tickets.tickets.find(ticket("case-1.ticket"), signal))?.id, id);
    tracker.comment(tracker.tickets.get(id)!, "mallory", "we were hacked", "Watchkeeper [case-1.comment]");
    const ours = { ticket: id, text: "what we found", key: "case-1.comment" };
    assert.equal(await tickets.comments.find(ours, signal), undefined);
    await tickets.comments.write(ours, signal);
    assert.ok(await tickets.comments.find(ours, signal));
    const { comments } = await tickets.read(id, signal);
    assert.deepEqual(
      comments.map(({ by, text }) => [by, text]),
      [["mallory", "we were hacked"]],
    );
  } finally {
    await tracker.double.close();
  }
});
