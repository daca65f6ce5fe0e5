import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openAccessRecord } from "../../engine/access/access-record.ts";
import { openAccessStore } from "../../storage/access/postgres-access.ts";
import type { Database } from "../../storage/database.ts";
import { memoryKeeper } from "../../storage/journal/journal-keeper.ts";
import { openJournalStore } from "../../storage/journal/postgres-journal.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { type AccessScene, codeNow, openAccessScene, root } from "../../testing/access-scene.ts";

// Two processes on one PostgreSQL: each has a record of its own, folded from the one journal, and the tables in common.
describe("two processes that let people in", () => {
  let database: Database;
  let scenes: readonly [AccessScene, AccessScene];
  before(async () => {
    database = await openDatabase({ ephemeral: true });
    const keeper = memoryKeeper();
    const journal = await openJournalStore(database, "access", keeper);
    const first = await openAccessScene({ stores: () => ({ store: openAccessStore(database), journal }) });
    const { box } = first.parts();
    const second = await openAccessScene({ stores: () => ({ store: openAccessStore(database), journal }), parts: { box } });
    scenes = [first, second];
  });
  after(() => database.close());
  const both = (delayMs: number) => {
    for (const scene of scenes) scene.clock.pass(delayMs);
  };

  test("know one another's accounts, sessions, roles and locks within a second", async () => {
    const [here, there] = scenes;
    const admin = await here.admin();
    const page = there.browser();
    for (const [name, value] of admin.cookies) page.cookies.set(name, value);
    both(1_001);
    assert.equal((await page.ask("GET", "/api/v1/session")).json().person, "person:root");
    const mara = await here.person("mara", ["analyst"]);
    both(1_001);
    const elsewhere = there.browser({ address: "192.0.2.60" });
    for (const [name, value] of mara.cookies) elsewhere.cookies.set(name, value);
    assert.equal((await elsewhere.ask("GET", "/api/v1/session")).statusCode, 200);
    const account = (await here.parts().record.state()).byName.get("mara")!;
    await here.parts().record.obey({ type: "LockAccount", by: "machine", account, because: "left", ask: "a", atMs: here.clock.nowMs() });
    both(1_001);
    assert.equal((await elsewhere.ask("GET", "/api/v1/session")).statusCode, 401);
  });

  test("take one code once between them, and one link", async () => {
    const [here, there] = scenes;
    const admin = here.browser();
    await admin.signIn("password", root);
    const secret = await admin.enrolTotp(here.clock);
    both(30_001);
    const asked = await Promise.all(
      [here, there, here, there].map(async (scene, index) => {
        const page = scene.browser({ address: `198.51.100.${index + 1}` });
        return { page, ticket: (await page.signIn("password", root)).json().ticket as string };
      }),
    );
    const factor = { kind: "code", code: codeNow(secret, here.clock) };
    const answers = await Promise.all(asked.map(({ page, ticket }) => page.signIn("factor", { ticket, factor })));
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 401, 401, 401]);
  });

  test("count tries together: what one process refuses for its wait the other does too", async () => {
    const [here, there] = scenes;
    both(3_600_000);
    const wrong = (scene: AccessScene, time: number) =>
      scene.browser({ address: `203.0.113.${time + 1}` }).signIn("password", { ...root, password: `wrong wrong ${time}` });
    const answers = await Promise.all(Array.from({ length: 16 }, (_, time) => wrong(time % 2 ? here : there, time)));
    assert.equal(answers.filter(({ statusCode }) => statusCode === 401).length, 6);
    assert.equal(answers.filter(({ statusCode }) => statusCode === 429).length, 10);
    for (const scene of scenes) await scene.parts().background.settled();
    assert.deepEqual([...here.troubles, ...there.troubles], []);
  });

  test("leave a record that folds to the same people anew", async () => {
    const [here, there] = scenes;
    both(1_001);
    const names = async (scene: AccessScene) => [...(await scene.parts().record.state()).byName.keys()].toSorted();
    assert.deepEqual(await names(here), await names(there));
    // With the database alone nobody reads who there is: another keeper has not the keys.
    const stranger = await openJournalStore(database, "access", memoryKeeper());
    await assert.rejects(openAccessRecord(stranger, here.clock));
  });
});
