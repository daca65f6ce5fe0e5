import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { sampleLogKey } from "../../testing/sample-log.ts";
import { SocError } from "../soc-error.ts";
import { formatCheckpoint, parseCheckpoint, parseSize, verifyCheckpoint } from "./checkpoint.ts";
import { cosignatureLine, noteBytesMax, noteSignaturesMax, parseNote, signatureLine, signNote, verifyNote } from "./note.ts";
import { parseTlogProof } from "./tlog-proof.ts";
import { leafHash } from "./tree.ts";
import { formatVerifierKey, isKeyName, parseVerifierKey, verifierKeyOf } from "./verifier-key.ts";
import { parseCosignRequest } from "./witness.ts";

const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const logKey = verifierKeyOf(log, "note");
const witness = sampleLogKey("witness.example.net", 2);
const witnessKey = verifierKeyOf(witness, "cosignature");
const stranger = sampleLogKey(origin, 3);
const text = formatCheckpoint({ origin, size: 20, root: leafHash(Buffer.from("root")) });
const code = (expected: string) => (error: unknown) => error instanceof SocError && error.code === expected;

describe("a signed note", () => {
  test("is read back as it was signed, by the log and by a witness", () => {
    const note = signNote(text, log) + cosignatureLine(text, witness, 1_770_000_000);
    const { checked, ...read } = verifyNote(note, [logKey, witnessKey]);
    assert.equal(read.text, text);
    assert.deepEqual(
      checked.map(({ key, timeSeconds }) => [key.name, timeSeconds]),
      [
        [origin, undefined],
        ["witness.example.net", 1_770_000_000],
      ],
    );
    assert.deepEqual(verifyCheckpoint(Buffer.from(note), [logKey]).size, 20);
  });

  test("with any one bit changed is not this log's", () => {
    const note = Buffer.from(signNote(text, log));
    let refused = 0;
    for (let bit = 0; bit < note.length * 8; bit++) {
      const bent = Buffer.from(note);
      bent[bit >> 3]! ^= 1 << (bit & 7);
      assert.throws(() => verifyCheckpoint(bent, [logKey]), SocError, `bit ${bit}`);
      refused++;
    }
    assert.equal(refused, note.length * 8);
  });

  test("with any one bit of a cosignature changed is refused, or the cosignature is not the witness's", () => {
    const signed = signNote(text, log);
    const note = Buffer.from(signed + cosignatureLine(text, witness, 1_770_000_000));
    for (let bit = signed.length * 8 + 32; bit < note.length * 8; bit++) {
      const bent = Buffer.from(note);
      bent[bit >> 3]! ^= 1 << (bit & 7);
      let names: string[] = [];
      try {
        names = verifyCheckpoint(bent, [logKey, witnessKey]).checked.map(({ key }) => key.name);
      } catch (error) {
        assert.ok(error instanceof SocError);
      }
      assert.ok(!names.includes("witness.example.net"), `bit ${bit}`);
    }
  });

  test("ignores lines of unknown keys, also of those with a known name", () => {
    const lines = signNote(text, stranger, log).slice(text.length + 1);
    assert.equal(verifyNote(`${text}\n${lines}`, [logKey]).checked.length, 1);
    assert.throws(() => verifyNote(signNote(text, stranger), [logKey]), code("transparency/not-signed"));
  });

  test("is refused whole when a line of a known key is false, even beside a true one of another", () => {
    const other = sampleLogKey("other.example.org", 4);
    const false_ = signatureLine(logKey, new Uint8Array(64));
    assert.throws(
      () => verifyNote(signNote(text, other) + false_, [verifierKeyOf(other, "note"), logKey]),
      code("transparency/false-signature"),
    );
  });

  test("a cosignature alone makes no checkpoint, and a witness's key signs no log's name", () => {
    const cosigned = `${text}\n${cosignatureLine(text, witness, 1)}`;
    assert.throws(() => verifyNote(cosigned, [witnessKey]), code("transparency/not-signed"));
    const other = sampleLogKey("other.example.org", 4);
    assert.throws(() => verifyCheckpoint(signNote(text, other), [verifierKeyOf(other, "note")]), code("transparency/not-signed"));
  });

  test("one key's signature for notes is none for cosignatures", () => {
    const both = { name: origin, publicKey: log.publicKey };
    assert.notEqual(verifierKeyOf(both, "note").id, verifierKeyOf(both, "cosignature").id);
    assert.throws(() => verifyNote(`${text}\n${cosignatureLine(text, log, 7)}`, [logKey]), code("transparency/not-signed"));
  });

  test("is bounded in length and signatures, and takes the sixteen that everyone must", () => {
    const many = Array.from({ length: noteSignaturesMax }, (_, at) => signatureLine({ name: `k${at}`, id: at }, new Uint8Array(64))).join(
      "",
    );
    assert.equal(parseNote(`${text}\n${many}`).signatures.length, noteSignaturesMax);
    assert.throws(() => parseNote(`${text}\n${many}${many}`), code("transparency/malformed"));
    assert.throws(() => parseNote("x".repeat(noteBytesMax + 1)), code("transparency/malformed"));
    assert.throws(() => parseNote(new Uint8Array(noteBytesMax + 1)), code("transparency/malformed"));
    const large = Array.from({ length: 16 }, (_, at) => signatureLine({ name: `k${at}`, id: at }, new Uint8Array(5_000))).join("");
    assert.equal(parseNote(`${text}\n${large}`).signatures.length, 16);
  });

  test("is never signed over what no note can hold", () => {
    for (const bad of ["no newline", "tab\there\n", "nul\0\n", "cr\r\n", "\ud800\n"]) assert.throws(() => signNote(bad, log));
  });
});

