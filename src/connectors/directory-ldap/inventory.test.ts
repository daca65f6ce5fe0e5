import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import type { Inventory } from "../../core/asset/asset.ts";
import { startCuttingProxy } from "../../testing/real/cutting-proxy.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import type { Missing } from "../../testing/real/part.ts";
import { type SambaDomain, startSamba } from "../../testing/real/samba.ts";
import { type Slapd, startSlapd } from "../../testing/real/slapd.ts";
import directory from "./connector.ts";
import { openMemberships } from "./members.ts";

const still = () => new AbortController().signal;
type Account = { readonly dn: string; readonly password: string };
type More = Record<string, unknown>;

function slapdInventory(slapd: Slapd, more: More = {}, { dn, password }: Account = slapd.service, port = slapd.port) {
  const settings = { kind: "openldap", url: `ldap://127.0.0.1:${port}`, base: slapd.base, "bind-dn": dn, ...more };
  return openConnectorOf(directory, { name: "company-directory", settings, secrets: { password } });
}

function sambaInventory(domain: SambaDomain, more: More = {}, password = domain.service.password) {
  const reached = { kind: "active-directory", url: `ldaps://127.0.0.1:${domain.securePort}` };
  const settings = {
    ...reached,
    ca: readFileSync(domain.certificates.ca, "utf8"),
    base: domain.base,
    "bind-dn": domain.service.dn,
    ...more,
  };
  return openConnectorOf(directory, { name: "corp", settings, secrets: { password } });
}

const person = ({ identities }: Inventory, name: string) => identities.find((each) => each.name === name) ?? assert.fail(`no ${name}`);
const machine = ({ assets }: Inventory, name: string) => assets.find((each) => each.name === name) ?? assert.fail(`no ${name}`);

/** Groups within groups that hold each other, a Unix group, and a machine that somebody owns. */
const groupsAndMachine = ({ base, dnOf }: Slapd) => `dn: cn=admins,${base}
changetype: add
objectClass: groupOfNames
cn: admins
member: ${dnOf("mara")}
member: CN=Deputies, ${base}

dn: cn=deputies,${base}
changetype: add
objectClass: groupOfNames
cn: deputies
member: ${dnOf("odd*(name)\\")}
member: cn=admins,${base}

dn: cn=wheel,${base}
changetype: add
objectClass: posixGroup
cn: wheel
gidNumber: 10
memberUid: unix-only

dn: cn=web-1,${base}
changetype: add
objectClass: device
objectClass: ipHost
cn: web-1
cn: web-1.example.test
ipHostNumber: 192.0.2.7
ipHostNumber: 2001:db8::7
ipHostNumber: not an address
owner: ${dnOf("joss")}
`;

describe("OpenLDAP as an inventory", () => {
  test("everybody is read over many pages, whoever is in a privileged group however deep is privileged, and machines have owners", async (t) => {
    await ifThere(t, await startSlapd({ people: 1_100 }), async (slapd) => {
      slapd.write(groupsAndMachine(slapd));
      const connector = slapdInventory(slapd, { "privileged-groups": ["admins", `cn=wheel,${slapd.base}`] });
      const found = await connector.inventory!.read(still());
      const named = found.identities.map(({ name }) => name);
      // Two entries are called twin: one name, one account.
      const others = ["joss", "mara", "odd*(name)\\", "svc-backup", "twin", "unix-only", "watchkeeper"];
      assert.deepEqual(new Set(named), new Set([...others, ...Array.from({ length: 1_100 }, (_, index) => `p-${index}`)]));
      assert.equal(named.length, 1_100 + others.length);
      const privileged = found.identities.filter((each) => each.privileged).map(({ name }) => name);
      assert.deepEqual(privileged, ["mara", "odd*(name)\\", "unix-only"]);
      assert.equal(person(found, "mara").role, "administrator");
      assert.equal(person(found, "watchkeeper").role, "watchkeeper service account");
      const { name, aliases, addresses, owner } = machine(found, "web-1");
      const expected = { name: "web-1", aliases: ["web-1.example.test"], addresses: ["192.0.2.7", "2001:db8::7"], owner: "joss" };
      assert.deepEqual({ name, aliases, addresses, owner }, expected);
      assert.deepEqual(found["own-domains"], ["example.test"]);
      assert.match((await connector.check(still())).says, /may read accounts and \d+ groups, 2 of them privileged$/);
      assert.deepEqual(await connector.inventory!.read(still()), found);
    });
  });

  test("what the directory cuts off is never taken for the whole, and each refusal says what to do", async (t) => {
    await ifThere(t, await startSlapd({ people: 700 }), async (slapd) => {
      const reading = (more: More, account?: Account, port?: number) => slapdInventory(slapd, more, account, port).inventory!.read(still());
      // This account has the server's own limit of 500 entries.
      await assert.rejects(reading({}, slapd.reader), { code: "connector/not-allowed" });
      await assert.rejects(reading({ "privileged-groups": ["nobody-has-this"] }), { code: "connector/bad-settings" });
      await assert.rejects(reading({ base: "ou=gone,dc=example,dc=test" }), { code: "connector/not-allowed" });
      await assert.rejects(reading({}, { ...slapd.service, password: "wrong" }), { code: "connector/credentials" });
      await assert.rejects(slapdInventory(slapd, { kind: "active-directory" }).check(still()), { code: "connector/bad-settings" });
      const proxy = await startCuttingProxy({ port: slapd.port });
      try {
        const stop = new AbortController();
        proxy.fallSilent();
        setTimeout(() => stop.abort(), 100);
        await assert.rejects(slapdInventory(slapd, {}, slapd.service, proxy.port).inventory!.read(stop.signal), {
          code: "connector/not-reached",
        });
      } finally {
        await proxy.stop();
      }
    });
  });
});

