import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldsOf, inviting, readMail, reasonOf } from "../../testing/mail-reading.ts";
import { filePart, mailText, multipart } from "../../testing/mail-text.ts";
import { limits } from "../limits.ts";
import { mailLimits } from "./limits.ts";

test("a mail built to exhaust the reader is refused with its reason", async () => {
  const parts = multipart(
    "b",
    Array.from({ length: 1_000 }, (_, index) => filePart(`f${index}.txt`, Buffer.from("x"))),
  );
  assert.deepEqual(await reasonOf(mailText({ "Content-Type": "multipart/mixed; boundary=b" }, parts)), ["too-many"]);
  assert.deepEqual(
    await reasonOf(mailText({ "Content-Type": "multipart/mixed; boundary=b" }, "--b\r\n\r\n".repeat(mailLimits.boundaryLinesMax + 1))),
    ["too-many"],
  );
  assert.deepEqual(await reasonOf(Buffer.from(`Subject: x\r\n${"X-A: 1\r\n".repeat(mailLimits.headersMax)}\r\nhi`)), ["too-many"]);
  assert.deepEqual(await reasonOf(Buffer.from(`Subject: x\r\nX-A: ${"1".repeat(mailLimits.headersBytesMax)}\r\n\r\nhi`)), ["too-long"]);
  assert.deepEqual(await reasonOf(mailText({}, "a\n".repeat(mailLimits.linesMax + 1))), ["too-many"]);
  const deep = Array.from({ length: 40 }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`).join(
    "",
  );
  assert.deepEqual(await reasonOf(Buffer.from(`Date: Tue, 04 Mar 2025 10:00:00 +0100\r\nFrom: a@example.com\r\n${deep}\r\nhi`)), [
    "too-deep",
  ]);
  assert.deepEqual(await reasonOf(mailText({}, "x".repeat(limits.mailBytesMax))), ["too-long"]);
});

test("more empty lines than a mail has are refused before they cost anything", async () => {
  assert.deepEqual(await reasonOf(mailText({}, "\n".repeat(400_000))), ["too-many"]);
});

// The bound is far above what any shape takes: it tells a hang from a busy machine, and measures nothing.
test("hostile shapes are read in bounded time", async () => {
  const shapes: Record<string, Buffer> = {
    "one long line": mailText({}, "a".repeat(8 * 1_048_576)),
    "deep markup": mailText({ "Content-Type": "text/html" }, "<b>".repeat(1_000_000)),
    "many styles": mailText({ "Content-Type": "text/html" }, "<style>.a{display:none}</style>".repeat(50_000)),
    "many links": mailText({ "Content-Type": "text/html" }, '<a href="http://a.example.test/">b.example.com</a>'.repeat(50_000)),
    "a link that never ends, beside plain text": mailText(
      { "Content-Type": "multipart/mixed; boundary=b" },
      multipart("b", [
        { headers: ["Content-Type: text/plain"], content: "x" },
        { headers: ["Content-Type: text/html"], content: "<a href='".repeat(300_000) },
      ]),
    ),
    "a long signature": mailText({ "DKIM-Signature": "a".repeat(120_000) }),
    "empty lines": mailText({}, "\n".repeat(mailLimits.emptyLinesMax - 10)),
    "open comments": mailText({ "Content-Type": "text/html" }, "<!--".repeat(200_000)),
    "open brackets in From": mailText({ From: "<".repeat(60_000) }),
    "encoded words": mailText({ Subject: "=?utf-8?Q?a?= ".repeat(20_000) }),
    "quotes in To": mailText({ To: '"a'.repeat(30_000) }),
    "parentheses in Received": mailText({ Received: "(".repeat(60_000) }),
    results: mailText({ "Authentication-Results": "a; spf=".repeat(10_000) }),
    signatures: mailText(
      Object.fromEntries(
        Array.from({ length: 300 }, (_, index) => [
          `DKIM-Signature${" ".repeat(index)}`,
          "v=1; d=example.com; s=a; bh=a; b=b; a=rsa-sha256; h=from",
        ]),
      ),
      "x".repeat(1_000_000),
    ),
    "text links": mailText({}, "http://".repeat(100_000)),
    dots: mailText({}, `www.${"a.".repeat(300_000)}`),
    charset: mailText({ "Content-Type": `text/plain; ${"charset=x; ".repeat(20_000)}` }),
  };
  for (const [name, bytes] of Object.entries(shapes)) {
    const started = performance.now();
    const records = await readMail(bytes);
    const tookMs = performance.now() - started;
    assert.equal(records.length, 1, name);
    assert.ok(tookMs < 20_000, `${name} took ${Math.round(tookMs)} ms`);
  }
});

test("broken boundaries lose no mail", async () => {
  for (const body of [
    "no boundary at all",
    "--b",
    "--b\r\nContent-Type: text/plain",
    `--b\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--b--`,
    "--bb\r\n\r\nx\r\n--b--",
  ]) {
    assert.deepEqual(await reasonOf(mailText({ "Content-Type": "multipart/mixed; boundary=b" }, body)), ["event"], body);
  }
});

// Guarantees that no bytes make the reader throw, lose count or answer differently the next time, whatever the pieces they come in.
test("bent mails give one record, the same one, in any pieces", async () => {
  const seed = mailText(
    { "Content-Type": 'multipart/mixed; boundary="outer"', "Authentication-Results": "mx.example.org; spf=pass; dkim=fail" },
    inviting,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 30 }),
      fc.nat(seed.length),
      fc.integer({ min: 1, max: 5_000 }),
      async (edits, cut, pieceBytes) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of edits) bytes[at] = value;
        const bent = bytes.subarray(0, Math.max(1, bytes.length - (cut % 2_000)));
        const records = await readMail(bent);
        assert.equal(records.length, 1);
        assert.deepEqual(await readMail(bent, pieceBytes), records);
      },
    ),
    { numRuns: 120 },
  );
});

test("a field called like a built-in is only a field", async () => {
  const fields = await fieldsOf(
    mailText(
      { __proto__x: "1", constructor: "2", "Content-Type": 'text/html; __proto__="x"' },
      '<a __proto__="x" href="http://a.example.test">x</a>',
    ),
  );
  assert.equal(Object.getPrototypeOf(fields), null);
  assert.deepEqual(fields.links, ["http://a.example.test"]);
});