describe("a verifier key", () => {
  test("is read back from its text", () => {
    for (const key of [logKey, witnessKey])
      assert.deepEqual({ ...parseVerifierKey(formatVerifierKey(key)) }, { ...key, publicKey: Buffer.from(key.publicKey) });
  });

  test("with any one character changed is refused, or is another key", () => {
    const written = formatVerifierKey(logKey);
    for (let at = 0; at < written.length; at++)
      for (const character of "aZ9+/= \n\u2014") {
        if (written[at] === character) continue;
        const bent = written.slice(0, at) + character + written.slice(at + 1);
        assert.throws(() => parseVerifierKey(bent), code("transparency/malformed"), bent);
      }
    assert.throws(() => parseVerifierKey("x".repeat(100_000)), code("transparency/malformed"));
  });

  test("has a name that no line of a note can be mistaken for", () => {
    for (const name of ["", "a b", "a+b", "a\nb", "a\u2003b", "a\u0085b", "\ud800", "x".repeat(256)])
      assert.equal(isKeyName(name), false, JSON.stringify(name));
    assert.ok(isKeyName("log.example.org/\u00e9"));
  });

  test("that is not a point of the curve checks nothing", () => {
    const broken = { ...logKey, publicKey: new Uint8Array(32).fill(255) };
    assert.throws(() => verifyNote(signNote(text, log), [broken]), code("transparency/false-signature"));
  });
});

describe("a checkpoint", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z.]{1,40}\/[a-z]{1,20}$/),
        fc.maxSafeNat(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (name, size, root) => {
          const { origin: read, ...rest } = parseCheckpoint(formatCheckpoint({ origin: name, size, root }));
          assert.deepEqual([read, rest.size, [...rest.root]], [name, size, [...root]]);
        },
      ),
    );
  });

  test("has one spelling: leading zeroes, signs, spaces, missing lines and other base64 are refused", () => {
    const root = Buffer.alloc(32, 0xff).toString("base64");
    for (const bad of [
      `a\n01\n${root}\n`,
      `a\n+1\n${root}\n`,
      `a\n1 \n${root}\n`,
      `a\n9007199254740992\n${root}\n`,
      `a\n99999999999999999999\n${root}\n`,
      `a\n-1\n${root}\n`,
      `a\n1e3\n${root}\n`,
      `\n1\n${root}\n`,
      `a\n1\n${root.slice(0, -1)}\n`,
      `a\n1\n${root.replaceAll("/", "_")}\n`,
      `a\n1\n${root}\n\n`,
      `a\n1\n${root}\n\nx\n`,
      `a\n1\n${root}`,
      `a\n1\n`,
      "",
    ])
      assert.throws(() => parseCheckpoint(bad), code("transparency/malformed"), JSON.stringify(bad));
    assert.equal(parseCheckpoint(`a\n1\n${root}\nan extension\n`).size, 1);
    assert.equal(parseSize("0"), 0);
  });
});

describe("whatever comes from outside", () => {
  const valid = [
    signNote(text, log) + cosignatureLine(text, witness, 5),
    `old 3\n${Buffer.alloc(32).toString("base64")}\n\n${signNote(text, log)}`,
    `c2sp.org/tlog-proof@v1\nextra AAAA\nindex 3\n${Buffer.alloc(32).toString("base64")}\n\n${signNote(text, log)}`,
    formatVerifierKey(logKey),
  ];
  const readers: readonly ((text: string) => unknown)[] = [
    (given) => verifyCheckpoint(given, [logKey, witnessKey]),
    (given) => verifyCheckpoint(Buffer.from(given), [logKey, witnessKey]),
    (given) => parseCosignRequest(given),
    (given) => parseTlogProof(given),
    (given) => parseVerifierKey(given),
  ];
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .tuple(fc.constantFrom(...valid), fc.nat(), fc.nat(12), fc.string({ unit: "binary", maxLength: 12 }))
      .map(([from, where, cut, into]) => {
        const at = where % (from.length + 1);
        return from.slice(0, at) + into + from.slice(at + cut);
      }),
  );

  test("is read or refused with a SocError", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...readers), (given, reader) => {
        try {
          reader(given);
        } catch (error) {
          assert.ok(error instanceof SocError, String(error));
        }
      }),
      { numRuns: 4_000 },
    );
  });
});
