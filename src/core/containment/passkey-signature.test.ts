import assert from "node:assert/strict";
import { createHash, sign } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { runs } from "../../testing/runs.ts";
import { type Manner, type SoftPasskey, softPasskey } from "../../testing/soft-passkey.ts";
import { canonicalText } from "./digest.ts";
import { approverKeyOf, passkeySignatureOf, takenSignature } from "./passkey-signature.ts";
import { isPublicKey } from "./public-key.ts";
import { approvalBytes, isSignedBy, keyBytes } from "./signature.ts";

const origin = "https://soc.example.test";
const home = { origin, host: "soc.example.test" };
const algorithms = ["es256", "ed25519"] as const;
const bytes = approvalBytes({ kind: "approve", subject: `sha256:${"ab".repeat(32)}`, by: "person:mara" });
const challengeOf = (text: Uint8Array) => createHash("sha256").update(text).digest("base64url");

function signatureOf(passkey: SoftPasskey, over: Uint8Array, how: Partial<Manner> = {}): string {
  const { clientDataJSON, authenticatorData, signature } = passkey.show(challengeOf(over), how).response;
  return passkeySignatureOf({ clientDataJSON, authenticatorData, signature }) ?? "";
}

const lineOf = (passkey: SoftPasskey) => approverKeyOf(passkey.id, passkey.cose);
const flipped = (text: Buffer, bit: number) => {
  const bent = Buffer.from(text);
  bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bent;
};

describe("an approval by passkey", () => {
  for (const algorithm of algorithms) {
    const passkey = softPasskey(algorithm, home);
    const key = lineOf(passkey);
    const good = signatureOf(passkey, bytes);

    test(`${algorithm}: counts for these bytes on a page of these origins, however often it is made`, () => {
      for (let time = 0; time < 40; time++) assert.ok(isSignedBy(key, bytes, signatureOf(passkey, bytes), ["https://other.test", origin]));
    });

    test(`${algorithm}: with any bit of any part changed it does not count`, () => {
      const parts = JSON.parse(good) as Record<"authenticatorData" | "clientDataJSON" | "signature", string>;
      for (const part of ["authenticatorData", "clientDataJSON", "signature"] as const) {
        const whole = Buffer.from(parts[part], "base64url");
        for (let bit = 0; bit < whole.length * 8; bit++) {
          const bent = canonicalText({ ...parts, [part]: flipped(whole, bit).toString("base64url") });
          assert.ok(!isSignedBy(key, bytes, bent, [origin]), `${part} bit ${bit}`);
        }
      }
    });

    test(`${algorithm}: with any character of its text changed, added or left out it does not count`, () => {
      fc.assert(
        fc.property(fc.nat(good.length), fc.string({ minLength: 0, maxLength: 2 }), fc.nat(2), (at, text, cut) => {
          const bent = good.slice(0, at) + text + good.slice(at + cut);
          assert.equal(isSignedBy(key, bytes, bent, [origin]), bent === good);
        }),
        { numRuns: runs(400) },
      );
    });

    test(`${algorithm}: of a page elsewhere, of another host, framed, of a registration, or unverified it does not count`, () => {
      const lies: Partial<Manner>[] = [
        { origin: "https://evil.test" },
        { origin: "https://soc.example.test.evil.test" },
        { origin: "http://soc.example.test" },
        { origin: "https://soc.example.test:8443" },
        { host: "example.test" },
        { host: "evil.test" },
        { crossOrigin: true },
        { type: "webauthn.create" },
        { type: "payment.get" },
        { flags: 0x01 },
        { flags: 0x04 },
        { flags: 0x00 },
        { flags: 0x45 },
        { extra: new Uint8Array(4) },
      ];
      for (const lie of lies) assert.ok(!isSignedBy(key, bytes, signatureOf(passkey, bytes, lie), [origin]), JSON.stringify(lie));
      assert.ok(!isSignedBy(key, bytes, good, []), "no origin is allowed");
      assert.ok(!isSignedBy(key, bytes, good), "none is said");
      // Backed up, backup eligible, extensions that the signature covers: no lie.
      assert.ok(isSignedBy(key, bytes, signatureOf(passkey, bytes, { flags: 0x1d, counter: 7 }), [origin]));
      assert.ok(isSignedBy(key, bytes, signatureOf(passkey, bytes, { flags: 0x85, extra: Buffer.from("a0", "hex") }), [origin]));
      assert.ok(isSignedBy(key, bytes, signatureOf(passkey, bytes, { crossOrigin: undefined }), [origin]));
    });

    test(`${algorithm}: for another action, kind or person it does not count, and another passkey's does not either`, () => {
      const others = [
        approvalBytes({ kind: "approve", subject: `sha256:${"ac".repeat(32)}`, by: "person:mara" }),
        approvalBytes({ kind: "break-glass", subject: `sha256:${"ab".repeat(32)}`, by: "person:mara" }),
        approvalBytes({ kind: "approve", subject: `sha256:${"ab".repeat(32)}`, by: "person:joss" }),
      ];
      for (const other of others) assert.ok(!isSignedBy(key, other, good, [origin]));
      assert.ok(!isSignedBy(key, bytes, signatureOf(softPasskey(algorithm, home), bytes), [origin]));
    });
  }

  test("an ECDSA signature has one form that counts: the mirrored one and longer spellings do not", () => {
    const passkey = softPasskey("es256", home);
    const parts = JSON.parse(signatureOf(passkey, bytes)) as { authenticatorData: string; clientDataJSON: string; signature: string };
    const der = Buffer.from(parts.signature, "base64url");
    const rEnd = 4 + der[3]!;
    const r = der.subarray(4, rEnd);
    const s = BigInt(`0x${der.subarray(rEnd + 2).toString("hex")}`);
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const number = (bytesOf: Buffer) => Buffer.concat([Buffer.from([0x02, bytesOf.length]), bytesOf]);
    const sequence = (body: Buffer) => Buffer.concat([Buffer.from([0x30, body.length]), body]);
    const plain = (value: bigint) => {
      const hex = value.toString(16).padStart(64, "0");
      return Buffer.from(Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex, "hex");
    };
    const mirrored = sequence(Buffer.concat([number(r), number(plain(order - s))]));
    const padded = sequence(Buffer.concat([number(Buffer.concat([Buffer.alloc(1), r])), der.subarray(rEnd)]));
    const longForm = Buffer.concat([Buffer.from([0x30, 0x81]), der.subarray(1)]);
    const trailing = Buffer.concat([der, Buffer.alloc(1)]);
    for (const variant of [mirrored, padded, longForm, trailing]) {
      const text = canonicalText({ ...parts, signature: variant.toString("base64url") });
      assert.ok(!isSignedBy(lineOf(passkey), bytes, text, [origin]));
    }
    const spelled = `{ "signature": ${JSON.stringify(mirrored.toString("base64url"))}, "clientDataJSON": ${JSON.stringify(parts.clientDataJSON)}, "authenticatorData": ${JSON.stringify(parts.authenticatorData)} }`;
    assert.equal(takenSignature(spelled), canonicalText(parts));
    for (const none of ["", "{", "{}", '{"signature":"AA"}', "AAAA", `${canonicalText(parts)} `.slice(1)])
      assert.equal(takenSignature(none), none);
    // Taken from the browser, the mirrored one becomes the one form: the relay changes nothing about who signed what.
    assert.equal(passkeySignatureOf({ ...parts, signature: mirrored.toString("base64url") }), canonicalText(parts));
  });

  test("other spellings of the JSON do not count: spaces, order, padding, more fields, a plain Ed25519 signature", () => {
    const passkey = softPasskey("ed25519", home);
    const good = signatureOf(passkey, bytes);
    const { authenticatorData, clientDataJSON, signature } = JSON.parse(good) as Record<string, string>;
    const others = [
      ` ${good}`,
      good.replace(":", ": "),
      JSON.stringify({ signature, clientDataJSON, authenticatorData }),
      canonicalText({ authenticatorData, clientDataJSON, signature: `${signature}=` }),
      canonicalText({ authenticatorData, clientDataJSON, signature, userHandle: "" }),
      sign(null, bytes, passkey.key).toString("base64"),
    ];
    for (const other of others) assert.ok(!isSignedBy(lineOf(passkey), bytes, other, [origin]), other);
  });

  test("whatever is no key and no signature is no signature, and never an error", () => {
    const passkey = softPasskey("es256", home);
    const good = JSON.parse(signatureOf(passkey, bytes)) as object;
    const line = lineOf(passkey);
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      fc.base64String().map((text) => canonicalText({ ...good, clientDataJSON: text })),
    );
    const anyKey = fc.oneof(
      fc.constant(line),
      fc.base64String().map((text) => `webauthn:AAAA:${text}`),
      fc.string(),
    );
    fc.assert(
      fc.property(anyKey, anyText, (key, signature) => assert.equal(isSignedBy(key, bytes, signature, [origin]), false)),
      { numRuns: runs(300) },
    );
  });
});

