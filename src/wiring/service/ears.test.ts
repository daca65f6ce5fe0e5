import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import { act } from "../../engine/watch/act.ts";
import type { CaseAct, Watch } from "../../engine/watch/watch.ts";
import { handTo, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { openEars } from "./ears.ts";

// Guarantees: what people do in a ticket is done to the case once, however often it is told, and a case that is gone holds up no ticket.

type Acted = CaseAct & { readonly caseId: string };

function scene(refuse?: SocError) {
  const notes: { text: string }[] = [];
  const acts: (CaseAct & { caseId: string; by: string })[] = [];
  const desk = { notes, assignee: undefined as string | undefined };
  const state = { desks: new Map([["case-1", desk]]) };
  const act = async (command: CaseAct & { caseId: string }, by: string) => {
    if (refuse) throw refuse;
    acts.push({ ...command, by });
    if (command.act === "note") notes.push({ text: command.text });
    if (command.act === "assign") desk.assignee = command.assignee ?? undefined;
  };
  const watch = { refresh: async () => {}, state: () => state, act } as unknown as Watch;
  return { ears: openEars({ watch }), acts };
}

const about = { caseId: "case-1", connector: "tickets", ticket: "41", by: "person:ana" as const, atMs: 1 };

describe("what people do in a ticket system", () => {
  test("a comment becomes a note that says where it is from, once", async () => {
    const { ears, acts } = scene();
    for (let told = 0; told < 3; told++) await ears.comment({ ...about, id: "7", text: "it was\nthe backup" });
    await ears.comment({ ...about, id: "8", text: "it was\nthe backup" });
    assert.deepEqual(
      acts.map((each) => each.act === "note" && each.text),
      ["tickets 41#7: it was the backup", "tickets 41#8: it was the backup"],
    );
  });

  test("a closure with a verdict overrules the case in the name of whoever closed it, once, and is learned even where learning was away", async () => {
    const bare = watchGround();
    const taught: unknown[] = [];
    let away = true;
    const learn: typeof bare.parts.learn = async (commands) => {
      if (away) throw new Error("the learning journal is away");
      taught.push(...commands);
    };
    const ground = { ...bare, parts: { ...bare.parts, learn, note: () => {} } };
    const watch = await watchByHand(ground, { lookMs: 0, settlingMs: 1, settlingMaxMs: 1 });
    handTo(ground, "sensor", { title: "Many failed logons", severity: "high", host: "a.example.test", user: "u" });
    await watch.round();
    const caseId = [...watch.state().run.cases.keys()][0] ?? assert.fail("no case");
    const live = { act: (command: Acted, by: Person) => act(command, by, watch.context), state: watch.state } as unknown as Watch;
    const closed = (more: object = {}) =>
      openEars({ watch: live }).closed({ ...about, caseId, verdict: "benign", because: "known work", ...more });
    await assert.rejects(closed(), /away/);
    const { evidenceCount } = watch.state().run;
    away = false;
    await closed();
    assert.equal(taught.length, 1, "it is learned when it is told again");
    assert.equal(watch.state().run.evidenceCount, evidenceCount, "and recorded once");
    assert.equal(watch.state().desks.get(caseId)?.decidedBy, "person:ana");
    await closed({ by: "person:joss", verdict: "true-positive", because: "it was not" });
    assert.equal(watch.state().desks.get(caseId)?.decidedBy, "person:joss");
    assert.equal(taught.length, 2);
  });

  test("who has the ticket has the case, and nobody is somebody who left it", async () => {
    const { ears, acts } = scene();
    await ears.assigned({ ...about, assignee: "ana" });
    await ears.assigned({ ...about, assignee: "ana" });
    await ears.assigned({ ...about, assignee: undefined });
    assert.deepEqual(
      acts.map((each) => each.act === "assign" && each.assignee),
      ["ana", null],
    );
  });

  test("a case that left memory is no failure, anything else is", async () => {
    const refusal = (code: "watch/case-left" | "journal/contended") => new SocError({ code, problem: "x", remedy: "y", retry: "never" });
    await scene(refusal("watch/case-left")).ears.comment({ ...about, id: "1", text: "x" });
    await assert.rejects(scene(refusal("journal/contended")).ears.comment({ ...about, id: "1", text: "x" }), /contended/);
    await assert.rejects(openEars({ watch: undefined }).comment({ ...about, id: "1", text: "x" }), /before the watch/);
  });
});
