import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { attached, bait, eventsOf, mixed, note, own, phish, styles } from "../../testing/attached-mails.ts";
import { readMail } from "../../testing/mail-reading.ts";
import { filePart, mailText, multipart } from "../../testing/mail-text.ts";
import { attachmentBytes } from "./attachment-bytes.ts";
import { mailLimits } from "./limits.ts";

// Guarantees: a mail that was attached to another is judged by its own header, text and links, and the mail around it by its own; who reported it stays known.

for (const [style, bytes] of Object.entries(styles))
  test(`${style}: the attached mail is judged by its own header, and the report stays a mail of its own`, async () => {
    const [carrier, inner, ...more] = await eventsOf(bytes);
    assert.deepEqual(more, []);
    assert.equal(carrier!.fields["from.address"], "bob@example.org");
    assert.equal(carrier!.fields["auth.dmarc"], "pass");
    assert.equal(carrier!.fields["links.count"], 0);
    assert.match(String(carrier!.fields.text), /^Is this real\?/);
    assert.equal(carrier!.fields["attached.mails"], 1);
    assert.equal(carrier!.fields["reported.by"], undefined);
    const { fields, timeMs, source } = inner!;
    assert.equal(fields["from.address"], "help@pay-example.test");
    assert.deepEqual(fields.to, ["bob@example.org"]);
    assert.equal(fields["received.external-ip"], "203.0.113.9");
    assert.deepEqual([fields["auth.spf"], fields["auth.dmarc"]], ["fail", "fail"]);
    assert.equal(fields["auth.trusted"], true, "our own server says so, and whoever attached it is one of us");
    assert.deepEqual(fields.links, [bait]);
    assert.equal(fields["mail.id"], "bait@pay-example.test");
    assert.equal(timeMs, Date.UTC(2025, 2, 3, 8));
    assert.equal(fields["reported.by"], "bob@example.org");
    assert.equal(fields["reported.name"], "Bob");
    assert.equal(fields["reported.mail"], "report@example.org");
    assert.equal(fields["reported.subject"], "Fwd: Your account is locked");
    assert.equal(fields["reported.at"], "2025-03-04T09:00:00.000Z");
    assert.equal(fields["reported.through"], undefined);
    assert.deepEqual([carrier!.source.record, source.record], [1, 2]);
    assert.notEqual(carrier!.source.digest, source.digest);
  });

test("an attached mail reads as it would by itself, but for who reported it", async () => {
  const [alone] = await eventsOf(Buffer.from(phish()));
  for (const [style, bytes] of Object.entries(styles)) {
    const inner = { ...(await eventsOf(bytes))[1]!.fields };
    for (const name of Object.keys(inner)) if (name.startsWith("reported.")) delete inner[name];
    // What is not encoded is taken out line by line: how its lines end is not kept.
    const { "size.bytes": _, ...rest } = inner;
    const { "size.bytes": __, ...restAlone } = { ...alone!.fields };
    assert.deepEqual(rest, restAlone, style);
  }
});

test("the words of an attached mail and its signature survive being taken out", async () => {
  const body = Buffer.from("Caf\xe9 \xfc\r\n", "latin1");
  const bodyHash = hash("sha256", body, "base64");
  const inner = mailText(
    {
      "Content-Type": "text/plain; charset=iso-8859-1",
      "Content-Transfer-Encoding": "8bit",
      "DKIM-Signature": `v=1; a=rsa-sha256; c=simple/simple; d=example.com; s=one; h=from:to; bh=${bodyHash}; b=AAAA`,
    },
    "",
  );
  const [head, tail] = mixed([attached("@@")])
    .toString("latin1")
    .split("@@");
  const bytes = Buffer.concat([Buffer.from(head!, "latin1"), inner, body, Buffer.from(tail!, "latin1")]);
  const { fields } = (await eventsOf(bytes))[1]!;
  assert.equal(fields.text, "Caf\u00e9 \u00fc");
  assert.deepEqual(fields["auth.offline"], ["example.com body-intact"]);
});

