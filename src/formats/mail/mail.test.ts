import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { entitiesOf } from "../../core/observable/entities.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import { filePart, mailText, multipart } from "../../testing/mail-text.ts";
import { qrPng } from "../../testing/qr-code.ts";
import type { InputRecord } from "../format.ts";
import { limits } from "../limits.ts";
import { attachmentBytes } from "./attachment-bytes.ts";
import { mailLimits } from "./limits.ts";
import { mail } from "./mail.ts";

async function read(bytes: Uint8Array, pieceBytes = bytes.length || 1): Promise<readonly InputRecord[]> {
  const reader = mail.open("inbox.eml");
  const records: InputRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) records.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...(await reader.end())];
}

async function eventOf(bytes: Uint8Array): Promise<TelemetryEvent> {
  const [record] = await read(bytes);
  assert.equal(record?.kind, "event", JSON.stringify(record));
  return (record as { event: TelemetryEvent }).event;
}

const fieldsOf = async (bytes: Uint8Array) => (await eventOf(bytes)).fields;
const reasonOf = async (bytes: Uint8Array) =>
  (await read(bytes)).map((record) => (record.kind === "rejected" ? record.letter.reason : record.kind));

const inviting = multipart("outer", [
  {
    headers: ['Content-Type: multipart/alternative; boundary="inner"'],
    content: multipart("inner", [
      { headers: ["Content-Type: text/plain; charset=utf-8"], content: "Please sign in at https://portal.example.test/a" },
      {
        headers: ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
        content: 'Please <a href=3D"https://portal.example.test/a">www.example.com</a><img src=3D"https://i.example.test/1.png">',
      },
    ]),
  },
  filePart(
    "invoice.pdf.exe",
    Buffer.concat([Buffer.from("MZ"), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from("PE\0\0"), Buffer.alloc(64)]),
  ),
  filePart("code.png", qrPng("https://pay.example.test/q"), "image/png"),
]);

test("a mail with parts becomes one event that says who, what, where to and with what", async () => {
  const event = await eventOf(
    mailText(
      {
        Received: "from mx.sender.test (mx.sender.test [203.0.113.7]) by mx.example.org with ESMTP; Tue, 04 Mar 2025 10:00:05 +0100",
        "Reply-To": "Desk <desk@other.test>",
        "Content-Type": 'multipart/mixed; boundary="outer"',
      },
      inviting,
    ),
  );
  assert.equal(event.timeMs, Date.UTC(2025, 2, 4, 9, 0, 5));
  assert.deepEqual(event.logSource, { product: "mail", category: "email" });
  assert.equal(event.host, undefined);
  const { fields } = event;
  assert.equal(fields["from.address"], "alice@example.com");
  assert.equal(fields.date, "2025-03-04T09:00:00.000Z");
  assert.equal(fields["received.external-ip"], "203.0.113.7");
  assert.deepEqual(fields["sender.signals"], ["reply-to-differs"]);
  assert.deepEqual(fields.attachments, ["invoice.pdf.exe", "code.png"]);
  assert.deepEqual(fields["attachment.types"], ["pe", "png"]);
  assert.deepEqual(fields["attachment.flags"], ["executable", "double-extension"]);
  assert.deepEqual(fields["qr.urls"], ["https://pay.example.test/q"]);
  assert.deepEqual(fields["link.mismatch"], ["www.example.com -> https://portal.example.test/a"]);
  assert.deepEqual(fields["link.domains"], ["portal.example.test"]);
  assert.equal(fields["html.remote-images"], 1);
  assert.equal(fields.text, "Please www.example.com");
  assert.match(String((fields["attachment.sha256"] as string[])[0]), /^[0-9a-f]{64}$/);
  assert.deepEqual(fields.encodings, ["base64", "quoted-printable"]);
});

test("the mail's people, links and files can be pivoted on", async () => {
  const event = await eventOf(mailText({ "Content-Type": 'multipart/mixed; boundary="outer"' }, inviting));
  const keys = entitiesOf(event).map(({ type, value }) => `${type}:${value}`);
  for (const key of [
    "mail:one@example.com",
    "email:alice@example.com",
    "email:bob@example.org",
    "user:bob",
    "file:invoice.pdf.exe",
    "domain:portal.example.test",
    "url:https://pay.example.test/q",
  ])
    assert.ok(keys.includes(key), key);
  assert.deepEqual(valuesOf(event, "mail.recipient"), ["bob@example.org"]);
});

test("words in any character set come out as people read them", async () => {
  const latin = Buffer.concat([
    mailText(
      {
        Subject: "=?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?8J+RiyBoaQ==?=",
        "Content-Type": "text/plain; charset=windows-1252",
        "Content-Transfer-Encoding": "8bit",
      },
      "",
    ),
    Buffer.from("Caf\xe9 \x80 5", "latin1"),
  ]);
  const fields = await fieldsOf(latin);
  assert.equal(fields.subject, "Grüße👋 hi");
  assert.equal(fields.text, "Café € 5");
  const japanese = Buffer.concat([
    mailText({ "Content-Type": "text/plain; charset=iso-2022-jp" }, ""),
    Buffer.from("1b2442253925511b2842", "hex"),
  ]);
  assert.match(String((await fieldsOf(japanese)).text), /^[\u3000-\u30ff]+$/);
});

