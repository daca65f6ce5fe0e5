import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Doing } from "./contain-options.ts";
import { keygen } from "./contain-people.ts";
import { signingOf } from "./contain-sign.ts";
import { makeKey } from "./person-key.ts";
import type { Terminal } from "./terminal.ts";

// Guarantees: a name is one person however it is written, who signs under the name that the orders have; another's key is not theirs.

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "contain-sign-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function doingWith(...names: readonly string[]): Promise<Doing> {
  const people = [];
  for (const name of names)
    people.push({ name, roles: ["responder"], "public-key": (await makeKey(join(folder, `${name}.key`))).publicKey });
  return { containment: { desk: { state: {} } }, orders: { path: "containment.yaml", orders: { people } } } as unknown as Doing;
}

describe("who signs", () => {
  test("is found however the name is written, and keeps the name of the orders", async () => {
    const doing = await doingWith("Mara", "joss");
    for (const as of ["Mara", "mara", "MARA", "Ｍａｒａ"])
      assert.equal((await signingOf(doing, { as, key: join(folder, "Mara.key") })).by, "person:Mara");
  });

  test("is refused with another's key, and where the orders do not have the name", async () => {
    const doing = await doingWith("vera", "wim");
    await assert.rejects(signingOf(doing, { as: "VERA", key: join(folder, "wim.key") }), { code: "key/other-person" });
    await assert.rejects(signingOf(doing, { as: "ver", key: join(folder, "vera.key") }), { code: "key/other-person" });
  });
});

test("a name that can be nobody's is refused as the NAME of keygen, not as an option that nobody gave", async () => {
  const terminal = {} as Terminal;
  const asked = keygen(["x y"], { out: join(folder, "x.key"), json: false }, terminal);
  await assert.rejects(asked, { code: "cli/bad-option", problem: /contain keygen takes a NAME .*not "x y"/ });
});
