import assert from "node:assert/strict";
import { test } from "node:test";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { playbookTools } from "../../core/playbook/tools.ts";
import { inventoryTools } from "./connector.ts";
import { relationWord } from "./describe.ts";
import { joinInventories, loadInventory } from "./load.ts";

const yaml = `
assets:
  - { name: DC01, aliases: [dc01.corp.example.com], addresses: [10.0.0.5], criticality: critical, role: domain-controller }
  - { name: srv-db, addresses: [10.0.1.0/24], criticality: critical, role: database-server, depends-on: [DC01] }
  - { name: srv-file, role: file-server }
  - { name: ws07, role: workstation, addresses: [10.0.9.7] }
  - { name: adm01, role: admin-workstation }
  - { name: nessus, role: vulnerability-scanner }
  - { name: partner.example.net, role: partner, addresses: [198.51.100.0/24] }
identities:
  - { name: anna.admin, aliases: [anna@corp.example.com], role: administrator, privileged: true, usual-hosts: [adm01] }
  - { name: svc-backup, role: service-account, privileged: true }
  - { name: bob, role: clerk }
changes:
  - { id: CHG-1, summary: patching, from: 2025-03-04T20:00:00Z, to: 2025-03-04T23:00:00Z, assets: [srv-file, DC01], identities: [anna.admin] }
  - { id: CHG-2, summary: nobody, from: 2025-03-01T00:00:00Z, to: 2025-03-31T00:00:00Z, assets: [ws07] }
own-domains: [corp.example.com]
own-addresses: [203.0.113.0/28]
`;
const index = indexInventory(loadInventory(yaml, "inventory.yaml"));
const tools = new Map(inventoryTools(index).map((tool) => [tool.name, tool]));
const ask = async (name: string, input: unknown) => {
  const tool = tools.get(name)!;
  return tool.ask(tool.input.parse(input));
};
const word = async (name: string, input: unknown) => (await ask(name, input)).answer;

test("each tool answers in exactly the words that playbooks weigh", () => {
  for (const tool of tools.values()) assert.deepEqual([...tool.answers], [...playbookTools.get(tool.name)!.answers], tool.name);
});

test("a machine is described by name, short name or address", async () => {
  const cases = {
    dc01: "domain-controller",
    "DC01.corp.example.com.": "domain-controller",
    "10.0.0.5": "domain-controller",
    "10.0.1.77": "critical",
    "srv-file": "server",
    ws07: "workstation",
    adm01: "admin-workstation",
    nessus: "scanner",
    elsewhere: "unknown",
    "10.9.9.9": "unknown",
  };
  for (const [value, answer] of Object.entries(cases))
    assert.equal(await word("inventory/describe-asset", { observable: { type: "host", value } }), answer, value);
  assert.deepEqual((await ask("inventory/describe-asset", { observable: { type: "host", value: "dc01" } })).facts.dependents, ["srv-db"]);
});

test("an administrator on a stranger's workstation is not on a usual host", async () => {
  const about = (user: string, hosts: string[]) => word("inventory/describe-identity", { user, hosts });
  assert.equal(await about("CORP\\anna.admin", ["adm01", "DC01"]), "administrator-usual-host");
  assert.equal(await about("anna@corp.example.com", ["DC01"]), "administrator-other-host");
  assert.equal(await about("anna.admin", ["adm01", "ws07"]), "administrator-other-host");
  assert.equal(await about("anna.admin", []), "administrator-other-host");
  assert.equal(await about("svc-backup", ["adm01"]), "service-account");
  assert.equal(await about("bob", ["ws07"]), "employee");
  assert.equal(await about("eve", []), "unknown");
});

test("what is ours, a partner's and a stranger's is told apart", async () => {
  const about = (type: string, value: string) => word("inventory/relation", { observable: { type, value } });
  for (const [type, value] of [
    ["ip", "10.1.1.1"],
    ["ip", "203.0.113.9"],
    ["domain", "mail.corp.example.com"],
    ["email", "x@corp.example.com"],
    ["url", "https://intranet.corp.example.com/a"],
  ])
    assert.equal(await about(type!, value!), "own", value);
  for (const [type, value] of [
    ["ip", "198.51.100.20"],
    ["domain", "www.partner.example.net"],
    ["email", "y@partner.example.net"],
  ])
    assert.equal(await about(type!, value!), "partner", value);
  for (const [type, value] of [
    ["ip", "192.0.2.1"],
    ["domain", "notcorp.example.com.evil.test"],
    ["url", "https://corp.example.com.evil.test/"],
    ["url", "https://corp.example.com@evil.test/"],
  ])
    assert.equal(await about(type!, value!), "external", value);
  const empty = indexInventory(loadInventory("{}", "x.json"));
  assert.equal(relationWord(empty, { type: "domain", value: "example.com" }), "unknown");
});

