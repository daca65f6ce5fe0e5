import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agent, cast, hourMs, isBegun, Story, startMs, typesOf } from "../../testing/containment-story.ts";
import { personOf } from "../../testing/people.ts";
import { inFlight, readyToBegin, toReconcile, toRelease, toUndo } from "./decide.ts";
import { stopsMax } from "./kill-switch.ts";

const { mara, ines, ada, bo } = cast;

describe("a stop", () => {
  for (const by of [agent, mara.name, "person:passer-by", "file"] as const)
    test(`by ${by} keeps everything from beginning`, () => {
      const story = new Story().adopt();
      const waiting = story.propose();
      const inForce = story.contain();
      assert.deepEqual(story.stop("all", by), [{ type: "Stopped", scope: "all", by, because: "something is wrong", atMs: startMs }]);
      assert.deepEqual(readyToBegin(story.state, story.nowMs), []);
      story.refuses("stopped", () => story.begin(waiting));
      story.refuses("stopped", () => story.askUndo(inForce, mara));
      story.nowMs += 2 * hourMs;
      assert.deepEqual(toRelease(story.state, story.nowMs), []);
      story.refuses("stopped", () => story.beginUndo(inForce, "release"));
    });

  test("of one effector leaves the others alone", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.stop("effector:other");
    assert.deepEqual(
      readyToBegin(story.state, story.nowMs).map(({ action }) => action.id),
      [id],
    );
    story.stop("effector:edge");
    assert.deepEqual(readyToBegin(story.state, story.nowMs), []);
    story.refuses("stopped", () => story.begin(id));
  });

  test("lets what is under way be read back, and lists it", () => {
    const story = new Story().adopt();
    const id = story.propose();
    story.begin(id);
    const undone = story.contain();
    story.askUndo(undone, mara);
    story.beginUndo(undone);
    story.stop();
    assert.deepEqual(
      inFlight(story.state).map(({ action }) => action.id),
      [id, undone],
    );
    assert.deepEqual(typesOf(story.outcome(id, "unknown")), ["OutcomeRecorded"]);
    assert.deepEqual(typesOf(story.outcome(undone, "unknown")), ["OutcomeRecorded"]);
    assert.deepEqual(
      toReconcile(story.state).map(({ status }) => status),
      ["outcome-unknown", "undo-unknown"],
    );
    story.refuses("stopped", () => story.begin(id));
    story.refuses("stopped", () => story.beginUndo(undone));
    assert.deepEqual(typesOf(story.outcome(id, "confirmed")), ["OutcomeRecorded"]);
    assert.deepEqual(
      inFlight(story.state).map(({ action }) => action.id),
      [undone],
    );
  });

  test("holds an undo that was asked for before, until it is resumed", () => {
    const story = new Story().adopt();
    const id = story.contain();
    story.askUndo(id, mara);
    assert.equal(toUndo(story.state).length, 1);
    story.stop();
    assert.deepEqual(toUndo(story.state), []);
    story.refuses("stopped", () => story.beginUndo(id));
    story.askResume(ada);
    story.askResume(bo);
    assert.ok(isBegun(story.beginUndo(id)));
  });

  test("by the file goes into the record when somebody asks to begin, and lasts when the file is gone", () => {
    const said = { "somebody touched it": "somebody touched it", "": "no reason was given", [`${"x".repeat(600)}`]: "x".repeat(500) };
    for (const [stopped, because] of Object.entries(said)) {
      const story = new Story().adopt();
      const id = story.propose();
      assert.deepEqual(story.begin(id, { stopped }), [{ type: "Stopped", scope: "all", by: "file", because, atMs: startMs }]);
      assert.throws(() => story.begin(id, { stopped }), new RegExp(`nothing begins: ${because}`));
      story.refuses("stopped", () => story.begin(id, { stopped }));
      story.refuses("stopped", () => story.begin(id));
    }
    const story = new Story().adopt();
    const id = story.contain();
    story.askUndo(id, mara);
    assert.deepEqual(typesOf(story.beginUndo(id, "undo", { stopped: "EACCES" })), ["Stopped"]);
    story.refuses("stopped", () => story.beginUndo(id, "undo", { stopped: "EACCES" }));
  });

  test("of what cannot be stopped is refused, and of too many things stops everything", () => {
    const story = new Story().adopt();
    for (const scope of ["", "everything", "xall", "x effector:edge", "effector:", "effector:A B", "all ", "effector:../x"] as never[])
      story.refuses("bad-scope", () => story.stop(scope));
    story.refuses("not-a-person", () => story.stop("all", "somebody" as never));
    for (let at = 0; at < stopsMax; at++) story.stop(`effector:e-${at}`);
    const [fact] = story.stop("effector:one-more");
    assert.ok(fact?.type === "Stopped" && fact.scope === "all");
  });

  test("that stands already is no new one, and a reason is never missing nor a document", () => {
    const story = new Story().adopt();
    const [first] = story.tell({ type: "Stop", scope: "all", by: agent, because: "" });
    assert.ok(first?.type === "Stopped" && first.because.length > 5);
    assert.deepEqual(story.stop(), []);
    const [long] = story.tell({ type: "Stop", scope: "effector:x", by: agent, because: "y\n".repeat(9_000) });
    assert.ok(long?.type === "Stopped" && long.because.length === 500 && !long.because.includes("\n"));
  });
});

