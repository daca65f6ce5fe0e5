import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { billOf, type Lock } from "./sbom.ts";

// Guarantees: whoever installs the product can say what they got, and it is no more than was agreed on.

const home = new URL("../", import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, home), "utf8")) as Record<string, unknown>;
const lock = json("package-lock.json") as unknown as Lock;
const manifest = json("package.json") as { dependencies: Record<string, string> };
/** The most packages that the product names itself; one more needs another to go. */
const runtimeMax = 28;

describe("the bill of materials", () => {
  const bill = billOf(lock);

  test("lists every package that a default install brings, each with version, licence and digest, and none that only builds", () => {
    const refs = new Set(bill.components.map((each) => each["bom-ref"]));
    const installed = Object.entries(lock.packages).filter(([path, { dev, link }]) => path.startsWith("node_modules/") && !dev && !link);
    assert.ok(installed.length > 100);
    for (const [path] of installed) assert.ok(refs.has(path), path);
    for (const { name, version, licenses, hashes, purl, scope } of bill.components) {
      assert.match(version, /^\d+\.\d+\.\d+/, name);
      // What is made for other systems is entered without being fetched (tools/complete-lock.ts).
      if (scope === "optional" && licenses.length === 0) continue;
      assert.equal(licenses.length, 1, `${name} has no licence in the lock`);
      assert.match(purl, /^pkg:npm\/(?:%40[^/]+\/)?[^/@]+@\d/);
      assert.ok(hashes?.[0]?.content.length === 128, `${name} has no SHA-512`);
    }
    for (const name of [
      "typescript",
      "fast-check",
      "vite",
      "rolldown",
      "tailwindcss",
      "playwright-core",
      "axe-core",
      "watchkeeper-console",
    ])
      assert.ok(!refs.has(`node_modules/${name}`), name);
  });

  test("lists what the built console holds, with what that needs", () => {
    const bundled = [...readFileSync(new URL("web/dist/licences.md", home), "utf8").matchAll(/^## (\S+) - (\d+\.\d+\.\d\S*)/gm)];
    assert.ok(bundled.length > 30);
    const listed = new Set(
      bill.components.map(({ group, name, version }) => `${group === undefined ? "" : `${group}/`}${name} ${version}`),
    );
    assert.deepEqual(
      bundled.map(([, name, version]) => `${name} ${version}`).filter((each) => !listed.has(each)),
      [],
    );
  });

  test("knows whom each depends on, and reaches all of them from the product", () => {
    const refs = new Set(bill.components.map((each) => each["bom-ref"]));
    const edges = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const seen = new Set<string>();
    const open = [...(edges.get(bill.metadata.component["bom-ref"]) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      assert.ok(refs.has(next), next);
      seen.add(next);
      open.push(...(edges.get(next) ?? []));
    }
    for (const name of Object.keys(manifest.dependencies)) assert.ok(seen.has(`node_modules/${name}`), name);
    // What is left is asked for as a peer: it is there, and nobody's own.
    const left = [...refs].filter((ref) => !seen.has(ref));
    assert.ok(left.length <= refs.size / 10, left.join(", "));
  });

  test("says what is installed here", () => {
    for (const component of bill.components) {
      const place = new URL(`${component["bom-ref"]}/package.json`, home);
      if (component.scope === "optional" && !existsSync(place)) continue;
      assert.equal((JSON.parse(readFileSync(place, "utf8")) as { version: string }).version, component.version, component.name);
    }
  });

  test("is the same bytes each time", () => {
    assert.equal(JSON.stringify(billOf(lock)), JSON.stringify(bill));
    assert.match(bill.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

test("the product names no more packages than were agreed on", () => {
  assert.ok(
    Object.keys(manifest.dependencies).length <= runtimeMax,
    `${Object.keys(manifest.dependencies).length} of at most ${runtimeMax}`,
  );
});
