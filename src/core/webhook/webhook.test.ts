import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  proveWebhook,
  sealWebhook,
  type WebhookProof,
  type WebhookScheme,
  type WebhookSeal,
  webhookSchemes,
  webhookWindowMs,
} from "./webhook.ts";

const nowMs = Date.UTC(2026, 0, 5, 12);
const key = Buffer.from("EXAMPLE-key-of-a-source-0001");
const nextKey = Buffer.from("EXAMPLE-key-of-a-source-0002");
const nonce = "0123456789abcdef-_XY";
const body = Buffer.from('{"alert":1}');
const hex = (by: Uint8Array, ...parts: (string | Uint8Array)[]) =>
  parts.reduce((mac, part) => mac.update(part), createHmac("sha256", by)).digest("hex");

type Headers = Readonly<Record<string, string>>;
/** How an honest sender of each scheme writes its headers. */
const senders: Readonly<Record<WebhookScheme, (by: Uint8Array, sent: Uint8Array, sentAtMs: number) => Headers>> = {
  watchkeeper: (by, sent, sentAtMs) => sealWebhook(by, { body: sent, nonce, sentAtMs }),
  github: (by, sent) => ({ "x-hub-signature-256": `sha256=${hex(by, sent)}`, "x-github-delivery": "11111111-2222-3333-4444-555555555555" }),
  stripe: (by, sent, sentAtMs) => {
    const seconds = String(sentAtMs / 1_000);
    return { "stripe-signature": `t=${seconds},v1=${hex(by, `${seconds}.`, sent)}` };
  },
  token: (by) => ({ "x-watchkeeper-token": Buffer.from(by).toString() }),
};
const prove = (seal: WebhookSeal, headers: Headers, sent: Uint8Array = body, atMs = nowMs) =>
  proveWebhook(seal, { header: (name) => (Object.hasOwn(headers, name) ? headers[name] : undefined), body: sent }, atMs);
const isProof = (said: ReturnType<typeof prove>): said is WebhookProof => typeof said === "object";

