import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accountLimit, addressLimit } from "../core/access/lockout.ts";
import type { AccessStore, SessionRow } from "../ports/access-store.ts";

const startMs = Date.UTC(2026, 5, 1);
const hash = (letter: string) => letter.repeat(64);
const session = (letter: string, more: Partial<SessionRow> = {}): SessionRow => ({
  hash: hash(letter),
  id: `s-${letter}`,
  account: "a-000001",
  madeAtMs: startMs,
  seenAtMs: startMs,
  steppedUpAtMs: undefined,
  how: "password",
  address: "192.0.2.7",
  agent: "a browser 'with' \\ signs",
  ...more,
});

/** The promises of every store of sign-in. `open` gives an empty one. */
export function testAccessStore(name: string, open: () => Promise<AccessStore>): void {
  describe(`access store: ${name}`, () => {
    test("a session is found by its hash alone, exactly as it began", async () => {
      const { sessions } = await open();
      await sessions.begin(session("a", { steppedUpAtMs: startMs + 1 }));
      assert.deepEqual(await sessions.find(hash("a")), session("a", { steppedUpAtMs: startMs + 1 }));
      assert.equal(await sessions.find(hash("b")), undefined);
    });

    test("being seen never goes back", async () => {
      const { sessions } = await open();
      await sessions.begin(session("a"));
      await sessions.seen(hash("a"), startMs + 500);
      await sessions.seen(hash("a"), startMs + 100);
      assert.equal((await sessions.find(hash("a")))?.seenAtMs, startMs + 500);
    });

    test("of two who rotate one session at once one succeeds, and the old secret is none", async () => {
      const { sessions } = await open();
      await sessions.begin(session("a"));
      const both = await Promise.all([sessions.rotate(hash("a"), hash("b"), startMs), sessions.rotate(hash("a"), hash("c"), startMs)]);
      assert.deepEqual(both.toSorted(), [false, true]);
      assert.equal(await sessions.find(hash("a")), undefined);
      assert.equal((await sessions.ofAccount("a-000001", 10)).length, 1);
    });

    test("sessions are listed newest first, and ended one by one or all but one, of one account alone", async () => {
      const { sessions } = await open();
      for (const [index, letter] of ["a", "b", "c"].entries()) await sessions.begin(session(letter, { madeAtMs: startMs + index }));
      await sessions.begin(session("d", { account: "a-000002" }));
      const ids = async () => (await sessions.ofAccount("a-000001", 10)).map(({ id }) => id);
      assert.deepEqual(await ids(), ["s-c", "s-b", "s-a"]);
      assert.deepEqual(await sessions.end("a-000001", { id: "s-d" }), []);
      assert.deepEqual(await sessions.end("a-000001", { id: "s-b" }), ["s-b"]);
      assert.deepEqual(await sessions.end("a-000001", { allBut: "s-c" }), ["s-a"]);
      assert.deepEqual(await sessions.end("a-000001", {}), ["s-c"]);
      assert.equal((await sessions.ofAccount("a-000002", 10)).length, 1);
    });

    test("old and idle sessions are forgotten, others stay", async () => {
      const { sessions } = await open();
      await sessions.begin(session("a", { madeAtMs: 5, seenAtMs: 90 }));
      await sessions.begin(session("b", { madeAtMs: 50, seenAtMs: 60 }));
      await sessions.begin(session("c", { madeAtMs: 50, seenAtMs: 90 }));
      assert.equal(await sessions.forget(10, 70), 2);
      assert.ok(await sessions.find(hash("c")));
    });

    test("what counts once counts once among twenty at a time", async () => {
      const { spent } = await open();
      const all = await Promise.all(Array.from({ length: 20 }, () => spent.spend(hash("e"), startMs)));
      assert.equal(all.filter(Boolean).length, 1);
      assert.equal(await spent.forget(startMs), 0);
      assert.equal(await spent.forget(startMs + 1), 1);
      assert.equal(await spent.spend(hash("e"), startMs), true);
    });

    // Guarantees: asking a hundred times at once tries no more passwords than asking one after the other.
    test("tries at once are counted one by one: no more of them pass than are free", async () => {
      const { attempts } = await open();
      const subjects = [
        { subject: "account:x", limit: accountLimit },
        { subject: "address:y", limit: addressLimit },
      ];
      const all = await Promise.all(Array.from({ length: 30 }, () => attempts.reserve(subjects, startMs)));
      const passed = all.filter((each) => each.every((one) => "failures" in one)).length;
      assert.equal(passed, accountLimit.freeMax + 1);
    });

    test("while one of them has to wait none is counted; what went well is forgotten or given back", async () => {
      const { attempts } = await open();
      const own = { subject: "account:x", limit: accountLimit };
      const shared = { subject: "address:y", limit: addressLimit };
      for (let time = 0; time <= accountLimit.freeMax; time++) await attempts.reserve([own, shared], startMs);
      const [first] = await attempts.reserve([own, shared], startMs);
      assert.ok(first && "waitMs" in first && first.waitMs > 0);
      assert.deepEqual(await attempts.reserve([shared], startMs), [{ failures: accountLimit.freeMax + 2 }]);
      await attempts.giveBack("address:y");
      assert.deepEqual(await attempts.reserve([shared], startMs), [{ failures: accountLimit.freeMax + 2 }]);
      await attempts.clear("account:x");
      assert.deepEqual(await attempts.reserve([own], startMs), [{ failures: 1 }]);
    });

    test("counters are forgotten when nobody tried for long, and the oldest beyond the most", async () => {
      const { attempts } = await open();
      for (let index = 0; index < 10; index++) await attempts.reserve([{ subject: `s${index}`, limit: accountLimit }], startMs + index);
      assert.equal(await attempts.forget(startMs + 2, 5), 5);
      assert.deepEqual(await attempts.reserve([{ subject: "s4", limit: accountLimit }], startMs + 10), [{ failures: 1 }]);
      assert.deepEqual(await attempts.reserve([{ subject: "s5", limit: accountLimit }], startMs + 10), [{ failures: 2 }]);
    });

    test("a token's last use is kept, and never goes back", async () => {
      const { uses } = await open();
      await uses.note("t-1", startMs + 5);
      await uses.note("t-1", startMs);
      assert.deepEqual(await uses.of(["t-1", "t-2"]), new Map([["t-1", startMs + 5]]));
    });
  });
}