describe("the key of a passkey", () => {
  test("is one key however its credential is called, and the same as in a file", () => {
    const passkey = softPasskey("ed25519", home);
    const raw = Buffer.from(passkey.cose, "base64url").subarray(-32);
    const inFile = `ed25519:${raw.toString("base64")}`;
    assert.equal(keyBytes(lineOf(passkey)), keyBytes(inFile));
    assert.equal(keyBytes(approverKeyOf("AAAA", passkey.cose)), keyBytes(lineOf(passkey)));
    assert.ok(isPublicKey(lineOf(passkey)));
    assert.match(keyBytes(lineOf(softPasskey("es256", home))) ?? "", /^es256:[0-9a-f]{128}$/);
    assert.notEqual(keyBytes(lineOf(softPasskey("es256", home))), keyBytes(lineOf(softPasskey("es256", home))));
  });

  test("is none in any other CBOR: other algorithms, longer numbers, other order, more fields, compressed, cut, or off the curve", () => {
    const { cose } = softPasskey("es256", home);
    const hex = Buffer.from(cose, "base64url").toString("hex");
    const line = (text: string) => approverKeyOf("AAAA", Buffer.from(text, "hex").toString("base64url"));
    assert.ok(keyBytes(line(hex)));
    const others = [
      hex.replace("0326", "0327"),
      hex.replace("0102", "0103"),
      hex.replace("2001", "2002"),
      hex.replace(/^a50102/, "a501021802"),
      hex.replace(/^a50102032620/, "a50326010220"),
      hex.replace(/^a5/, "a4"),
      `${hex}00`,
      hex.slice(0, -2),
      `a6${hex.slice(2)}2200`,
      `bf${hex.slice(2)}ff`,
      `${hex.slice(0, hex.indexOf("225820"))}22f5`,
    ];
    for (const other of others) assert.equal(keyBytes(line(other)), undefined, other);
    const offCurve = line(`${hex.slice(0, -2)}${hex.endsWith("00") ? "01" : "00"}`);
    assert.ok(!isPublicKey(offCurve));
  });
});
