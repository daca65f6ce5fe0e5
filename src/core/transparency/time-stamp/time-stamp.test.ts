import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { hasOpenssl, makeStampAuthority, type StampAuthorityKind } from "../../../testing/stamp-authority.ts";
import { SocError } from "../../soc-error.ts";
import { oidOf, readDer, tags, writeDer, writeInteger, writeOid } from "./der.ts";
import { timeStampRequest } from "./request.ts";
import { verifyTimeStamp } from "./time-stamp.ts";

const isThere = hasOpenssl();
const made: (() => void)[] = [];
after(() => {
  for (const remove of made) remove();
});
const authorityOf = (kind?: StampAuthorityKind) => {
  const authority = makeStampAuthority(kind);
  made.push(authority.remove);
  return authority;
};
const over = Buffer.from("log.example.org/watchkeeper\n20\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
const nonce = Buffer.alloc(16, 0xfe);
const request = timeStampRequest(over, nonce);
const refused = (says: RegExp) => (error: unknown) =>
  error instanceof SocError && error.code === "time-stamp/not-valid" && says.test(error.problem);

describe("a time stamp of openssl", { skip: !isThere }, () => {
  const authority = isThere ? authorityOf() : undefined!;
  const reply = Buffer.from(isThere ? authority.reply(request) : []);
  const trust = { over, nonce, authority: isThere ? authority.certificates : "" };

  test("is asked for in a way that openssl reads", () => {
    const read = authority.read(request);
    assert.match(read, /Hash Algorithm: sha256/);
    assert.match(read, /Nonce: 0xFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFE/);
    assert.match(read, /Certificate required: yes/);
  });

  test("is accepted by us and by openssl, over these bytes and no others", () => {
    const { timeMs } = verifyTimeStamp(reply, trust);
    assert.ok(Math.abs(timeMs - Date.now()) < 60_000);
    assert.ok(authority.accepts(reply, over));
    const other = Buffer.from(String(over).replace("20", "21"));
    assert.throws(() => verifyTimeStamp(reply, { ...trust, over: other }), refused(/other bytes/));
    assert.ok(!authority.accepts(reply, other));
  });

  test("is no answer to another request", () => {
    assert.throws(() => verifyTimeStamp(reply, { ...trust, nonce: Buffer.alloc(16, 0xfd) }), refused(/another request/));
    assert.equal(verifyTimeStamp(reply, { over, authority: trust.authority }).timeMs, verifyTimeStamp(reply, trust).timeMs);
  });

  test("of another authority is refused, also of one with the same names", () => {
    const other = authorityOf();
    assert.throws(() => verifyTimeStamp(reply, { ...trust, authority: other.certificates }), refused(/not the authority/));
    assert.throws(() => verifyTimeStamp(other.reply(request), trust), refused(/not the authority/));
    for (const none of ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
      assert.throws(() => verifyTimeStamp(reply, { ...trust, authority: none }), refused(/certificate/));
  });

  test("with a bit changed in any byte is refused, or says the very same", () => {
    const { timeMs } = verifyTimeStamp(reply, trust);
    let refusals = 0;
    for (let at = 0; at < reply.length; at++) {
      const bent = Buffer.from(reply);
      bent[at]! ^= 1 << (at % 8);
      try {
        assert.equal(verifyTimeStamp(bent, trust).timeMs, timeMs, `byte ${at}`);
      } catch (error) {
        assert.ok(error instanceof SocError, `byte ${at}: ${error}`);
        refusals++;
      }
    }
    // What is left are bytes that say nothing: versions, names of the signer that its hash overrides, the root that came along.
    assert.ok(refusals > reply.length / 2, `${refusals} of ${reply.length}`);
  });

  test("with a bit of its signature, its time, its digest or its certificate's name changed is refused for that", () => {
    const time = reply.indexOf(Buffer.from(/\d{14}Z/.exec(reply.toString("latin1"))![0]));
    const digestAttribute = reply.indexOf(Buffer.from("2a864886f70d010904", "hex")) + 9 + 4;
    for (const [at, says] of [
      [reply.length - 1, /signature/],
      [time + 13, /changed after it was signed/],
      [digestAttribute + 5, /changed after it was signed/],
    ] as const) {
      const bent = Buffer.from(reply);
      bent[at]! ^= 1;
      assert.throws(() => verifyTimeStamp(bent, trust), refused(says), `byte ${at}`);
    }
    // Both bent alike: the content again agrees with its digest, and the signature is over another one.
    const bent = Buffer.from(reply);
    bent[time + 13]! ^= 1;
    const start = bent.indexOf(Buffer.from("060b2a864886f70d0109100104", "hex")) + 13 + 4;
    const content = bent.subarray(start, start + bent[start - 1]!);
    createHash("sha256").update(content).digest().copy(bent, digestAttribute);
    assert.throws(() => verifyTimeStamp(bent, trust), refused(/its signature is false/));
  });

  test("that is cut off anywhere is refused", () => {
    for (let length = 0; length < reply.length; length += 3)
      assert.throws(() => verifyTimeStamp(reply.subarray(0, length), trust), SocError);
  });

  test("is understood from RSA keys, and with its certificate named by SHA-1 or SHA-512", () => {
    const rsa = ["-newkey", "rsa:2048"];
    for (const kind of [{ keys: rsa }, { certificateDigest: "sha1" }, { certificateDigest: "sha512", keys: rsa }] as const) {
      const other = authorityOf(kind);
      const stamped = other.reply(request);
      assert.ok(other.accepts(stamped, over));
      assert.ok(verifyTimeStamp(stamped, { ...trust, authority: other.certificates }).timeMs > 0, JSON.stringify(kind));
    }
  });
});

describe("a time stamp that an authority signed against its rules", { skip: !isThere }, () => {
  const infoAt = (time: string, imprint = createHash("sha256").update(over).digest()) =>
    writeDer(
      tags.sequence,
      writeInteger(Uint8Array.of(1)),
      writeOid("1.2.3.4.1"),
      writeDer(tags.sequence, writeDer(tags.sequence, writeOid("2.16.840.1.101.3.4.2.1")), writeDer(tags.bytes, imprint)),
      writeInteger(Uint8Array.of(7)),
      writeDer(tags.time, Buffer.from(time)),
      writeInteger(nonce),
    );
  const replyWith = (token: Uint8Array) => writeDer(tags.sequence, writeDer(tags.sequence, writeInteger(Uint8Array.of(0))), token);
  const soon = new Date(Date.now() + 3_600_000).toISOString().replace(/[-:T]|\.\d+/g, "");

  test("is refused when its certificate serves other ends, or none, or was not valid then", () => {
    const honest = authorityOf();
    const read = (reply: Uint8Array, authority = honest) => verifyTimeStamp(reply, { over, nonce, authority: authority.certificates });
    assert.ok(read(replyWith(honest.sign(infoAt(soon)))).timeMs > Date.now(), "made this way it is accepted");
    for (const time of ["20010101000000Z", "21000101000000Z"])
      assert.throws(() => read(replyWith(honest.sign(infoAt(time)))), refused(/not valid at that time/));
    for (const usage of ["serverAuth", "critical,timeStamping,serverAuth", "emailProtection"]) {
      const other = authorityOf({ usage });
      assert.throws(() => read(replyWith(other.sign(infoAt(soon))), other), refused(/not for time stamps alone/), usage);
    }
  });

  test("is refused when it was signed as something else", () => {
    const honest = authorityOf();
    const other = "1.2.840.113549.1.9.16.1.5";
    const token = Buffer.from(honest.sign(infoAt(soon), other));
    // What is wrapped is renamed; what was signed still says the other name.
    const named = token.indexOf(Buffer.from(writeOid(other)));
    token[named + 12] = 4;
    assert.throws(() => verifyTimeStamp(replyWith(token), { over, authority: honest.certificates }), refused(/for something else/));
  });

  test("is refused when its signer is of a root that only looks like the trusted one, or was issued by who may not", () => {
    const rootKeyId = "0102030405060708090a";
    const [honest, twin] = [authorityOf({ rootKeyId, keyUsage: "" }), authorityOf({ rootKeyId, keyUsage: "" })];
    const read = (token: Uint8Array, authority: string) => verifyTimeStamp(replyWith(token), { over, authority });
    assert.ok(read(honest.sign(infoAt(soon)), honest.certificates).timeMs > 0);
    assert.throws(() => read(twin.sign(infoAt(soon)), honest.certificates), refused(/not the authority/));
    assert.throws(() => read(honest.signThrough(infoAt(soon)), honest.certificates), refused(/not the authority/));
  });

  test("is refused when its time is none", () => {
    const honest = authorityOf();
    for (const time of ["20261301000000Z", "2026", "20260101000000", "20260101000000.Z", "20260101 00000Z"])
      assert.throws(
        () => verifyTimeStamp(replyWith(honest.sign(infoAt(time))), { over, authority: honest.certificates }),
        refused(/time cannot be read/),
        time,
      );
    const fraction = verifyTimeStamp(replyWith(honest.sign(infoAt(soon.replace("Z", ".25Z")))), { over, authority: honest.certificates });
    assert.equal(fraction.timeMs % 1_000, 250);
  });
});

describe("a time stamp", () => {
  const status = (code: number) => writeDer(tags.sequence, writeDer(tags.sequence, writeInteger(Uint8Array.of(code))));
  const code = (expected: string) => (error: unknown) => error instanceof SocError && error.code === expected;
  const trust = { over, authority: "" };

  test("that was refused says so; one that was granted without a token is none", () => {
    for (const refusal of [2, 3, 5, 127, 200]) assert.throws(() => verifyTimeStamp(status(refusal), trust), code("time-stamp/refused"));
    assert.throws(() => verifyTimeStamp(status(0), trust), refused(/no token/));
  });

  test("of any bytes at all is refused, in time", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, wraps) => {
        const given = wraps
          ? writeDer(tags.sequence, writeDer(tags.sequence, writeInteger(Uint8Array.of(0))), writeDer(tags.sequence, bytes))
          : bytes;
        assert.throws(() => verifyTimeStamp(given, trust), SocError);
      }),
      { numRuns: 2_000 },
    );
    assert.throws(() => verifyTimeStamp(Buffer.alloc(65_537), trust), refused(/too long/));
    assert.throws(() => verifyTimeStamp(Buffer.alloc(65_536, 0x30), trust), SocError);
  });
});

describe("DER", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (contents) => {
        const bytes = Buffer.concat(contents.map((content) => writeDer(tags.bytes, content)));
        assert.deepEqual(
          readDer(bytes).map(({ content }) => [...content]),
          contents.map((content) => [...content]),
        );
      }),
    );
    for (const oid of ["1.2.840.113549.1.9.16.1.4", "2.16.840.1.101.3.4.2.1", "0.9.1", "2.999.3", "1.3.6.1.5.5.7.3.8"])
      assert.equal(oidOf(readDer(writeOid(oid))[0]), oid);
    assert.deepEqual([...writeInteger(Uint8Array.of(0, 0, 0x80))], [2, 2, 0, 0x80]);
  });

  test("has one spelling of a length", () => {
    for (const bad of [[4, 0x80], [4, 0x81, 1, 0], [4, 0x82, 0, 0x80], [4, 0x85, 0, 0, 0, 0, 1], [4, 2, 0], [0x1f, 1, 0], [4]])
      assert.throws(() => readDer(Uint8Array.from(bad)), SocError, String(bad));
  });
});
