import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { containmentWorld } from "../../core/containment/containment.ts";
import { type JournalEntry, noPrevious, seal } from "../../core/journal/journal.ts";
import { disclosureOf, sealPayload } from "../../core/journal/payload.ts";
import { plainText, readRecord, type SealedHeader } from "../../core/journal/record.ts";
import { openRecordLog } from "../../engine/journal/record-log.ts";
import { verifyRecord } from "../../engine/journal/verify-record.ts";
import { counted, countingLog, stillClock } from "../../testing/counting-log.ts";
import type { Database } from "../database.ts";
import { wrap } from "../keys/wrap.ts";
import { openDatabase } from "../open-database.ts";
import { type World, worldNamed } from "../world.ts";
import { openFolderKeeper } from "./folder-keeper.ts";
import type { JournalKeeper } from "./journal-keeper.ts";
import { openJournalStore } from "./postgres-journal.ts";

// Guarantees: whoever can write every table, and holds no key, adds no fact. Nothing here is published, so it is the keys alone that find it.

const scratch = mkdtempSync(join(tmpdir(), "wk-forger-"));
chmodSync(scratch, 0o755);
let database: Database;
let keeper: JournalKeeper;
before(async () => {
  database = await openDatabase({ dataDir: join(scratch, "data") });
  keeper = await openFolderKeeper(database, { keys: join(scratch, "keys"), transparency: join(scratch, "log") });
});
after(async () => {
  await database.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** One record under attack: its rows, and the hands of whoever writes them. */
type Scene = {
  readonly world: World;
  readonly rows: readonly JournalEntry[];
  readonly last: SealedHeader;
  readonly insert: (entry: JournalEntry) => Promise<void>;
  readonly remove: (from: number) => Promise<void>;
  readonly addKey: (stream: string, key: Uint8Array, kek: string) => Promise<void>;
  /** Records facts as Watchkeeper does. */
  readonly record: (...values: readonly number[]) => Promise<readonly JournalEntry[]>;
};

const headerOf = ({ record }: JournalEntry) => readRecord(record) as SealedHeader;
const openWorld = (name: string) => openJournalStore(database, name, keeper);
const next = ({ last, rows }: Scene): SealedHeader => ({ ...last, sequence: last.sequence + 1, previous: rows.at(-1)!.hash });

function plainRow(sequence: number, previous: string, stream: string): JournalEntry {
  const record = plainText({ sequence, stream, type: "Counted", recordedAtMs: 0, event: JSON.stringify(counted(99)), previous });
  return { sequence, record, payload: new Uint8Array(), hash: `sha256:${createHash("sha256").update(record).digest("hex")}` };
}

function sealedBy(key: Uint8Array, header: SealedHeader): JournalEntry {
  const { payload, commitment } = sealPayload(JSON.stringify(counted(99)), disclosureOf(key, header), randomBytes(12));
  return seal({ ...header, commitment }, payload);
}

const attacks: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  "adds a record that no key seals": (scene) => scene.insert(plainRow(next(scene).sequence, next(scene).previous, "run")),
  "has the record say in plain that something was erased": (scene) =>
    scene.insert(plainRow(next(scene).sequence, next(scene).previous, "record")),
  "begins the record anew, in plain": async (scene) => {
    await scene.remove(0);
    await scene.insert(plainRow(0, noPrevious, "run"));
  },
  "seals with a key that was never in the table": (scene) => scene.insert(sealedBy(randomBytes(32), { ...next(scene), key: 7 })),
  "seals with a key of their own, wrapped by another of their own": async (scene) => {
    const key = randomBytes(32);
    await scene.addKey("other", key, "0123456789abcdef");
    await scene.insert(sealedBy(key, { ...next(scene), stream: "other", key: 0 }));
  },
  "seals with a key of their own, in the name of the key that wraps ours": async (scene) => {
    const { rows } = await database.pool.query<{ kek: string }>("SELECT kek FROM watchkeeper.journal_keys LIMIT 1");
    const key = randomBytes(32);
    await scene.addKey("other", key, rows[0]!.kek);
    await scene.insert(sealedBy(key, { ...next(scene), stream: "other", key: 0 }));
  },
  "brings a key and an entry from another record": async (scene) => {
    const other = await begun(`beside ${scene.world.world}`);
    const columns = "stream, generation + 1, kek, wrapped";
    await database.pool.query(
      `INSERT INTO watchkeeper.journal_keys (tenant, world, stream, generation, kek, wrapped)
       SELECT tenant, $1, ${columns} FROM watchkeeper.journal_keys WHERE world = $2 AND stream = 'run'`,
      [scene.world.world, other.world.world],
    );
    await scene.insert(seal({ ...headerOf(other.rows.at(-1)!), ...placeOf(next(scene)), key: 1 }, other.rows.at(-1)!.payload));
  },
  "repeats what was sealed at another place": (scene) => scene.insert(seal({ ...next(scene) }, scene.rows.at(-1)!.payload)),
  "brings back what stood at the same place before the record was cut": async (scene) => {
    const [dropped] = await scene.record(50);
    await scene.remove(scene.rows.length - 1);
    const [other] = await scene.record(51);
    await scene.insert(seal({ ...headerOf(dropped!), previous: other!.hash }, dropped!.payload));
  },
  "gives the last entry another time": async (scene) => {
    await scene.remove(scene.last.sequence);
    await scene.insert(seal({ ...scene.last, recordedAtMs: scene.last.recordedAtMs + 1 }, scene.rows.at(-1)!.payload));
  },
  "marks the key as erased": (scene) =>
    asOwner(scene.world, "UPDATE watchkeeper.journal_keys SET wrapped = NULL WHERE tenant = $1 AND world = $2"),
};

const placeOf = ({ sequence, previous, tenant }: SealedHeader) => ({ sequence, previous, tenant });

async function asOwner({ tenant, world }: World, statement: string): Promise<void> {
  await database.asOwner(async (owner) => {
    await owner.query("ALTER TABLE watchkeeper.journal DISABLE TRIGGER USER");
    await owner.query(statement, [tenant, world]);
    await owner.query("ALTER TABLE watchkeeper.journal ENABLE TRIGGER USER");
  });
}

async function begun(name: string): Promise<Scene> {
  const world = await worldNamed(database.pool, database.tenant, name);
  const store = await openWorld(name);
  const record = async (...values: readonly number[]) => {
    const log = await countingLog(await openWorld(name));
    await log.record(values.map((value) => counted(value)));
    return store.read(log.head().entries - values.length, values.length);
  };
  const rows = await record(0, 1, 2, 3);
  return {
    world,
    rows,
    last: headerOf(rows.at(-1)!),
    record,
    remove: (from) => asOwner(world, `DELETE FROM watchkeeper.journal WHERE tenant = $1 AND world = $2 AND sequence >= ${from}`),
    async insert({ sequence, record: text, payload, hash }) {
      await database.pool.query(
        "INSERT INTO watchkeeper.journal (tenant, world, sequence, record, payload, hash) VALUES ($1, $2, $3, $4, $5, $6)",
        [world.tenant, world.world, sequence, text, Buffer.from(payload), hash],
      );
    },
    async addKey(stream, key, kek) {
      const wrapped = wrap(key, { stream, generation: 0 }, world, { id: kek, key: randomBytes(32) }, randomBytes(12));
      await database.pool.query(
        "INSERT INTO watchkeeper.journal_keys (tenant, world, stream, generation, kek, wrapped) VALUES ($1, $2, $3, 0, $4, $5)",
        [world.tenant, world.world, stream, kek, wrapped],
      );
    },
  };
}

const isRefused = { code: /^journal\/(chain-broken|keys-missing)$/ };

async function requireFound(name: string, what: string): Promise<void> {
  await assert.rejects(countingLog(await openWorld(name)), isRefused, what);
  await assert.rejects(openRecordLog(await openWorld(name), stillClock), isRefused, what);
  const found = await verifyRecord(await openWorld(name)).catch((error: { code?: string }) => ({
    intact: error.code !== "journal/keys-missing",
  }));
  assert.equal(found.intact, false, what);
}

test("behind an erasure nobody adds an entry that names the key that was destroyed", async () => {
  const scene = await begun("erased");
  const store = await openWorld("erased");
  const record = await openRecordLog(store, stillClock);
  await record.obey({ type: "ErasePersonalData", scope: "all", by: "person:mara", because: "asked for" });
  assert.equal((await verifyRecord(store)).intact, true);
  const previous = (await store.head())!;
  await scene.insert(seal({ ...scene.last, sequence: previous.sequence + 1, previous: previous.hash }, randomBytes(60)));
  const found = await verifyRecord(store);
  assert.ok(!found.intact && found.sequence === previous.sequence + 1 && /destroyed before/.test(found.because));
  await assert.rejects(openRecordLog(await openWorld("erased"), stillClock), isRefused);
});

for (const [at, [what, attack]] of Object.entries(attacks).entries())
  test(`whoever writes every table, without a key, and ${what} is found, in an investigation`, async () => {
    await attack(await begun(`investigation ${at}`));
    await requireFound(`investigation ${at}`, what);
  });

describe("the record of containment", () => {
  test("takes none of it either, in a process that was there all along and in a new one", async () => {
    for (const [what, attack] of Object.entries(attacks)) {
      const scene = await begun(containmentWorld);
      const running = await countingLog(await openWorld(containmentWorld));
      await attack(scene);
      const before = [...running.facts];
      // What was cut or changed behind it is what it has read already; it takes nothing new from it, and says so once it reads on or writes.
      await running.refresh().catch((error: { code?: string }) => assert.match(error.code ?? "", isRefused.code, what));
      assert.deepEqual(running.facts, before, what);
      await requireFound(containmentWorld, what);
      await asOwner(scene.world, "DELETE FROM watchkeeper.journal WHERE tenant = $1 AND world = $2");
      await asOwner(scene.world, "DELETE FROM watchkeeper.journal_keys WHERE tenant = $1 AND world = $2");
    }
  });
});

test("a database that was written before there were keys keeps its plain beginning, and containment has none even there", async () => {
  const old = await openDatabase({ dataDir: join(scratch, "old") });
  try {
    for (const name of ["investigation", containmentWorld]) {
      const { tenant, world } = await worldNamed(old.pool, old.tenant, name);
      const { record, hash } = plainRow(0, noPrevious, "run");
      await old.pool.query(
        "INSERT INTO watchkeeper.journal (tenant, world, sequence, record, payload, hash) VALUES ($1, $2, 0, $3, '', $4)",
        [tenant, world, record, hash],
      );
    }
    const place = { keys: join(scratch, "old-keys"), transparency: join(scratch, "old-log") };
    for (const _ of ["first", "again"]) {
      const theirs = await openFolderKeeper(old, place);
      assert.deepEqual((await countingLog(await openJournalStore(old, "investigation", theirs))).facts, [counted(99)]);
      await assert.rejects(countingLog(await openJournalStore(old, containmentWorld, theirs)), { code: "journal/chain-broken" });
    }
  } finally {
    await old.close();
  }
});