test("a mail that was attached twice over is three mails, and who had it in hand is told in order", async () => {
  const desk = { ...own, From: "Help Desk <desk@example.org>", "Message-ID": "<desk@example.org>", To: "soc@example.org" };
  const events = await eventsOf(mixed([note, attached(mixed([note, attached(phish())], {}, "in").toString())], desk, "out"));
  assert.deepEqual(
    events.map(({ fields }) => [fields["from.address"], fields["reported.by"], fields["reported.through"], fields["auth.trusted"]]),
    [
      ["desk@example.org", undefined, undefined, true],
      ["bob@example.org", "desk@example.org", undefined, true],
      ["help@pay-example.test", "bob@example.org", ["desk@example.org"], true],
    ],
  );
});

test("several attached mails become one each, of a mailbox too, behind its own mails", async () => {
  const other = phish({ From: "news@letters.example.net", "Message-ID": "<other@letters.example.net>" });
  const bytes = mixed([note, attached(phish()), attached(other)]);
  const box = Buffer.concat([
    Buffer.from("From bob@example.org Tue Mar  4 09:00:00 2025\r\n"),
    bytes,
    Buffer.from("\r\nFrom eve@example.org Tue Mar  4 09:00:00 2025\r\n"),
    mailText({}),
  ]);
  const events = await eventsOf(box);
  assert.deepEqual(
    events.map(({ source, fields }) => [source.record, fields["mail.id"]]),
    [
      [1, "report@example.org"],
      [2, "one@example.com"],
      [3, "bait@pay-example.test"],
      [4, "other@letters.example.net"],
    ],
  );
  assert.equal(events[0]!.fields["attached.mails"], 2);
});

test("a mail that was forwarded in the text stays the mail of whoever forwards it", async () => {
  const text = `Is this real?\r\n\r\n---------- Forwarded message ---------\r\nFrom: Payments <help@pay-example.test>\r\nDate: Mon, 3 Mar 2025\r\nSubject: Your account is locked\r\nTo: <bob@example.org>\r\n\r\nSign in: ${bait}\r\n`;
  const [event, ...more] = await eventsOf(mailText({ ...own, "Content-Type": "text/plain" }, text));
  assert.deepEqual(more, []);
  assert.equal(event!.fields["from.address"], "bob@example.org");
  assert.deepEqual(event!.fields.links, [bait]);
  assert.equal(event!.fields["attached.mails"], undefined);
});

test("what calls itself a mail and has no header of one is read with the mail around it", async () => {
  const [event, ...more] = await eventsOf(mixed([note, attached(`Content-Type: text/html\r\n\r\n<a href="${bait}">x</a>\r\n`)]));
  assert.deepEqual(more, []);
  assert.deepEqual(event!.fields.links, [bait]);
});

test("what servers are said to have found is not believed of a mail that a stranger attached", async () => {
  const passing = phish({ "Authentication-Results": "mx.example.org; spf=pass; dmarc=pass" });
  const trustOf = async (headers: Readonly<Record<string, string>>) =>
    (await eventsOf(mixed([note, attached(passing)], headers)))[1]!.fields["auth.trusted"];
  assert.equal(await trustOf({}), true);
  const outside = "from mx.example.net (mx.example.net [198.51.100.7]) by mx.example.org with ESMTP; Tue, 04 Mar 2025 09:00:00 +0000";
  assert.equal(await trustOf({ From: "eve@example.net" }), false, "not one of us");
  assert.equal(
    await trustOf({ Received: outside, "Authentication-Results": "mx.example.org; dmarc=fail" }),
    false,
    "who says to be one of us",
  );
  assert.equal(
    await trustOf({ Received: outside, "Authentication-Results": "mx.example.net; dmarc=pass" }),
    false,
    "who brings a finding along",
  );
  assert.equal(await trustOf({ Received: outside }), true, "one of us, from abroad");
  const twice = mixed([attached(mixed([attached(passing)], { From: "eve@example.net" }, "in").toString())], {}, "out");
  assert.deepEqual(
    (await eventsOf(twice)).map(({ fields }) => fields["auth.trusted"]),
    [true, true, false],
    "one of us hands on what a stranger attached",
  );
});

