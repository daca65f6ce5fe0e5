import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { z } from "zod";
import { openApiScene } from "../../testing/api-scene.ts";
import { filePart, mailText, multipart } from "../../testing/mail-text.ts";
import type { MailWhole } from "../contract/evidence.ts";

// Guarantees that bytes from outside leave inert, whatever they are: never as a page, never under a name of theirs, never changed.

const viewer = { role: "viewer" } as const;

describe("GET /api/v1/evidence/records/{position}", () => {
  test("any bytes come back as they were, as base64 and as a download that nothing renders", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const scene = await openApiScene();
        await scene.tenant().intake.handOver({ source: "edge", records: [{ id: "../../<script>", bytes }] });
        const whole = (await scene.ask({ url: "/api/v1/evidence/records/1" }, viewer)).json() as { base64: string; bytes: number };
        assert.deepEqual(new Uint8Array(Buffer.from(whole.base64, "base64")), bytes);
        assert.equal(whole.bytes, bytes.byteLength);
        const raw = await scene.ask({ url: "/api/v1/evidence/records/1/raw" }, viewer);
        assert.deepEqual(new Uint8Array(raw.rawPayload), bytes);
        assert.equal(raw.headers["content-type"], "text/plain; charset=utf-8");
        assert.equal(raw.headers["content-disposition"], 'attachment; filename="record-1.txt"');
        assert.equal(raw.headers["x-content-type-options"], "nosniff");
        assert.match(String(raw.headers["content-security-policy"]), /sandbox/);
      }),
      { numRuns: 20 },
    );
  });

  test("who downloads the bytes is on the record, by their digest", async () => {
    const scene = await openApiScene();
    const bytes = Buffer.from("payload");
    await scene.tenant().intake.handOver({ source: "edge", records: [{ id: "a", bytes }] });
    await scene.ask({ url: "/api/v1/evidence/records/1/raw" }, { role: "viewer", person: "ines" });
    await scene.ask({ url: "/api/v1/evidence/records/1/raw" }, { role: "viewer", person: "ines", token: "t-1" });
    const digest = `sha256:${hash("sha256", bytes, "hex")}`;
    assert.deepEqual(scene.tenant().notes, [
      { by: "person:ines", what: "export", of: "record 1", digest },
      { by: "person:ines", token: "t-1", what: "export", of: "record 1", digest },
    ]);
  });

  test("404 and 400: a place where nothing is, and what is no place", async () => {
    const scene = await openApiScene();
    for (const raw of ["", "/raw"]) assert.equal((await scene.ask({ url: `/api/v1/evidence/records/7${raw}` }, viewer)).statusCode, 404);
    for (const place of ["-1", "1.5", "x", "9007199254740993"])
      assert.equal((await scene.ask({ url: `/api/v1/evidence/records/${place}` }, viewer)).statusCode, 400, place);
  });
});

describe("GET /api/v1/evidence/records/{position}/mail", () => {
  test("a mail is text to read: what hides is shown, links lead nowhere, attachments are named and not sent", async () => {
    const scene = await openApiScene();
    const page = '<p>Pay \u202eat <a href="https://evil.example.net/x">pay-example.test</a></p><script>alert(1)</script>';
    const body = multipart("b", [
      { headers: ["Content-Type: text/plain; charset=utf-8"], content: "in\u202eplain" },
      { headers: ["Content-Type: text/html; charset=utf-8"], content: page },
      filePart("<img src=x>.exe", Buffer.from("MZ")),
    ]);
    const bytes = mailText({ "Content-Type": "multipart/mixed; boundary=b" }, body);
    await scene.tenant().intake.handOver({ source: "edge", records: [{ id: "a", bytes }] });
    const { mails } = (await scene.ask({ url: "/api/v1/evidence/records/1/mail" }, viewer)).json() as z.infer<typeof MailWhole>;
    assert.deepEqual(
      mails[0]?.passages.map(({ kind, text, withoutWidth }) => ({ kind, text, withoutWidth })),
      [
        { kind: "markup", text: "Pay at pay-example.test", withoutWidth: 1 },
        { kind: "plain", text: "in⟦U+202E⟧plain", withoutWidth: 0 },
      ],
    );
    assert.deepEqual(mails[0]?.links, [{ shown: "pay-example.test", target: "hxxps://evil[.]example[.]net/x" }]);
    assert.deepEqual(
      mails[0]?.attachments.map(({ name, bytes: size }) => [name, size]),
      [["<img src=x>.exe", 2]],
    );
  });

  test("200 with nothing: a record that is no mail; 404: a place where nothing is", async () => {
    const scene = await openApiScene();
    await scene.tenant().intake.handOver({ source: "edge", records: [{ id: "a", bytes: Buffer.from("{}") }] });
    assert.deepEqual((await scene.ask({ url: "/api/v1/evidence/records/1/mail" }, viewer)).json(), { position: 1, mails: [] });
    assert.equal((await scene.ask({ url: "/api/v1/evidence/records/7/mail" }, viewer)).statusCode, 404);
  });
});

describe("POST /api/v1/evidence/search", () => {
  test("200: a typed question; 400: query text, fields that are none, too many rows", async () => {
    const scene = await openApiScene();
    const ask = (payload: object) => scene.ask({ method: "POST", url: "/api/v1/evidence/search", payload }, viewer);
    const time = { fromMs: 0, toMs: 1 };
    const nasty = { field: "host", op: "contains", value: "'; DROP TABLE events; --" };
    assert.equal((await ask({ time, where: { all: [nasty, { not: nasty }] } })).statusCode, 200, "a value is a value");
    assert.equal((await ask({ time })).statusCode, 200);
    for (const payload of [
      { time, query: "SELECT 1" },
      { time, limit: 1_001 },
      { time, where: { field: "; --", op: "eq", value: "x" } },
      {},
    ])
      assert.equal((await ask(payload)).statusCode, 400, JSON.stringify(payload));
  });
});
