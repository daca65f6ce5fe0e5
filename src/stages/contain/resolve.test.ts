import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { type ContainmentVerb, containmentVerbs } from "../../core/containment/action.ts";
import { addressOf } from "../../core/indicator/address.ts";
import { type ObservableType, observableTypes } from "../../core/observable/observable.ts";
import { resolveTarget, sameTarget } from "./resolve.ts";

const inventory = indexInventory(
  Inventory.parse({
    "own-domains": ["example.test", "*.corp.example.org"],
    "own-addresses": ["198.51.100.0/25", "2001:db8:1::/48"],
    assets: [
      { name: "WS-1", aliases: ["desk-1.example.test"], addresses: ["10.0.0.5", "10.1.0.0/16"] },
      { name: "vpn.cloud-host.test", addresses: ["203.0.113.10"] },
      { name: "billing.partner.test", role: "partner", addresses: ["203.0.113.64/28"] },
      { name: "twin-a", aliases: ["twin"] },
      { name: "twin-b", aliases: ["twin"] },
    ],
    identities: [{ name: "Mara", aliases: ["mara@example.test"] }],
  }),
);

function resolved(verb: ContainmentVerb, type: ObservableType, value: string, host?: string) {
  return resolveTarget({ verb, observable: { type, value }, host, inventory, evidence: ["e-1"] });
}
const idOf = (...given: Parameters<typeof resolved>) => {
  const result = resolved(...given);
  return "handle" in result ? result.handle.id : undefined;
};

describe("a target of our own", () => {
  test("is a handle of the inventory, with every other name that it has", () => {
    assert.deepEqual(resolved("isolate-host", "host", "desk-1.EXAMPLE.test."), {
      handle: {
        kind: "host",
        id: "host:ws-1",
        name: "WS-1",
        knownTo: "inventory",
        aliases: ["10.0.0.5", "10.1.0.0/16", "desk-1.example.test"],
      },
    });
    assert.deepEqual(resolved("disable-account", "user", "EXAMPLE\\mara"), {
      handle: { kind: "account", id: "account:mara", name: "Mara", knownTo: "inventory", aliases: ["mara@example.test"] },
    });
  });

  test("is none when nobody or several have the name, and the reason says so", () => {
    for (const [value, because] of [
      ["ghost", /knows no machine/],
      ["twin", /knows several machines/],
      ["10.1.2.3", /knows no machine/],
    ] as const) {
      const result = resolved("isolate-host", "host", value);
      assert.ok("because" in result, value);
      assert.match(result.because, because);
    }
    for (const value of ["ghost", "NT AUTHORITY\\SYSTEM", "WS-1$", "root", "ws-1\\mara"])
      assert.equal(idOf("disable-account", "user", value), undefined, value);
  });

  test("is none without evidence of the case, whatever it is called", () => {
    for (const verb of containmentVerbs)
      for (const type of observableTypes) {
        const result = resolveTarget({ verb, observable: { type, value: "WS-1" }, host: "WS-1", inventory, evidence: [] });
        assert.ok("because" in result);
      }
  });
});

