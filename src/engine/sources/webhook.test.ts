import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { sealWebhook } from "../../core/webhook/webhook.ts";
import type { WebhookSource } from "../../ports/webhook.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { MemoryIntake } from "../../testing/memory-intake.ts";
import { receiveWebhook } from "./webhook.ts";

const start = Date.UTC(2026, 0, 5, 12);
const key = Buffer.from("EXAMPLE-key-of-a-source-0001");

/** A source whose messages hold one record a line; a line "bad" cannot be read. */
const lines: WebhookSource = {
  source: "hook",
  seal: { scheme: "watchkeeper", keys: [key] },
  recordsOf(body) {
    const parts = Buffer.from(body)
      .toString()
      .split("\n")
      .map((text, index) => ({ text, part: index === 0 ? "" : String(index) }));
    return {
      records: parts.flatMap(({ text, part }) => (text === "bad" ? [] : [{ part, bytes: Buffer.from(text) }])),
      refused: parts.flatMap(({ text, part }) => (text === "bad" ? [{ part, reason: "unmapped", says: "it has no title" }] : [])),
    };
  },
};

function world(webhook: WebhookSource | undefined = lines) {
  const clock = fakeClock(start);
  const intake = new MemoryIntake(clock, 1_000);
  const post = (text: string, { nonce = "0123456789abcdef", by = key, sentAtMs = clock.nowMs(), signed = text } = {}) => {
    const headers = sealWebhook(by, { body: Buffer.from(signed), nonce, sentAtMs });
    return receiveWebhook({ webhook, handOver: intake.handOver, clock }, { header: (name) => headers[name], body: Buffer.from(text) });
  };
  return { clock, intake, post };
}

describe("a webhook", () => {
  test("keeps its records under ids that a retry has again, and says when they were sent", async () => {
    const { intake, post, clock } = world();
    assert.deepEqual(await post("one\ntwo"), { accepted: 2, repeated: 0 });
    clock.pass(90_000);
    assert.deepEqual(await post("one\ntwo"), { accepted: 0, repeated: 2 });
    assert.deepEqual(await post("one\ntwo", { nonce: "fedcba9876543210" }), { accepted: 2, repeated: 0 });
    const [first] = await intake.read(0, 1);
    assert.equal(first?.sentAtMs, start);
    assert.equal(first?.source, "hook");
  });

  test("keeps what its mapping cannot read as a dead letter, and takes the message in", async () => {
    const { intake, post } = world();
    assert.deepEqual(await post("bad\nreadable"), { accepted: 1, repeated: 0 });
    assert.deepEqual(
      (await intake.deadLetters({ limit: 5 })).map(({ reason, source }) => [source, reason]),
      [["hook", "unmapped"]],
    );
  });

  test("keeps nothing that is not signed, is signed by another, is changed or is old", async () => {
    const { intake, post, clock } = world();
    const nobody = { webhook: lines, handOver: intake.handOver, clock };
    await assert.rejects(receiveWebhook(nobody, { header: () => undefined, body: Buffer.from("x") }), { code: "webhook/unsigned" });
    await assert.rejects(post("x", { by: Buffer.from("EXAMPLE-key-of-somebody-else") }), { code: "webhook/bad-signature" });
    await assert.rejects(post("x", { signed: "y" }), { code: "webhook/bad-signature" });
    await assert.rejects(post("x", { sentAtMs: start - 600_000 }), { code: "webhook/expired" });
    assert.deepEqual(await intake.read(0, 10), []);
  });

  test("answers for a source that nobody configured as for a wrong signature", async () => {
    const clock = fakeClock(start);
    const asked = { webhook: undefined, clock, handOver: () => Promise.reject(new Error("nothing may be handed over")) };
    const zero = sealWebhook(new Uint8Array(32), { body: Buffer.from("x"), nonce: "0123456789abcdef", sentAtMs: start });
    for (const headers of [zero, { ...zero, "x-watchkeeper-signature": `v1=${"0".repeat(64)}` }])
      await assert.rejects(receiveWebhook(asked, { header: (name) => headers[name as keyof typeof headers], body: Buffer.from("x") }), {
        code: "webhook/bad-signature",
      });
  });

  test("is not acknowledged while the intake is full", async () => {
    const { post } = world();
    const many = Array.from({ length: 1_000 }, (_, index) => `${index}`).join("\n");
    await post(many);
    await assert.rejects(post("more", { nonce: "fedcba9876543210" }), { code: "intake/full" });
  });

  // Guarantees: whoever listens on the line and sends messages again, in any order and number, adds nothing.
  test("is kept once, however often and in whatever order its messages are replayed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.nat(200_000)), { maxLength: 20 }), async (replays) => {
        const { intake, post, clock } = world();
        const seen = new Set<number>();
        for (const [message, waitMs] of replays) {
          const nowMs = clock.nowMs();
          await post(`text ${message}`, { nonce: `nonce-of-message-${message}`, sentAtMs: start }).then(
            ({ accepted }) => {
              assert.equal(accepted, seen.has(message) ? 0 : 1);
              seen.add(message);
            },
            ({ code }) => assert.ok(code === "webhook/expired" && nowMs - start > 300_000),
          );
          clock.pass(waitMs);
        }
        assert.equal((await intake.read(0, 100)).length, seen.size);
      }),
      { numRuns: 100 },
    );
  });
});
