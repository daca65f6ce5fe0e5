import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { OpenStore } from "../../cli/system.ts";
import { RegulationOrder } from "../../core/configuration/regulation.ts";
import { packBytes, signatureLineOf } from "../../core/regulation/pack-signature.ts";
import { openServiceRecord } from "../../engine/service/service-record.ts";
import { packFolder } from "../../knowledge/regulation.ts";
import type { Leases } from "../../ports/leases.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryViews } from "../../testing/memory-views.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import { keepPapers, openServiceRegulation, type PapersKept, papersSink } from "./regulation.ts";

// Guarantees: packs of the operator are taken by their keys alone and never keep ours from running; who answers for their own outages finds them in the record.

const folder = await mkdtemp(join(tmpdir(), "watchkeeper-packs-"));
after(() => rm(folder, { recursive: true, force: true }));

async function open(order: object) {
  const clock = fakeClock(Date.parse("2026-11-10T09:00:00Z"));
  const record = await openServiceRecord(memoryJournalStore(), clock);
  const journal = memoryJournalStore();
  const store = { views: memoryViews(), world: async () => ({ journal }), worldNames: async () => [], hasWorld: async () => false };
  const desk = await openServiceRegulation({
    ...{ tenant: "default", order: RegulationOrder.parse(order), folder, clock, record },
    store: store as unknown as OpenStore,
    inventory: { current: () => ({ index: { assetOf: () => undefined } }) as never },
  });
  return { clock, record, desk, views: store.views };
}

/** Looks at the papers once, as the service does. */
async function look({ desk, record, clock, tell }: Omit<PapersKept, "leases"> & { readonly clock: ReturnType<typeof fakeClock> }) {
  const lease = { key: "regulation", epoch: 1, lost: new AbortController().signal, requireHeld: async () => {}, letGo: async () => {} };
  const leases: Leases = { worker: "w-1", take: async () => lease, holderOf: async () => undefined, close: async () => {} };
  const stop = new AbortController();
  const inner = { nowMs: clock.nowMs, sleep: async () => stop.abort() };
  await keepPapers({ desk, leases, record, clock: inner, tell }, stop.signal);
}

describe("papers of the service", () => {
  test("a pack of the operator, one that somebody changed, and one that is not there", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
    const pack = { ...(JSON.parse(await readFile(new URL("sec.json", packFolder), "utf8")) as object), name: "sec-house" };
    const signature = signatureLineOf(key, sign(null, packBytes(pack), privateKey).toString("base64"));
    for (const [name, text] of [
      ["good.json", JSON.stringify(pack)],
      ["changed.json", JSON.stringify({ ...pack, title: "another" })],
    ] as const) {
      await writeFile(join(folder, name), text);
      await writeFile(join(folder, `${name}.sig`), signature);
    }
    const packs = ["good.json", "changed.json", "absent.json"];
    const trusted = (await open({ packs, "pack-keys": [key] })).desk;
    assert.deepEqual(
      trusted.situation.book.packs.map((each) => each.pack.name),
      ["ai-act", "dora", "gdpr-omnibus", "gdpr", "nis2", "sec", "sec-house"],
    );
    assert.deepEqual(trusted.problems.toSorted(), [
      "the rule pack absent.json cannot be read",
      "the rule pack changed.json is not what its signature was made over",
    ]);
    const nobody = (await open({ packs: ["good.json"] })).desk;
    assert.deepEqual(
      [nobody.situation.book.packs.length, nobody.problems],
      [6, ["the rule pack good.json is signed by a key that is not trusted here"]],
    );
  });

  test("a provider of managed services finds its own outage; anybody else gives signs of life alone", async () => {
    for (const [entity, answers] of [
      ["managed-security-service-provider", true],
      ["payment-institution", false],
    ] as const) {
      const { clock, record, desk } = await open({ entity });
      // Two lives of one process with an hour between them.
      for (const awayMs of [3_600_000, 0]) {
        await look({ desk, record, clock });
        clock.set(clock.nowMs() + awayMs);
      }
      const { outages } = await desk.state();
      assert.deepEqual(
        outages.map(({ fromMs, toMs }) => toMs - fromMs),
        answers ? [3_600_000] : [],
        entity,
      );
      assert.deepEqual([record.state.lastSignMs !== undefined, record.state.outages.length], [true, 1]);
    }
  });

  test("a person's word on a case is heard by its papers; that of the agent is not, whatever it says", async () => {
    const heard: object[] = [];
    const sink = papersSink({ heed: async (word) => void heard.push(word) });
    const run = (status: string) => ({ cases: new Map([["case-1", { status }]]) }) as never;
    for (const [decidedBy, status] of [
      [undefined, "closed"],
      ["person:mara", "closed"],
      ["person:mara", "escalated"],
    ] as const)
      await sink.settled({ ...settledCase({ caseId: "case-1", like: 2 }), decidedBy, run: run(status) });
    assert.deepEqual(
      heard.map((word) => ({ ...word, verdict: undefined })),
      [true, false].map((closed) => ({ caseId: "case-1", by: "person:mara", verdict: undefined, closed })),
    );
  });

  test("people are told of clocks that a classification set going, before they are over, and once; of others the board says it", async () => {
    const { clock, record, desk, views } = await open({ entity: "payment-institution", "member-states": ["DE"] });
    const row = { state: "escalated", openedAtMs: clock.nowMs(), firstMs: clock.nowMs() } as const;
    await views.put({ alerts: [], cases: ["case-1", "case-2"].map((id) => exampleCaseRow(id, row)), world: "w", sequence: 1 });
    const told: string[] = [];
    const tell = async ({ title, severity }: { readonly title: string; readonly severity: string }) =>
      void told.push(`${severity}: ${title}`);
    const at = async (time: string) => {
      clock.set(Date.parse(`2026-11-10T${time}:00Z`));
      await look({ desk, record, clock, tell });
    };
    await at("09:00");
    await desk.classify("person:mara", { caseId: "case-1", regime: "dora", outcome: "reportable", because: "as the worksheet says" });
    for (const time of ["11:10", "12:05", "12:06", "12:40", "13:01", "13:02"]) await at(time);
    assert.deepEqual(told, [
      "medium: Initial notification, case case-1: 75 % of the time is over",
      "high: Initial notification, case case-1: 90 % of the time is over",
      "critical: Initial notification, case case-1: the deadline has passed",
    ]);
    await at("23:59");
    assert.equal(told.length, 3);
  });
});