describe("an outsider's address", () => {
  const expected: [string, string | undefined][] = [
    ["192.0.2.9", "address:192.0.2.9"],
    [" 192.0.2.9 ", "address:192.0.2.9"],
    ["::ffff:192.0.2.9", "address:192.0.2.9"],
    ["2001:DB8:0:0:0::9", "address:2001:db8::9"],
    ["203.0.113.65", "address:203.0.113.65"],
    ["198.51.100.200", "address:198.51.100.200"],
    // Ours by range, by inventory.
    ["198.51.100.7", undefined],
    ["2001:db8:1::9", undefined],
    ["203.0.113.10", undefined],
    ["10.1.2.3", undefined],
    // No single machine of the public network.
    ["0.0.0.0", undefined],
    ["0.0.0.0/0", undefined],
    ["192.0.2.0/24", undefined],
    ["127.0.0.1", undefined],
    ["169.254.169.254", undefined],
    ["172.16.0.1", undefined],
    ["100.64.0.1", undefined],
    ["224.0.0.1", undefined],
    ["240.0.0.1", undefined],
    ["255.255.255.255", undefined],
    ["::", undefined],
    ["::1", undefined],
    ["fe80::1", undefined],
    ["fe80::1%eth0", undefined],
    ["fc00::1", undefined],
    ["ff02::1", undefined],
    ["::192.0.2.9", undefined],
    ["64:ff9b::192.0.2.9", undefined],
    ["2002:c000:209::1", undefined],
    ["2001:0:1::1", undefined],
    ["4000::1", undefined],
    // Spellings that programs read in different ways.
    ["192.0.2.09", undefined],
    ["192.0.2", undefined],
    ["3221225993", undefined],
    ["0xc0000209", undefined],
    ["0300.0.2.011", undefined],
    ["192.0.2.9, 192.0.2.10", undefined],
    ["192.0.2.9\u200b", undefined],
    ["１９２.0.2.9", undefined],
  ];
  for (const [value, id] of expected) test(`"${value}": ${id ?? "none"}`, () => assert.equal(idOf("block-address", "ip", value), id));

  // An oracle of somebody else's: whatever resolves is one address of the public network, and the same one.
  test("is the address that was seen, canonical and public by another library's reading", () => {
    const octet = fc.nat(255);
    const four = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
    const six = fc.tuple(
      fc.constantFrom("2001:db8", "2a00:1", "fe80", "2002:a01", "64:ff9b:", "ff02", "::ffff"),
      fc.nat(0xffff),
      fc.nat(0xffff),
    );
    const text = fc.oneof(
      four,
      six.map(([start, a, b]) => `${start}::${a.toString(16)}:${b.toString(16)}`),
      six.map(([start, a, b]) => `${start}:${a.toString(16)}:0:0:0:0:${b.toString(16)}`.toUpperCase()),
      fc.ipV6(),
      fc.tuple(octet, octet).map(([a, b]) => `::ffff:192.0.${a}.${b}`),
      fc.string({ maxLength: 20 }),
    );
    const documentation = [
      ipaddr.parseCIDR("192.0.2.0/24"),
      ipaddr.parseCIDR("198.51.100.0/24"),
      ipaddr.parseCIDR("203.0.113.0/24"),
      ipaddr.parseCIDR("2001:db8::/32"),
    ];
    let count = 0;
    fc.assert(
      fc.property(text, (value) => {
        const id = idOf("block-address", "ip", value);
        if (id === undefined) return;
        count++;
        const name = id.slice("address:".length);
        assert.deepEqual(addressOf(name), addressOf(value.trim()));
        const address = ipaddr.process(name);
        assert.equal(address.kind() === "ipv6" ? (address as ipaddr.IPv6).toRFC5952String() : address.toString(), name);
        const isForExamples = documentation.some((range) => range[0].kind() === address.kind() && address.match(range));
        assert.ok(address.range() === "unicast" || isForExamples, name);
        assert.equal(idOf("block-address", "ip", name), id);
      }),
      { numRuns: 3_000 },
    );
    assert.ok(count > 500, String(count));
  });
});

