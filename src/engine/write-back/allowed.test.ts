import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { markings } from "../../ports/connector.ts";
import { memoryProduct } from "../../testing/memory-sinks.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { openIn, settle, worldOf } from "../../testing/write-back-scene.ts";

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