describe("resuming", () => {
  test("takes two admins, each with their own key, after the stop", () => {
    const story = new Story().adopt();
    story.refuses("not-stopped", () => story.askResume(ada));
    story.stop();
    assert.deepEqual(typesOf(story.askResume(ada)), ["ResumeAsked"]);
    story.refuses("already-asked", () => story.askResume(ada));
    assert.ok(story.state.stops.has("all"));
    const facts = story.askResume(bo);
    assert.deepEqual(typesOf(facts), ["ResumeAsked", "Resumed"]);
    assert.deepEqual(facts[1], { type: "Resumed", scope: "all", by: [ada.name, bo.name], atMs: startMs });
    assert.ok(isBegun(story.begin(story.propose())));
  });

  test("is not for others, and not without a reason", () => {
    const story = new Story().adopt();
    story.stop();
    for (const person of [mara, ines, cast.vera]) story.refuses("no-role", () => story.askResume(person));
    story.refuses("unknown-person", () => story.askResume(personOf("mallory", ["admin"])));
    story.refuses("not-a-person", () => story.tell({ type: "AskResume", scope: "all", by: agent as never, signature: "", because: "x" }));
    const command = { type: "AskResume", scope: "all", by: ada.name } as const;
    story.refuses("no-reason", () => story.tell({ ...command, signature: story.signed(ada, command), because: " " }));
    story.refuses("bad-signature", () => story.tell({ ...command, signature: story.signed(bo, command), because: "x" }));
    story.refuses("not-stopped", () => story.tell({ ...command, scope: "effector:edge", signature: "", because: "x" }));
  });

  test("one admin under two names with one key is one admin", () => {
    const story = new Story().adopt();
    story.orders = {
      ...story.orders,
      people: [...story.orders.people, { name: "adele", roles: ["admin"], "public-key": ada.line["public-key"] }],
    };
    story.stop();
    story.askResume(ada);
    story.refuses("already-asked", () => story.askResume({ ...ada, name: "person:adele" }));
  });

  test("a stop in between wipes what was asked, and signatures for one stop serve for no other", () => {
    const story = new Story().adopt();
    story.stop();
    const command = { type: "AskResume", scope: "all", by: ada.name, because: "mended" } as const;
    const signature = story.signed(ada, command);
    story.tell({ ...command, signature });
    assert.deepEqual(typesOf(story.stop("all", mara.name)), ["Stopped"]);
    story.refuses("bad-signature", () => story.tell({ ...command, signature }));
    assert.deepEqual(typesOf(story.askResume(bo)), ["ResumeAsked"]);
    assert.ok(story.state.stops.has("all"));
    assert.deepEqual(typesOf(story.askResume(ada)), ["ResumeAsked", "Resumed"]);
    story.stop();
    story.refuses("bad-signature", () => story.tell({ ...command, signature }));
  });

  test("a signature to resume one effector resumes nothing else", () => {
    const story = new Story().adopt();
    story.stop("effector:edge");
    story.stop();
    const command = { type: "AskResume", scope: "effector:edge", by: ada.name } as const;
    const signature = story.signed(ada, command);
    story.refuses("bad-signature", () => story.tell({ ...command, scope: "all", signature, because: "x" }));
    for (const person of [ada, bo]) story.askResume(person, "effector:edge");
    assert.deepEqual([...story.state.stops.keys()], ["all"]);
  });

  test("who asked and is no admin any more has not asked", () => {
    for (const change of [[], [{ ...ada.line, roles: ["lead"] }], [{ ...ada.line, "public-key": ines.line["public-key"] }]]) {
      const story = new Story().adopt();
      story.stop();
      story.askResume(ada);
      const others = story.orders.people.filter(({ name }) => name !== "ada");
      story.orders = { ...story.orders, people: [...others, ...(change as typeof others)] };
      assert.deepEqual(typesOf(story.askResume(bo)), ["ResumeAsked"]);
      assert.ok(story.state.stops.has("all"));
    }
  });

  test("nothing is resumed under orders that nobody adopted", () => {
    const story = new Story().adopt();
    story.stop();
    story.ordersDigest = "sha256:edited";
    story.refuses("orders-not-adopted", () => story.askResume(ada));
  });
});
