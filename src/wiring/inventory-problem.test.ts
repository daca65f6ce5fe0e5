import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inventoryProblem, readOrders } from "./containment.ts";

test("an inventory that is not there, or is malformed, is named with its file and the trouble", async () => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-inventory-"));
  try {
    const path = join(folder, "containment.yaml");
    const inventory = join(folder, "inventory.yaml");
    writeFileSync(path, "inventory: [inventory.yaml]\n");
    const orders = await readOrders(path, { home: fileURLToPath(new URL("../..", import.meta.url)) });
    const missing = await inventoryProblem(orders);
    assert.equal(missing?.code, "inventory/not-readable");
    assert.ok(missing?.problem.includes(inventory), missing?.problem);
    writeFileSync(inventory, "assets: 7\n");
    assert.ok((await inventoryProblem(orders))?.problem.includes(inventory));
    writeFileSync(inventory, "assets: []\n");
    assert.equal(await inventoryProblem(orders), undefined);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
