import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { accept, atMs, desk, draft, keyed, session, sign } from "../../testing/handover-law-scene.ts";
import { runs } from "../../testing/runs.ts";
import type { Person } from "../person/person.ts";
import { type HandoverCommand, isSame } from "./decide.ts";
import type { Handover, Handovers } from "./handover.ts";
import { canonicalHandover, digestToSign, signatureHolds } from "./signature.ts";

describe("signatures under a handover", () => {
  function taken(): Handover {
    const { obey, held } = desk();
    obey(draft("person:mara"));
    obey({ type: "Note", id: "h-1", about: "handover", text: "A quiet night.", by: "person:mara", atMs });
    obey(sign(held(), "person:mara", keyed("mara", held(), "hand-over", "person:mara")));
    obey({ type: "Open", id: "h-1", by: "person:joss", atMs: atMs + 2 });
    obey({ type: "Ask", id: "h-1", about: "handover", text: "Anything else?", by: "person:joss", atMs: atMs + 3 });
    obey({ type: "Answer", id: "h-1", number: 1, text: "No.", by: "person:mara", atMs: atMs + 4 });
    obey(accept(held(), "person:joss", keyed("joss", held(), "take-over", "person:joss")));
    return held();
  }

  /** Every leaf of a value as JSON, by its path. */
  const leaves = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, Array.isArray(value) ? Number(name) : name]))
      : [path];
  function changedAt<Value>(whole: Value, path: readonly (string | number)[], to: unknown): Value {
    const copy = structuredClone(whole);
    let place = copy as Record<string | number, unknown>;
    for (const name of path.slice(0, -1)) place = place[name] as Record<string | number, unknown>;
    place[path.at(-1)!] = to;
    return copy;
  }

  // Guarantees that nobody changes a word of what was signed, or of who signed it, without it being seen.
  test("any change of what was signed, by whom or with what, is noticed", () => {
    const whole = taken();
    const { text, signed, questions, accepted } = whole;
    const parts = { text, signed, questions, accepted };
    const all = leaves(parts).filter((path) => !["atMs", "kind"].includes(String(path.at(-1))) || path[0] === "text");
    assert.ok(all.length > 30, `${all.length} leaves`);
    const junk = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    const holds = (each: Handover) => signatureHolds(each, "hand-over") && signatureHolds(each, "take-over");
    assert.ok(holds(whole));
    fc.assert(
      fc.property(fc.constantFrom(...all), junk, (path, to) => {
        const bent = changedAt(parts, path, to);
        fc.pre(JSON.stringify(bent) !== JSON.stringify(parts));
        assert.ok(!holds({ ...whole, ...bent } as Handover), path.join("."));
      }),
      { numRuns: runs(400) },
    );
  });

  test("one is not the other, nor another person's, nor another handover's", () => {
    const whole = taken();
    const swapped = { ...whole, signed: whole.accepted, accepted: whole.signed };
    assert.ok(!signatureHolds(swapped, "hand-over") && !signatureHolds(swapped, "take-over"));
    const other = { ...whole, text: { ...whole.text, id: "h-2" } };
    assert.ok(!signatureHolds(other, "hand-over") && !signatureHolds(other, "take-over"));
    const older = { ...whole, text: { ...whole.text, tenant: "other" } };
    assert.ok(!signatureHolds(older, "hand-over"));
  });

  // Guarantees that no order of commands, by anyone, changes a signed text, or leaves one taken over by whoever signed it, or unread.
  test("no order of commands changes what was signed, and two different people always stand under it", () => {
    const by = fc.constantFrom<Person>("person:mara", "person:Mara", "person:joss", "person:wim");
    const id = fc.constantFrom("h-1", "h-2", "h-3");
    const about = fc.constantFrom("handover", "open-cases", "case:case-1", "constructor");
    const shape = fc.record({
      what: fc.constantFrom("Draft", "Note", "Open", "Ask", "Answer", "Sign", "Accept"),
      by,
      id,
      about,
      stale: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 60 }), (steps) => {
        const { state, refused } = desk();
        const signedTexts = new Map<string, string>();
        for (const [at, step] of steps.entries()) {
          refused(commandOf(step, state, atMs + at));
          for (const [each, held] of state.held) {
            if (!held.signed) continue;
            const text = canonicalHandover(held.text);
            assert.equal(signedTexts.get(each) ?? text, text);
            signedTexts.set(each, text);
            assert.ok(isSame(held.signed.by, held.text.outgoing) && signatureHolds(held, "hand-over"));
            if (!held.accepted) continue;
            assert.ok(!isSame(held.accepted.by, held.signed.by) && signatureHolds(held, "take-over"));
            assert.ok(held.opened.some((reader) => isSame(reader.by, held.accepted!.by)));
          }
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

type Step = { readonly what: string; readonly by: Person; readonly id: string; readonly about: string; readonly stale: boolean };

function commandOf({ what, by, id, about, stale }: Step, state: Handovers, at: number): HandoverCommand {
  const held = state.held.get(id);
  const digest = held && !stale ? digestToSign(held, what === "Sign" ? "hand-over" : "take-over") : "sha256:stale";
  switch (what) {
    case "Draft":
      return draft(by, at);
    case "Note":
      return { type: "Note", id, about, text: stale ? "" : `note ${at}`, by, atMs: at };
    case "Open":
      return { type: "Open", id, by, atMs: at };
    case "Ask":
      return { type: "Ask", id, about, text: "?", by, atMs: at };
    case "Answer":
      return { type: "Answer", id, number: 1, text: "!", by, atMs: at };
    default:
      return { type: what === "Sign" ? "Sign" : "Accept", id, by, digest, shown: session, atMs: at };
  }
}
