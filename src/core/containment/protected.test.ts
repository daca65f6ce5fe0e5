import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hostOf, Story, storyOrders } from "../../testing/containment-story.ts";
import { runs } from "../../testing/runs.ts";
import type { Handle } from "./handle.ts";
import { accountForm, addressForms, domainForm, hostForm, nameLengthMax, plainName } from "./name-form.ts";
import { protectionOf, unreadableProtection } from "./protected.ts";

type Lists = { hosts?: string[]; accounts?: string[]; addresses?: string[]; domains?: string[] };
const orders = storyOrders();
const by = (target: Handle, lists: Lists, own: readonly string[] = []) =>
  protectionOf(target, { orders: { ...orders, protected: { ...orders.protected, ...lists } }, own });
const handle = (kind: Handle["kind"], name: string, more: Partial<Handle> = {}): Handle => ({
  kind,
  id: `${kind}:${name}`,
  name,
  knownTo: kind === "host" || kind === "account" ? "inventory" : "evidence",
  aliases: [],
  ...more,
});
const wide = (text: string) => text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

/** Ways in which one name is written without becoming another. */
const disguises: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => `${name}.`,
  (name) => `${name}..`,
  (name) => ` ${name}\t`,
  wide,
  (name) => wide(name.toUpperCase()),
  (name) => name.replaceAll(".", "\u3002"),
  (name) => name.replaceAll(".", "\uff61"),
  (name) => `\u200b${name}\u00ad`,
  (name) => [...name].join("\u2060"),
  (name) => `${name}\ufe0f`,
  (name) => `\u034f${name}`,
];
const disguise = fc.array(fc.constantFrom(...disguises), { maxLength: 3 });
const disguised = (name: string, worn: readonly ((text: string) => string)[]) => worn.reduce((text, each) => each(text), name);

describe("a protected machine", () => {
  const spellings = ["dc-1", "dc-1.example.test", "EXAMPLE\\dc-1", "DC-1$", "example.test\\dc-1$", "dc-1.example.test."];
  for (const line of spellings)
    for (const name of spellings)
      test(`as ${line} is found as ${name}`, () => {
        assert.ok(by(hostOf(name), { hosts: [line] }));
      });

  test("is found under any of its names and addresses", () => {
    const lists = { hosts: ["dc-1"], addresses: ["192.0.2.0/24"] };
    assert.ok(by(hostOf("srv-9", { aliases: ["other", "DC-1.example.test"] }), lists));
    assert.ok(by(hostOf("srv-9", { id: "host:dc-1" }), lists));
    assert.ok(by(hostOf("srv-9", { aliases: ["::ffff:192.0.2.77"] }), lists));
    assert.ok(by(hostOf("192.0.2.77"), { hosts: ["192.0.2.77"] }));
    assert.ok(by(hostOf("192.0.2.77"), { hosts: ["::ffff:192.0.2.77"] }));
    assert.equal(by(hostOf("srv-9", { aliases: ["srv-9.example.test", "198.51.100.7"] }), lists), undefined);
  });

  test("is not every machine that is called alike: another domain, a longer name, a part of it", () => {
    for (const name of ["dc-1.other.test", "dc-10", "dc-1x.example.test", "xdc-1", "example.test", "dc"])
      assert.equal(by(hostOf(name), { hosts: ["dc-1.example.test"] }), undefined, name);
    for (const [name, line] of [
      ["", "dc-1"],
      ["dc-1", "EXAMPLE\\"],
      ["", "EXAMPLE\\"],
      ["", "."],
    ] as const)
      assert.equal(by(hostOf(name), { hosts: [line] }), undefined);
    assert.equal(by(hostOf("0.0.0.9"), { hosts: ["::9"] }), undefined);
  });

  test("keeps its files and processes, and nobody touches those of a machine that nobody knows", () => {
    for (const kind of ["file", "process"] as const) {
      assert.ok(by(handle(kind, "x", { host: "DC-1" }), { hosts: ["dc-1"] }));
      assert.ok(by(handle(kind, "x", { host: "srv", aliases: ["dc-1"] }), { hosts: ["dc-1"] }));
      assert.equal(by(handle(kind, "dc-1", { host: "ws-1" }), { hosts: ["dc-1"] }), undefined);
      assert.ok(by(handle(kind, "x"), {}));
    }
  });

  // Guarantees that no way of writing a name hides a protected machine: 0 of the runs.
  test("is found in every disguise, whichever side wears it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...spellings), fc.constantFrom(...spellings), disguise, disguise, (line, name, worn, also) => {
        assert.ok(by(hostOf(disguised(name, worn)), { hosts: [disguised(line, also)] }));
        assert.ok(by(hostOf("ws-7", { aliases: [disguised(name, worn)] }), { hosts: [disguised(line, also)] }));
      }),
      { numRuns: runs(200) },
    );
  });
});

