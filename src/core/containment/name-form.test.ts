import assert from "node:assert/strict";
import { test } from "node:test";
import { accountForm, addressForms, domainForm, hostForm, mayBeSameAccount, mayBeSameHost, plainName } from "./name-form.ts";

const table = (form: (text: string) => unknown, rows: readonly (readonly [string, unknown])[]) => {
  for (const [text, expected] of rows) assert.deepEqual(form(text), expected, JSON.stringify(text));
};

test("names compare without case, width, invisible characters, outer space and dots at the end", () => {
  table(plainName, [
    ["DC-1.Example.Test.", "dc-1.example.test"],
    ["  a b\t", "a b"],
    ["dc-1 . . ", "dc-1"],
    ["\uff24\uff23", "dc"],
    ["a\u3002b\uff61c\uff0ed", "a.b.c.d"],
    ["\u200bd\u00adc\ufe0f", "dc"],
    [".a..", ".a"],
    ["\u212a", "k"],
    ["\u1e9e", "\u00df"],
  ]);
});

test("domains are A-labels, and what is none stays as it is", () => {
  table(domainForm, [
    ["B\u00dcCHER.example.", "xn--bcher-kva.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["a%41b.example", "a%41b.example"],
    ["\u00e9%41.example", "xn--41-9ia.example"],
    ["under_score.example", "under_score.example"],
    ["\u00e9 x", "\u00e9 x"],
    ["\u00e9:x", "\u00e9:x"],
    ["", ""],
  ]);
});

test("machines lose the domain before them and the sign behind them", () => {
  table(hostForm, [
    ["EXAMPLE\\DC-1$", "dc-1"],
    ["A\\B\\c$$", "c"],
    ["d$c", "d$c"],
    ["$dc", "$dc"],
    ["dc-1.example.test.", "dc-1.example.test"],
    ["EXAMPLE\\", ""],
  ]);
  const one: [string, string][] = [
    ["dc", "dc"],
    ["dc", "dc.example.test"],
    ["dc.example.test", "dc"],
    ["dc.a.test", "dc.a.test"],
  ];
  const two: [string, string][] = [
    ["", ""],
    ["", "dc"],
    ["dc", ""],
    ["dc.a.test", "dc.b.test"],
    ["dc", "dcx"],
    ["dc", "x.dc"],
    ["a.dc", "b.dc"],
  ];
  for (const [a, b] of one) assert.ok(mayBeSameHost(a, b), `${a} ${b}`);
  for (const [a, b] of two) assert.ok(!mayBeSameHost(a, b), `${a} ${b}`);
});

test("accounts are taken apart in every way in which they are written", () => {
  table(accountForm, [
    ["Mara", { local: "mara" }],
    ["EXAMPLE\\Mara", { local: "mara", netbios: "example" }],
    ["\\mara", { local: "mara", netbios: "" }],
    ["EXAMPLE/mara", { local: "mara", netbios: "example" }],
    ["mara@Example.Test", { local: "mara", domain: "example.test" }],
    ["a@b@c", { local: "a@b", domain: "c" }],
    ["@mara", { local: "@mara" }],
    ["m@x", { local: "m", domain: "x" }],
    ["CN=Mara,OU=a", { local: "mara" }],
    ["  uid = mara ,ou=x", { local: "mara" }],
    ["sAMAccountName=mara", { local: "mara" }],
    ["cn=a\\,b,ou=c", { local: ",b", netbios: "a" }],
    ["ou=x,cn=mara", { local: "ou=x,cn=mara" }],
    ["xcn=mara", { local: "xcn=mara" }],
    [`${"x".repeat(1_100)}\\mara`, { local: "x".repeat(1_024) }],
  ]);
  const plain = accountForm("mara");
  const [here, there] = [accountForm("mara@a.test"), accountForm("mara@b.test")];
  const [east, west] = [accountForm("EAST\\mara"), accountForm("WEST\\mara")];
  for (const other of [plain, here, there, east, west]) {
    assert.ok(mayBeSameAccount(plain, other) && mayBeSameAccount(other, plain) && mayBeSameAccount(other, other));
    assert.ok(!mayBeSameAccount(other, accountForm("omar")));
  }
  assert.ok(mayBeSameAccount(here, east) && mayBeSameAccount(west, there));
  assert.ok(!mayBeSameAccount(here, there) && !mayBeSameAccount(east, west));
  assert.ok(!mayBeSameAccount({ local: "" }, { local: "" }));
});

test("addresses are read in every spelling, each once, and nothing else is", () => {
  const told = (text: string) => addressForms(text).map(({ family, bits }) => `${family}:${bits.toString(16)}`);
  const four = ["4:c0000201"];
  table(told, [
    ["192.0.2.1", four],
    ["192.0.2.1.", four],
    ["[::ffff:192.0.2.1]", four],
    ["::ffff:c000:201%eth0", four],
    ["3221225985", four],
    ["0xC0000201", four],
    ["0xc0.0x0.0x2.0x1", four],
    ["192.513", four],
    ["192.0.513", four],
    ["0300.0.2.1", four],
    ["192.000.002.001", four],
    ["010.0.0.1", ["4:a000001", "4:8000001"]],
    ["0x.0.0.1", ["4:1"]],
    ["::192.0.2.1", ["6:c0000201", "4:c0000201"]],
    ["64:ff9b::c000:201", ["6:64ff9b0000000000000000c0000201", "4:c0000201"]],
    ["2002:c000:201::9", ["6:2002c000020100000000000000000009", "4:c0000201"]],
    ["2001:db8::c000:201", ["6:20010db80000000000000000c0000201"]],
    ["::1", ["6:1"]],
    ["::", ["6:0"]],
    ["::ffff", ["6:ffff"]],
    ["::1:0", ["6:10000", "4:10000"]],
  ]);
  const none = ["", "x", "[192.0.2.1", "x[192.0.2.1]", "[192.0.2.1]x", "192.0.2.1x", "x192.0.2.1", "192.0.2.256", "1.2.3.4.5", "256.1.1.1"];
  const worse = ["0xg", "192.0.2.0/24", "4294967296", "0x1ffffffff", "1.2.3.-4", "::g", "1::2::3", "12345678901.0.2.1"];
  for (const text of [...none, ...worse]) assert.deepEqual(told(text), [], text);
  // Dots at the end are cut first, and three numbers are an address to some programs.
  assert.deepEqual(told("192.0.2."), ["4:c0000002"]);
  assert.deepEqual(told("192.0.2.0x"), ["4:c0000200"]);
});