describe("an outsider's domain", () => {
  const expected: [string, string | undefined][] = [
    ["drop.example.net", "domain:drop.example.net"],
    ["DROP.Example.NET.", "domain:drop.example.net"],
    ["ｄｒｏｐ.example.net", "domain:drop.example.net"],
    ["drop。example．net", "domain:drop.example.net"],
    ["bücher.example.net", "domain:xn--bcher-kva.example.net"],
    ["xn--bcher-kva.example.net", "domain:xn--bcher-kva.example.net"],
    ["a_b.example.net", "domain:a_b.example.net"],
    ["tenant.github.io", "domain:tenant.github.io"],
    // Under which others live.
    ["com", undefined],
    ["co.uk", undefined],
    ["github.io", undefined],
    ["test", undefined],
    ["localhost", undefined],
    ["host.local", undefined],
    // Ours, above ours, below ours.
    ["example.test", undefined],
    ["a.b.EXAMPLE.test", undefined],
    ["corp.example.org", undefined],
    ["example.org", undefined],
    ["vpn.cloud-host.test", undefined],
    ["cloud-host.test", undefined],
    // No domain.
    ["192.0.2.9", undefined],
    ["0x7f.1", undefined],
    ["3221225993", undefined],
    ["[2001:db8::9]", undefined],
    ["drop.example.net/path", undefined],
    ["user@drop.example.net", undefined],
    ["drop.example.net:443", undefined],
    ["drop.example.net other.example.net", undefined],
    ["drop%2eexample.net", undefined],
    ["*.example.net", undefined],
    ["-drop.example.net", undefined],
    ["a..example.net", undefined],
    [`${"a".repeat(64)}.example.net`, undefined],
    [`${"a.".repeat(140)}net`, undefined],
    ["dr\u200bop.example.net", undefined],
    ["dr\u00adop.example.net", undefined],
    ["", undefined],
  ];
  for (const [value, id] of expected)
    test(`"${value.slice(0, 60)}": ${id ?? "none"}`, () => assert.equal(idOf("block-domain", "domain", value), id));

  test("that looks like another is never the other", () => {
    const looks = idOf("block-domain", "domain", "drop.exаmple.net");
    assert.equal(looks, "domain:drop.xn--exmple-4nf.net");
    // One that looks like ours is an outsider's, and it is that one which is blocked.
    assert.match(idOf("block-domain", "domain", "exаmple-mail.com") ?? "", /^domain:xn--/);
  });

  test("resolves to itself, and never to anything of ours", () => {
    const label = fc.stringMatching(/^[a-z0-9_ü-]{1,8}$/);
    const domain = fc.oneof(
      fc
        .tuple(label, fc.constantFrom("example.net", "example.test", "corp.example.org", "co.uk", "github.io", "com"))
        .map((parts) => parts.join(".")),
      fc.domain(),
      fc.string({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(domain, fc.boolean(), (value, shouts) => {
        const id = idOf("block-domain", "domain", shouts ? value.toUpperCase() : value);
        if (id === undefined) return;
        const name = id.slice("domain:".length);
        assert.match(name, /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/);
        assert.ok(!/(?:^|\.)(?:example\.test|corp\.example\.org)$/.test(name), name);
        assert.equal(idOf("block-domain", "domain", name), id);
        assert.equal(idOf("block-domain", "domain", `${name}.`), id);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what lies or runs on a machine, and a mail", () => {
  const fileId = (value: string, host: string | undefined = "ws-1") => idOf("quarantine-file", "file", value, host);

  test("takes a machine of the inventory and a whole path; one file has one id", () => {
    const id = fileId("C:\\Users\\mara\\a.exe");
    assert.match(id ?? "", /^file:ws-1:[0-9a-f]{64}$/);
    for (const same of ["c:\\users\\MARA\\A.EXE", "c:/users/mara/a.exe", "\\\\?\\C:\\Users\\mara\\a.exe", " C:\\Users\\mara\\a.exe "])
      assert.equal(fileId(same), id, same);
    assert.equal(fileId("C:\\Users\\mara\\a.exe", "DESK-1.example.test"), id);
    assert.notEqual(fileId("/opt/a"), fileId("/opt/A"));
    assert.equal(
      idOf("quarantine-file", "hash", `SHA256=${"A".repeat(64)}`, "ws-1"),
      idOf("quarantine-file", "hash", "a".repeat(64), "ws-1"),
    );
    const paths = [
      "a.exe",
      "..\\a.exe",
      "C:\\a\\..\\b",
      "C:\\a\\.\\b",
      "C:a.exe",
      "C:\\a.exe:stream",
      "C:\\a.exe.",
      "C:\\*",
      "%TEMP%\\a",
      "/a/../b",
      "/etc: c:\\a.exe",
      "/",
      "C:\\",
      "",
    ];
    for (const path of paths) assert.equal(fileId(path), undefined, path);
    for (const host of ["ghost", "twin", ""]) assert.equal(fileId("/opt/a", host), undefined, host);
    assert.ok("because" in resolved("quarantine-file", "file", "/opt/a"));
    assert.equal(idOf("kill-process", "process", "notepad.exe", "ws-1"), undefined);
    assert.match(idOf("kill-process", "process", "/usr/bin/a", "ws-1") ?? "", /^process:ws-1:/);
  });

  test("a mail is its message id, with or without brackets", () => {
    const id = idOf("quarantine-mail", "mail", "<1.a@example.net>");
    assert.match(id ?? "", /^mail:[0-9a-f]{64}$/);
    assert.equal(idOf("quarantine-mail", "mail", "1.a@example.net"), id);
    assert.notEqual(idOf("quarantine-mail", "mail", "1.A@example.net"), id);
    for (const none of ["", "<>", "a", "<a@b> <c@d>", "<a b@c>", "<a@b@c>", "a@b\r\nX: 1", `${"a".repeat(1_000)}@b`])
      assert.equal(idOf("quarantine-mail", "mail", none), undefined, none);
  });
});

describe("any observable at all", () => {
  test("gives a handle that leads back to itself, or none, and never throws", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom("WS-1", "mara", "192.0.2.9", "drop.example.net", "<a@example.net>", "/opt/a", "constructor", "__proto__"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...containmentVerbs), fc.constantFrom(...observableTypes), value, value, (verb, type, text, host) => {
        const result = resolved(verb, type, text, host);
        if ("because" in result) {
          assert.ok(result.because.length > 10);
          return;
        }
        const { handle } = result;
        assert.ok(handle.id.startsWith(`${handle.kind}:`));
        assert.equal(sameTarget(handle, inventory), undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  test("is no longer the target when the inventory says otherwise", () => {
    const result = resolved("isolate-host", "host", "WS-1");
    assert.ok("handle" in result);
    const change = (assets: object[]) => indexInventory(Inventory.parse({ assets }));
    assert.match(sameTarget(result.handle, change([])) ?? "", /knows no machine/);
    assert.match(sameTarget(result.handle, change([{ name: "WS-1" }, { name: "dc-1", aliases: ["ws-1"] }])) ?? "", /knows several/);
    assert.match(sameTarget(result.handle, change([{ name: "dc-1", aliases: ["ws-1"] }])) ?? "", /means another/);
    assert.equal(sameTarget(result.handle, change([{ name: "ws-1" }])), undefined);
    const address = resolved("block-address", "ip", "192.0.2.9");
    assert.ok("handle" in address);
    assert.match(sameTarget(address.handle, change([{ name: "vpn", addresses: ["192.0.2.9"] }])) ?? "", /address of our own/);
  });
});