describe("a protected account", () => {
  const spellings = [
    "svc-backup",
    "EXAMPLE\\svc-backup",
    "svc-backup@example.test",
    "CN=svc-backup,OU=Services,DC=example,DC=test",
    "uid = svc-backup , ou=x",
  ];
  for (const line of spellings)
    for (const name of spellings)
      test(`as ${line} is found as ${name}`, () => {
        assert.ok(by(handle("account", name), { accounts: [line] }));
      });

  test("is not its namesake of another domain, nor a longer name", () => {
    assert.equal(by(handle("account", "mara@other.test"), { accounts: ["mara@example.test"] }), undefined);
    assert.equal(by(handle("account", "OTHER\\mara"), { accounts: ["EXAMPLE\\mara"] }), undefined);
    for (const name of ["maraa", "mar", "x-mara"]) assert.equal(by(handle("account", name), { accounts: ["mara"] }), undefined, name);
  });

  test("is found under any of its names", () => {
    assert.ok(by(handle("account", "m", { aliases: ["x", "EXAMPLE\\Mara"] }), { accounts: ["mara"] }));
    assert.ok(by(handle("account", "m", { id: "account:mara" }), { accounts: ["mara"] }));
  });

  test("that the system itself runs under is nobody's to disable, on no list at all", () => {
    for (const name of [
      "krbtgt",
      "EXAMPLE\\KRBTGT",
      "root",
      "SYSTEM",
      "NT AUTHORITY\\SYSTEM",
      "DC-1$",
      "EXAMPLE\\ws-1$",
      "nobody",
      "EXAMPLE\\",
      "",
    ])
      assert.ok(by(handle("account", name), {}), name);
    for (const name of ["mara", "systems", "rooter", "krbtgt2"]) assert.equal(by(handle("account", name), {}), undefined, name);
  });

  test("is found in every disguise", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...spellings.slice(0, 3)),
        fc.constantFrom(...spellings.slice(0, 3)),
        disguise,
        disguise,
        (line, name, worn, also) => {
          assert.ok(by(handle("account", disguised(name, worn)), { accounts: [disguised(line, also)] }));
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

/** Every way that a program may write this IPv4 address. */
function spellingsOf(bytes: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const plain = bytes.join(".");
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const group = (high: number, low: number) => (high * 256 + low).toString(16);
  const six = `${group(a, b)}:${group(c, d)}`;
  const octal = bytes.map((byte) => `0${byte.toString(8)}`).join(".");
  const hexadecimal = bytes.map((byte) => `0x${byte.toString(16)}`).join(".");
  const padded = bytes.map((byte) => String(byte).padStart(3, "0")).join(".");
  const shorter = [`${a}.${b * 65_536 + c * 256 + d}`, `${a}.${b}.${c * 256 + d}`];
  const mapped = [`::ffff:${plain}`, `::FFFF:${six}`, `0:0:0:0:0:ffff:${six}`, `[::ffff:${plain}]`, `::ffff:${plain}%eth0`];
  return [
    plain,
    `${plain}.`,
    wide(plain),
    String(number),
    `0x${number.toString(16)}`,
    octal,
    hexadecimal,
    padded,
    ...shorter,
    ...mapped,
    `64:ff9b::${plain}`,
    `2002:${six}::1`,
  ];
}

describe("a protected address", () => {
  test("is found in every spelling, alone and in its range, on either side", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 254 })),
        fc.nat(32),
        (bytes, prefix) => {
          fc.pre(bytes[0] !== 127 && !(bytes[0] === 169 && bytes[1] === 254));
          const plain = bytes.join(".");
          for (const spelling of spellingsOf(bytes)) {
            assert.ok(by(handle("address", spelling), { addresses: [plain] }), spelling);
            assert.ok(by(handle("address", plain), { addresses: [spelling] }), spelling);
            assert.ok(by(handle("address", spelling), { addresses: [`${plain}/${prefix}`] }), `${spelling} in ${plain}/${prefix}`);
            assert.ok(by(handle("address", spelling), { hosts: [plain] }), spelling);
            // And not because nobody could read it. With leading zeros it has a second reading, and both count.
            if (/(^|\.)0\d/.test(spelling)) continue;
            const neighbour = [...bytes.slice(0, 3), bytes[3] ^ 1].join(".");
            assert.equal(by(handle("address", spelling), { addresses: [neighbour], hosts: [neighbour] }), undefined, spelling);
            assert.equal(by(handle("address", neighbour), { addresses: [spelling], hosts: [spelling] }), undefined, spelling);
          }
        },
      ),
      { numRuns: runs(50) },
    );
  });

  test("is not its neighbour", () => {
    for (const name of ["198.51.100.8", "198.51.100.207", "2001:db8::7", "::198.51.100.8"])
      assert.equal(by(handle("address", name), { addresses: ["198.51.100.7", "203.0.113.0/24", "2001:db8::/127"] }), undefined, name);
    assert.ok(by(handle("address", "2001:db8::1"), { addresses: ["2001:db8::/127"] }));
    assert.ok(by(handle("address", "2001:DB8:0:0::1"), { addresses: ["2001:db8::1"] }));
    // Compatible and reserved are not confused: ::1:2 is no IPv4 address, ::a.b.c.d is.
    assert.equal(by(handle("address", "2001:db8::203.0.113.9"), { addresses: ["203.0.113.0/24"] }), undefined);
    assert.ok(by(handle("address", "::203.0.113.9"), { addresses: ["203.0.113.0/24"] }));
  });

  test("that is nobody's, or cannot be read as one address, is not blocked", () => {
    const nobodys = [
      "0.0.0.0",
      "127.0.0.1",
      "127.1",
      "::1",
      "::",
      "fe80::1",
      "fe80::1%eth0",
      "ff02::1",
      "224.0.0.1",
      "255.255.255.255",
      "240.0.0.1",
      "169.254.1.1",
      "::ffff:127.0.0.1",
      "017700000001",
    ];
    for (const name of [...nobodys, "", "example.test", "198.51.100.0/24", "198.51.100.7-9", "1.2.3.4.5", "*", "198.51.100.256", "::g"])
      assert.ok(by(handle("address", name), {}), name);
    for (const name of ["198.51.100.7", "2001:db8::7", "10.1.2.3"]) assert.equal(by(handle("address", name), {}), undefined, name);
  });

  test("whose handle says two things is not blocked by the better one", () => {
    const lists = { addresses: ["203.0.113.9"], hosts: ["gw-1"] };
    assert.ok(by(handle("address", "198.51.100.7", { id: "address:203.0.113.9" }), lists));
    assert.ok(by(handle("address", "203.0.113.9", { id: "address:198.51.100.7" }), { hosts: ["203.0.113.9"] }));
    assert.ok(by(handle("address", "198.51.100.7", { id: "address:203.0.113.9" }), { hosts: ["203.0.113.9"] }));
    assert.ok(by(handle("address", "198.51.100.7", { id: "address:some" }), {}));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["127.0.0.1"] }), {}));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["gw-2", "gw-1"] }), lists));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["203.0.113.9"] }), lists));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["GW-1.example.test"] }), lists));
    assert.equal(by(handle("address", "198.51.100.7", { aliases: ["gw-2"] }), lists), undefined);
  });

  test("on a line that nobody can read protects everything, and such a line is told", () => {
    for (const line of ["198.51.100.0/33", "the firewall", "198.51.100.*", "198.51.100.0/24/1"]) {
      assert.ok(by(handle("address", "192.0.2.9"), { addresses: [line] }), line);
      assert.equal(unreadableProtection({ addresses: ["192.0.2.1", line] }), line);
      // It protects addresses, and no machine that has none.
      assert.equal(by(hostOf("ws-1"), { addresses: [line] }), undefined);
      assert.ok(by(hostOf("ws-1", { aliases: ["192.0.2.9"] }), { addresses: [line] }));
    }
    assert.equal(
      unreadableProtection({ addresses: ["192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "192.0.2.01", "::ffff:192.0.2.1"] }),
      undefined,
    );
  });
});

describe("a protected domain", () => {
  test("covers itself, what is below it, and what would take it along", () => {
    for (const line of ["portal.example.test", "*.portal.example.test", ".portal.example.test", "PORTAL.example.test."])
      for (const name of ["portal.example.test", "a.b.portal.example.test", "example.test", "Portal.Example.Test."])
        assert.ok(by(handle("domain", name), { domains: [line] }), `${line} ${name}`);
    for (const name of ["portal.example.org", "xportal.example.test", "other.example.test", "portal.example.test.example.org"])
      assert.equal(by(handle("domain", name), { domains: ["portal.example.test"] }), undefined, name);
  });

  test("is found under its A-labels, its U-labels and any of its names", () => {
    const names = [
      "b\u00fccher.example",
      "BU\u0308CHER.example",
      "xn--bcher-kva.example",
      "XN--BCHER-KVA.EXAMPLE.",
      "www.b\u00fccher\u3002example",
    ];
    for (const line of names.slice(0, 4))
      for (const name of names) assert.ok(by(handle("domain", name), { domains: [line] }), `${line} ${name}`);
    assert.ok(by(handle("domain", "a.test", { aliases: ["b.test"] }), { domains: ["b.test"] }));
    assert.ok(by(handle("domain", "a.test", { id: "domain:b.test" }), { domains: ["b.test"] }));
  });

  test("a lookalike of a protected one may be blocked: that is what lookalikes are for", () => {
    assert.equal(by(handle("domain", "ex\u0430mple.test"), { domains: ["example.test"] }), undefined);
  });

  test("that is a machine's name, or a top-level one, is not blocked", () => {
    assert.ok(by(handle("domain", "vault-1.example.test"), { hosts: ["vault-1"] }));
    assert.ok(by(handle("domain", "example.test"), { hosts: ["vault-1.example.test"] }));
    for (const name of ["test", "", ".", "com."]) assert.ok(by(handle("domain", name), {}), name);
    assert.equal(by(handle("domain", "drop.example.org"), { hosts: ["vault-1"] }), undefined);
  });

  test("is found in every disguise", () => {
    fc.assert(
      fc.property(disguise, disguise, (worn, also) => {
        assert.ok(by(handle("domain", disguised("www.example.test", worn)), { domains: [disguised("example.test", also)] }));
      }),
      { numRuns: runs(100) },
    );
  });
});

describe("Watchkeeper itself", () => {
  const own = ["soc-1.example.test", "192.0.2.40", "svc-watchkeeper", "2001:db8::40"];
  test("is no target, neither its machine nor its accounts nor its addresses", () => {
    assert.ok(by(hostOf("SOC-1"), {}, own));
    assert.ok(by(hostOf("srv", { aliases: ["192.0.2.40"] }), {}, own));
    assert.ok(by(handle("account", "EXAMPLE\\svc-watchkeeper"), {}, own));
    assert.ok(by(handle("address", "::ffff:192.0.2.40"), {}, own));
    assert.ok(by(handle("address", "2001:db8:0::40"), {}, own));
    assert.ok(by(handle("domain", "soc-1.example.test"), {}, own));
    assert.ok(by(handle("domain", "api.soc-1.example.test"), {}, own));
    assert.equal(by(hostOf("ws-1", { aliases: ["192.0.2.41"] }), {}, own), undefined);
    assert.equal(protectionOf(hostOf("ws-1"), { orders }), undefined);
    assert.equal(by(handle("account", "mara"), {}, own), undefined);
    assert.equal(by(handle("address", "192.0.2.41"), {}, own), undefined);
  });
});

test("a mail is protected by nothing: it comes back unharmed", () => {
  assert.equal(
    by(handle("mail", "<1@example.test>"), { domains: ["example.test"], hosts: ["x"], accounts: ["x"], addresses: ["0.0.0.0/0"] }),
    undefined,
  );
});

/** Any characters at all, half ones too. */
const anyText = fc.array(fc.oneof(fc.nat(0x10ffff), fc.nat(0x2ff)), { maxLength: 20 }).map((points) => String.fromCodePoint(...points));

describe("forms of names", () => {
  test("are found without an error and without end, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.string().map((text) => text.repeat(50)),
        ),
        (text) => {
          for (const form of [plainName, domainForm, hostForm]) {
            const once = form(text);
            assert.ok(once.length <= nameLengthMax * 20);
            if (form !== hostForm) assert.equal(form(once), once);
          }
          accountForm(text);
          addressForms(text);
        },
      ),
      { numRuns: runs(200) },
    );
  });

  test("take no more of a name than its beginning", () => {
    assert.equal(plainName("a".repeat(nameLengthMax + 9)).length, nameLengthMax);
  });
});

