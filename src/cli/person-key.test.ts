import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeKey, readKey } from "./person-key.ts";

// Guarantees of a person's key: it is theirs alone on this machine, never overwritten, and what it signs verifies with what the orders hold.

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "person-key-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));
const place = (name: string) => join(folder, name);

const publicKeyOf = (line: string) =>
  createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(line.slice(8), "base64").toString("base64url") }, format: "jwk" });

describe("a person's key", () => {
  test("is written for its owner alone, read back the same, and its signature verifies with the printed line", async () => {
    const made = await makeKey(place("mara.key"));
    assert.equal(statSync(place("mara.key")).mode & 0o777, 0o600);
    assert.match(made.publicKey, /^ed25519:[A-Za-z0-9+/]{43}=$/);
    const read = await readKey(place("mara.key"));
    assert.equal(read.publicKey, made.publicKey);
    const bytes = Buffer.from("what is approved");
    assert.ok(verify(null, bytes, publicKeyOf(made.publicKey), Buffer.from(read.sign(bytes), "base64")));
    assert.ok(!verify(null, Buffer.from("something else"), publicKeyOf(made.publicKey), Buffer.from(read.sign(bytes), "base64")));
  });

  test("that cannot be written is refused with what to do, not thrown", async () => {
    for (const path of [place("nowhere/z.key"), place("mara.key/z.key"), folder])
      await assert.rejects(makeKey(path), { code: /^key\/(?:not-writable|exists)$/, remedy: /--out/ });
  });

  test("is never overwritten", async () => {
    await makeKey(place("kept.key"));
    const before = readFileSync(place("kept.key"), "utf8");
    await assert.rejects(makeKey(place("kept.key")), { code: "key/exists" });
    assert.equal(readFileSync(place("kept.key"), "utf8"), before);
  });

  test("made by openssl is as good, and openssl knows the same public half", async () => {
    execFileSync("openssl", ["genpkey", "-algorithm", "ed25519", "-out", place("openssl.key")], { stdio: "ignore" });
    chmodSync(place("openssl.key"), 0o600);
    const der = execFileSync("openssl", ["pkey", "-in", place("openssl.key"), "-pubout", "-outform", "DER"]);
    assert.equal((await readKey(place("openssl.key"))).publicKey, `ed25519:${der.subarray(-32).toString("base64")}`);
  });

  test("that others may read, of another kind, or no key at all is refused", async () => {
    await makeKey(place("open.key"));
    for (const mode of [0o640, 0o604, 0o660, 0o602]) {
      chmodSync(place("open.key"), mode);
      await assert.rejects(readKey(place("open.key")), { code: "key/not-readable" });
    }
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(place("other.key"), other, { mode: 0o600 });
    writeFileSync(place("noise.key"), "no key", { mode: 0o600 });
    for (const name of ["other.key", "noise.key", "gone.key", "."])
      await assert.rejects(readKey(place(name)), { code: "key/not-readable" });
  });
});
