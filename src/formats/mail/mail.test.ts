import assert from "node:assert/strict";
import { test } from "node:test";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { entitiesOf } from "../../core/observable/entities.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import { eventOf, fieldsOf, inviting, readMail, reasonOf } from "../../testing/mail-reading.ts";
import { filePart, mailText, multipart } from "../../testing/mail-text.ts";
import { attachmentBytes } from "./attachment-bytes.ts";
import { mail } from "./mail.ts";

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
  assert.deepEqual(fields["attachment.types"], ["pe", "image"]);
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

test("a mailbox gives one record per mail, and a sentence that begins with From does not cut one", async () => {
  const one = mailText({}, "First.\r\n\r\nFrom here on it is easy.\r\nFrom: nobody\r\n").toString();
  const two = mailText({ "Message-ID": "<two@example.com>", Date: undefined }).toString();
  const box = Buffer.from(
    `From alice@example.com Tue Mar  4 09:00:00 2025\r\n${one}\r\nFrom bob@example.com  Wed Mar  5 09:00:00 2025\r\n${two}`,
  );
  assert.ok(mail.recognises(box));
  const records = await readMail(box);
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
