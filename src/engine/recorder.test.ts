import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { emptyFields } from "../core/event/event.ts";
import { type JournalEntry, noPrevious, seal } from "../core/journal/journal.ts";
import { disclosureOf, sealPayload } from "../core/journal/payload.ts";
import { readRecord, type SealedHeader } from "../core/journal/record.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Vault } from "../ports/vault.ts";
import { untrainedReader } from "../stages/map-attack/reader.ts";
import { memoryVault } from "../storage/keys/memory-vault.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { memoryPublication } from "../storage/transparency/memory-publication.ts";
import { alertOf, placed, readFacts } from "../testing/alerts.ts";
import { inputOf, smallWorld } from "../testing/small-world.ts";
import { correlateStep } from "./correlate-step.ts";
import { eventsIn } from "./journal/read-opened.ts";
import { openRecorder, replay } from "./recorder.ts";
import { runToEnd } from "./run.ts";
import { triageStep } from "./triage-step.ts";
import type { World } from "./world.ts";

const clock = { nowMs: () => 0, sleep: async () => {} };
const alerts = [alertOf(1, { host: "ws-1" }), alertOf(2, { host: "ws-1", ruleId: "r-2" }), alertOf(3, { host: "ws-2" })];

async function written(): Promise<{
  readonly entries: readonly JournalEntry[];
  readonly vault: Vault;
  readonly events: readonly string[];
}> {
  const journal = memoryJournalStore();
  await placed(alerts, smallWorld({ journal }));
  return { entries: await journal.read(0, 1_000), vault: journal.vault, events: await eventsIn(journal) };
}

/** A journal as somebody left it on the disk. */
const found = (entries: readonly JournalEntry[], vault: Vault = memoryVault()): JournalStore => ({
  vault,
  mayHoldPlain: false,
  publication: memoryPublication(),
  append: async () => {},
  read: async (from, limit) => entries.filter(({ sequence }) => sequence >= from).slice(0, limit),
  head: async () => undefined,
});

/** What somebody who holds the keys could put in an entry's place. */
async function resealed(entry: JournalEntry, event: string, vault: Vault): Promise<JournalEntry> {
  const header = readRecord(entry.record) as SealedHeader;
  const [held] = await vault.keysToRead([{ stream: header.stream, generation: header.key }]);
  const { payload, commitment } = sealPayload(event, disclosureOf(held!.key, header), vault.freshNonce());
  return seal({ ...header, commitment }, payload);
}

describe("opening a journal", () => {
  // Guarantees that no run goes on from facts that somebody changed, took out or put elsewhere.
  test("that was tampered with is refused with what to do, and nothing is folded", async () => {
    const { entries, vault } = await written();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(entries.length - 1),
        fc.constantFrom("edit", "drop", "swap", "forge", "other payload", "no payload"),
        async (at, how) => {
          const entry = entries[at]!;
          const tampered = [...entries];
          if (how === "edit") tampered[at] = { ...entry, record: entry.record.replace('"type":"', '"type":"X') };
          if (how === "other payload") tampered[at] = { ...entry, payload: entries[at + 1]?.payload ?? new Uint8Array() };
          if (how === "no payload") tampered[at] = { ...entry, payload: new Uint8Array() };
          if (how === "drop") tampered.splice(at, 1);
          if (how === "swap") tampered.splice(at, 2, ...tampered.slice(at, at + 2).toReversed());
          if (how === "forge") tampered[at] = await resealed(entry, '{"type":"RunFinished"}', vault);
          // Without what follows, an end cut off or sealed anew still fits itself: only a published head shows it.
          fc.pre(at < entries.length - 1);
          await assert.rejects(openRecorder(found(tampered, vault), clock), { code: "journal/chain-broken" });
        },
      ),
      { numRuns: 60 },
    );
  });

  test("gives the state that its facts fold to, in batches of any size", async () => {
    const { entries, vault, events } = await written();
    const whole = replay(events);
    const inOnes: JournalStore = { ...found(entries, vault), read: async (from) => entries.slice(from, from + 1) };
    const { state, head } = await openRecorder(inOnes, clock);
    assert.deepEqual(state, whole);
    assert.deepEqual(head(), { hash: entries.at(-1)?.hash, entries: entries.length });
    assert.deepEqual((await openRecorder(found([]), clock)).head(), { hash: noPrevious, entries: 0 });
  });

  test("fields from outside answer to no name that they do not have, also after a restart", async () => {
    const journal = memoryJournalStore();
    const fields = Object.assign(emptyFields(), JSON.parse('{"__proto__": "x", "Image": "a.exe"}'));
    const { state } = await placed([alertOf(1, { fields })], smallWorld({ journal }));
    const again = (await openRecorder(journal, clock)).state;
    for (const { alerts: held } of [state, again]) {
      const kept = held.get("a-1")!.fields;
      assert.equal(kept.constructor, undefined);
      assert.equal(kept.Image, "a.exe");
      assert.deepEqual(Object.keys(kept).toSorted(), ["Image", "__proto__"]);
    }
  });

  test("what could not be stored is not known", async () => {
    const recorder = await openRecorder({ ...found([]), append: async () => Promise.reject(new Error("disk full")) }, clock);
    await assert.rejects(recorder.record([{ type: "RunFinished" }]), /disk full/);
    assert.deepEqual([recorder.state.finished, recorder.head().entries], [false, 0]);
  });

  // Guarantees that nothing is built on facts that were folded and lost: the write that failed is the recorder's last, and a new one knows none of it.
  test("a write that failed is the last one, also of facts that were folded while they were decided", async () => {
    const journal = memoryJournalStore();
    let fails = false;
    const append: JournalStore["append"] = (entries) => (fails ? Promise.reject(new Error("disk full")) : journal.append(entries));
    const world = smallWorld({ journal: { ...journal, append } });
    const recorder = await openRecorder(world.journal, world.clock);
    await recorder.record(readFacts(alerts, world));
    const ids = alerts.map(({ id }) => id);
    await recorder.record(await triageStep(ids, recorder.state, world));
    const facts = correlateStep(ids, recorder.state);
    fails = true;
    await assert.rejects(recorder.record(facts, { folded: true }), /disk full/);
    fails = false;
    const entries = recorder.head().entries;
    await assert.rejects(recorder.record([{ type: "RunFinished" }]), /disk full/);
    assert.equal((await journal.read(0, 1_000)).length, entries);
    const again = await openRecorder(world.journal, world.clock);
    assert.deepEqual([again.state.cases.size, again.state.uncorrelated.size], [0, alerts.length]);
    assert.deepEqual(correlateStep(ids, again.state), facts);
  });
});