let started: Promise<SambaDomain | Missing> | undefined;
after(async () => {
  const domain = await started;
  if (domain !== undefined && !("missing" in domain)) await domain.stop();
});
/** One domain for all tests, as it takes seconds to make. */
const shared = async () => {
  started ??= startSamba();
  const domain = await started;
  return "missing" in domain ? domain : { ...domain, stop: async () => {} };
};

describe("Active Directory as an inventory", () => {
  test("people, administrators by nested and by primary groups, service accounts, machines and the domain controller", async (t) => {
    await ifThere(t, await shared(), async (domain) => {
      for (const name of ["mara", "joss", "nested", "primary", "svc-web"]) domain.addUser(name);
      domain.tool("group", "add", "Tier Zero");
      domain.tool("group", "addmembers", "Tier Zero", "nested");
      domain.tool("group", "addmembers", "Domain Admins", "Tier Zero");
      domain.tool("group", "addmembers", "Domain Admins", "primary");
      domain.tool("user", "setprimarygroup", "primary", "Domain Admins");
      domain.tool("spn", "add", "HTTP/web-1.corp.test", "svc-web");
      domain.tool("user", "disable", "joss");
      domain.tool("computer", "create", "WS-1");
      const connector = sambaInventory(domain, { "netbios-domain": "CORP" });
      const found = await connector.inventory!.read(still());
      const privileged = found.identities.filter((each) => each.privileged).map(({ name }) => name);
      assert.deepEqual(privileged, ["Administrator", "nested", "primary"]);
      assert.deepEqual(person(found, "mara").aliases, ["CORP\\mara", "mara@corp.test"]);
      assert.deepEqual(
        [person(found, "mara").role, person(found, "nested").role, person(found, "svc-web").role],
        ["employee", "administrator", "service account"],
      );
      // Whoever was disabled is still somebody: containment disables accounts.
      assert.equal(person(found, "joss").role, "employee");
      assert.deepEqual(
        [person(found, "Administrator").protected, person(found, "krbtgt").protected, person(found, "mara").protected],
        [true, true, false],
      );
      assert.equal(person(found, "watchkeeper").role, "watchkeeper service account");
      const controller = found.assets.find(({ role }) => role === "domain-controller");
      assert.equal(controller?.criticality, "critical");
      assert.ok(machine(found, "WS-1"));
      assert.equal(found.assets.length, 2);
      assert.deepEqual(found["own-domains"], ["corp.test"]);
      assert.match((await connector.check(still())).says, /may read accounts and \d+ groups, \d+ of them privileged/);
    });
  });

  test("where the privileged groups are out of sight, it says so instead of calling nobody privileged", async (t) => {
    await ifThere(t, await shared(), async (domain) => {
      const below = { base: domain.people };
      await assert.rejects(sambaInventory(domain, below).inventory!.read(still()), { code: "connector/bad-settings" });
      const { identities } = await sambaInventory(domain, { ...below, "groups-base": domain.base }).inventory!.read(still());
      assert.deepEqual(
        identities.filter((each) => each.privileged).map(({ name }) => name),
        ["nested", "primary"],
      );
      await assert.rejects(sambaInventory(domain, {}, "wrong").check(still()), { code: "connector/credentials" });
    });
  });

  test("machines that did not sign in for long are left out where the settings say so, and never before", async (t) => {
    await ifThere(t, await shared(), async (domain) => {
      const { assets } = await sambaInventory(domain, { "unused-days": 1 }).inventory!.read(still());
      // All of them were made just now.
      assert.equal(assets.length, 2);
      const reached = { kind: "active-directory", url: `ldaps://127.0.0.1:${domain.securePort}`, base: domain.base };
      const settings = { ...reached, ca: readFileSync(domain.certificates.ca, "utf8"), "bind-dn": domain.service.dn, "unused-days": 30 };
      const inAYear = { nowMs: () => Date.now() + 365 * 86_400_000, sleep: async () => {} };
      const late = directory.open(
        { name: "corp", product: "directory-ldap", settings, secrets: {}, "may-receive": "red" },
        { get: () => domain.service.password, has: () => true },
        { clock: inAYear, random: { secret: () => "" } },
      );
      assert.deepEqual((await late.inventory!.read(still())).assets, []);
    });
  });
});

test("memberships end however groups hold each other, and nobody is in a group without a way to it", () => {
  const edge = fc.tuple(fc.nat(12), fc.nat(12));
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 60 }), fc.nat(12), (edges, root) => {
      const group = (id: number) => ({ dn: `cn=${id}`, names: [], sid: undefined });
      const to = openMemberships([]);
      for (const [member, of] of edges) to.join(`cn=${member}`, `cn=${of}`);
      // The oracle goes round until nothing changes.
      const within = new Set([root]);
      for (let size = 0; size !== within.size; ) {
        size = within.size;
        for (const [member, of] of edges) if (within.has(of)) within.add(member);
      }
      assert.deepEqual([...to.within([group(root)])].toSorted(), [...within].map((id) => `cn=${id}`).toSorted());
    }),
  );
});
