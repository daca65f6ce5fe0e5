import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { openAccessKey } from "./access-key.ts";
import { openPasswordHasher } from "./argon2-hasher.ts";

const quick = { memoryKib: 64, passes: 1, lanes: 1 };

describe("a hashed password", () => {
  test("is the PHC text of argon2id, another one each time, and knows its password alone", async () => {
    const hasher = openPasswordHasher(quick);
    const [one, two] = [await hasher.hash("violet tractor"), await hasher.hash("violet tractor")];
    assert.match(one, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(one, two);
    assert.equal(await hasher.verify("violet tractor", one), true);
    assert.equal(await hasher.verify("violet tractor ", one), false);
    assert.equal(await hasher.verify("", one), false);
    assert.equal(await hasher.verify("violet tractor", undefined), false);
  });

  // Computed with the reference program: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32.
  test("of the reference implementation is known", async () => {
    const text = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assert.equal(await openPasswordHasher(quick).verify("password", text), true);
    assert.equal(await openPasswordHasher(quick).verify("passwore", text), false);
  });

  test("of less than what is asked for today is outdated", async () => {
    const hash = await openPasswordHasher(quick).hash("violet tractor");
    assert.equal(openPasswordHasher(quick).isOutdated(hash), false);
    assert.equal(openPasswordHasher({ ...quick, memoryKib: 128 }).isOutdated(hash), true);
    assert.equal(openPasswordHasher({ ...quick, passes: 2 }).isOutdated(hash), true);
  });

  test("that is none, or asks for more than this machine gives, is nobody's and never an error", async () => {
    const hasher = openPasswordHasher(quick);
    const odd = [
      "$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "$argon2id$v=19$m=64,t=999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "$argon2id$v=19$m=1,t=0,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "plain",
      "",
    ];
    for (const text of odd) assert.equal(await hasher.verify("password", text), false, text);
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => assert.equal(await hasher.verify("password", text), false)),
      { numRuns: 30 },
    );
  });

  test("beyond so many at once strangers are sent away, and everybody who waited is served", async () => {
    const hasher = openPasswordHasher(quick);
    const all = await Promise.allSettled(Array.from({ length: 100 }, () => hasher.verify("x", undefined)));
    const busy = all.filter((each) => each.status === "rejected");
    assert.equal(busy.length, 100 - 66);
    for (const each of busy) assert.equal((each.reason as { code: string }).code, "access/busy");
    assert.equal(await hasher.verify("x", undefined), false);
  });
});

describe("the key of sign-in", () => {
  const inFolder = async (work: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), "wk-key-"));
    try {
      await work(join(folder, "keys"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test("is made once, for its owner alone, and opens what it sealed for the same thing of the same tenant", () =>
    inFolder(async (folder) => {
      const [one, two] = await Promise.all([openAccessKey(folder, async () => true), openAccessKey(folder, async () => true)]);
      assert.equal(statSync(join(folder, "access-key.json")).mode & 0o777, 0o600);
      const secret = Buffer.from("a secret");
      const sealed = one("default").seal(secret, "totp a-000001");
      assert.deepEqual(Buffer.from(two("default").open(sealed, "totp a-000001")), secret);
      assert.throws(() => two("default").open(sealed, "totp a-000002"), { code: "access/keys-missing" });
      assert.throws(() => two("other").open(sealed, "totp a-000001"), { code: "access/keys-missing" });
      for (let bit = 0; bit < sealed.length * 6; bit += 7) {
        const bytes = Buffer.from(sealed, "base64url");
        const at = Math.min(bit >> 3, bytes.length - 1);
        bytes[at] = bytes[at]! ^ (1 << (bit & 7));
        assert.throws(() => one("default").open(bytes.toString("base64url"), "totp a-000001"), { code: "access/keys-missing" });
      }
      assert.notEqual(one("default").code("csrf", "x"), one("default").code("session", "x"));
      assert.notEqual(one("default").code("csrf", "x"), one("other").code("csrf", "x"));
      assert.ok(!readFileSync(join(folder, "access-key.json"), "utf8").includes("a secret"));
    }));

  test("that is missing where something was sealed, or damaged, is not made anew", () =>
    inFolder(async (folder) => {
      await assert.rejects(
        openAccessKey(folder, async () => false),
        { code: "access/keys-missing" },
      );
      await openAccessKey(folder, async () => true);
      writeFileSync(join(folder, "access-key.json"), '{"version":1,"key":"short"}');
      await assert.rejects(
        openAccessKey(folder, async () => true),
        { code: "access/keys-missing" },
      );
    }));
});