test("a mail forwarded as an attachment is read with the mail that carries it", async () => {
  const inner = mailText(
    { From: "PayPal <help@pay-example.test>", Subject: "locked", "Content-Type": "text/html" },
    '<a href="http://192.0.2.4/login">here</a>',
  ).toString();
  const fields = await fieldsOf(
    mailText(
      { "Content-Type": "multipart/mixed; boundary=b" },
      multipart("b", [
        { headers: ["Content-Type: text/plain"], content: "is this real?" },
        { headers: ["Content-Type: message/rfc822", "Content-Disposition: attachment"], content: inner },
      ]),
    ),
  );
  assert.deepEqual(fields["nested.from"], ["help@pay-example.test"]);
  assert.deepEqual(fields["nested.subject"], ["locked"]);
  assert.deepEqual(fields["link.signals"], ["ip-host"]);
  assert.match(String(fields.text), /is this real\?/);
  assert.equal(fields.attachments, undefined);
});

test("a mailbox gives one record per mail, and a sentence that begins with From does not cut one", async () => {
  const one = mailText({}, "First.\r\n\r\nFrom here on it is easy.\r\nFrom: nobody\r\n").toString();
  const two = mailText({ "Message-ID": "<two@example.com>", Date: undefined }).toString();
  const box = Buffer.from(
    `From alice@example.com Tue Mar  4 09:00:00 2025\r\n${one}\r\nFrom bob@example.com  Wed Mar  5 09:00:00 2025\r\n${two}`,
  );
  assert.ok(mail.recognises(box));
  const records = await read(box);
  assert.deepEqual(
    records.map(({ kind }) => kind),
    ["event", "event"],
  );
  const events = records.map((record) => (record as { event: TelemetryEvent }).event);
  assert.deepEqual(
    events.map(({ source }) => source.record),
    [1, 2],
  );
  assert.equal(events[1]!.timeMs, Date.UTC(2025, 2, 5, 9));
  assert.match(String(events[0]!.fields.text), /From here on/);
});

test("what is not mail is not taken for it", () => {
  for (const text of [
    "",
    "Mar  4 10:00:00 web01 sshd[1]: Failed password",
    '{"From": "a", "To": "b"}',
    "From: only one field\n\nbody",
    "key: value\nother: value\nthird: value\n",
    "date: 2025\nsubject: x\n",
  ])
    assert.equal(mail.recognises(Buffer.from(text)), false, text);
  for (const bytes of [
    mailText({}),
    Buffer.from("\ufeffReceived: from a by b; now\nSubject: x\n\nhi"),
    Buffer.from("Return-Path: <a@example.com>\nFrom: a@example.com\n\nhi"),
  ])
    assert.equal(mail.recognises(bytes), true, bytes.toString());
});

test("a mail without any time is a dead letter that says so", async () => {
  assert.deepEqual(await reasonOf(mailText({ Date: undefined })), ["no-time"]);
  assert.deepEqual(await reasonOf(mailText({ Date: "yesterday" })), ["no-time"]);
});

test("a mail that was stripped of its dates is read all the same where the file has a time, and says so", async () => {
  const reader = mail.open("stripped.eml", { modifiedMs: 1_700_000_000_000.5 });
  reader.push(mailText({ Date: undefined }));
  const [record] = await reader.end();
  assert.ok(record?.kind === "event");
  assert.equal(record.event.timeMs, 1_700_000_000_000);
  assert.deepEqual(record.event.fields.defects, ["no-date"]);
});

test("buttons that write a mail, and what links show, are told", async () => {
  const page =
    '<a href="https://example.com/a">Verify now</a><a href="https://example.com/a"></a><a href="https://example.com/b"><img src="x"></a>' +
    '<a href="mailto:One@example.net,two@example.net?subject=x">Report</a><a href="mailto:%zz">x</a>';
  const reader = mail.open("buttons.eml", {});
  reader.push(mailText({ "Content-Type": "text/html" }, page));
  const [record] = await reader.end();
  assert.ok(record?.kind === "event");
  assert.deepEqual(record.event.fields["link.texts"], ["Verify now", ""]);
  assert.deepEqual(record.event.fields["link.mailboxes"], ["one@example.net", "two@example.net"]);
});

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
    const records = await read(bytes);
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
        const records = await read(bent);
        assert.equal(records.length, 1);
        assert.deepEqual(await read(bent, pieceBytes), records);
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

test("an attachment's bytes can be had again by its hash, and only by it", async () => {
  const bytes = mailText(
    { "Content-Type": "multipart/mixed; boundary=b" },
    multipart("b", [filePart("a.bin", Buffer.from("one")), filePart("b.bin", Buffer.from("two"))]),
  );
  const [, second] = (await fieldsOf(bytes))["attachment.sha256"] as string[];
  assert.equal(Buffer.from((await attachmentBytes(bytes, 1, second!)) ?? []).toString(), "two");
  assert.equal(await attachmentBytes(bytes, 2, second!), undefined);
  assert.equal(await attachmentBytes(bytes, 1, "0".repeat(64)), undefined);
});
