import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { filePart, mailText, multipart } from "../../testing/mail-text.ts";
import { asTextLimits, mailsAsText } from "./as-text.ts";

// Guarantees: a mail is laid out as text with all that it says, seen and unseen; nothing is rendered, and no bytes make it fail.

const headers = {
  Received: "from mail.pay-example.test (mail.pay-example.test [203.0.113.9]) by mx.example.org; Mon, 03 Mar 2025 08:00:00 +0000",
  From: "Payments <help@pay-example.test>",
  To: "bob@example.org",
  Subject: "=?utf-8?B?SW52b2ljZQ==?=",
  Date: "Mon, 03 Mar 2025 08:00:00 +0000",
};

test("markup is read as its reader would see it, what is hidden stands apart, and links say where they lead", async () => {
  const page = '<p>Dear Bob, <a href="https://evil.example.net/x">pay-example.test</a></p><div style="display:none">secret padding</div>';
  const [mail, ...more] = await mailsAsText(mailText({ ...headers, "Content-Type": "text/html; charset=utf-8" }, page));
  assert.deepEqual(more, []);
  assert.equal(mail?.headers.find(({ name }) => name === "subject")?.value, "Invoice");
  assert.deepEqual(mail?.passages, [
    { kind: "markup", text: "Dear Bob, pay-example.test", leftOut: 0, withoutWidth: 0 },
    { kind: "hidden", text: "secret padding", leftOut: 0, withoutWidth: 0 },
  ]);
  assert.deepEqual(mail?.links, [{ target: "https://evil.example.net/x", shown: "pay-example.test" }]);
});

test("attachments are named with their size and digest, and their bytes stay where they are", async () => {
  const bytes = Buffer.from("MZ\0\0 not a document");
  const letter = { headers: ["Content-Type: text/plain"], content: "See the invoice." };
  const body = multipart("b", [letter, filePart("invoice.exe", bytes)]);
  const [mail] = await mailsAsText(mailText({ ...headers, "Content-Type": "multipart/mixed; boundary=b" }, body));
  assert.deepEqual(mail?.passages, [{ kind: "plain", text: "See the invoice.", leftOut: 0, withoutWidth: 0 }]);
  assert.deepEqual(
    mail?.attachments.map(({ name, bytes: size, digest }) => ({ name, size, digest })),
    [{ name: "invoice.exe", size: bytes.byteLength, digest: `sha256:${hash("sha256", bytes, "hex")}` }],
  );
});

test("long text is cut, and says how much of it is missing", async () => {
  const [mail] = await mailsAsText(mailText({ ...headers, "Content-Type": "text/plain" }, "a".repeat(asTextLimits.textLengthMax + 7)));
  assert.equal(mail?.passages[0]?.text.length, asTextLimits.textLengthMax);
  assert.ok((mail?.passages[0]?.leftOut ?? 0) >= 7);
});

test("what is no mail is none, and no bytes behind a mail's header make it fail", async () => {
  assert.deepEqual(await mailsAsText(Buffer.from('{"from":"x"}')), []);
  const head = mailText({ ...headers, "Content-Type": "multipart/mixed; boundary=b" }, "");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const mails = await mailsAsText(Buffer.concat([head, bytes]));
      assert.ok(mails.length >= 1);
    }),
    { numRuns: 50 },
  );
});