test("an attached mail is as old as it says, no newer than the report, and as old as that when it says nothing", async () => {
  const timeOf = async (headers: Readonly<Record<string, string | undefined>>) => (await eventsOf(mixed([attached(phish(headers))])))[1]!;
  const none = await timeOf({ Received: undefined, Date: undefined });
  assert.equal(none.timeMs, Date.UTC(2025, 2, 4, 9));
  assert.deepEqual(none.fields.defects, ["no-date"]);
  assert.equal((await timeOf({ Received: undefined, Date: "Fri, 01 Jan 2100 00:00:00 +0000" })).timeMs, Date.UTC(2025, 2, 4, 9));
});

test("how many are read and how deep is bounded, and what is left out is counted with its reason", async () => {
  const many = await readMail(mixed(Array.from({ length: mailLimits.attachedMailsMax + 3 }, () => attached(phish()))));
  assert.equal(many.filter(({ kind }) => kind === "event").length, mailLimits.attachedMailsMax + 1);
  const last = many.at(-1)!;
  assert.equal(last.kind === "rejected" && last.letter.reason, "too-many");
  assert.equal(many.length, mailLimits.attachedMailsMax + 2);
  let deep = phish();
  for (let depth = 0; depth <= mailLimits.attachedDepthMax; depth++) deep = mixed([attached(deep)], {}, `b${depth}`).toString();
  const found = await readMail(Buffer.from(deep));
  assert.deepEqual(
    found.map((record) => (record.kind === "rejected" ? record.letter.reason : record.kind)),
    [...Array.from({ length: mailLimits.attachedDepthMax + 1 }, () => "event"), "too-deep"],
  );
  const broken = await readMail(mixed([attached(`${"X-Field: 1\r\n".repeat(mailLimits.headersMax)}${phish()}`)]));
  // A carrier of nothing that could be read speaks for itself.
  assert.equal(broken[0]?.kind === "event" && broken[0].event.fields["attached.mails"], undefined);
});

test("a file in an attached mail can be had by its hash, by the place of either mail", async () => {
  const inner = mailText(
    { "Content-Type": "multipart/mixed; boundary=in" },
    multipart("in", [filePart("a.bin", Buffer.from("one"))]),
  ).toString();
  const bytes = mixed([note, attached(inner)], {}, "out");
  const [, event] = await eventsOf(bytes);
  const [sha256] = event!.fields["attachment.sha256"] as string[];
  for (const record of [1, event!.source.record])
    assert.equal(Buffer.from((await attachmentBytes(bytes, record, sha256!)) ?? []).toString(), "one", String(record));
  assert.equal(await attachmentBytes(bytes, 2, "0".repeat(64)), undefined);
});

test("whatever is attached in whatever way, nothing throws, and every attached mail is an event or counted", async () => {
  const part = fc.constantFrom(
    phish(),
    "",
    "\r\n",
    "From: a@example.com",
    mixed([attached(phish())], {}, "in").toString(),
    `--b\r\n${phish()}`,
  );
  const head = fc.constantFrom(
    "Content-Type: message/rfc822",
    "Content-Type: message/global",
    'Content-Type: application/x; name="a.eml"',
    "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ head, part }), { maxLength: 14 }), async (parts) => {
      const records = await readMail(mixed(parts.map((each) => ({ headers: [each.head], content: each.part }))));
      assert.ok(records.length >= 1 && records.length <= mailLimits.attachedMailsMax + 2);
      const places = records.map((record) =>
        record.kind === "event" ? record.event.source.record : record.kind === "rejected" ? record.letter.record : 0,
      );
      assert.deepEqual(
        places,
        Array.from(records, (_, index) => index + 1),
      );
    }),
    { numRuns: 60 },
  );
});
