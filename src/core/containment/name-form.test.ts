import assert from "node:assert/strict";
import { test } from "node:test";
import { accountForm, accountForms, addressForms, domainForm, hostForm, mayBeSameAccount, mayBeSameHost, plainName } from "./name-form.ts";

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
    ["dc-1.example.test:3389", "dc-1.example.test"],
    ["EXAMPLE\\DC-1$:445", "dc-1"],
    ["2001:db8::1:80", "2001:db8::1:80"],
    ["dc-1:123456", "dc-1:123456"],
    ["dc-1:", "dc-1:"],
  ]);
  const one: [string, string][] = [
    ["dc", "dc"],
    ["dc", "dc.example.test"],
    ["dc.example.test", "dc"],
    ["dc.a.test", "dc.a.test"],
    ["backup-server-p", "backup-server-prod-01"],
    ["backup-server-prod-01.a.test", "backup-server-p"],
  ];
  const two: [string, string][] = [
    ["", ""],
    ["", "dc"],
    ["dc", ""],
    ["dc.a.test", "dc.b.test"],
    ["dc", "dcx"],
    ["dc", "x.dc"],
    ["a.dc", "b.dc"],
    ["backup-server-", "backup-server-prod-01"],
    ["backup-server-pr", "backup-server-prod-01"],
    ["backup-server-p", "x.backup-server-prod-01"],
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
  const [long, longer] = [accountForm("east.test\\mara"), accountForm("west.test\\mara")];
  for (const other of [plain, here, there, east, west, long]) assert.ok(mayBeSameAccount(long, other) && mayBeSameAccount(other, long));
  assert.ok(!mayBeSameAccount(long, longer));
  assert.ok(!mayBeSameAccount({ local: "" }, { local: "" }));
});

test("an account that begins with several names is each of them", () => {
  const locals = (text: string) => accountForms(text).map(({ local }) => local);
  table(locals, [
    ["uid=mara+cn=Mara Example,ou=people", ["mara", "mara example"]],
    ["cn=x+ sAMAccountName = mara ,ou=people", ["x", "mara"]],
    ["cn=a\\+b,ou=people", ["+b"]],
    ["mara+soc@example.test", ["mara+soc"]],
    ["cn=mara,ou=a+ou=b", ["mara"]],
    ["", [""]],
  ]);
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
    ["2001:0:c633:6401::3fff:fdfe", ["6:20010000c6336401000000003ffffdfe", "4:c0000201"]],
    ["64:ff9b:1::c000:201", ["6:64ff9b0001000000000000c0000201", "4:c0000201"]],
    ["64:ff9b:1:c000:2:100::", ["6:64ff9b0001c0000002010000000000", "4:c0000201", "4:2010000"]],
    ["2001:db8::5efe:c000:201", ["6:20010db80000000000005efec0000201", "4:c0000201"]],
    ["2001:db8::200:5efe:c000:201", ["6:20010db80000000002005efec0000201", "4:c0000201"]],
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
