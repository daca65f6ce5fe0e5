import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { actionOf, startMs } from "../../testing/containment-story.ts";
import { runs } from "../../testing/runs.ts";
import type { ContainmentAction } from "./containment.ts";
import { canonicalText, digestOfAction } from "./digest.ts";
import { approvalBytes, isSignedBy, keyBytes, type SignatureKind } from "./signature.ts";

const hex = (text: string) => Buffer.from(text, "hex");

describe("Ed25519", () => {
  // RFC 8032 section 7.1, tests 1 to 3.
  const vectors = [
    [
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ] as const;
  test("signatures of the standard are accepted, and none with a bit changed", () => {
    for (const [key, message, signature] of vectors) {
      const publicKey = `ed25519:${hex(key).toString("base64")}`;
      const base64 = hex(signature).toString("base64");
      assert.ok(isSignedBy(publicKey, hex(message), base64));
      assert.ok(!isSignedBy(publicKey, hex(`${message}00`), base64));
      for (let bit = 0; bit < 512; bit += 5) {
        const bent = hex(signature);
        bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        assert.ok(!isSignedBy(publicKey, hex(message), bent.toString("base64")), `bit ${bit}`);
      }
    }
  });

  test("whatever is no key and no signature is no signature, and never an error", () => {
    const text = fc.oneof(fc.string(), fc.base64String(), fc.constant(`ed25519:${"A".repeat(43)}=`), fc.constant(`${"A".repeat(86)}==`));
    fc.assert(
      fc.property(text, text, (key, signature) => {
        assert.equal(isSignedBy(key, new Uint8Array([1]), signature), false);
      }),
    );
  });

  test("two spellings of one key are one key, and what is none has no bytes", () => {
    const key = `ed25519:${Buffer.alloc(32, 7).toString("base64")}`;
    const twin = key.replace("c=", "d=");
    assert.notEqual(twin, key);
    assert.equal(keyBytes(twin), keyBytes(key));
    assert.equal(keyBytes(key), "07".repeat(32));
    for (const none of ["", "ed25519:", key.slice(8), `${key}=`, `x${key}`, `${key}\n`, key.replace("=", "")])
      assert.equal(keyBytes(none), undefined);
  });
});

describe("what is signed", () => {
  const kinds: SignatureKind[] = [
    "propose",
    "approve",
    "break-glass",
    "reject",
    "after-action",
    "undo",
    "resume",
    "orders",
    "reset",
    "reset-clock",
  ];

  test("are the version line and canonical JSON, byte for byte", () => {
    const bytes = approvalBytes({ kind: "approve", subject: "sha256:00", by: "person:mara" });
    assert.equal(
      Buffer.from(bytes).toString("utf8"),
      'watchkeeper containment signature v1\n{"by":"person:mara","kind":"approve","subject":"sha256:00"}',
    );
  });

  // Guarantees domain separation: no two different statements have the same bytes, however their parts are cut.
  test("differs whenever kind, subject or person differ", () => {
    const statement = fc.record({
      kind: fc.constantFrom(...kinds),
      subject: fc.oneof(
        fc.array(fc.nat(0x10ffff), { maxLength: 8 }).map((points) => String.fromCodePoint(...points).toWellFormed()),
        fc.constantFrom('","x":"', "a", "b"),
      ),
      by: fc.constantFrom("person:mara" as const, "person:mar" as const, 'person:m","kind":"undo' as const),
    });
    fc.assert(
      fc.property(statement, statement, (a, b) => {
        const isSame = a.kind === b.kind && a.subject === b.subject && a.by === b.by;
        assert.equal(Buffer.compare(approvalBytes(a), approvalBytes(b)) === 0, isSame);
      }),
      { numRuns: runs(200) },
    );
  });

  test("can be signed and checked by anybody's Ed25519", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
    const bytes = approvalBytes({ kind: "undo", subject: "sha256:00", by: "person:mara" });
    assert.ok(isSignedBy(`ed25519:${raw}`, bytes, sign(null, bytes, privateKey).toString("base64")));
  });
});

describe("the digest of an action", () => {
  const action = actionOf("c-1", startMs);

  test("is that of RFC 8785 text: the order of fields and the way through JSON do not matter", () => {
    const shuffled = Object.fromEntries(Object.entries(action).toReversed()) as ContainmentAction;
    assert.equal(digestOfAction(shuffled), digestOfAction(action));
    assert.equal(digestOfAction(JSON.parse(JSON.stringify(action)) as ContainmentAction), digestOfAction(action));
    assert.match(digestOfAction(action), /^sha256:[0-9a-f]{64}$/);
    assert.equal(canonicalText({ b: 1, a: ["\u20ac", 1e21, -0] }), '{"a":["\u20ac",1e+21,0],"b":1}');
  });

  test("is refused for what is no JSON", () => {
    for (const none of [undefined, "\ud800", { "\udc00": 1 }, Number.NaN, 1n]) assert.throws(() => canonicalText(none), RangeError);
    assert.throws(() => digestOfAction({ ...action, expiresAtMs: Number.NaN }));
  });
});