describe("a webhook's signature", () => {
  test("is the one that GitHub publishes as its example", () => {
    const seal: WebhookSeal = { scheme: "github", keys: [Buffer.from("It's a Secret to Everybody")] };
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assert.ok(isProof(prove(seal, { "x-hub-signature-256": signature }, Buffer.from("Hello, World!"))));
    assert.equal(prove(seal, { "x-hub-signature-256": signature }, Buffer.from("Hello, World?")), "bad-signature");
  });

  for (const scheme of webhookSchemes) {
    test(`${scheme}: holds by either of two keys while senders change over, and by no other`, () => {
      const headers = senders[scheme](nextKey, body, nowMs);
      assert.ok(isProof(prove({ scheme, keys: [key, nextKey] }, headers)));
      assert.ok(isProof(prove({ scheme, keys: [nextKey] }, headers)));
      assert.equal(prove({ scheme, keys: [key] }, headers), "bad-signature");
      assert.equal(prove({ scheme, keys: [key, key, nextKey] }, headers), "bad-signature");
      assert.equal(prove({ scheme, keys: [] }, headers), "bad-signature");
      assert.equal(prove({ scheme, keys: [key] }, {}), "unsigned");
    });

    test(`${scheme}: a message that comes again has the same id, another message another`, () => {
      const seal = { scheme, keys: [key] };
      const first = prove(seal, senders[scheme](key, body, nowMs));
      const retried = prove(seal, senders[scheme](key, body, nowMs + 60_000), body, nowMs + 60_000);
      assert.ok(isProof(first) && isProof(retried));
      assert.equal(first.id, retried.id);
      if (scheme === "watchkeeper") return;
      const other = prove(seal, senders[scheme](key, Buffer.from("other"), nowMs), Buffer.from("other"));
      assert.ok(isProof(other) && other.id !== first.id);
    });
  }

  for (const scheme of ["watchkeeper", "stripe"] as const) {
    test(`${scheme}: holds within the window alone, on either side`, () => {
      const seal = { scheme, keys: [key] };
      const headers = senders[scheme](key, body, nowMs);
      for (const sign of [-1, 1]) {
        assert.ok(isProof(prove(seal, headers, body, nowMs + sign * webhookWindowMs)));
        assert.equal(prove(seal, headers, body, nowMs + sign * (webhookWindowMs + 1_000)), "expired");
      }
    });
  }

  // Guarantees: who changes anything that was signed - body, time, nonce or the signature itself - is not believed.
  test("does not survive a change of a single character of what was signed", () => {
    const changed = (text: string, at: number, to: string) => {
      const place = at % text.length;
      return text.slice(0, place) + to + text.slice(place + 1);
    };
    const character = fc.constantFrom(..."0123456789abcdefXYZ-_.,= ");
    fc.assert(
      fc.property(
        fc.constantFrom("watchkeeper" as const, "github" as const, "stripe" as const),
        fc.nat(4),
        fc.nat(),
        character,
        (scheme, part, at, to) => {
          const headers = senders[scheme](key, body, nowMs);
          const names = Object.keys(headers).filter((name) => name !== "x-github-delivery");
          const name = names[part % (names.length + 1)];
          const tampered = name === undefined ? headers : { ...headers, [name]: changed(headers[name]!, at, to) };
          const sent = name === undefined ? Buffer.from(changed(body.toString(), at, to)) : body;
          const isSame = JSON.stringify(tampered).toLowerCase() === JSON.stringify(headers).toLowerCase() && sent.equals(body);
          fc.pre(!isSame);
          assert.ok(!isProof(prove({ scheme, keys: [key] }, tampered, sent)), JSON.stringify(tampered));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("never throws, and believes nothing, whatever a stranger puts into the headers", () => {
    const anyHeader = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("v1=", "sha256=zz", "t=1,v1=", `v1=${"0".repeat(64)}`, "t=NaN", "=,=", ",".repeat(600), "v1=".repeat(500)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...webhookSchemes), fc.array(anyHeader, { minLength: 6, maxLength: 6 }), (scheme, values) => {
        const names = [
          "x-watchkeeper-signature",
          "x-watchkeeper-timestamp",
          "x-watchkeeper-nonce",
          "x-hub-signature-256",
          "stripe-signature",
          "x-watchkeeper-token",
        ];
        const headers = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
        assert.ok(!isProof(prove({ scheme, keys: [key] }, headers)));
      }),
      { numRuns: 1_000 },
    );
  });

  test("is what a shell with openssl makes, as docs/guides/intake.md shows", (context) => {
    const seconds = String(nowMs / 1_000);
    const made = spawnSync("openssl", ["dgst", "-sha256", "-hmac", key.toString(), "-r"], { input: `v1.${seconds}.${nonce}.${body}` });
    if (made.error) return context.diagnostic("openssl is not installed: its signature is not compared");
    const signature = `v1=${made.stdout.toString().split(" ")[0]}`;
    const headers = { "x-watchkeeper-timestamp": seconds, "x-watchkeeper-nonce": nonce, "x-watchkeeper-signature": signature };
    assert.deepEqual(prove({ scheme: "watchkeeper", keys: [key] }, headers), { id: `nonce:${nonce}`, sentAtMs: nowMs });
  });

  test("may be in another header, where a product puts it there", () => {
    const signature = senders.github(key, body, nowMs)["x-hub-signature-256"]!;
    assert.ok(isProof(prove({ scheme: "github", keys: [key], header: "x-gitea-signature-256" }, { "x-gitea-signature-256": signature })));
    assert.equal(
      prove({ scheme: "github", keys: [key], header: "x-gitea-signature-256" }, { "x-hub-signature-256": signature }),
      "unsigned",
    );
  });
});
