import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AlertRow, CaseRow } from "../../ports/views.ts";
import { anyPut, expected, put } from "./any-rows.ts";
import { exampleAlertRow, exampleCaseRow, type ViewsScene, world } from "./scene.ts";

export function testRows(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: rows say what the latest place in the record says, in whatever order the record is told, and the counts are theirs.
  test("of each thing there is the row of the latest place, with whatever a stranger wrote into it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPut, { maxLength: 5 }), async (puts) => {
        const { views, other } = await open();
        const given = await put(views, puts);
        const alerts = expected(given, (each) => each.alerts);
        for (const row of alerts) assert.deepEqual(await other.alert(row.id), row);
        for (const row of expected(given, (each) => each.cases)) assert.deepEqual(await other.case(row.id), row);
        assert.equal(await views.upTo(world), given.length === 0 ? undefined : Math.max(...given.map(({ sequence }) => sequence)));
        const count = (state: AlertRow["state"]) => alerts.filter((row) => row.state === state).length;
        assert.deepEqual(await views.counts(), { open: count("open"), closed: count("closed"), escalated: count("escalated") });
      }),
      { numRuns: runs },
    );
  });

  test("a later world's rows stand over an earlier one's, also when they are told first", async () => {
    const { views } = await open();
    const row = (titled: string) => ({ alerts: [exampleAlertRow("a", { title: titled })], cases: [] });
    await views.put({ ...row("later"), world: "watch-000002", sequence: 1 });
    await views.put({ ...row("earlier"), world: "watch-000001", sequence: 900 });
    assert.equal((await views.alert("a"))?.title, "later");
    assert.equal(await views.upTo("watch-000001"), 900);
  });

  test("a case has its detail alone, and a list is without", async () => {
    const { views } = await open();
    const detail = { id: "case-1", observables: [], assets: [], techniques: [], evidence: [] } as unknown as NonNullable<CaseRow["detail"]>;
    await views.put({ alerts: [], cases: [exampleCaseRow("case-1", { detail })], world, sequence: 0 });
    assert.deepEqual((await views.case("case-1"))?.detail, detail);
    assert.equal((await views.cases({}, { limit: 5 })).rows[0]?.detail, undefined);
    assert.equal(await views.case("constructor"), undefined);
    assert.equal(await views.alert("\0"), undefined);
  });
}
