import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fieldsOf, settingsOf } from "./fields.ts";

const schema = {
  type: "object",
  required: ["url", "transport"],
  properties: {
    internal: { type: "boolean", default: false },
    url: { type: "string", maxLength: 2_048, description: "its address" },
    ca: { type: "string", maxLength: 65_536 },
    version: { anyOf: [{ const: 4 }, { const: 5 }], default: 4 },
    transport: { type: "string", enum: ["udp", "tls"] },
    close: { type: "array", items: { type: "string", enum: ["benign", "false-positive"] }, default: [] },
    senders: { type: "array", items: { type: "string" } },
    every: { type: "integer", minimum: 1, maximum: 60, default: 10 },
    mapping: { type: "object" },
  },
};
const fields = fieldsOf(schema);

describe("a form out of a schema", () => {
  test("asks for what is needed first, and knows how each setting is filled in", () => {
    assert.deepEqual(
      fields.map(({ name, kind }) => `${name} ${kind}`),
      [
        "url text",
        "transport one-of",
        "internal yes-no",
        "ca long-text",
        "version one-of",
        "close some-of",
        "senders list",
        "every number",
        "mapping json",
      ],
    );
    assert.deepEqual(fields.find(({ name }) => name === "version")?.options, ["4", "5"]);
    assert.equal(fields.find(({ name }) => name === "every")?.without, "10");
  });

  // Guarantees that what nobody touched stays out of the configuration, and that nothing that was typed changes its type.
  test("gives the settings that were typed, in their types, and says what it cannot read", () => {
    const typed = {
      ...{ url: " https://siem.example.org ", transport: "tls", internal: "true", version: "5", close: "benign\n", every: "10" },
      ...{ senders: "192.0.2.1\n\n192.0.2.2", mapping: '{"a":1}' },
    };
    assert.deepEqual(settingsOf(fields, typed), {
      settings: {
        ...{ url: "https://siem.example.org", transport: "tls", internal: true, version: 5, close: ["benign"] },
        ...{ senders: ["192.0.2.1", "192.0.2.2"], mapping: { a: 1 } },
      },
      wrong: {},
    });
    const { settings, wrong } = settingsOf(fields, { every: "1.5", mapping: "{" });
    assert.deepEqual(settings, {});
    assert.deepEqual(Object.keys(wrong).toSorted(), ["every", "mapping", "transport", "url"]);
  });
});
