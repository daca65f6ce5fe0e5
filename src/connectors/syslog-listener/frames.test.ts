import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Framing, openFramer } from "./frames.ts";

const messageBytesMax = 480;

/** What a framer makes of bytes that come in pieces of these sizes, over and over. */
function framed(bytes: Uint8Array, sizes: readonly number[], framing: Framing = "auto") {
  const framer = openFramer({ framing, messageBytesMax });
  const out = [];
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    out.push(...framer.push(bytes.subarray(from, from + size)));
    from += size;
  }
  return [...out, ...framer.end()].map(({ kind, bytes: held }) => [kind, Buffer.from(held).toString("latin1")] as const);
}

const text = (value: string) => Buffer.from(value, "latin1");
const messages = (...values: string[]) => values.map((value) => ["message", value] as const);

test("messages by length and by line break are told apart, even within one connection", () => {
  const counted = (message: string) => `${message.length} ${message}`;
  const given = `${counted("<34>one")}${counted("<34>two\n")}<13>three\r\n\n<13>four\n12 bottles\n2026-11-23T10:00:00Z five\n`;
  const expected = messages("<34>one", "<34>two", "<13>three", "<13>four", "12 bottles", "2026-11-23T10:00:00Z five");
  for (const size of [1, 2, 3, 7, 1_000]) assert.deepEqual(framed(text(given), [size]), expected, `pieces of ${size}`);
});

test("a line break within a counted message stays within its record", () => {
  assert.deepEqual(framed(text("17 <34>first\nsecond\n"), [4]), messages("<34>first#012second"));
});

test("what is too large is refused with its beginning, and what follows is still heard", () => {
  const long = "x".repeat(messageBytesMax + 1);
  assert.deepEqual(
    framed(text(`<1>${long}\n<1>after\n`), [100]).map(([kind, held]) => [kind, held.slice(0, 8)]),
    [
      ["too-large", "<1>xxxxx"],
      ["message", "<1>after"],
    ],
  );
  assert.deepEqual(
    framed(text(`${long.length + 3} <1>${long}8 <1>after`), [100]).map(([kind, held]) => [kind, held.slice(0, 8)]),
    [
      ["too-large", "<1>xxxxx"],
      ["message", "<1>after"],
    ],
  );
});

test("where lengths are promised and none stands, the connection is given up rather than guessed at", () => {
  assert.deepEqual(
    framed(text("8 <34>oneX<34>nothing more\n9 <34>never"), [5], "octets").map(([kind]) => kind),
    ["message", "lost"],
  );
});

test("the last line of a connection that ends in its middle is kept", () => {
  assert.deepEqual(framed(text("<1>whole\n<1>hal"), [3]), messages("<1>whole", "<1>hal"));
});

// Guarantees that what is told apart depends on what was sent and never on how the network cut it.
test("pieces make no difference", () => {
  const message = fc.string({ unit: fc.constantFrom("a", "<", "1", " ", "9"), minLength: 1, maxLength: 30 }).map((tail) => `<13>${tail}`);
  const piece = fc.oneof(
    message.map((each) => `${each.length} ${each}`),
    message.map((each) => `${each}\n`),
    fc.constant("\n"),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      (pieces, sizes) => {
        const bytes = Buffer.from(pieces.join(""), "latin1");
        assert.deepEqual(framed(bytes, sizes), framed(bytes, [bytes.length || 1]));
      },
    ),
  );
});

// Guarantees that counted and line-framed messages come back as they were sent.
test("every message arrives once and in order", () => {
  const message = fc.string({ unit: fc.constantFrom("a", "b", " ", "<", "7"), maxLength: 40 }).map((tail) => `<13>x${tail}`);
  fc.assert(
    fc.property(fc.array(fc.tuple(message, fc.boolean()), { maxLength: 20 }), (given) => {
      const wire = given.map(([each, isCounted]) => (isCounted ? `${each.length} ${each}` : `${each}\n`)).join("");
      assert.deepEqual(framed(text(wire), [13]), messages(...given.map(([each]) => each)));
    }),
  );
});

// Guarantees that hostile bytes neither throw nor make us hold more than one message.
test("any bytes come to an end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.constantFrom<Framing>("auto", "octets", "lines"), (bytes, framing) => {
      for (const [kind, held] of framed(bytes, [64], framing)) {
        assert.ok(kind === "message" ? held.length <= messageBytesMax * 4 : held.length <= 1_024);
      }
    }),
  );
});
