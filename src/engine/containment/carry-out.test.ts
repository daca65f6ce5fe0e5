import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { alertOf } from "../../testing/alerts.ts";
import { runOf } from "../../testing/confirmed-cases.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { caseRevisionOf } from "./case-revision.ts";

// Guarantee: when the database goes away under a pass, the pass ends with that and with what to do; no product is blamed for it.

const lost = new SocError({ code: "storage/server-lost", problem: "the database is gone", remedy: "run it again", retry: "never" });

/** A journal whose database goes away once `cut` is called. */
function cuttable(): { readonly journal: JournalStore; readonly cut: () => void } {
  const journal = memoryJournalStore();
  let isGone = false;
  const unlessGone =
    <Words extends readonly unknown[], Answer>(ask: (...words: Words) => Promise<Answer>) =>
    async (...words: Words): Promise<Answer> => {
      if (isGone) throw lost;
      return ask(...words);
    };
  const cut = () => {
    isGone = true;
  };
  return {
    journal: { ...journal, append: unlessGone(journal.append), read: unlessGone(journal.read), head: unlessGone(journal.head) },
    cut,
  };
}

describe("a pass under which the database goes away", () => {
  test("ends with that, instead of a trouble of each product", async () => {
    const { journal, cut } = cuttable();
    const seen = (number: number) => alertOf(number, { user: "user-1", host: "ws-1.example.test", product: number % 2 ? "edr" : "idp" });
    const run = runOf([{ id: "case-1", alerts: [seen(1), seen(2)], propose: [{ action: "disable-account", target: "user-1" }] }]);
    const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
    const effector = memoryEffector({ product });
    const scene = await openScene(
      deskParts({
        journal,
        clock: fakeClock(Date.UTC(2026, 4, 5, 9)),
        effectors: [
          {
            ...effector,
            locate: (...words) => {
              cut();
              return effector.locate(...words);
            },
          },
        ],
        caseRevision: async (_, caseId) => caseRevisionOf(run, caseId),
        orders: { "release-after-minutes": { "disable-account": 30 } },
      }),
    );
    await scene.adopt();
    assert.deepEqual((await scene.desk.fileProposals({ world: "office", run })).proposed, ["c-1"]);
    await assert.rejects(scene.pass(), { code: "storage/server-lost", remedy: "run it again" });
    assert.deepEqual(product.contained(), []);
  });
});
