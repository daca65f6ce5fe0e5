import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { actionLine } from "../engine/containment-status.ts";
import { cast, hostOf, minuteMs, ordersDigest, otherDigest, Story } from "../testing/containment-story.ts";
import { filedLines } from "./contain-filed.ts";
import { list } from "./contain-list.ts";
import { ordersWarning, requireApprovable } from "./contain-orders.ts";
import { listLine } from "./contain-text.ts";

// Guarantees of the words: what a line says is so, when it was read stands beside it, and a no names what helps.

const target = hostOf("ws-1.example.test");
const lineOf = (story: Story, id: string) => listLine(actionLine(story.held(id), story.state), Math.max(story.nowMs, story.state.latestMs));
const readOrders = (story: Story, digest = ordersDigest) => ({
  path: "containment.yaml",
  orders: story.orders,
  digest,
  policy: { version: "sha256:p" },
});

describe("a line of the list", () => {
  test("waits with what is missing, and once enough approved says what comes next and until when", () => {
    const story = new Story().adopt();
    const id = story.propose({ target, assessed: { tier: 2 } });
    assert.match(lineOf(story, id), /^c-1 {2}waits .*tier 2: 0 of 1 approvals; counts as rejected in 2 h 0 min$/);
    story.approve(id, cast.mara);
    const approved =
      /^c-1 {2}approved .*: enough people have approved, carried out by the next "contain run", until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/;
    assert.match(lineOf(story, id), approved);
    story.approve(id, cast.omar);
    assert.match(lineOf(story, id), approved, "never 2 of 1");
  });

  test("with a lead missing does not say that it was approved", () => {
    const story = new Story().adopt();
    const id = story.propose({ target, assessed: { tier: 3 } });
    story.approve(id, cast.mara);
    story.approve(id, cast.omar);
    assert.match(lineOf(story, id), /waits .*2 approvals, and one that it needs is missing/);
  });

  test("in force says when that was read, that an undo was asked for, and gone is gone", () => {
    const story = new Story().adopt();
    const id = story.contain({ target });
    assert.match(lineOf(story, id), /IN FORCE .*released by itself in 1 h 0 min; as read at 20\d\d-/);
    story.tell({ type: "RecordStanding", found: [{ id, effectId: `${id}.effect`, inForce: false, says: "no such element" }] });
    assert.match(lineOf(story, id), /GONE .*somebody else took it away; counts until its time is over; as read at /);
    const other = story.contain();
    story.askUndo(other, cast.mara);
    assert.match(lineOf(story, other), /IN FORCE .*person:mara asked for the undo, the next "contain run" takes it back/);
  });

  test("that was so before us promises no release, and what cannot be taken back is done, not in force", () => {
    const story = new Story().adopt();
    const id = story.propose({ target });
    story.begin(id, { alreadySo: true });
    story.outcome(id, "confirmed");
    assert.match(lineOf(story, id), /^c-1 {2}was so before us, nothing done {2}isolate-host [^:]*$/);
    const collected = story.contain({ verb: "collect-evidence", releaseAfterMs: null, assessed: { tier: 0 } });
    assert.match(lineOf(story, collected), /^c-2 {2}done {2}/);
  });

  test("of what ended gives the reason under --all", () => {
    const story = new Story().adopt();
    const id = story.propose({ target, assessed: { tier: 2 } });
    story.reject(id, cast.mara, "she sits beside me");
    const said: string[] = [];
    const terminal = { out: (text: string) => said.push(text) } as unknown as Parameters<typeof list>[1]["terminal"];
    const system = { clock: { nowMs: () => story.nowMs } } as unknown as Parameters<typeof list>[1]["system"];
    list({ json: false, all: true }, { desk: { state: story.state }, terminal, system });
    assert.match(said.join(""), /^c-1 {2}rejected .*: she sits beside me\n$/);
  });
});

describe("orders that are not in force", () => {
  test("are named with who has signed and who still may", () => {
    const story = new Story();
    story.signOrders(cast.ada);
    const warning = ordersWarning(story.state, readOrders(story)) ?? "";
    assert.match(warning, /1 of 2 signatures \(signed by person:ada\)\. Still needed: bo: watchkeeper contain adopt/);
    story.signOrders(cast.bo);
    assert.equal(ordersWarning(story.state, readOrders(story)), undefined);
    assert.match(ordersWarning(story.state, readOrders(story, otherDigest)) ?? "", /others than those adopted.*nobody has signed them/);
  });

  test("take no approval; and what former orders were asked for is proposed anew, by this command", () => {
    const story = new Story().adopt();
    const id = story.propose({ target });
    assert.throws(() => requireApprovable(story.state, story.held(id), readOrders(story, otherDigest)), {
      code: "containment/orders-not-adopted",
    });
    requireApprovable(story.state, story.held(id), readOrders(story));
    story.ordersDigest = otherDigest;
    story.adopt();
    assert.throws(() => requireApprovable(story.state, story.held(id), readOrders(story, otherDigest)), {
      code: "containment/not-waiting",
      remedy: "have it proposed anew: watchkeeper contain propose --world office --case case-1",
    });
  });
});

test("what was filed before is named with where it stands and how it is asked for again", () => {
  const story = new Story().adopt();
  const waiting = story.propose({ assessed: { tier: 2 } });
  const over = story.propose({ assessed: { tier: 2 } });
  story.nowMs += minuteMs;
  story.reject(over, cast.mara, "a test of ours");
  const before = [waiting, over, undefined].map((id) => ({
    caseId: "case-1",
    action: "isolate-host",
    target: "ws-1",
    id,
    says: "a test of ours",
  }));
  const lines = filedLines({ declined: [], before }, story.state, "office");
  assert.deepEqual(lines, [
    "filed before: isolate-host ws-1 (case-1): c-1, waits: watchkeeper contain show c-1",
    "filed before: isolate-host ws-1 (case-1): c-2, rejected: a test of ours. A person may ask again: watchkeeper contain propose --world office --case case-1 --as NAME --key FILE",
    "filed before: isolate-host ws-1 (case-1): was not possible: a test of ours",
  ]);
});
