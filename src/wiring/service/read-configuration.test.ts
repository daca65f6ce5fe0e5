import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { z } from "zod";
import { nearestWord, stepsBetween } from "../../core/configuration/nearest.ts";
import { Configuration, tenantsOf } from "../../ports/configuration.ts";
import { overrides, parseConfiguration, readConfiguration } from "./read-configuration.ts";

// Guarantees: whoever writes a configuration hears of every mistake at once, by its place, and a setting that nobody knows never passes in silence.

const whole = `version: 1
server:
  listen: 127.0.0.1:9443
  public-url: https://soc.example.test
connectors:
  - name: mailbox
    product: imap-mailbox
    settings: { host: mail.example.test }
    secrets: { password: { file: secrets/mailbox } }
    use: [alerts]
retention: { raw-days: 7, legal-hold: [{ because: "matter 12", source: mailbox }] }
tenants:
  - name: branch
    rules: [rules]
`;

const mistakesOf = (text: string, environment: Record<string, string> = {}) => parseConfiguration(text, environment).mistakes;

describe("reading watchkeeper.yaml", () => {
  test("a whole file is read, and everything that it leaves out has its default", () => {
    const { configuration, mistakes } = parseConfiguration(whole, {});
    assert.deepEqual(mistakes, []);
    assert.ok(configuration);
    assert.equal(configuration.server.listen, "127.0.0.1:9443");
    assert.equal(configuration.connectors[0]?.["may-receive"], "green");
    assert.equal(configuration.retention["events-days"], 90);
    assert.deepEqual(
      tenantsOf(configuration).map(({ name, connectors }) => [name, connectors.length]),
      [
        ["default", 1],
        ["branch", 0],
      ],
    );
  });

  test("every mistake is told at once, each with its line and column", () => {
    const text = `version: 1
server:
  listen: 0.0.0.0:8420
  publik-url: https://soc.example.test
logs: { level: loud }
retention: { raw-days: 0 }
connectors:
  - name: One
    product: wazuh
`;
    const mistakes = mistakesOf(text);
    assert.deepEqual(
      mistakes.map(({ line, column, where }) => [line, column, where]),
      [
        [4, 3, "server.publik-url"],
        [5, 9, "logs.level"],
        [6, 14, "retention.raw-days"],
        [8, 5, "connectors.0.name"],
      ],
    );
    assert.match(mistakes[0]!.says, /did you mean "public-url"\?/);
  });

  test("what a schema cannot say is told too: passwords in the clear, and names that two things have", () => {
    const twice = "connectors: [{ name: a, product: x }, { name: a, product: y }]\ntenants: [{ name: b }, { name: b }]\n";
    const mistakes = mistakesOf(`version: 1\nserver: { listen: "192.0.2.1:443" }\n${twice}`);
    assert.deepEqual(
      mistakes.map(({ where }) => where),
      ["server.listen", "connectors.1.name", "tenants.1.name"],
    );
    for (const open of ["behind-proxy: true", "tls: { certificate: c.pem, key: k.pem }"])
      assert.deepEqual(mistakesOf(`version: 1\nserver: { listen: "0.0.0.0:443", ${open} }`), []);
    for (const listen of ["127.0.0.1:0", "127.8.8.8:1", "localhost:8420", "[::1]:8420"])
      assert.deepEqual(mistakesOf(`version: 1\nserver: { listen: "${listen}" }`), []);
    assert.match(mistakesOf('version: 1\nserver: { listen: "127.0.0.1.attacker.test:80" }')[0]!.says, /no loopback/);
  });

  test("the environment says settings instead of the file, and a name that it almost hits is refused", () => {
    const environment = {
      WATCHKEEPER_SERVER_LISTEN: "127.0.0.1:1",
      WATCHKEEPER_RETENTION_RAW_DAYS: "3",
      WATCHKEEPER_SERVER_BEHIND_PROXY: "true",
    };
    const { configuration } = parseConfiguration(whole, { ...environment, WATCHKEEPER_KEYS: "/keys", WATCHKEEPER_WITNESSES: "" });
    assert.equal(configuration?.server.listen, "127.0.0.1:1");
    assert.equal(configuration?.server["behind-proxy"], true);
    assert.equal(configuration?.retention["raw-days"], 3);
    const [mistake] = mistakesOf(whole, { WATCHKEEPER_LOGS_LEVELS: "debug" });
    assert.equal(mistake?.where, "WATCHKEEPER_LOGS_LEVELS");
    assert.match(mistake.says, /did you mean "WATCHKEEPER_LOGS_LEVEL"/);
    const [wrong] = mistakesOf(whole, { WATCHKEEPER_LOGS_LEVEL: "loud" });
    assert.deepEqual([wrong?.line, wrong?.where], [0, "WATCHKEEPER_LOGS_LEVEL"]);
    assert.deepEqual(mistakesOf("version: 1", { WATCHKEEPER_SERVER_TLS_CERTIFICATE: "c", WATCHKEEPER_SERVER_TLS_KEY: "k" }), []);
  });

  test("each setting has a variable of its own name", () => {
    const names = overrides.map(({ variable }) => variable);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length > 15);
    for (const { path } of overrides) assert.doesNotThrow(() => z.string().array().parse(path));
  });

  test("text that is no YAML, unfolds without end, or is hostile in its keys, is a mistake and never a crash", () => {
    const bomb = `version: 1\nrules: &a [x, x]\n${"abcdefgh"
      .split("")
      .map((letter, index) => `k${letter}: &${letter}x [${`*${index === 0 ? "a" : `${"abcdefgh"[index - 1]}x`}, `.repeat(9)}]`)
      .join("\n")}\n`;
    for (const text of [
      "version: [1",
      "version: 1\nversion: 1",
      bomb,
      "version: 1\n__proto__: {server: 1}",
      "- 1",
      "null",
      "version: 2",
      "constructor: 1",
      "? [a]\n: 1",
    ]) {
      const { configuration, mistakes } = parseConfiguration(text, {});
      assert.equal(configuration, undefined, text.slice(0, 40));
      assert.ok(mistakes.length > 0, text.slice(0, 40));
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const { configuration, mistakes } = parseConfiguration(text, {});
        assert.equal(configuration === undefined, mistakes.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  test("the published schema takes what the reader takes", () => {
    const ajv = new Ajv2020({ strict: false, allowUnionTypes: true });
    formats.default(ajv);
    const takes = ajv.compile(z.toJSONSchema(Configuration, { io: "input", unrepresentable: "any" }));
    assert.ok(
      takes({ version: 1, server: { listen: "127.0.0.1:1" }, connectors: [{ name: "a", product: "b" }] }),
      JSON.stringify(takes.errors),
    );
    assert.ok(!takes({ version: 1, servers: {} }));
    assert.ok(!takes({ version: 1, logs: { level: "loud" } }));
  });

  test("a file that is not there is an empty one, unless somebody named it", async () => {
    const read = await readConfiguration("no-such-folder/watchkeeper.yaml", {}, false);
    assert.equal(read.path, undefined);
    assert.equal(read.configuration?.server.listen, "127.0.0.1:8420");
    await assert.rejects(readConfiguration("no-such-folder/watchkeeper.yaml", {}, true), /configuration\/not-readable/);
  });
});

describe("the nearest known word", () => {
  test("is found over one slip, and nothing is guessed for what is far off", () => {
    const known = ["listen", "public-url", "tls", "behind-proxy"];
    for (const [written, meant] of [
      ["lisen", "listen"],
      ["tsl", "tls"],
      ["publicurl", "public-url"],
      ["behind_proxy", "behind-proxy"],
      ["Listen", "listen"],
    ])
      assert.equal(nearestWord(written!, known), meant);
    for (const written of ["", "certificate", "zzzzzz"]) assert.equal(nearestWord(written, known), undefined);
  });

  test("distance is one of a metric on equal words and is symmetric", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        assert.equal(stepsBetween(one, other), stepsBetween(other, one));
        assert.equal(stepsBetween(one, other) === 0, one === other);
        assert.ok(stepsBetween(one, other) <= Math.max(one.length, other.length));
      }),
    );
  });
});
