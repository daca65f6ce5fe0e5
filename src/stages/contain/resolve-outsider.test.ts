import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { addressOf } from "../../core/indicator/address.ts";
import { idOf } from "../../testing/resolved-target.ts";

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