// Guarantees that a protected target is touched by nobody short of broken glass, in whatever case, tier and policy it comes.
test("no assessment lets an ordinary approval touch what is protected", () => {
  const story = new Story({ protected: { hosts: ["dc-1.example.test"], accounts: ["adm-1"] } }).adopt();
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 3), disguise, (tier, worn) => {
      const id = story.propose({ target: hostOf(disguised("dc-1.example.test", worn)), assessed: { tier: tier as 1 | 2 | 3 } });
      assert.equal(story.held(id).refusal?.why, "protected");
      assert.equal(story.held(id).needs.tier, 4);
    }),
    { numRuns: runs(50) },
  );
});

describe("names that may be one are one", () => {
  const lists: Lists = {
    hosts: ["dc-1.corp.example", "backup-server-prod-01"],
    accounts: ["CORP\\breakglass", "corp.example\\keeper"],
    addresses: ["203.0.113.0/24"],
  };
  const rows: readonly (readonly [Handle["kind"], string, boolean])[] = [
    ["account", "corp.example\\breakglass", true],
    ["account", "OTHER\\breakglass", false],
    ["account", "CORP\\keeper", true],
    ["account", "other.example\\keeper", false],
    ["account", "uid=breakglass+cn=x,ou=people,dc=corp,dc=example", true],
    ["account", "cn=x+uid=breakglass,ou=people,dc=corp,dc=example", true],
    ["account", "uid=breakglassy+cn=x,ou=people,dc=corp,dc=example", false],
    ["host", "BACKUP-SERVER-P", true],
    ["host", "CORP\\BACKUP-SERVER-P$", true],
    ["host", "backup-server-q", false],
    ["host", "dc-1.corp.example:3389", true],
    ["host", "dc-2.corp.example:3389", false],
    ["address", "64:ff9b:1::cb00:7109", true],
    ["address", "64:ff9b:1:cb00:71:900::", true],
    ["address", "64:ff9b:1::c633:6409", false],
    ["address", "2001:0:c633:6401::34ff:8ef6", true],
    ["address", "2001:0:cb00:7109::39cc:9bf6", false],
    ["address", "2001:db8::5efe:cb00:7109", true],
  ];
  for (const [kind, name, isGuarded] of rows)
    test(`${kind} ${name} is ${isGuarded ? "" : "not "}protected`, () => {
      assert.equal(by(handle(kind, name), lists) !== undefined, isGuarded);
    });
});
