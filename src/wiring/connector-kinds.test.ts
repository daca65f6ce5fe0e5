import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { ConnectorOrder, capabilities } from "../ports/connector.ts";
import { toyKind } from "../testing/toy/connector.ts";
import { connectorKinds, openConnector, openConnectors, openOf } from "./connector-kinds.ts";
import { askCommand } from "./secret-command.ts";
import { readSecrets, type SecretPlaces } from "./secret-place.ts";

const folder = mkdtempSync(join(tmpdir(), "connector-kinds-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const clock = { nowMs: () => 0, sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const random = { secret: (sizeBytes: number) => "00".repeat(sizeBytes) };
const places: SecretPlaces = { folder, environment: { PATH: process.env.PATH, LEAK: "canary-environment" }, file: "watchkeeper.yaml" };
const parts = { clock, random, ...places };

describe("the table of connectors", () => {
  test("holds every connector that has a folder, under its own name", async () => {
    const kinds = await connectorKinds();
    const connectors = fileURLToPath(new URL("../connectors/", import.meta.url));
    const known = new Set(kinds.map(({ product }) => product));
    for (const each of readdirSync(connectors)) {
      const module = (await import(join(connectors, each, "connector.ts")).catch(() => ({}))) as { default?: { serves?: unknown } };
      if (module.default?.serves) assert.ok(known.has(each), `${each} is missing in the table`);
    }
    for (const { product, title, serves, secrets, optionalSecrets } of kinds) {
      assert.ok(title.length > 0 && serves.length > 0, product);
      assert.ok(serves.every((each) => capabilities.includes(each)));
      assert.equal(new Set([...secrets, ...optionalSecrets]).size, secrets.length + optionalSecrets.length);
    }
  });

  test("one that is misconfigured keeps no other away, and is told of with what to do", async () => {
    const orders = ["constructor", "no-such-product"].map((product, index) => ConnectorOrder.parse({ name: `c-${index}`, product }));
    const { connectors, unopened } = await openConnectors(orders, parts);
    assert.deepEqual(connectors, []);
    assert.deepEqual(
      unopened.map(({ name }) => name),
      ["c-0", "c-1"],
    );
    await assert.rejects(openConnector(orders[0]!, parts), { code: "connector/unknown-product" });
  });

  test("one with a fault of its own is told of like one that is misconfigured, without what it threw", () => {
    const toy = toyKind();
    const broken = { ...toy, open: () => assert.fail("canary-value") };
    const order = ConnectorOrder.parse({ name: "edge", product: "toy" });
    assert.throws(
      () => openOf(broken, order, { get: () => "x" }, parts),
      (error: Error & { code: string }) => error.code === "connector/bad-settings" && !/canary/.test(inspect(error, { depth: 5 })),
    );
    assert.throws(() => openOf(toy, order, { get: () => "x" }, parts), { code: "connector/bad-settings", problem: /setting "url"/ });
  });

  test("two of one name are one too many", async () => {
    const order = ConnectorOrder.parse({ name: "same", product: "no-such-product" });
    const { unopened } = await openConnectors([order, order], parts);
    assert.match(unopened[1]!.problem, /two connectors are called "same"/);
  });
});

describe("secrets from commands", () => {
  const script = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o700 });
    chmodSync(join(folder, name), 0o700);
    return join(folder, name);
  };
  const ask = (command: readonly string[]) =>
    readSecrets({ name: "edge", product: "toy", secrets: { key: { command: [...command] } } }, ["key"], places);

  test("what a command says is the secret, without its last line end", async () => {
    assert.equal((await ask([script("says", "echo canary-value")])).get("key"), "canary-value");
    assert.equal((await ask(["printf", "%s", "canary; echo $HOME `id`"])).get("key"), "canary; echo $HOME `id`");
  });

  test("it gets nothing of our environment but PATH, and no input", async () => {
    assert.equal((await ask([script("env", 'echo "$LEAK$HOME-"')])).get("key"), "-");
    assert.equal((await ask([script("reads", "cat; echo end")])).get("key"), "end");
  });

  test("what fails, says nothing, too much or several lines is refused, and never shown", async () => {
    const bad = [
      [script("fails", "echo canary-out; echo canary-err >&2; exit 3")],
      [script("empty", "true")],
      [script("lines", "echo canary-a; echo canary-b")],
      [script("long", "head -c 200000 /dev/zero | tr '\\0' x")],
      [join(folder, "absent"), "canary-argument"],
      [folder],
    ];
    for (const command of bad)
      await assert.rejects(ask(command), (error: Error & { code: string }) => {
        assert.equal(error.code, "connector/bad-secret");
        assert.doesNotMatch(inspect(error, { depth: 5 }), /canary/);
        return true;
      });
  });

  test("one that never ends is ended", async () => {
    const said = await askCommand([script("hangs", "exec sleep 30")], { folder, path: process.env.PATH, limitMs: 200 });
    assert.ok("problem" in said && /within 1 seconds/.test(said.problem));
  });
});

describe("optional secrets", () => {
  const order = { name: "edge", product: "toy", secrets: { key: { env: "LEAK" } } };
  test("are there or not, and what nobody knows is refused", async () => {
    const secrets = await readSecrets(order, [], places, ["key", "other"]);
    assert.deepEqual([secrets.has?.("key"), secrets.has?.("other"), secrets.get("key")], [true, false, "canary-environment"]);
    await assert.rejects(readSecrets(order, [], places, ["other"]), { code: "connector/bad-secret" });
    await assert.rejects(readSecrets({ ...order, secrets: { key: { sealed: "x" } } }, ["key"], places), { code: "connector/bad-secret" });
  });
});
