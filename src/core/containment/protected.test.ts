import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hostOf, Story } from "../../testing/containment-story.ts";
import { by, handle, type Lists, orders, wide } from "../../testing/protected-scene.ts";
import { runs } from "../../testing/runs.ts";
import type { Handle } from "./handle.ts";
import { protectionOf } from "./protected.ts";

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
