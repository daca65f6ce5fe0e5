import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { OpenStore } from "../cli/system.ts";
import { formatVerifierKey, verifierKeyOf } from "../core/transparency/verifier-key.ts";
import { openSealedLog } from "../engine/sealed-log.ts";
import { openWitness } from "../engine/witness/open-witness.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { buildWitnessServer } from "../server/witness.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { memoryWitnessStore } from "../testing/memory-witness-store.ts";
import { personOf } from "../testing/people.ts";
import { sampleLogKey } from "../testing/sample-log.ts";
import { openContainment, readOrders } from "./containment.ts";
import { parseStandingOrders, readStandingOrders } from "./standing-orders.ts";
import { openWitnesses, witnessedBy } from "./witnesses.ts";

// Guarantees: the witnesses that the signed orders name are asked, whatever the process was started with; a checkpoint that must be seen counts only when
// each of them has signed it.

const scratch = mkdtempSync(join(tmpdir(), "wk-witnesses-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const clock = {
  nowMs: () => 1_800_000_000_000,
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};

async function witness(journal: JournalStore, name: string, number: number) {
  const { current } = await journal.publication.keys();
  const store = memoryWitnessStore(sampleLogKey(name, number));
  const server = buildWitnessServer(openWitness(store, [verifierKeyOf(current, "note")], clock));
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  after(() => server.close());
  return { url, key: formatVerifierKey(verifierKeyOf(store.key, "cosignature")), close: () => server.close() };
}

const orders = (...witnesses: readonly { readonly url: string; readonly key: string }[]) =>
  parseStandingOrders(
    `witnesses:\n${witnesses.map(({ url, key }) => `  - { url: "${url}", key: "${key}" }\n`).join("")}`,
    "containment.yaml",
  );

async function recordOf(journal: JournalStore) {
  const log = await openSealedLog<{ readonly type: "Noted" }>(journal, clock, {
    fold: () => {},
    factOf: (text) => JSON.parse(text) as { readonly type: "Noted" },
    streamOf: () => "containment",
  });
  await log.decide(() => [{ type: "Noted" }]);
  return log;
}

test("what the orders name must have signed, though the process was started without it", async () => {
  const journal = memoryJournalStore();
  assert.deepEqual(openWitnesses({}, clock), []);
  const one = await witness(journal, "witness.example.net", 3);
  const { note } = await (await recordOf(witnessedBy(orders(one), journal, clock))).checkpoint();
  assert.match(note, /\u2014 witness\.example\.net /);
  await one.close();
  const log = await recordOf(witnessedBy(orders(one), journal, clock));
  await assert.rejects(log.checkpoint(), { code: "journal/not-witnessed" });
  assert.match((await log.checkpoint({ witness: "may" })).note, /^watchkeeper/);
});

test("containment asks them before an effect, and looks without them where no orders were read", async () => {
  const journal = memoryJournalStore();
  const down = await witness(journal, "witness.example.net", 3);
  await down.close();
  const people = ["mara", "joss"].map((name) => `  - ${JSON.stringify(personOf(name, ["admin"]).line)}\n`).join("");
  const path = join(scratch, "witnessed.yaml");
  writeFileSync(path, `people:\n${people}witnesses: [{ url: "${down.url}", key: "${down.key}" }]\n`);
  const store = {
    world: async () => ({ journal }),
    hasWorld: async () => false,
    forService: { tenant: "default" },
  } as unknown as OpenStore;
  const home = fileURLToPath(new URL("../../", import.meta.url));
  const parts = { home, clock, random: { secret: () => "0" }, environment: {} };
  const { desk } = await openContainment(store, { folder: scratch, orders: await readOrders(path, parts) }, parts);
  await desk.obey({ type: "Stop", scope: "all", by: "person:mara", because: "something is wrong" });
  await assert.rejects(desk.checkpoint(), { code: "journal/not-witnessed" });
  await desk.checkpoint({ witness: "may" });
  await (await openContainment(store, { folder: scratch }, parts)).desk.checkpoint();
});

test("what the process was started with is asked beside them, each once", async () => {
  const journal = memoryJournalStore();
  const [one, two] = [await witness(journal, "one.example.net", 3), await witness(journal, "two.example.net", 4)];
  const given = openWitnesses({ WATCHKEEPER_WITNESSES: `${one.url} ${one.key},${two.url} ${two.key}` }, clock);
  const started = { ...journal, publication: { ...journal.publication, witnesses: given } };
  assert.equal(witnessedBy(orders(two), started, clock).publication.witnesses.length, 2);
  const alone = { ...journal, publication: { ...journal.publication, witnesses: given.slice(0, 1) } };
  const { note } = await (await recordOf(witnessedBy(orders(two), alone, clock))).checkpoint();
  for (const name of ["one", "two"]) assert.match(note, new RegExp(`\u2014 ${name}\\.example\\.net `));
});

test("orders that name no witness are what they were, and one that cannot be asked is refused when they are read", async () => {
  const people = ["mara", "joss"].map((name) => `  - ${JSON.stringify(personOf(name, ["admin"]).line)}\n`).join("");
  const path = join(scratch, "containment.yaml");
  writeFileSync(path, `people:\n${people}`);
  assert.ok(!("witnesses" in (await readStandingOrders(path)).orders));
  const log = formatVerifierKey(verifierKeyOf(sampleLogKey("log.example.org/x", 1), "note"));
  const good = formatVerifierKey(verifierKeyOf(sampleLogKey("witness.example.net", 3), "cosignature"));
  const bad = [
    { url: "http://192.0.2.1:8421", key: log },
    { url: "http://192.0.2.1:8421", key: "nonsense" },
    { url: "ftp://192.0.2.1", key: good },
    { url: "http://mara:secret@192.0.2.1", key: good },
    { url: "http://192.0.2.1/somewhere", key: good },
  ];
  for (const each of bad) assert.throws(() => orders(each), { code: "orders/malformed", problem: /witnesses\.0/ }, each.url);
  assert.equal(orders({ url: "http://192.0.2.1:8421", key: good }).witnesses?.length, 1);
});

// Guarantee: whatever is wrong in WATCHKEEPER_WITNESSES is told as that variable's mistake, with how it is written.

const noClock = { nowMs: () => 0, sleep: async () => {} };
const keyText = (use: "note" | "cosignature") => formatVerifierKey(verifierKeyOf(sampleLogKey("witness.test/one"), use));

describe("WATCHKEEPER_WITNESSES", () => {
  test("names witnesses by address and key", () => {
    const given = `http://127.0.0.1:8421 ${keyText("cosignature")}`;
    assert.deepEqual(
      openWitnesses({ WATCHKEEPER_WITNESSES: given }, noClock).map(({ name }) => name),
      ["witness.test/one"],
    );
    assert.deepEqual(openWitnesses({}, noClock), []);
  });

  for (const given of [
    "nonsense",
    "http://127.0.0.1:8421",
    "http://127.0.0.1:8421 nonsense",
    `http://127.0.0.1:8421 ${keyText("note")}`,
    `http://127.0.0.1:8421 ${keyText("cosignature").slice(0, -4)}`,
    `ftp://127.0.0.1 ${keyText("cosignature")}`,
    `http://user:secret@127.0.0.1:8421 ${keyText("cosignature")}`,
    Array.from({ length: 100 }, () => `http://127.0.0.1:8421 ${keyText("cosignature")}`).join(","),
  ])
    test(`is refused by its name: ${given.slice(0, 60)}`, () => {
      assert.throws(() => openWitnesses({ WATCHKEEPER_WITNESSES: given }, noClock), {
        code: "cli/bad-option",
        problem: /WATCHKEEPER_WITNESSES/i,
      });
    });
});
