import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Asset, Identity, Inventory } from "./asset.ts";
import { classOfAsset, classOfIdentity, isProtectedEntry } from "./asset-class.ts";
import { indexInventory } from "./inventory-index.ts";

describe("the graph beside depends-on", () => {
  const index = indexInventory(
    Inventory.parse({
      assets: [
        { name: "db-1", role: "database server", "redundant-with": ["db-2", "db-1", "nowhere"], "runs-as": ["EXAMPLE\\svc-db"] },
        { name: "db-2.example.test", aliases: ["db-2"], role: "database server", "runs-as": ["svc-db"] },
        { name: "ws-1", role: "workstation" },
      ],
      identities: [
        { name: "svc-db", role: "service account" },
        { name: "mara", "usual-hosts": ["WS-1", "ws-1", "ghost"] },
        { name: "joss", "usual-hosts": ["ws-1.example.test"] },
      ],
    }),
  );
  const graph = index.graph();
  const asset = (name: string) => index.assetOf(name)!;

  test("a spare is one for both, whichever says so, and never of itself", () => {
    assert.deepEqual(
      graph.sparesOf(asset("db-1")).map(({ name }) => name),
      ["db-2.example.test"],
    );
    assert.deepEqual(
      graph.sparesOf(asset("db-2")).map(({ name }) => name),
      ["db-1"],
    );
    assert.deepEqual(graph.sparesOf(asset("ws-1")), []);
  });

  test("users and accounts of services are found under any of their names, each once", () => {
    assert.deepEqual(graph.usersOf(asset("ws-1")), ["joss", "mara"]);
    assert.deepEqual(
      graph.runningAs(index.identityOf("svc-db")!).map(({ name }) => name),
      ["db-1", "db-2.example.test"],
    );
  });

  test("counts each class", () => {
    const counted = (["server", "workstation", "account", "privileged-account", "outsider", "unknown-host"] as const).map(graph.sizeOf);
    assert.deepEqual(counted, [2, 1, 2, 1, 0, 0]);
  });

  test("is built once", () => assert.equal(index.graph(), index.graph()));
});

describe("what the inventory's words come to", () => {
  const protectedRoles = [
    "Domain Controller",
    "domain_controller",
    "DC",
    "identity provider",
    "IdP",
    "Backup",
    "backup server",
    "security tool",
    "SIEM",
    "EDR console",
    "break glass",
    "Break-Glass account",
    "watchkeeper",
    "Certificate Authority",
    "ｓｉｅｍ",
  ];
  for (const role of protectedRoles) test(`"${role}" is protected`, () => assert.ok(isProtectedEntry(Asset.parse({ name: "a", role }))));
  for (const role of ["workstation", "server", "unknown", "administrator"])
    test(`"${role}" is not protected by itself, and is when it is marked`, () => {
      assert.ok(!isProtectedEntry(Asset.parse({ name: "a", role })));
      assert.ok(isProtectedEntry(Identity.parse({ name: "a", role, protected: true })));
    });

  test("whatever serves others is a server; a service's account counts with the privileged", () => {
    for (const role of ["file server", "Firewall", "database", "hypervisor", "Domain Controller"])
      assert.equal(classOfAsset(Asset.parse({ name: "a", role })), "server", role);
    for (const role of ["workstation", "laptop", "unknown"])
      assert.equal(classOfAsset(Asset.parse({ name: "a", role })), "workstation", role);
    assert.equal(classOfIdentity(Identity.parse({ name: "a", role: "service account" })), "privileged-account");
    assert.equal(classOfIdentity(Identity.parse({ name: "a", privileged: true })), "privileged-account");
    assert.equal(classOfIdentity(Identity.parse({ name: "a", role: "employee" })), "account");
  });
});
