import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { alertOf } from "../../testing/alerts.ts";
import { deedOf, sourceKeyOf, targetKeyOf } from "./deed.ts";

const names = new Map([
  ["ip:10.0.0.7", "host:fs01.corp.example.test"],
  ["ip:10.0.0.9", "host:ws-9.corp.example.test"],
]);
const told = (parts: Partial<Alert>, furtherTargets = 0) =>
  deedOf(alertOf(1, { title: "T", ...parts }), { names, brief: true, furtherTargets });

// Guarantees that a reader is never told a sensor for the place, a sender for the one who was written to, or a source for what was reached.
test("a proxy only saw it: the deed lies between the machine behind the source and where it went", () => {
  const says = told({
    dataset: "cef",
    host: "proxy01",
    user: "CORP\\FS01$",
    observables: [
      { type: "host", value: "proxy01", role: "target" },
      { type: "ip", value: "10.0.0.7", role: "source" },
      { type: "ip", value: "203.0.113.9", role: "target" },
      { type: "domain", value: "drop.example.test", role: "target" },
      { type: "url", value: "https://drop.example.test/a", role: "target" },
    ],
  });
  assert.equal(says, "T: by CORP\\FS01$, from fs01 (10.0.0.7) to drop.example.test, seen by proxy01 — https://drop.example.test/a");
});

test("a mail goes from its sender to its recipient, whatever its links are", () => {
  const says = told({
    dataset: "mail",
    observables: [
      { type: "email", value: "a@example.test", role: "sender" },
      { type: "ip", value: "203.0.113.7", role: "source" },
      { type: "email", value: "mara@example.org", role: "recipient" },
      { type: "domain", value: "link.example.test", role: "target" },
    ],
  });
  assert.equal(says, "T: from a@example.test to mara@example.org");
});

test("an account that was signed in to is not told as the one who did it", () => {
  assert.equal(told({ host: "ws-9", user: "mara", observables: [{ type: "user", value: "mara", role: "target" }] }), "T: for mara on ws-9");
  const both = [
    { type: "user", value: "WS-9$", role: "actor" },
    { type: "user", value: "adm", role: "target" },
  ] as const;
  assert.equal(told({ host: "ws-9", user: "WS-9$", observables: both }), "T: by WS-9$ for adm on ws-9");
});

test("a call to a cloud comes from an address and goes to a resource; no machine of ours is its place", () => {
  const observables = [
    { type: "user", value: "svc", role: "actor" },
    { type: "ip", value: "10.0.0.9", role: "source" },
    { type: "cloud-resource", value: "bucket-1", role: "target" },
  ] as const;
  assert.equal(told({ dataset: "cloudtrail", user: "svc", observables }), "T: by svc, from ws-9 (10.0.0.9) to bucket-1");
});

test("a program that reaches for a file is told before the file", () => {
  const observables = [
    { type: "process", value: "C:\\x.exe", role: "actor" },
    { type: "file", value: "C:\\lsass.exe", role: "file" },
  ] as const;
  assert.equal(told({ dataset: "windows", host: "ws-9", observables }), "T: on ws-9 — C:\\x.exe → C:\\lsass.exe");
});

test("one deed done to many names the first and counts the rest; nothing is said of what the alert does not name", () => {
  const observables = [
    { type: "ip", value: "10.0.0.9", role: "source" },
    { type: "ip", value: "10.0.0.7", role: "target" },
  ] as const;
  assert.equal(told({ observables }, 3), "T: from ws-9 (10.0.0.9) to fs01 (10.0.0.7) and 3 more");
  assert.equal(sourceKeyOf(alertOf(1, { observables })), "ip:10.0.0.9");
  assert.equal(targetKeyOf(alertOf(1, { observables })), "ip:10.0.0.7");
  assert.equal(told({}), "T");
});
