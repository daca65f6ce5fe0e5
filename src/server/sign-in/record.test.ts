import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { packFiles } from "../../core/transparency/pack/pack.ts";
import { verifyPack } from "../../core/transparency/pack/verify-pack.ts";
import { browseEntries } from "../../engine/journal/browse.ts";
import { exportPack } from "../../engine/journal/export-pack.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openAccessScene } from "../../testing/access-scene.ts";
import { memoryAccessStore } from "../../testing/memory-access-store.ts";

/** A record of somebody with a password, an authenticator app and recovery codes. */
async function withProofs() {
  const journal = memoryJournalStore();
  const scene = await openAccessScene({ stores: () => ({ store: memoryAccessStore(), journal }) });
  const admin = await scene.admin();
  await admin.enrolTotp(scene.clock);
  const { codes } = (await admin.ask("POST", "/api/v1/account/recovery-codes")).json() as { codes: string[] };
  const account = [...(await scene.parts().record.state()).accounts.values()][0]!;
  const secrets = [account.passwordHash!, account.totp!.sealed, ...account.recoveryCodes];
  assert.equal(secrets.length, 12);
  return { journal, scene, codes, secrets };
}

describe("the record of who comes in", () => {
  test("is read without what proves who somebody is, and says what is withheld", async () => {
    const { journal, secrets } = await withProofs();
    const { entries } = await browseEntries(journal, {}, { from: 0, limit: 1_000, scannedMax: 1_000 });
    const shown = entries.map(({ event }) => event ?? "").join("\n");
    for (const secret of secrets) assert.ok(!shown.includes(secret), secret);
    const withheld = entries.map(({ type, event }) => [type, (JSON.parse(event ?? "{}") as { withheld?: string[] }).withheld] as const);
    assert.deepEqual(
      withheld.filter(([, fields]) => fields),
      [
        ["PasswordSet", ["hash"]],
        ["TotpEnrolled", ["sealed"]],
        ["RecoveryCodesMade", ["hashes"]],
      ],
    );
    const set = entries.find(({ type }) => type === "PasswordSet");
    assert.equal((JSON.parse(set?.event ?? "{}") as { account?: string }).account, "a-000001");
  });

  test("leaves in a pack that verifies, in which nothing opens those entries", async () => {
    const { journal, scene, secrets } = await withProofs();
    const pack = await exportPack(journal, scene.clock, () => true);
    const files = packFiles(pack);
    const whole = files.map(({ bytes }) => Buffer.from(bytes).toString("utf8")).join("\n");
    for (const secret of secrets) assert.ok(!whole.includes(secret), secret);
    const closed = pack.entries
      .filter(({ disclosure }) => disclosure === undefined)
      .map(({ record }) => /"type":"(\w+)"/.exec(record)?.[1]);
    assert.deepEqual(closed, ["PasswordSet", "TotpEnrolled", "RecoveryCodesMade"]);
    assert.ok(pack.entries.length > closed.length);
    const found = verifyPack(new Map(files.map(({ path, bytes }) => [path, bytes])), { logKey: pack.keys[0]! });
    assert.deepEqual([found.intact, found.findings, found.entries.length], [true, [], pack.entries.length]);
  });

  test("recovery codes are not to be found from their hashes: five groups of four letters, no two alike", async () => {
    const { codes } = await withProofs();
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/);
  });
});
