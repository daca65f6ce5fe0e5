import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { containmentVerbs } from "../core/containment/action.ts";
import { EffectorOrder } from "../core/containment/orders.ts";
import { effectorKinds, openEffector, openEffectors } from "./effectors.ts";

const clock = { nowMs: () => 0, sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const folder = mkdtempSync(join(tmpdir(), "effectors-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function secretFile(name: string, text: string, mode = 0o600): string {
  writeFileSync(join(folder, name), text, { mode });
  chmodSync(join(folder, name), mode);
  return name;
}

const parts = { clock, folder, environment: { SECRET: "canary-value", EMPTY: "" } as Record<string, string | undefined> };
const okta = (more: Record<string, unknown> = {}) =>
  EffectorOrder.parse({
    name: "okta",
    product: "okta",
    for: ["disable-account"],
    settings: { url: "https://example.test" },
    secrets: { "api-token": { env: "SECRET" } },
    ...more,
  });

describe("the table of products", () => {
  test("holds every connector that can carry out containment, under its own name", async () => {
    const kinds = await effectorKinds();
    const connectors = fileURLToPath(new URL("../connectors/", import.meta.url));
    for (const each of readdirSync(connectors)) {
      const module = await import(join(connectors, each, "effector.ts")).catch(() => ({}));
      if (module.default?.provenOn)
        assert.ok(
          kinds.some(({ product }) => product === each),
          `${each} is missing in the table`,
        );
    }
    for (const { product, verbs, title, secrets } of kinds) {
      assert.ok(verbs.length > 0 && title.length > 0);
      assert.ok(
        verbs.every((verb) => containmentVerbs.includes(verb)),
        product,
      );
      assert.equal(new Set(secrets).size, secrets.length);
    }
    assert.deepEqual(
      kinds.map(({ product }) => product),
      kinds.map(({ product }) => product).toSorted(),
    );
  });

  test("a product or action that is not known is refused with those that are", async () => {
    await assert.rejects(openEffector(okta({ product: "constructor" }), parts), (error: Error & { remedy: string }) => {
      assert.match(error.remedy, /crowdstrike, defender, .*wazuh/);
      return "code" in error && error.code === "connector/unknown-product";
    });
    await assert.rejects(openEffector(okta({ for: ["isolate-host"] }), parts), /isolate-host/);
  });

  test("one that is misconfigured does not keep the others from their work", async () => {
    const { effectors, unopened } = await openEffectors(
      [okta({ name: "bad", settings: { url: "http://example.test" } }), okta(), okta({ name: "no-secret", secrets: {} })],
      parts,
    );
    assert.deepEqual(
      effectors.map(({ name, verbs }) => [name, verbs]),
      [["okta", ["disable-account"]]],
    );
    assert.deepEqual(
      unopened.map(({ name }) => name),
      ["bad", "no-secret"],
    );
  });
});

describe("secrets", () => {
  const withFile = (file: string) => openEffector(okta({ secrets: { "api-token": { file } } }), parts);

  test("a file of its owner alone is read, relative to the orders", async () => {
    assert.equal((await withFile(secretFile("good", "canary-value\n"))).name, "okta");
  });

  test("a secret that others may read, that is missing, empty, long or of several lines is refused, and never shown", async () => {
    mkdirSync(join(folder, "inner"), { recursive: true });
    const bad = [
      secretFile("open", "canary-value", 0o640),
      secretFile("writable", "canary-value", 0o602),
      secretFile("empty", "\n"),
      secretFile("lines", "canary-value\nx: y\n"),
      secretFile("long", "canary-value".repeat(10_000)),
      secretFile("zero", "canary\u0000value"),
      "inner",
      "absent",
      "/dev/zero",
    ];
    for (const file of bad) {
      await assert.rejects(withFile(file), (error: Error) => {
        assert.equal((error as Error & { code: string }).code, "connector/bad-secret", file);
        assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /canary/);
        return true;
      });
    }
    for (const secrets of [
      { "api-token": { env: "EMPTY" } },
      { "api-token": { env: "ABSENT" } },
      { "api-token": { env: "constructor" } },
      {},
      { "api-token": { env: "SECRET" }, other: { env: "SECRET" } },
    ])
      await assert.rejects(openEffector(okta({ secrets }), parts), { code: "connector/bad-secret" });
  });
});
