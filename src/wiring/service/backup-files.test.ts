import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Configuration } from "../../ports/configuration.ts";
import { copyConfiguration } from "./backup-files.ts";

test("a backup holds the standing orders and stop files of every tenant, wherever it is run, and says what it lacks", async () => {
  const root = mkdtempSync(join(tmpdir(), "wk-backup-"));
  try {
    const [home, state, to] = [join(root, "etc"), join(root, "data"), join(root, "backup")];
    for (const folder of [home, join(home, "orders"), state, to]) mkdirSync(folder);
    const path = join(home, "watchkeeper.yaml");
    writeFileSync(path, "x");
    writeFileSync(join(home, "orders", "own.yaml"), "own");
    writeFileSync(join(state, "containment-amber.yaml"), "amber");
    writeFileSync(join(root, "birch orders.yaml"), "birch");
    writeFileSync(join(state, "STOP-amber"), "stopped");
    const configuration = Configuration.parse({
      version: 1,
      containment: "orders/own.yaml",
      tenants: [
        { name: "amber" },
        { name: "birch", containment: "../birch orders.yaml" },
        { name: "cedar", containment: "orders/none.yaml" },
      ],
    });
    const told: string[] = [];
    const files = await copyConfiguration({ path, folder: home, configuration }, state, to, (says) => told.push(says));
    const texts = Object.fromEntries(files.map((each) => [each.path, readFileSync(join(to, each.path), "utf8")]));
    assert.deepEqual(texts, {
      "configuration/watchkeeper.yaml": "x",
      "configuration/orders/own.yaml": "own",
      "configuration/containment-amber.yaml": "amber",
      "configuration/containment-birch.yaml": "birch",
      "configuration/STOP-amber": "stopped",
    });
    assert.equal(told.length, 2);
    assert.match(told.join("\n"), /"birch" lie outside[\s\S]*"cedar" are not in the backup/);
  } finally {
    rmSync(root, { recursive: true });
  }
});
