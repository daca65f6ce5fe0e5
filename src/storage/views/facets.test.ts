import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tenantsOfTests } from "../../testing/tenant-doors.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import { readFacets } from "./facets.ts";
import { openViews } from "./postgres-views.ts";

const tenants = tenantsOfTests();

async function scene(count: number) {
  const { door } = await tenants.next();
  const parts = door();
  const about = { sources: ["edr"], hosts: ["ws-1"], accounts: [], rules: [], techniques: [] };
  const cases = Array.from({ length: count }, (_, at) => ({ ...exampleCaseRow(`case-${at}`), about }));
  await (await openViews(parts)).put({ alerts: [], cases, world: "watch-000001", sequence: 0 });
  return parts.database;
}

// Guarantees: a count is of the rows that it names and of no other; what was not counted is not said to be none.
describe("facets", () => {
  test("no more rows are counted than are named, and only where there are more is it inexact", async () => {
    const { pool, tenant } = await scene(4);
    const sumOf = (values: readonly { readonly count: number }[] = []) => values.reduce((sum, { count }) => sum + count, 0);
    for (const [most, exact] of [
      [3, false],
      [4, true],
      [5, true],
    ] as const) {
      const { state, hosts } = await readFacets(pool, tenant, { of: "cases" }, { columns: most, about: most });
      const count = Math.min(most, 4);
      assert.deepEqual([state?.count, state?.exact, sumOf(state?.values)], [count, exact, count]);
      assert.deepEqual([hosts?.count, hosts?.exact, hosts?.values], [count, exact, [{ value: "ws-1", count }]]);
    }
  });

  test("a filter's own facet has its own count, over the rows without it", async () => {
    const { pool, tenant } = await scene(4);
    const { state, severity } = await readFacets(pool, tenant, { of: "cases", state: ["closed"] });
    assert.deepEqual([state?.count, severity?.count], [4, 0]);
  });

  test("what could not be counted in time is not among the counts, whatever else was", async () => {
    const { pool, tenant } = await scene(4);
    const client = await tenants.database().pool.connect();
    try {
      // Whoever asks by machine waits for the words; the machines themselves are counted without them.
      await client.query("BEGIN; LOCK TABLE watchkeeper.view_case_words IN ACCESS EXCLUSIVE MODE");
      const { hosts, ...others } = await readFacets(pool, tenant, { of: "cases", about: { hosts: ["ws-1"] } });
      assert.deepEqual([hosts?.count, hosts?.values], [4, [{ value: "ws-1", count: 4 }]]);
      assert.deepEqual(new Set(Object.values(others)), new Set([undefined]));
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  });
});
