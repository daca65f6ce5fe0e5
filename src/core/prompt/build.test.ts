import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hostileText } from "../../testing/hostile-text.ts";
import { knownCorp } from "../../testing/known-corp.ts";
import { buildPrompt } from "./build.ts";
import { promptLimits } from "./limits.ts";
import { previewOf } from "./preview.ts";
import { type BuiltPrompt, type SlotFill, type SlotType, slotTypes } from "./prompt.ts";
import { hostedStandIns } from "./stand-ins.ts";
import { readTemplate } from "./template.ts";

const nonce = "0123456789abcdef";
const standIns = { known: knownCorp, kinds: hostedStandIns };
const template = readTemplate(
  `# reader 1\nInstructions.\n\n---\nBefore {{schema}}\n{{one: ${slotTypes.join("|")}}}\nbetween\n{{more: evidence-sentence, many}}after\n`,
);

const fill = (name: string, type: SlotType, value: string, provenance = "e-1"): SlotFill => ({
  name,
  type,
  value,
  provenance,
  trust: "attacker-writable",
});
const anyFills = fc
  .tuple(fc.constantFrom(...slotTypes), hostileText(), fc.array(hostileText(8), { maxLength: 5 }))
  .map(([type, one, more]) => [
    fill("one", type, one, "alert-1"),
    ...more.map((value, index) => fill("more", "evidence-sentence", value, `e-${index + 1}`)),
  ]);
const anyPrompt = fc.tuple(anyFills, fc.boolean(), fc.boolean()).map(([fills, hosted, shows]) => ({
  fills,
  built: buildPrompt({ template, fills, nonce, ...(hosted && { standIns }), ...(shows && { schema: { type: "object" } }) }),
}));

const bytesOf = (text: string, from: number, to: number) => Buffer.from(text).subarray(from, to).toString();
const numRuns = 1_000;

describe("a prompt over hostile text", () => {
  // Guarantees: nothing stands in a prompt of which nobody can say whence it comes.
  test("pieces cover every byte once and in order, and each says whose it is", () => {
    fc.assert(
      fc.property(anyPrompt, ({ built: { prompt } }) => {
        let at = 0;
        for (const { fromByte, toByte } of prompt.pieces) {
          assert.equal(fromByte, at);
          assert.ok(toByte > fromByte);
          at = toByte;
        }
        assert.equal(at, Buffer.byteLength(prompt.text));
        const slots = prompt.pieces.filter(({ from }) => from === "slot");
        assert.deepEqual(
          slots.map(({ fromByte, toByte, name }) => ({ fromByte, toByte, name })),
          prompt.slots.filter((slot) => slot.toByte > slot.fromByte).map(({ fromByte, toByte, name }) => ({ fromByte, toByte, name })),
        );
        const words = prompt.pieces
          .filter(({ from, name }) => from === "template" && name !== "schema")
          .map((each) => bytesOf(prompt.text, each.fromByte, each.toByte));
        assert.equal(words.join("|"), template.parts.filter((part) => typeof part === "string").join("|"));
      }),
      { numRuns },
    );
  });

  // Guarantees: nothing that hides, moves the cursor or turns the direction reaches a model or a terminal that shows a prompt.
  test("no raw control, direction, zero-width, tag, private or unassigned character; line breaks only where a type keeps them", () => {
    fc.assert(
      fc.property(anyPrompt, ({ built: { prompt, texts } }) => {
        assert.doesNotMatch(prompt.text, /[^\P{C}\n]|\p{Zl}|\p{Zp}|\u00a0|\u034f|\u3164|\ufe0f/u);
        assert.ok(prompt.text.isWellFormed());
        for (const [index, { shown }] of texts.entries()) {
          const keeps = ["mail-text", "script", "log-text", "case-state"].includes(prompt.slots[index]?.type ?? "");
          if (!keeps) assert.ok(!shown.includes("\n"));
        }
      }),
      { numRuns },
    );
  });

  // Guarantees: text from outside cannot end its own slot or begin another one.
  test("no value holds the nonce or the brackets of a mark but as ours", () => {
    fc.assert(
      fc.property(anyPrompt, ({ built: { prompt, texts } }) => {
        for (const { shown } of texts) {
          assert.ok(!shown.toLowerCase().includes(nonce));
          assert.doesNotMatch(shown, /⟦(?!U\+[0-9A-F]{4,6}⟧|[a-z-]+-\d+⟧|nonce⟧|\+\d+ (?:marks|bytes)⟧|\d+ (?:blanks|line breaks)⟧)/u);
          assert.equal((shown.match(/⟦/g) ?? []).length, (shown.match(/⟧/g) ?? []).length);
        }
        assert.equal(prompt.text.split(nonce).length - 1, prompt.slots.length * 2);
      }),
      { numRuns },
    );
  });

  test("instructions are the template's, whatever the slots hold", () => {
    fc.assert(
      fc.property(anyPrompt, ({ built: { prompt } }) => assert.equal(prompt.system, "Instructions.")),
      { numRuns: 100 },
    );
    assert.throws(() => readTemplate("# reader 1\nDo {{text: script}}\n\n---\nx"), /hold a slot/);
  });

  test("the manifest's digests and places are those of the bytes", () => {
    fc.assert(
      fc.property(anyPrompt, ({ fills, built: { prompt, texts } }) => {
        const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
        assert.equal(prompt.digest, digestOf(`${prompt.system}\0${prompt.text}`));
        for (const [index, slot] of prompt.slots.entries()) {
          const { value, provenance, trust, type } = fills[index]!;
          assert.deepEqual({ provenance: slot.provenance, trust: slot.trust, type: slot.type }, { provenance, trust, type });
          assert.equal(slot.rawDigest, digestOf(value));
          assert.equal(slot.canonicalDigest, digestOf(bytesOf(prompt.text, slot.fromByte, slot.toByte)));
          assert.equal(bytesOf(prompt.text, slot.fromByte, slot.toByte), texts[index]?.shown);
        }
      }),
      { numRuns: 500 },
    );
  });

  // Guarantees: what a model says of a place in what it was shown is true of the same place in what was there.
  test("between stand-ins, the shown and the canonical text are the same, and stand-ins lead back", () => {
    fc.assert(
      fc.property(anyPrompt, ({ built }) => {
        for (const { shown, canonical, standIns: places } of built.texts) {
          let rebuilt = "";
          let at = 0;
          for (const { from, to, canonicalFrom, canonicalTo } of places) {
            rebuilt += shown.slice(at, from) + canonical.slice(canonicalFrom, canonicalTo);
            assert.equal(built.restore(shown.slice(from, to)).toLowerCase(), canonical.slice(canonicalFrom, canonicalTo).toLowerCase());
            at = to;
          }
          assert.equal(rebuilt + shown.slice(at), canonical);
        }
      }),
      { numRuns },
    );
  });
});

