import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agent, cast, hostOf, Story, server, typesOf } from "../../testing/containment-story.ts";
import { declines } from "../../testing/four-eyes-scene.ts";
import { personOf, type TestPerson } from "../../testing/people.ts";
import { afterActionDueMs } from "./four-eyes.ts";

const { mara, omar, vera, wim } = cast;

describe("breaking the glass", () => {
  const guarded = { protected: { hosts: ["vault-1"] } };
  const target = hostOf("vault-1");

  test("takes the role, the word, and another person than asked", () => {
    const both = personOf("zoe", ["break-glass", "responder"]);
    const story = new Story({ ...guarded, people: [...Object.values(cast), both].map(({ line }) => line) }).adopt();
    const id = story.propose({ target }, both);
    declines(story, id, "self-approval", both, { breakGlass: true });
    declines(story, id, "no-role", mara, { breakGlass: true });
    declines(story, id, "break-glass-only", vera);
    const plain = story.propose(server);
    declines(story, plain, "not-break-glass", vera, { breakGlass: true });
  });

  test("a signature under an ordinary yes breaks no glass", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    const { digest } = story.held(id);
    const signature = story.signed(vera, { type: "ApproveAction", by: vera.name, digest, breakGlass: false });
    declines(story, id, "bad-signature", vera, { breakGlass: true, signature });
  });

  test("leaves a record to write, once, and the glass whole until it is written", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    for (const person of [vera, wim]) story.approve(id, person, true);
    story.begin(id);
    story.outcome(id, "confirmed");
    const write = (text: string, by: TestPerson = mara) => story.writeAfterAction(id, by, text);
    story.nowMs += afterActionDueMs;
    const second = story.propose({ target: hostOf("vault-1.example.test") }, mara);
    declines(story, second, "after-action-due", vera, { breakGlass: true });
    story.refuses("no-reason", () => write(" "));
    story.refuses("no-reason", () => write("x".repeat(20_001)));
    story.refuses("unknown-person", () => write("x", personOf("mallory", ["lead"])));
    story.refuses("not-a-person", () => write("x", { ...mara, name: agent as never }));
    story.refuses("bad-signature", () => write("x", { ...omar, name: mara.name }));
    const other = { type: "WriteAfterAction", id, by: mara.name, text: "other words" } as const;
    story.refuses("bad-signature", () => story.tell({ ...other, text: "these words", signature: story.signed(mara, other) }));
    write("the vault was sealed by the intruder");
    story.refuses("not-waiting", () => write("again"));
    assert.deepEqual(typesOf(story.approve(second, vera, true)), ["ActionApproved"]);
  });

  test("the record is not due before its day is over", () => {
    const story = new Story(guarded).adopt();
    const id = story.propose({ target }, mara);
    for (const person of [vera, wim]) story.approve(id, person, true);
    story.begin(id);
    story.nowMs += afterActionDueMs - 1;
    const second = story.propose({ target: hostOf("vault-1.example.test") }, mara);
    assert.deepEqual(typesOf(story.approve(second, vera, true)), ["ActionApproved"]);
  });

  test("an ordinary action leaves no such record to write", () => {
    const story = new Story().adopt();
    const id = story.contain(server, mara);
    story.refuses("not-waiting", () => story.writeAfterAction(id, mara, "x"));
  });
});
