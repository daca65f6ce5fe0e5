import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const config = createRequire(import.meta.url)(join(home, ".dependency-cruiser.cjs")) as { forbidden: { name: string }[] };

/** One planted file per wall: what it is called, what it imports, and which wall must fall on it. Targets are planted too. */
const plants: readonly { readonly wall: string; readonly file: string; readonly imports: string }[] = [
  { wall: "no-circular", file: "src/core/a.ts", imports: "./b.ts" },
  { wall: "core-is-pure", file: "src/core/plant.ts", imports: "node:fs" },
  { wall: "learning-is-pure", file: "src/learning/plant.ts", imports: "node:fs" },
  { wall: "detection-is-pure", file: "src/detection/plant.ts", imports: "node:child_process" },
  { wall: "formats-is-pure", file: "src/formats/plant.ts", imports: "node:fs" },
  { wall: "stages-is-pure", file: "src/stages/plant.ts", imports: "../engine/target.ts" },
  { wall: "dialects-is-pure", file: "src/dialects/plant.ts", imports: "../ports/target.ts" },
  { wall: "ports-are-contracts", file: "src/ports/plant.ts", imports: "../engine/target.ts" },
  { wall: "core-reads-text-in-one-place", file: "src/core/reads.ts", imports: "yaml" },
  { wall: "quality-measures-from-outside", file: "src/quality/plant.ts", imports: "../engine/target.ts" },
  { wall: "exercise-plays-from-outside", file: "src/redteam/plant.ts", imports: "../engine/target.ts" },
  { wall: "product-runs-without-its-yardstick", file: "src/engine/measured.ts", imports: "../quality/target.ts" },
  { wall: "knowledge-is-data", file: "src/knowledge/plant.ts", imports: "../stages/target.ts" },
  { wall: "adapters-meet-ports-only", file: "src/storage/plant.ts", imports: "../engine/target.ts" },
  { wall: "adapter-kinds-are-strangers", file: "src/storage/stranger.ts", imports: "../connectors/one/target.ts" },
  { wall: "connectors-are-strangers", file: "src/connectors/two/plant.ts", imports: "../one/target.ts" },
  { wall: "models-are-strangers", file: "src/models/two/plant.ts", imports: "../one/target.ts" },
  { wall: "models-are-asked-in-one-place", file: "src/wiring/asks.ts", imports: "ai" },
  { wall: "models-are-asked-in-one-place", file: "src/stages/asks.ts", imports: "@ai-sdk/anthropic" },
  { wall: "cedar-has-one-door", file: "src/wiring/policy.ts", imports: "@cedar-policy/cedar-wasm/nodejs" },
  { wall: "connectors-have-folders", file: "src/connectors/plant.ts", imports: "../core/target.ts" },
  { wall: "engine-knows-no-vendor", file: "src/engine/plant.ts", imports: "../storage/target.ts" },
  { wall: "edges-know-no-vendor", file: "src/cli/plant.ts", imports: "../storage/target.ts" },
  { wall: "only-main-knows-everything", file: "src/engine/upwards.ts", imports: "../main.ts" },
  { wall: "wiring-is-for-main", file: "src/cli/wired.ts", imports: "../wiring/target.ts" },
  { wall: "console-sees-the-contract", file: "web/src/plant.ts", imports: "../../src/core/target.ts" },
  { wall: "console-sees-the-contract", file: "web/src/pages/plant.tsx", imports: "../../../src/engine/target.ts" },
  { wall: "contract-is-light", file: "src/server/contract.ts", imports: "../engine/target.ts" },
  { wall: "who-is-drawn-stays-unknown", file: "src/engine/drawn.ts", imports: "../ports/draw-secrets.ts" },
  { wall: "who-is-drawn-stays-unknown", file: "src/stages/drawn.ts", imports: "../core/quality-sample/draw.ts" },
  { wall: "samples-look-on", file: "src/engine/watch/looks.ts", imports: "../../core/quality-sample/draw.ts" },
  { wall: "network-has-one-door", file: "src/storage/net.ts", imports: "node:http" },
  { wall: "fakes-stay-out-of-the-product", file: "src/cli/fake.ts", imports: "../testing/target.ts" },
  { wall: "workbench-stays-out-of-the-product", file: "src/cli/bench.ts", imports: "../../bench/target.ts" },
  { wall: "workbench-stays-out-of-the-product", file: "src/engine/simulated.ts", imports: "../../simulation/target.ts" },
  { wall: "scenarios-are-content-of-the-demo", file: "src/cli/scenario.ts", imports: "../../scenarios/target.ts" },
  { wall: "not-to-unresolvable", file: "src/cli/nowhere.ts", imports: "./nowhere-at-all.ts" },
];
const targets = [
  "src/core",
  "src/ports",
  "src/engine",
  "src/stages",
  "src/storage",
  "src/connectors/one",
  "src/models/one",
  "src/testing",
  "src/wiring",
  "src/quality",
  "bench",
  "simulation",
  "scenarios",
];

describe("the walls", () => {
  let folder = "";
  let fallen = new Map<string, string[]>();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "walls-"));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const name of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"]) cpSync(join(home, name), join(folder, name));
    symlinkSync(join(home, "node_modules"), join(folder, "node_modules"));
    for (const target of targets) write(`${target}/target.ts`, "export const target = 1;\n");
    write("src/main.ts", "export const main = 1;\n");
    for (const held of ["src/ports/draw-secrets.ts", "src/core/quality-sample/draw.ts"]) write(held, "export const draw = 1;\n");
    write("src/core/b.ts", 'import { plant } from "./a.ts";\nexport const other = plant;\n');
    for (const { file, imports } of plants) write(file, `import * as planted from "${imports}";\nexport const plant = planted;\n`);
    // Types are walls too: erased at run time, they still say who knows whom.
    write("src/core/types.ts", 'import type { target } from "../engine/target.ts";\nexport type Planted = typeof target;\n');
    const run = spawnSync(
      process.execPath,
      [
        join(home, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
        "--config",
        ".dependency-cruiser.cjs",
        "--output-type",
        "json",
        "src",
        "web",
        "bench",
      ],
      { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1_048_576 },
    );
    const { summary } = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    fallen = Map.groupBy(summary.violations, ({ rule }) => rule.name) as unknown as Map<string, string[]>;
    fallen = new Map(
      [...fallen].map(([name, violations]) => [name, (violations as unknown as { from: string }[]).map(({ from }) => from)]),
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { wall, file } of plants) {
    test(`${wall} falls on ${file}`, () =>
      assert.ok(fallen.get(wall)?.includes(file), `caught only: ${fallen.get(wall)?.join(", ") ?? "nothing"}`));
  }

  test("a type import is an import", () => assert.ok(fallen.get("core-is-pure")?.includes("src/core/types.ts")));

  test("every wall has a plant", () => {
    assert.deepEqual(config.forbidden.map(({ name }) => name).toSorted(), [...new Set(plants.map(({ wall }) => wall))].toSorted());
  });
});
