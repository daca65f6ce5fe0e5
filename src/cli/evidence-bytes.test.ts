import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { inputOf } from "../testing/small-world.ts";
import { evidenceBytes } from "./evidence-bytes.ts";

const attached = "MZ this is the attachment";
const mail = [
  "From: a@example.com",
  "To: b@example.com",
  "Subject: bill",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="cut"',
  "",
  "--cut",
  "Content-Type: text/plain",
  "",
  "see below",
  "--cut",
  'Content-Type: application/octet-stream; name="bill.exe"',
  "Content-Transfer-Encoding: base64",
  'Content-Disposition: attachment; filename="bill.exe"',
  "",
  Buffer.from(attached).toString("base64"),
  "--cut--",
  "",
].join("\r\n");
const sha256 = createHash("sha256").update(attached).digest("hex");
const bytes = evidenceBytes([inputOf("in/bill.eml", mail, 7)]);

test("an attachment can be looked at again by its hash", async () => {
  assert.equal(Buffer.from((await bytes.read({ path: "in/bill.eml", record: 1 }, sha256)) ?? []).toString(), attached);
});

test("what is not there, or lies in an archive, is undefined and no fault", async () => {
  assert.equal(await bytes.read({ path: "in/bill.eml", record: 2 }, sha256), undefined);
  assert.equal(await bytes.read({ path: "in/bill.eml", record: 1 }, "0".repeat(64)), undefined);
  assert.equal(await bytes.read({ path: "in/mails.zip!bill.eml", record: 1 }, sha256), undefined);
  assert.equal(await bytes.read({ path: "/etc/passwd", record: 1 }, sha256), undefined);
});
