import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { accept, atMs, desk, draft, keyed, nobody, origin, session, sign } from "../../testing/handover-law-scene.ts";
import { composedUntil } from "../../testing/handover-text.ts";
import { softPasskey } from "../../testing/soft-passkey.ts";
import { approverKeyOf } from "../containment/passkey-signature.ts";
import type { Person } from "../person/person.ts";
import type { HandoverCommand } from "./decide.ts";
import { evolveHandovers } from "./evolve.ts";
import type { HandoverEvent } from "./handover.ts";
import { handoverLimits } from "./limits.ts";
import { digestToSign, handoverBytes, signatureHolds } from "./signature.ts";

describe("a handover", () => {
  test("goes from the outgoing to the incoming analyst, who read it, asked and was answered", () => {
    const { obey, held } = desk();
    obey(draft("person:mara"));
    obey({ type: "Note", id: "h-1", about: "case:case-1", text: "The user is on leave.", by: "person:mara", atMs });
    obey(sign(held(), "person:mara", keyed("mara", held(), "hand-over", "person:mara")));
    obey({ type: "Open", id: "h-1", by: "person:joss", atMs: atMs + 2 });
    obey({ type: "Ask", id: "h-1", about: "open-cases", text: "Until when?", by: "person:joss", atMs: atMs + 3 });
    obey({ type: "Answer", id: "h-1", number: 1, text: "Monday.", by: "person:mara", atMs: atMs + 4 });
    obey(accept(held(), "person:joss"));
    const { status, signed, accepted } = held();
    assert.deepEqual(
      [status, signed?.by, signed?.proof.kind, accepted?.by, accepted?.proof.kind],
      ["accepted", "person:mara", "key", "person:joss", "session"],
    );
    assert.ok(signatureHolds(held(), "hand-over") && signatureHolds(held(), "take-over"));
    // What is said later is under no signature, and breaks none, whatever the clock shows by then.
    for (const at of [held().accepted!.atMs, atMs - 9_999, atMs + 9])
      obey({ type: "Ask", id: "h-1", about: "handover", text: "One more?", by: "person:joss", atMs: at });
    assert.ok(signatureHolds(held(), "take-over"));
  });

  test("is written and signed by the outgoing analyst alone, and by nobody after that", () => {
    const { obey, refused, held } = desk();
    obey(draft("person:mara"));
    const note = (by: Person): HandoverCommand => ({ type: "Note", id: "h-1", about: "handover", text: "x", by, atMs });
    assert.equal(refused(note("person:joss")), "handover/not-yours");
    assert.equal(refused(sign(held(), "person:joss")), "handover/not-yours");
    assert.equal(refused({ ...note("person:mara"), about: "case:constructor" } as HandoverCommand), "handover/nothing-there");
    assert.equal(refused({ ...note("person:mara"), id: "constructor" } as HandoverCommand), "handover/unknown");
    obey(sign(held(), "person:mara"));
    assert.equal(refused(note("person:mara")), "handover/not-as-it-stands");
    assert.equal(refused(sign(held(), "person:mara")), "handover/not-as-it-stands");
  });

  test("is taken over by another person who opened it, under any spelling and any key", () => {
    const { obey, refused, held } = desk();
    obey(draft("person:mara"));
    assert.equal(refused(accept(held(), "person:joss")), "handover/not-as-it-stands");
    obey(sign(held(), "person:mara", keyed("mara", held(), "hand-over", "person:mara")));
    assert.equal(refused(accept(held(), "person:joss")), "handover/not-opened");
    obey({ type: "Open", id: "h-1", by: "person:joss", atMs });
    for (const same of ["person:mara", "person:MARA", "person:Ｍara"] as const)
      assert.equal(refused(accept(held(), same)), "handover/same-person", same);
    // Another name with the same key is the same person.
    assert.equal(refused(accept(held(), "person:joss", keyed("mara", held(), "take-over", "person:joss"))), "handover/same-person");
    assert.equal(refused({ ...accept(held(), "person:joss"), by: "agent:watchkeeper" as Person }), "handover/not-a-person");
    obey(accept(held(), "person:joss"));
    assert.equal(refused(accept(held(), "person:joss")), "handover/not-as-it-stands");
  });

  test("is signed as it stands: a note or a question in between is another text", () => {
    const { obey, refused, held } = desk();
    obey(draft("person:mara"));
    const early = sign(held(), "person:mara");
    obey({ type: "Note", id: "h-1", about: "handover", text: "late", by: "person:mara", atMs });
    assert.equal(refused(early), "handover/other-text");
    obey(sign(held(), "person:mara"));
    obey({ type: "Open", id: "h-1", by: "person:joss", atMs });
    const unasked = accept(held(), "person:joss");
    obey({ type: "Ask", id: "h-1", about: "handover", text: "?", by: "person:wim", atMs });
    assert.equal(refused(unasked), "handover/other-text");
  });

  test("whoever has a passkey signs with it, and only a session with a second factor speaks for who has none", () => {
    const { obey, refused, held } = desk();
    obey(draft("person:mara"));
    const passkey = softPasskey("es256", { origin, host: "soc.example.test" });
    const keys = [{ key: approverKeyOf(passkey.id, passkey.cose), origins: [origin] }];
    assert.equal(refused(sign(held(), "person:mara", nobody)), "handover/no-proof");
    assert.equal(refused(sign(held(), "person:mara", { ...session, keys })), "handover/passkey-needed");
    const bytes = handoverBytes({ as: "hand-over", digest: digestToSign(held(), "hand-over"), by: "person:mara" });
    const shownBy = (over: Uint8Array, how = {}) => {
      const challenge = createHash("sha256").update(over).digest("base64url");
      const { clientDataJSON, authenticatorData, signature } = passkey.show(challenge, how).response;
      return { ...session, keys, signature: JSON.stringify({ clientDataJSON, authenticatorData, signature }) };
    };
    const asIncoming = handoverBytes({ as: "take-over", digest: digestToSign(held(), "hand-over"), by: "person:mara" });
    assert.equal(refused(sign(held(), "person:mara", shownBy(asIncoming))), "handover/bad-signature");
    assert.equal(refused(sign(held(), "person:mara", shownBy(bytes, { origin: "https://other.test" }))), "handover/bad-signature");
    obey(sign(held(), "person:mara", shownBy(bytes)));
    assert.ok(signatureHolds(held(), "hand-over"));
  });

  test("in the demo nobody showed a second factor, and the record says so; who has a passkey signs with it there too", () => {
    const { obey, refused, held } = desk();
    obey(draft("person:mara"));
    const inDemo = { ...session, session: { id: "s-1", steppedUpAtMs: atMs, inDemo: true as const } };
    const passkey = softPasskey("es256", { origin, host: "soc.example.test" });
    const keys = [{ key: approverKeyOf(passkey.id, passkey.cose), origins: [origin] }];
    assert.equal(refused(sign(held(), "person:mara", { ...inDemo, keys })), "handover/passkey-needed");
    obey(sign(held(), "person:mara", inDemo));
    assert.deepEqual(held().signed?.proof, { kind: "demo", session: "s-1" });
    assert.ok(signatureHolds(held(), "hand-over"));
  });

  test("drafting again takes the place of one's own draft, with the notes that still have something to be about", () => {
    const { obey, held, state } = desk();
    obey(draft("person:mara"));
    for (const about of ["handover", "case:case-1"]) obey({ type: "Note", id: "h-1", about, text: about, by: "person:mara", atMs });
    obey(draft("person:joss"));
    const composed = { ...composedUntil(atMs + 1), sections: [] };
    obey({ type: "Draft", tenant: "default", composed, by: "person:Mara", atMs: atMs + 1 });
    assert.deepEqual(
      [held("h-1").status, held("h-1").replacedBy, held("h-2").status, held("h-3").status],
      ["replaced", "h-3", "drafted", "drafted"],
    );
    assert.deepEqual(
      held("h-3").text.notes.map(({ about }) => about),
      ["handover"],
    );
    assert.equal(state.last, undefined, "what nobody signed is no handover to go on from");
  });

  test("holds no more than it may", () => {
    const { obey, refused } = desk();
    for (let each = 0; each < handoverLimits.draftsMax; each++) obey(draft(`person:p${each}`));
    assert.equal(refused(draft("person:late")), "handover/too-many");
    const kept = handoverLimits.draftMsMax;
    assert.equal(refused(draft("person:late", atMs + kept)), "handover/too-many");
    const composed = composedUntil(atMs);
    const period = { fromMs: atMs - handoverLimits.periodMsMax - 1, toMs: atMs };
    assert.equal(refused({ ...draft("person:p1"), composed: { ...composed, period } } as HandoverCommand), "handover/bad-period");
    assert.equal(refused({ ...draft("person:p1"), composed: composedUntil(atMs + 1) } as HandoverCommand), "handover/bad-period");
    const many = desk();
    for (let each = 0; each < handoverLimits.heldMax + 30; each++) many.obey(draft("person:mara", atMs + each));
    assert.equal(many.state.held.size, handoverLimits.heldMax);
    assert.equal(many.state.drafted, handoverLimits.heldMax + 30, "numbers are never given out twice");
  });
});

