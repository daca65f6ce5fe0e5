import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMails } from "./made-mail/make.ts";
import { fieldsOf, halfOf, halvesOf, type ReadMail, withoutTellingHeaders } from "./mail.ts";

test("what gives the class away is taken from a mail, and nothing of what is judged", () => {
  const mail = Buffer.from(
    "Received: from a.example (192.0.2.1)\r\n by b.example\r\nFrom: A\r\n <a@example.com>\r\nTo: b@example.org\r\nX-Spam: yes\r\nReply-To: c@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\nDate: Tue, 04 Mar 2025 10:00:00 +0100\r\n\r\nReceived: in the body\r\n",
  );
  const text = withoutTellingHeaders(mail).toString();
  assert.match(
    text,
    /^From: A\n <a@example\.com>\nReply-To: c@example\.net\nSubject: x\nMIME-Version: 1\.0\nContent-Type: text\/plain;\n charset=utf-8\nDate: Mon, 02 Nov 2026/,
  );
  assert.doesNotMatch(text, /192\.0\.2\.1|b@example\.org|X-Spam|Mar 2025|b\.example/);
  assert.match(text, /\r\n\r\nReceived: in the body/);
});

test("made mails are the same for the same seed, half of them phishing, and every one can be read", async () => {
  const mails = makeMails({ count: 120, seed: 3 });
  assert.deepEqual(mails, makeMails({ count: 120, seed: 3 }));
  assert.notDeepEqual(mails, makeMails({ count: 120, seed: 4 }));
  assert.equal(mails.filter(({ isPhishing }) => isPhishing).length, 60);
  for (const { bytes, kind } of mails) {
    const fields = await fieldsOf(bytes);
    assert.ok(fields, kind);
    assert.doesNotMatch(`${String(fields.subject)} ${String(fields.text)}`, /\{\w+\}/, kind);
  }
});

test("a sender's mails stay in one half", () => {
  const mails = Array.from(
    { length: 40 },
    (_, index): ReadMail => ({ fields: {}, isPhishing: false, group: `s${index % 7}`, name: `${index}`, isHard: false }),
  );
  const halves = halvesOf(mails);
  const halfOfGroup = new Map<string, number>();
  for (const [index, { group }] of mails.entries()) {
    assert.equal(halfOfGroup.get(group) ?? halves[index], halves[index]);
    halfOfGroup.set(group, halves[index]!);
  }
  assert.deepEqual(new Set(halves), new Set([0, 1]));
  assert.equal(halfOf("sample-1.eml"), halfOf("sample-1.eml"));
});
