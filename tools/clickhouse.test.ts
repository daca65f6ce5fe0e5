import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const bench = join(dirname(dirname(fileURLToPath(import.meta.url))), "bench", "clickhouse");
const seeds = ["1", "2", "3", "4"];

// Guarantees that a site that keeps its events in ClickHouse is told what one on PostgreSQL is told.
test("ClickHouse gives the rows, numbers and groups that PostgreSQL gives", { timeout: 900_000 }, (context) => {
  if (!process.env.WATCHKEEPER_LONG) {
    context.diagnostic("half a gigabyte: ClickHouse in process is compared with WATCHKEEPER_LONG=1 alone");
    return;
  }
  if (!existsSync(join(bench, "node_modules", "chdb")))
    execFileSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: bench, stdio: "ignore" });
  for (const seed of seeds) {
    const said = execFileSync(process.execPath, [join(bench, "same-rows.ts"), seed], { encoding: "utf8" });
    assert.match(said, /the same from both/);
    context.diagnostic(said.trim());
  }
});