test("drafts that nobody signs in time end with the next one, and stand in nobody's way", () => {
  const { state, obey, refused, held } = desk();
  for (let each = 0; each < handoverLimits.draftsMax; each++) obey(draft(`person:p${each}`));
  obey(sign(held("h-2"), "person:p1"));
  obey({ type: "Note", id: "h-3", about: "handover", text: "kept", by: "person:p2", atMs });
  const late = atMs + handoverLimits.draftMsMax + 1;
  const facts = obey(draft("person:p2", late));
  assert.deepEqual(
    [facts.length, facts[0]],
    [handoverLimits.draftsMax - 1, { type: "HandoverExpired", id: "h-1", by: "person:p2", atMs: late }],
  );
  assert.deepEqual([held("h-1").status, held("h-2").status, held("h-3").status], ["expired", "signed", "replaced"]);
  assert.equal(held("h-51").text.notes[0]?.text, "kept", "one's own draft gives its notes on, however old it is");
  assert.equal(refused(sign(held("h-1"), "person:p0")), "handover/not-as-it-stands");
  assert.equal(
    refused({ type: "Note", id: "h-1", about: "handover", text: "x", by: "person:p0", atMs: late }),
    "handover/not-as-it-stands",
  );
  assert.deepEqual(
    [...state.held.values()].filter(({ status }) => status === "drafted").map(({ text }) => text.id),
    ["h-51"],
  );
  obey(draft("person:p0", late));
});

test("a draft on a number that is held changes nothing of what is held", () => {
  const { state, obey, held } = desk();
  const [fact] = obey(draft("person:mara"));
  obey(sign(held(), "person:mara"));
  obey(draft("person:joss"));
  const before = JSON.stringify([...state.held]);
  evolveHandovers(state, { ...(fact as Extract<HandoverEvent, { type: "HandoverDrafted" }>), outgoing: "person:wim", replaces: "h-2" });
  assert.equal(JSON.stringify([...state.held]), before);
  assert.equal(state.drafted, 2);
});

test("half a character of a note can be signed", () => {
  const { obey, held } = desk();
  obey(draft("person:mara"));
  obey({ type: "Note", id: "h-1", about: "handover", text: "half \ud800 gone", by: "person:mara", atMs });
  obey(sign(held(), "person:mara"));
  assert.ok(signatureHolds(held(), "hand-over"));
});
