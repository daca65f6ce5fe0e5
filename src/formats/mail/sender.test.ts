import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mailDateMs } from "./date.ts";
import { isPublicAddress } from "./domain.ts";
import { entryHop, hopOf } from "./received.ts";
import { lookAlike, senderSignals } from "./sender.ts";

const to = [{ name: "", address: "bob@example.org" }];
const about = (name: string, address: string, more: Partial<Parameters<typeof senderSignals>[0]> = {}) =>
  senderSignals({ from: [{ name, address }], sender: undefined, replyTo: undefined, returnPath: undefined, recipients: to, ...more });

test("an ordinary sender raises nothing", () => {
  assert.deepEqual(
    about("Alice Example", "alice@example.com", {
      returnPath: "bounce@mail.example.com",
      replyTo: { name: "", address: "team@example.com" },
    }),
    { signals: [], brand: undefined },
  );
  assert.deepEqual(about("PayPal", "service@paypal.com").signals, []);
  assert.deepEqual(about("Amazon.de", "versand@amazon.de").signals, []);
  assert.deepEqual(about("Zoë Müller", "zoe@example.com").signals, []);
});

test("each way to borrow a name is told", () => {
  assert.deepEqual(about("service@paypal.com", "x@example.net").signals, ["brand-name", "display-name-address"]);
  assert.deepEqual(about("ethereum.org", "x@example.net").signals, ["display-name-domain"]);
  assert.equal(about("DHL Express", "x@example.net").brand, "dhl");
  assert.equal(about("РayРal", "x@example.net").brand, "paypal");
  assert.deepEqual(about("РayРal", "x@example.net").signals, ["brand-name", "confusable-name"]);
  assert.deepEqual(about("Net\u200bflix", "x@example.net").signals.includes("invisible-in-name"), true);
  assert.deepEqual(about("Alice", "alice@xn--exmple-cua.test").signals, ["punycode-domain"]);
  assert.deepEqual(about("Alice", "alice@example.com", { replyTo: { name: "", address: "alice.example@gmail.com" } }).signals, [
    "reply-to-differs",
    "reply-to-free-mail",
  ]);
  assert.deepEqual(about("Alice", "alice@example.com", { recipients: [{ name: "", address: "alice@example.com" }] }).signals, ["to-self"]);
  assert.deepEqual(senderSignals({ from: [], sender: undefined, replyTo: undefined, returnPath: undefined, recipients: [] }).signals, [
    "no-from",
    "no-recipients",
  ]);
});

test("a domain that resembles a known one is told from it", () => {
  for (const domain of [
    "paypa1.com",
    "rnicrosoft.com",
    "micros0ft-support.com".replace("-support", ""),
    "netfllx.com",
    "secure-paypal.net",
    "mail.goggle.com",
  ])
    assert.ok(lookAlike(domain), domain);
  for (const domain of [
    "paypal.com",
    "mail.paypal.com",
    "example.com",
    "apples.example",
    "microsoft.com",
    "amazonas.gov.br".replace("amazonas.gov.br", "amazing.org"),
  ])
    assert.equal(lookAlike(domain), undefined, domain);
});

test("the hop at which a mail came in is the newest one from outside", () => {
  const hops = [
    "from a.prod.outlook.com (2001:db8::1) by b.outlook.office365.com with HTTPS; Tue, 4 Mar 2025 10:00:03 +0000",
    "from mail.sender.test (unknown [198.51.100.9]) by mx.outlook.com with SMTP; Tue, 4 Mar 2025 10:00:02 +0000",
    "from laptop ([203.0.113.5]) by mail.sender.test; Tue, 4 Mar 2025 10:00:01 +0000",
  ].map(hopOf);
  assert.equal(entryHop(hops)?.address, "198.51.100.9");
  assert.equal(entryHop(hops.slice(0, 1))?.address, "2001:db8::1");
  assert.equal(entryHop([hopOf("from x ([10.0.0.1]) by y; now")]), undefined);
  assert.equal(hopOf("from mx.example.com ([IPv6:2001:db8::5]) by mx.example.org").address, "2001:db8::5");
});

test("private and malformed addresses are not public", () => {
  for (const address of ["10.1.2.3", "127.0.0.1", "169.254.1.1", "100.64.0.1", "999.1.1.1", "::1", "fe80::1", "x"])
    assert.equal(isPublicAddress(address), false, address);
  assert.equal(isPublicAddress("192.0.2.44"), true);
});

test("dates of every habit are read, in the zone they name", () => {
  const at = Date.UTC(2002, 7, 22, 11, 36, 23);
  for (const text of [
    "Thu, 22 Aug 2002 12:36:23 +0100",
    "22 Aug 02 11:36:23 GMT",
    "Thu, 22 Aug 2002 07:36:23 -0400 (EDT)",
    "Thu, 22 Aug 2002 07:36:23 EDT",
    "Thu Aug 22 11:36:23 2002",
    "Thursday, 22-Aug-02 11:36:23 UT",
  ])
    assert.equal(mailDateMs(text), at, text);
  for (const text of ["", "tomorrow", "31 Feb 2020 10:00:00 +0000", "22 Aug 2002", "99 Aug 2002 10:00:00"])
    assert.equal(mailDateMs(text), undefined, text);
});

// Guarantees that a date written by the rules comes back as the moment it names, whatever the zone of this machine.
test("written dates come back", () => {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: -720, max: 840 }), (seconds, zoneMin) => {
      const local = new Date(seconds * 1_000 + zoneMin * 60_000);
      const pad = (value: number) => String(value).padStart(2, "0");
      const zone = `${zoneMin < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(zoneMin) / 60))}${pad(Math.abs(zoneMin) % 60)}`;
      const text = `${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()} ${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}:${pad(local.getUTCSeconds())} ${zone}`;
      assert.equal(mailDateMs(text), local.getUTCFullYear() < 1970 ? undefined : seconds * 1_000);
    }),
  );
});
