import fc from "fast-check";
import type { Dataset, Fields, TelemetryEvent } from "../core/event/event.ts";
import { datasets, emptyFields } from "../core/event/event.ts";
import { meanings } from "../core/query/meaning/vocabulary.ts";
import { vocabularies } from "../core/query/meaning.ts";
import type { Condition, Where } from "../core/query/query.ts";

// Few and nasty texts, so that generated queries meet generated events.
const texts = [
  "a", "A", "É", "é", "İ", "i", "Σ", "ς", "σ", "ß", "Straße", "%", "_", "a%b", "a_b", "\\", "a\\b", "\\\\", "'", '"', "''", "a'b", '{"a":1}', "[]", "{}", "-", "",
  " ", "a b", "cmd.exe", "C:\\Windows\\System32\\cmd.exe", "CMD.EXE", "192.0.2.7", "192.0.2.255", "198.51.100.1", "2001:db8::1", "2001:DB8::1", "::ffff:192.0.2.7",
  "010.0.0.1", "192.0.2", "192.0.2.7/24", "1:2:3:4:5:6:7::", "::", "5", "5.0", "05", "-3", "1e3", "0x1f", "999999999999999999999999", "null", "true", "😀", "a😀b", "$1", "$$", ";",
  "--", "/*", "ab", "aab", "abab",
]; // biome-ignore format: a list to be read at once
const nastier = ["a\nb", "a\tb", "\0", "a\0b", "\u0001", "\ud800", "a\udc00b", "\ufffd", "\u0002", "\r"];

const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...texts, ...nastier) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);
const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom<number | boolean | null>(0, 5, -3, 1.5, 1e21, 1e-7, 4624, true, false, null) },
);
const value = fc.oneof({ weight: 5, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) });

const nativeNames = (dataset: Dataset) => [...new Set(Object.values(vocabularies[dataset].fields).flat())];
const strangeNames = ["__proto__", "constructor", 'a"b', "a\\b", "\0", "\ud800", "", 'Image":'];

const fieldsOf = (dataset: Dataset): fc.Arbitrary<Fields> =>
  fc
    .array(fc.tuple(fc.constantFrom(...nativeNames(dataset), ...strangeNames), value), { maxLength: 8 })
    .map((pairs) => pairs.reduce((fields, [name, held]) => Object.assign(fields, Object.fromEntries([[name, held]])), emptyFields()));

/** Events of any dataset, with field names that matter and texts that a database could trip over. Times lie within a few months of 2020, or anywhere. */
export const anyEvent: fc.Arbitrary<TelemetryEvent> = fc.constantFrom(...datasets).chain((dataset) =>
  fc.record(
    {
      timeMs: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2020, 3) }) },
        { weight: 1, arbitrary: fc.constantFrom(0, -1, 1, -62_135_596_800_000, 253_402_300_799_999, 8.64e15, -8.64e15, 1e15) },
      ),
      dataset: fc.constant(dataset),
      channel: text,
      action: text,
      host: fc.option(text, { nil: undefined }),
      fields: fieldsOf(dataset),
      source: fc.record(
        {
          path: text,
          record: fc.integer({ min: 1, max: 1_000_000 }),
          digest: fc.oneof(
            fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
            text,
          ),
        },
        { noNullPrototype: true },
      ),
      logSource: fc.constantFrom({}, { product: "windows", category: "process_creation" }, { product: "linux", service: "auth" }),
    },
    { noNullPrototype: true },
  ),
);

// What a query may name: the schema refuses control characters and lone surrogates.
const askable = text.filter((candidate) => candidate.isWellFormed() && !/\p{Cc}/u.test(candidate));

const patterns = [
  "a", "^a", "a$", "^$", ".", "^.$", "a.b", "[a-c]+", "[^a]", "a|é", "(a|b)*c?", "(ab){2}", "a{1,2}b", "\\d+", "^\\w+$", "\\s", "\\bcmd\\b", "\\Bb", "\\.exe$", "\\\\",
  "c:\\\\windows\\\\.*\\.exe", "İ", "Σ", "[É]", "[A-Z]+", "[^A-Z]", "%", "_", "", "a||b", "()", "^a|b$", "\\D", "\\W\\S", "(?:a?){3}b", "😀", "^.{1,3}$", "[\\d_-]", "\\t", "(?i)CMD", "\\b", "\\B",
]; // biome-ignore format: a list to be read at once

const operand = (op: Condition["op"]): fc.Arbitrary<Condition["value"]> => {
  if (op === "regex") return fc.constantFrom(...patterns);
  if (op === "cidr")
    return fc.constantFrom(
      "192.0.2.0/24",
      "192.0.2.7",
      "0.0.0.0/0",
      "2001:db8::/32",
      "::/0",
      "2001:db8::1/128",
      "192.0.2.99/25",
      "::ffff:0:0/96",
    );
  if (op === "gt" || op === "lt") return fc.constantFrom(0, 5, -3.5, "5", "1000");
  if (op === "exists") return fc.boolean();
  return fc.oneof(askable, fc.array(askable, { maxLength: 4 }), fc.constantFrom(5, true, 1e21));
};

const condition: fc.Arbitrary<Condition> = fc
  .constantFrom<Condition["op"]>("eq", "in", "contains", "startsWith", "endsWith", "regex", "cidr", "gt", "lt", "exists")
  .chain((op) => fc.record({ field: fc.constantFrom(...meanings), op: fc.constant(op), value: operand(op) }, { noNullPrototype: true }));

/** Trees of conditions of every kind, within the limits of a query. */
export const anyWhere: fc.Arbitrary<Where> = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 4, depthIdentifier: "where", withCrossShrink: true },
    { weight: 4, arbitrary: condition },
    { weight: 1, arbitrary: fc.array(tie("where"), { maxLength: 3, depthIdentifier: "where" }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(tie("where"), { maxLength: 3, depthIdentifier: "where" }).map((any) => ({ any })) },
    { weight: 1, arbitrary: tie("where").map((not) => ({ not })) },
  ),
})).where;