describe("going on with a journal", () => {
  test("of other settings or other inputs is refused, whichever differs", async () => {
    const world = smallWorld({});
    await runToEnd(world);
    for (const name of Object.keys(world.settings) as (keyof World["settings"])[]) {
      const other = { ...world, settings: { ...world.settings, [name]: "another" } };
      await assert.rejects(runToEnd(other), { code: "run/other-investigation" }, name);
    }
    const policy = { ...world.policy, benignAt: 0.2 };
    await assert.rejects(runToEnd({ ...world, policy }), { code: "run/other-investigation", problem: /policy/ });
    const scorer = { ...world.scorer, name: "another" };
    await assert.rejects(runToEnd({ ...world, scorer }), { code: "run/other-investigation", problem: /scorer/ });
    const input = { path: "more.jsonl", modifiedMs: 0, async *open() {} };
    const reader = { ...untrainedReader(world.catalogue), name: "techniques@another" };
    await assert.rejects(runToEnd({ ...world, reader }), { code: "run/other-investigation", problem: /reader/ });
    await assert.rejects(runToEnd({ ...world, inputs: [input] }), { code: "run/other-investigation" });
    assert.equal((await runToEnd(world)).state.finished, true);
  });

  test("with the same judge of other weights is refused", async () => {
    const judge = { name: "mail-1", datasets: new Set(["mail"] as const), alertsFrom: 0.5, judge: () => undefined };
    const world = smallWorld({ judges: [{ ...judge, model: "0123456789ab" }] });
    await runToEnd(world);
    const other = { ...world, judges: [{ ...judge, model: "ba9876543210" }] };
    await assert.rejects(runToEnd(other), { code: "run/other-investigation", problem: /judges/ });
  });

  // Guarantees that one record never speaks of two states of the evidence.
  test("whose input was changed since is refused, naming it: by its mark, or by its bytes where it is read again", async () => {
    const input = inputOf("evidence/one.jsonl", '{"a":1}\n');
    const world = smallWorld({ inputs: [input] });
    const { state } = await runToEnd(world);
    const digest = `sha256:${createHash("sha256").update('{"a":1}\n').digest("hex")}`;
    assert.deepEqual(state.inputBytes.get(0), { sizeBytes: 8, digest });
    const refused = { code: "run/other-investigation", problem: /evidence\/one\.jsonl/ };
    await assert.rejects(runToEnd({ ...world, inputs: [{ ...input, modifiedMs: input.modifiedMs + 1 }] }), refused);
    await assert.rejects(runToEnd({ ...world, inputs: [{ ...input, sizeBytes: 9 }] }), refused);

    const cut = smallWorld({ inputs: [input] });
    const stopped = { ...cut.journal, append: stoppingAfter("InputRead", cut.journal) };
    await assert.rejects(runToEnd({ ...cut, journal: stopped }), /power cut/);
    const swapped = { ...inputOf(input.path, '{"a":2}\n'), modifiedMs: input.modifiedMs };
    await assert.rejects(runToEnd({ ...cut, inputs: [swapped] }), refused);
    assert.equal((await runToEnd(cut)).state.finished, true);
  });
});

/** Writes until a fact of the type is in, then no more. */
function stoppingAfter(type: string, journal: JournalStore): JournalStore["append"] {
  let stopped = false;
  return async (entries) => {
    if (stopped) throw new Error("power cut");
    await journal.append(entries);
    stopped = entries.some(({ record }) => record.includes(`"type":"${type}"`));
  };
}
