import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "yaml";
import { Configuration } from "../../ports/configuration.ts";
import type { Call } from "../../ports/connector-call.ts";
import { ConnectorTrial } from "../../server/contract/connectors.ts";
import { openTrial } from "./connector-trial.ts";
import { namedTexts } from "./named-texts.ts";
import { productsOf } from "./product-lines.ts";

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) =>
    new Promise<void>((done, fail) => {
      const timer = setTimeout(done, delayMs);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        fail(new Error("over"));
      });
    }),
};

describe("a trial of a connector", () => {
  let folder: string;
  let product: Server;
  let asked: (string | undefined)[] = [];
  const calls: Call[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "watchkeeper-trial-"));
    mkdirSync(join(folder, "secrets", "trial", "harbour"), { recursive: true });
    for (const name of ["siem", "trial/siem", "trial/harbour/siem", "trial/used", "trial/ordered"])
      writeFileSync(join(folder, "secrets", name), "a-password", { mode: 0o600 });
    writeFileSync(join(folder, "sealing.key"), "the key of all keys", { mode: 0o600 });
    symlinkSync(join(folder, "secrets", "siem"), join(folder, "secrets", "trial", "led"));
    symlinkSync(join(folder, "secrets", "trial", "used"), join(folder, "secrets", "trial", "also-led"));
    writeFileSync(
      ordersPath(),
      "effectors: [{ name: edr, secrets: { key: { file: secrets/trial/ordered }, other: { env: WATCHKEEPER_TRIAL_EDR } } }]",
    );
    product = createServer((request, answer) => {
      asked.push(request.headers.authorization ?? String(request.headers["x-clickhouse-key"] ?? ""));
      answer.writeHead(500).end();
    });
    await new Promise<void>((done) => product.listen(0, "127.0.0.1", done));
  });
  after(() => {
    product.close();
    rmSync(folder, { recursive: true });
  });

  const environment = {
    WATCHKEEPER_TRIAL_SIEM: "a-password",
    WATCHKEEPER_SECRET_SIEM: "a-password",
    WATCHKEEPER_TRIAL_EDR: "a-key",
    WATCHKEEPER_SEALING_KEY: "the key of all keys",
    PATH: "/usr/bin",
  };
  const ordersPath = () => join(folder, "containment.yaml");
  const configured = Configuration.parse({
    version: 1,
    connectors: [
      {
        name: "edr",
        product: "clickhouse",
        secrets: { password: { file: "secrets/siem" }, other: { file: "./secrets/trial/../trial/used" } },
      },
      { name: "asked", product: "clickhouse", secrets: { password: { command: ["cat", "secrets/trial/harbour/siem"] } } },
    ],
  });
  const open = (tenant = "default", more: Partial<Parameters<typeof openTrial>[0]> = {}) =>
    openTrial({
      tenant,
      internal: true,
      named: () => namedTexts(tenant === "default" ? configured : {}, folder, [ordersPath(), join(folder, "none.yaml")]),
      places: { folder, environment },
      file: join(folder, "watchkeeper.yaml"),
      clock,
      random: { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") },
      told: (call) => void calls.push(call),
      ...more,
    });
  const siem = (secrets: object, more: object = {}) =>
    ConnectorTrial.parse({
      name: "siem",
      product: "clickhouse",
      settings: { url: `http://127.0.0.1:${(product.address() as AddressInfo).port}`, internal: true },
      secrets,
      ...more,
    });
  const never = new AbortController().signal;

  // Guarantees that whoever administers in a browser cannot have keys of the machine sent to an address of their own.
  test("reads only secrets that were laid out for it; nothing leaves otherwise", async () => {
    asked = [];
    for (const place of [
      { env: "WATCHKEEPER_SEALING_KEY" },
      { env: "PATH" },
      { file: "sealing.key" },
      { env: "WATCHKEEPER_SECRET_SIEM" },
      { file: "secrets/siem" },
      { file: "secrets/trial/../siem" },
      { file: "secrets/trial/../../sealing.key" },
      { file: join(folder, "secrets/trial/siem") },
      { file: "secrets/trial/harbour/siem" },
      // Laid out for trials, and yet what a connector or an effector is configured with, by whatever name.
      { file: "secrets/trial/used" },
      { file: "secrets/trial/ordered" },
      { file: "secrets/trial/led" },
      { file: "secrets/trial/also-led" },
      { env: "WATCHKEEPER_TRIAL_EDR" },
    ]) {
      const { works, code } = await open().trial(siem({ password: place }), never);
      assert.deepEqual([works, code], [false, "connector/bad-secret"], JSON.stringify(place));
    }
    const { works, code } = await open("harbour").trial(siem({ password: { file: "secrets/trial/siem" } }), never);
    assert.deepEqual([works, code], [false, "connector/bad-secret"]);
    const other = await open("harbour").trial(siem({ password: { env: "WATCHKEEPER_TRIAL_SIEM" } }), never);
    assert.deepEqual([other.works, other.code], [false, "connector/bad-secret"]);
    assert.deepEqual(asked, []);
  });

  test("opens what was sealed for no connector that is configured, and nothing where nobody can tell what is in use", async () => {
    asked = [];
    const unsealed: string[] = [];
    const places = { folder, environment, unseal: async (_: string, purpose: string) => `${unsealed.push(purpose)}` };
    const sealed = { password: { sealed: "wks1.text" } };
    const own = await open("default", { places }).trial(siem(sealed), never);
    assert.deepEqual([own.code === "connector/bad-secret", unsealed], [false, ["default/connector/siem/password"]]);
    const used = await open("default", { places }).trial(siem(sealed, { name: "edr" }), never);
    assert.deepEqual([used.code, unsealed.length], ["connector/bad-secret", 1]);
    asked = [];
    writeFileSync(join(folder, "broken.yaml"), "effectors: [");
    const named = () => namedTexts(configured, folder, [join(folder, "broken.yaml")]);
    const { code } = await open("default", { named }).trial(siem({ password: { file: "secrets/trial/siem" } }), never);
    assert.deepEqual([code, asked], ["connector/bad-secret", []]);
  });

  test("goes into the company's network, or to this machine, only where the configuration says so", async () => {
    asked = [];
    const outside = open("default", { internal: false });
    const password = { file: "secrets/trial/siem" };
    const { port } = product.address() as AddressInfo;
    for (const settings of [
      { url: `http://127.0.0.1:${port}`, internal: true },
      { url: "https://clickhouse.example.test", internal: true },
      { url: `https://127.0.0.1:${port}` },
      { url: "https://LOCALHOST:8443" },
      { url: "https://[::1]:8443" },
      { host: "localhost:993" },
      { servers: [{ host: "127.0.0.1" }] },
      { host: "2130706433" },
    ]) {
      const { works, code } = await outside.trial(siem({ password }, { settings }), never);
      assert.deepEqual([works, code], [false, "connector/address-not-allowed"], JSON.stringify(settings));
    }
    assert.deepEqual(asked, []);
    assert.equal(Configuration.parse({ version: 1 }).server["try-internal"], false);
  });

  test("asks the product with what was laid out, and says in our words what is wrong and what to do", async () => {
    for (const [tenant, place] of [
      ["default", { file: "secrets/trial/siem" }],
      ["default", { env: "WATCHKEEPER_TRIAL_SIEM" }],
      ["harbour", { file: "secrets/trial/harbour/siem" }],
    ] as const) {
      asked = [];
      const { works, remedy, code } = await open(tenant).trial(siem({ password: place }), never);
      assert.equal(works, false);
      assert.ok(remedy);
      assert.match(code ?? "", /^connector\//);
      assert.ok(asked.length > 0);
    }
    assert.ok(calls.every(({ connector }) => connector === "a-trial"));
  });

  test("gives what to write into the configuration, which reads it as it was tried", async () => {
    const { yaml, put } = await open().trial(siem({ password: { file: "secrets/trial/siem" } }, { use: ["search"] }), never);
    const { connectors } = Configuration.parse({ version: 1, connectors: parse(yaml) });
    assert.equal(connectors[0]?.name, "siem");
    assert.deepEqual(connectors[0]?.use, ["search"]);
    assert.deepEqual(connectors[0]?.secrets, { password: { file: "secrets/trial/siem" } });
    assert.equal(put.under, "connectors");
    assert.match(put.next[0] ?? "", /config check .*watchkeeper\.yaml/);
  });

  test("runs no program and opens no file of the machine", async () => {
    for (const more of [
      { product: "mcp-server", settings: { command: ["touch", join(folder, "made")] } },
      { product: "file-tail", settings: { folder: "/etc", files: ["*"] } },
      { product: "inventory-http", settings: { folder: "/etc", files: ["*"] } },
    ]) {
      const { works, says } = await open().trial(siem({}, more), never);
      assert.equal(works, null);
      assert.match(says, /the machine that the service runs on/);
    }
  });

  test("is one at a time", async () => {
    const trial = open();
    const first = trial.trial(siem({ password: { file: "secrets/trial/siem" } }), never);
    await assert.rejects(trial.trial(siem({}), never), { code: "server/too-many-requests" });
    await first;
  });

  test("knows every product with a schema of its settings, and says what most of them are for", async () => {
    const { products, absent } = await productsOf();
    assert.ok(products.length > 30);
    assert.ok(absent.length > 0);
    const fields = products.flatMap(({ settings }) =>
      Object.values((settings.properties ?? {}) as Record<string, { description?: string }>),
    );
    const told = fields.filter(({ description }) => description !== undefined).length;
    assert.ok(told / fields.length > 0.8, `${told} of ${fields.length} are described`);
  });
});