describe("bounds", () => {
  const long = (built: BuiltPrompt) => built.texts[0]?.shown ?? "";
  const build = (type: SlotType, value: string) => buildPrompt({ template, fills: [fill("one", type, value)], nonce, standIns });

  test("a value fills at most what its type may, and says how much is missing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...slotTypes), hostileText(20), fc.integer({ min: 1, max: 400 }), (type, text, times) => {
        const built = build(type, text.repeat(times));
        assert.ok(Buffer.byteLength(long(built)) <= promptLimits.slotBytesMax[type]);
        const { cutBytes = 0 } = built.prompt.slots[0] ?? {};
        assert.equal(/⟦\+\d+ bytes⟧$/.test(long(built)), cutBytes > 0);
      }),
      { numRuns: 100 },
    );
  });

  test("a huge value costs nothing, and no half of a secret or a name is left at the cut", () => {
    const began = process.hrtime.bigint();
    build("mail-text", "\u202e".repeat(5_000_000));
    assert.ok(process.hrtime.bigint() - began < 2_000_000_000n);
    for (let length = 2_430; length < 2_500; length++) {
      const built = build("mail-text", `${"x ".repeat(length / 2)} password=hunter2secret and alice here`);
      assert.doesNotMatch(long(built), /hunter|password=⟦s[^e]|alic|user(?!-\d)/);
    }
  });

  test("many items fit as far as there is room, and the prompt says which were left out", () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      fill("more", "evidence-sentence", "a sentence of evidence ".repeat(10), `e-${index + 1}`),
    );
    const built = buildPrompt({ template, fills: [fill("one", "name", "x"), ...many], nonce });
    assert.ok(Buffer.byteLength(built.prompt.text + built.prompt.system) <= promptLimits.promptBytesMax);
    assert.equal(built.prompt.slots.length + built.leftOut.length, 151);
    assert.ok(built.leftOut.length > 0);
  });

  test("fills that do not fit their template are a mistake of ours, and said at once", () => {
    assert.throws(() => buildPrompt({ template, fills: [], nonce }), /takes one "one"/);
    assert.throws(
      () => buildPrompt({ template, fills: [fill("one", "name", "x"), fill("two", "name", "x")], nonce }),
      /no place for "two"/,
    );
    assert.throws(() => buildPrompt({ template, fills: [fill("one", "name", "x")], nonce: "short" }), /nonce/);
  });
});

test("a preview is what would leave to the letter, and counts what was replaced", () => {
  const value = "alice wrote to alice@corp.test and bob@evil.test from ws-07; alice: password=hunter2";
  const built = buildPrompt({ template, fills: [fill("one", "mail-text", value)], nonce, standIns });
  const preview = previewOf(built);
  assert.equal(preview.text, built.prompt.text);
  assert.equal(preview.instructions, built.prompt.system);
  assert.equal(preview.bytes, Buffer.byteLength(preview.instructions + preview.text));
  assert.deepEqual(preview.replaced, [
    { kind: "secret", values: 1, times: 1 },
    { kind: "user", values: 1, times: 2 },
    { kind: "mail", values: 2, times: 2 },
    { kind: "host", values: 1, times: 1 },
  ]);
  for (const real of ["alice", "bob", "ws-07", "hunter2"])
    assert.ok(!`${preview.text}${JSON.stringify(preview.slots)}`.includes(real), real);
  assert.ok(preview.text.includes("mail-2@evil.test"));
});

test("the same order gives the same bytes", () => {
  fc.assert(
    fc.property(anyFills, (fills) => {
      assert.deepEqual(buildPrompt({ template, fills, nonce, standIns }).prompt, buildPrompt({ template, fills, nonce, standIns }).prompt);
    }),
    { numRuns: 50 },
  );
});
