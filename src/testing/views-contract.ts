import { describe } from "node:test";
import { testChanges } from "./views-contract/changes.ts";
import { testLists } from "./views-contract/lists.ts";
import { testMarks } from "./views-contract/marks.ts";
import { testRows } from "./views-contract/rows.ts";
import type { ViewsScene } from "./views-contract/scene.ts";

export { exampleAlertRow, exampleCaseRow, type ViewsScene } from "./views-contract/scene.ts";

/** The promises of every store of views. */
export function testViews(name: string, open: () => Promise<ViewsScene>, { runs = 40 }: { readonly runs?: number } = {}): void {
  describe(`views: ${name}`, () => {
    testRows(open, runs);
    testLists(open, runs);
    testChanges(open, runs);
    testMarks(open);
  });
}