test("a change covers only its people, its machines and its hours", async () => {
  const at = (hour: number) => Date.UTC(2025, 2, 4, hour);
  const planned = (users: string[], hosts: string[], from = 21, to = 22) =>
    word("changes/planned", { users, hosts, fromMs: at(from), toMs: at(to) });
  assert.equal(await planned(["CORP\\anna.admin"], ["srv-file", "dc01.corp.example.com"]), "covered");
  assert.equal(await planned(["anna.admin"], []), "covered");
  assert.equal(await planned(["anna.admin"], ["srv-file", "srv-db"]), "partly");
  assert.equal(await planned(["anna.admin"], ["srv-file"], 19, 21), "partly");
  assert.equal(await planned(["bob"], ["srv-file"]), "partly");
  assert.equal(await planned(["bob"], ["ws07"]), "partly");
  assert.equal(await planned(["anna.admin"], ["srv-file"], 1, 2), "none");
  assert.equal(await planned(["eve"], ["srv-db"]), "none");
  const [, , , calendar] = inventoryTools(indexInventory(loadInventory("{}", "x.json")));
  assert.equal((await calendar!.ask({ users: [], hosts: [], fromMs: 0, toMs: 1 })).answer, "no-calendar");
});

test("a mistake in an inventory is named with its line, and nothing of it is used", () => {
  const refused = (text: string, pattern: RegExp) =>
    assert.throws(
      () => loadInventory(text, "inv"),
      (error: Error & { code?: string }) => error.code === "inventory/malformed" && pattern.test(error.message),
    );
  refused("assets:\n  - name: a\n  - name: b\n    critcality: high\n", /line 3|line 4/);
  refused("assets:\n  - name: a\n    criticality: grave\n", /line 3/);
  refused("assets: [\n", /not YAML/);
  refused('{\n  "assets": [,]\n}', /not JSON/);
  refused("name,criticality\na,high,extra\n", /line 2/);
  refused("name,criticality\na,grave\n", /criticality/);
  refused(
    "a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
    /aliases|unrecognized/,
  );
});

test("CSV, JSON and YAML mean the same, and several files are one inventory", () => {
  const csv = loadInventory(
    'name,addresses,criticality,role,protected\nws07,10.0.9.7;10.0.9.8,high,workstation,yes\n"a, b",,,,\n',
    "assets.csv",
  );
  assert.deepEqual(
    csv.assets.map(({ name, addresses, criticality }) => [name, addresses, criticality]),
    [
      ["ws07", ["10.0.9.7", "10.0.9.8"], "high"],
      ["a, b", [], "medium"],
    ],
  );
  assert.equal(csv.assets[0]?.protected, true);
  assert.deepEqual(loadInventory("name,privileged,usual-hosts\nanna,true,adm01;adm02\n", "people.csv").identities[0]?.["usual-hosts"], [
    "adm01",
    "adm02",
  ]);
  const texts = [
    { path: "b.json", text: '{"own-domains":["b.example"]}' },
    { path: "a.yaml", text: "own-domains: [a.example]" },
  ];
  assert.deepEqual(joinInventories(texts), joinInventories(texts.toReversed()));
  assert.deepEqual(joinInventories(texts).inventory["own-domains"], ["a.example", "b.example"]);
});

test("the age of several files is that of the oldest which tells of machines or accounts, and unknown when one of them is silent", () => {
  const asOf = (...texts: string[]) => joinInventories(texts.map((text, index) => ({ path: `${index}`, text }))).inventory["as-of"];
  const young = "as-of: 2026-03-17T06:00:00Z\nassets: [{ name: a }]";
  // Half an hour older, in another zone.
  const old = "as-of: 2026-03-17T06:30:00+01:00\nidentities: [{ name: b }]";
  assert.equal(asOf(young, old), "2026-03-17T06:30:00+01:00");
  assert.equal(asOf(old, young), "2026-03-17T06:30:00+01:00");
  assert.equal(asOf(young, "changes: []"), "2026-03-17T06:00:00Z");
  assert.equal(asOf(young, "assets: [{ name: c }]"), undefined);
  assert.equal(asOf("assets: [{ name: c }]", young), undefined);
  assert.throws(() => asOf("as-of: yesterday"), { code: "inventory/malformed" });
});

test("CSV carries spares, accounts of services and numbers of people", () => {
  const { assets } = loadInventory("name,criticality,redundant-with,runs-as,users\ndb-1,high,db-2; db-3,svc-db,40\nws-1,low,,,\n", "a.csv");
  assert.deepEqual(
    assets.map((asset) => [asset["redundant-with"], asset["runs-as"], asset.users]),
    [
      [["db-2", "db-3"], ["svc-db"], 40],
      [[], [], undefined],
    ],
  );
  const { identities } = loadInventory("name,privileged,sessions,users\nadm,yes,3,2\n", "b.csv");
  assert.deepEqual([identities[0]?.sessions, identities[0]?.users, identities[0]?.privileged], [3, 2, true]);
  assert.throws(() => loadInventory("name,criticality,users\na,low,many\n", "c.csv"), { code: "inventory/malformed" });
});
