import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { containmentVerbs } from "../../core/containment/action.ts";
import { observableTypes } from "../../core/observable/observable.ts";
import { idOf, inventory, resolved } from "../../testing/resolved-target.ts";
import { resolveTarget, sameTarget } from "./resolve.ts";

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
