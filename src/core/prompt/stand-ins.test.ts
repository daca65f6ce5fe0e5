import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hostileText } from "../../testing/hostile-text.ts";
import { knownNamesOf, noNames, withObservables } from "./known-names.ts";
import { mayLeave } from "./may-leave.ts";
import { hostedStandIns, openStandIns } from "./stand-ins.ts";

const identity = (name: string, display: string) => ({
  name,
  aliases: [],
  "display-name": display,
  role: "employee",
  privileged: false,
  "usual-hosts": [],
  protected: false,
});
const asset = (name: string) => ({
  name,
  aliases: [],
  addresses: [],
  criticality: "low" as const,
  role: "server",
  "depends-on": [],
  "redundant-with": [],
  "runs-as": [],
  protected: false,
});
const known = knownNamesOf(
  {
    assets: [asset("dc01.corp.test")],
    identities: [identity("CORP\\rhea", "Rhea Kapoor"), identity("m.okafor", "Okafor, Mercy"), identity("Administrator", "Admin")],
    "own-domains": ["corp.test"],
  },
  (address) => address === "203.0.113.80",
);
const order = { known, kinds: hostedStandIns };
const under = (text: string, with_ = order) => openStandIns(with_, [text]).replace(text).text;

describe("stand-ins", () => {
  // Guarantees: no name, address or number of a person, and no inner name, is in what a hosted model is asked.
  test("what is known or has a shape is replaced wherever it stands", () => {
    for (const [text, expected] of [
      ["RHEA signed in", "user-1 signed in"],
      ["CORP\\rhea on DC01$", "CORP\\user-1 on host-1"],
      ["dc01.corp.test and db9.corp.test", "host-1 and host-2"],
      ["Dear Rhea Kapoor, dear Kapoor, Rhea; Mercy", "Dear person-1, dear person-2; person-3"],
      ["m.okafor@corp.test", "mail-1"],
      ["evil.sender+x@outside.test", "mail-1@outside.test"],
      ["C:\\Users\\jdoe\\a.exe /home/kim/x user=lee", "C:\\Users\\user-1\\a.exe /home/user-2/x user=user-3"],
      ["call +1 (202) 555-0143 or 030/901820-12", "call phone-1 or phone-2"],
      ["pay GB82 WEST 1234 5698 7654 32 today", "pay account-number-1 today"],
      ["iban de89370400440532013000, FR76-3000-6000-0112-3456-7890-189", "iban account-number-1, account-number-2"],
      ["card 5555-5555-5555-4444.", "card card-1."],
      ["card:4111111111111111", "card:card-1"],
      ["Tél. 06.12.34.56.78 ou 01 23 45 67 89.", "Tél. phone-1 ou phone-2."],
      ["Handy 01711234567, Ruf 030 901820.", "Handy phone-1, Ruf phone-2."],
      ["appelez 0612345678, 07700900123 or 0612.345.678", "appelez phone-1, phone-2 or phone-3"],
      ["Frau Müller bat Monsieur Dupont.", "Frau person-1 bat Monsieur person-2."],
      ["Mr Smith, Mrs. O'Neil and Frau Dr. Weiß", "Mr person-1, Mrs. person-2 and Frau Dr. person-3"],
      ["Dr. Weiß called; Weiß's mail, Mme de la Tour", "Dr. person-1 called; person-1's mail, Mme person-2"],
      ["Herr Max Müller schrieb. Herrn J. Groß auch", "Herr person-1 schrieb. Herrn person-2 auch"],
      ["m.okafor[@]corp[.]test, a.b[@]outside[.]test on db9[.]corp[.]test", "mail-1, mail-2[@]outside[.]test on host-1"],
      [`key AKIA${"IOSFODNN7EXAMPLE"}`, "key user-1"],
      ["10.0.0.5, fd00::1 and 203.0.113.80", "address-1, address-2 and address-3"],
    ] as const)
      assert.equal(under(text), expected);
  });

  test("what only looks alike stays: outsiders' addresses, times, digests, versions, wrong check digits, common words", () => {
    for (const text of [
      "203.0.113.7 at 2026-05-04T14:03:11Z",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "GB82 WEST 1234 5698 7654 33",
      "card 5555 5555 5555 4445",
      "version 10.0.19045.3803 of Administrator",
      "rheas arrhea mercy",
      "1764000000000 ms",
      "de89370400440532013001",
      "03.12.2025 and 04.11.26 at 07.30",
      "1764000000, 06123456789012 and sha 0612345678ab",
      "MS Word, DR site, Sir Madam, Mr. the",
      "HKLM\\SOFTWARE\\Run",
    ])
      assert.equal(under(text), text);
  });

  test("the same value has the same one, and each leads back", () => {
    const text = "rhea and m.okafor and rhea";
    const names = openStandIns(order, [text]);
    assert.equal(names.replace(text).text, "user-1 and user-2 and user-1");
    assert.equal(names.replace("m.okafor").text, "user-2");
    assert.equal(names.restore("User-2 met user-1, not user-12 nor superuser-1."), "m.okafor met rhea, not user-12 nor superuser-1.");
  });

  test("a text that reads like a stand-in is nobody's", () => {
    const text = "user-1 wrote to rhea and USER-2";
    const names = openStandIns(order, [text]);
    assert.equal(names.replace(text).text, "user-1 wrote to user-3 and USER-2");
    assert.equal(names.restore(names.replace(text).text), text);
  });

  test("replacing and restoring hostile text gives it back, but for upper and lower case of names", () => {
    fc.assert(
      fc.property(fc.array(hostileText(12), { maxLength: 4 }), (texts) => {
        const names = openStandIns(order, texts);
        for (const text of texts) assert.equal(names.restore(names.replace(text).text).toLowerCase(), text.toLowerCase());
      }),
      { numRuns: 300 },
    );
  });

  test("names of the case count as known, and policy chooses kinds", () => {
    const ofCase = withObservables(noNames, [
      { type: "user", value: "EXT\\vlad" },
      { type: "host", value: "LAPTOP-9.home.test" },
      { type: "email", value: "jo.fern@partner.test" },
      { type: "email", value: "invoice@partner.test" },
    ]);
    assert.equal(under("jo.fern sent an invoice", { known: ofCase, kinds: hostedStandIns }), "user-1 sent an invoice");
    assert.equal(under("vlad on laptop-9", { known: ofCase, kinds: hostedStandIns }), "user-1 on host-1");
    assert.equal(under("rhea on dc01", { known, kinds: new Set(["user"]) }), "user-1 on dc01");
  });

  test("many names and long texts take no long time", () => {
    const many = knownNamesOf(
      { assets: [], identities: Array.from({ length: 20_000 }, (_, n) => identity(`user${n}x`, `John Smith${n}`)), "own-domains": [] },
      () => false,
    );
    const began = process.hrtime.bigint();
    for (const part of [
      "user7x ",
      "a@",
      "+1 ",
      "DE89 ",
      "4111 ",
      "1.",
      "::",
      "CORP\\",
      "x.",
      "Mr ",
      "Mr Ab ",
      "Dr. de la ",
      "0612",
      "a[@]b[.]",
    ])
      under(part.repeat(1_000), { known: many, kinds: hostedStandIns });
    assert.ok(process.hrtime.bigint() - began < 10_000_000_000n);
  });
});

// Guarantees: what is marked for few, or comes from where nothing may leave, is not sent.
test("texts leave up to a mark, and nothing of some connectors", () => {
  const sharing = { "send-up-to": "amber", unmarked: "amber", "never-from": ["payroll"] } as const;
  const rules = { ...sharing, "never-from": [...sharing["never-from"]] };
  assert.equal(mayLeave({}, rules).leaves, true);
  assert.equal(mayLeave({ marking: "green", connectors: ["syslog"] }, rules).leaves, true);
  assert.deepEqual(mayLeave({ marking: "red" }, rules), {
    leaves: false,
    because: "it is marked TLP:RED, and texts leave up to TLP:AMBER",
  });
  assert.equal(mayLeave({ marking: "amber+strict" }, rules).leaves, false);
  assert.equal(mayLeave({ marking: "clear", connectors: ["mail", "payroll"] }, rules).leaves, false);
  assert.equal(mayLeave({}, { ...rules, unmarked: "red" }).leaves, false);
});
