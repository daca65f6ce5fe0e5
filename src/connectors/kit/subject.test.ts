import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hostileTexts } from "../../testing/connector-contract.ts";
import { subjectOf } from "./subject.ts";

// Guarantees: nobody outside learns of a private address, of a name inside the company, or of a credential in a link; one value has one form.

const asked = (type: "ip" | "domain" | "url" | "hash", value: string) => subjectOf({ type, value })?.value;

test("public values are asked about in one form", () => {
  assert.equal(asked("ip", "203.0.113.9"), "203.0.113.9");
  assert.equal(asked("ip", "::ffff:203.0.113.9"), "203.0.113.9");
  assert.equal(asked("ip", "2001:DB8:0:0::1"), "2001:db8::1");
  assert.equal(asked("domain", "Bad.Example.TEST."), "bad.example.test");
  assert.equal(asked("domain", "bücher.example.test"), "xn--bcher-kva.example.test");
  assert.equal(asked("url", "HTTPS://Bad.Example.test/A?b=1#secret"), "https://bad.example.test/A?b=1");
  assert.equal(asked("hash", "AA".repeat(32)), "aa".repeat(32));
});

test("what is private, inside or carries a name is not asked about", () => {
  for (const value of [
    "10.1.2.3",
    "127.0.0.1",
    "169.254.1.1",
    "100.64.0.1",
    "fe80::1",
    "fd00::1",
    "::1",
    "0.0.0.0",
    "224.0.0.1",
    "::ffff:10.0.0.1",
    "0x0a000001",
    "010.1.2.3",
  ])
    assert.equal(asked("ip", value), undefined, value);
  for (const value of ["srv01", "srv01.local", "files.corp", "a.internal", "1.0.0.10.in-addr.arpa", "x.lan", "10.0.0.1"])
    assert.equal(asked("domain", value), undefined, value);
  for (const value of [
    "https://mara:secret@example.test/",
    "http://10.0.0.1/",
    "http://srv01/",
    "http://[fd00::1]/",
    "ftp://example.test/",
    "http://0x0a000001/",
    "javascript:alert(1)",
  ])
    assert.equal(asked("url", value), undefined, value);
  assert.equal(subjectOf({ type: "user", value: "mara" }), undefined);
});

test("no text, however hostile, becomes more than one value", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("ip" as const, "domain" as const, "url" as const, "hash" as const),
      fc.oneof(fc.string(), fc.constantFrom(...hostileTexts), fc.webUrl()),
      (type, value) => {
        const subject = asked(type, value);
        if (subject === undefined) return;
        assert.match(subject, type === "url" ? /^https?:\/\/[^\s"<>\\^`{}|]+$/ : /^[a-z0-9._:-]+$/);
        assert.equal(asked(type, subject), subject, "one form");
      },
    ),
  );
});
