import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commitmentOf, macOf } from "../../core/quality-sample/draw.ts";
import { memoryDrawSecrets, openDrawSecrets } from "./draw-secrets.ts";

test("secrets are made once, for their user alone; each tenant and epoch has its own, and one that is gone or damaged is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "draw-secrets-"));
  const [one, other, harbour] = ["default", "default", "harbour"].map((name) => openDrawSecrets(folder, name));
  const made = await Promise.all([one!.make(1), other!.make(1), one!.make(1)]);
  assert.equal(new Set(made).size, 1);
  assert.notEqual(await harbour!.make(1), made[0]);
  assert.notEqual(await one!.make(2), made[0]);
  const secret = Buffer.from(await other!.reveal(1), "hex");
  assert.deepEqual([secret.length, commitmentOf(secret)], [32, made[0]]);
  assert.deepEqual(Buffer.from(await one!.mac(1, "case-7")), Buffer.from(macOf(secret, "case-7")));
  const files = readdirSync(folder).toSorted();
  assert.deepEqual(files, ["draw-secret.default.1.json", "draw-secret.default.2.json", "draw-secret.harbour.1.json"]);
  for (const name of files) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  for (const text of ["", "{}", `{"version":1,"epoch":9,"secret":"${"0".repeat(64)}"}`]) {
    writeFileSync(join(folder, files[0]!), text);
    const fresh = openDrawSecrets(folder, "default");
    assert.equal(await fresh.has(1), false);
    await assert.rejects(fresh.mac(1, "case-1"), { code: "quality/bad-secret" });
  }
  assert.equal(await one!.has(3), false);
  await assert.rejects(memoryDrawSecrets().reveal(1), { code: "quality/bad-secret" });
  rmSync(folder, { recursive: true });
});
