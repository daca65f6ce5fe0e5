import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { extract } from "tar-stream";
import { verifyCheckpoint } from "../../core/transparency/checkpoint.ts";
import { verifyConsistency } from "../../core/transparency/consistency.ts";
import { verifyPack } from "../../core/transparency/pack/verify-pack.ts";
import { verifyTlogProof } from "../../core/transparency/tlog-proof.ts";
import { parseVerifierKey } from "../../core/transparency/verifier-key.ts";
import { type ApiScene, openApiScene } from "../../testing/api-scene.ts";

const auditor = { role: "auditor", person: "ada", steppedUp: true } as const;
const viewer = { role: "viewer" } as const;
const base = "/api/v1/journal/containment";

/** A record of some entries: orders signed and adopted, then actions. */
async function withRecord(actions = 3) {
  const scene = await openApiScene();
  for (let user = 1; user <= actions; user++) await scene.tenant().scene.propose({ user });
  return scene;
}
type Head = { readonly entries: number; readonly head: string | null; readonly publicKey: string; readonly checkpoint: string | null };
const headOf = async (scene: ApiScene) => (await scene.ask({ url: base }, viewer)).json() as Head;

describe("the record", () => {
  test("200: entries by stream, type and place; every entry once over pages; 403 without the right to audit", async () => {
    const scene = await withRecord();
    const { entries } = await headOf(scene);
    const page = async (query: string) =>
      (await scene.ask({ url: `${base}/entries${query}` }, auditor)).json() as {
        entries: { sequence: number; type: string; event: { type: string } | null }[];
        next: number | null;
      };
    const seen: number[] = [];
    for (let next: number | null = 0; next !== null; ) {
      const found: Awaited<ReturnType<typeof page>> = await page(`?limit=2&after=${next}`);
      seen.push(...found.entries.map(({ sequence }) => sequence));
      next = found.next;
    }
    assert.deepEqual(
      seen,
      Array.from({ length: entries }, (_, at) => at),
    );
    const proposed = await page("?type=ActionProposed");
    assert.equal(proposed.entries.length, 3);
    assert.ok(proposed.entries.every(({ type, event }) => type === "ActionProposed" && event?.type === "ActionProposed"));
    assert.deepEqual((await page(`?after=${entries + 50}`)).entries, []);
    assert.equal((await page("?stream=constructor")).entries.length, 0);
    assert.equal((await scene.ask({ url: `${base}/entries` }, { role: "admin" })).statusCode, 403);
  });

  test("who reads entries is on the record, by the digest of what they were shown; who finds nothing is not", async () => {
    const scene = await withRecord();
    const answer = await scene.ask({ url: `${base}/entries?limit=2` }, auditor);
    const { entries } = answer.json() as { entries: { sequence: number }[] };
    const digest = sha256(Buffer.from(JSON.stringify(entries)));
    assert.deepEqual(scene.tenant().notes, [{ by: "person:ada", what: "export", of: "entries 0 to 1 of containment", digest }]);
    await scene.ask({ url: `${base}/entries?stream=constructor` }, auditor);
    assert.equal(scene.tenant().notes.length, 1);
  });

  test("an outsider with the public key alone checks an entry by its proof", async () => {
    const scene = await withRecord();
    const made = await scene.ask({ method: "POST", url: `${base}/checkpoint` }, auditor);
    assert.equal(made.statusCode, 200, made.body);
    const { publicKey, entries } = await headOf(scene);
    for (let sequence = 0; sequence < entries; sequence++) {
      const { record, proof } = (await scene.ask({ url: `${base}/entries/${sequence}/proof` }, viewer)).json() as {
        record: string;
        proof: string;
      };
      const key = parseVerifierKey(publicKey);
      assert.equal(verifyTlogProof(proof, Buffer.from(record), [key]).index, sequence);
      assert.throws(() => verifyTlogProof(proof, Buffer.from(record.replace("version", "Version")), [key]));
    }
    const beyond = await scene.ask({ url: `${base}/entries/${entries}/proof` }, viewer);
    assert.equal(beyond.statusCode, 404);
  });

  test("an outsider checks that the record only grew, from every size that was ever published", async () => {
    const scene = await withRecord(1);
    const published: { size: number; root: Uint8Array }[] = [];
    for (let user = 2; user < 6; user++) {
      const { checkpoint, publicKey } = (await scene.ask({ method: "POST", url: `${base}/checkpoint` }, auditor)).json() as Head;
      published.push(verifyCheckpoint(checkpoint ?? "", [parseVerifierKey(publicKey)]));
      await scene.tenant().scene.propose({ user });
    }
    const newer = published.at(-1)!;
    for (const older of published) {
      const answer = (await scene.ask({ url: `${base}/consistency?from=${older.size}` }, viewer)).json() as { to: number; proof: string[] };
      assert.equal(answer.to, newer.size);
      const proof = answer.proof.map((each) => Buffer.from(each, "base64"));
      assert.ok(verifyConsistency({ older, newer, proof }), `from ${older.size}`);
    }
    assert.equal((await scene.ask({ url: `${base}/consistency?from=${newer.size + 1}` }, viewer)).statusCode, 409);
  });

  test("409: what is not published yet has no proof; 404: a record that is not there", async () => {
    const scene = await withRecord();
    await scene.ask({ method: "POST", url: `${base}/checkpoint` }, auditor);
    await scene.tenant().scene.propose({ user: 9 });
    const { entries } = await headOf(scene);
    assert.equal((await scene.ask({ url: `${base}/entries/${entries - 1}/proof` }, viewer)).statusCode, 409);
    for (const url of ["/api/v1/journal/other", "/api/v1/journal/constructor"])
      assert.equal((await scene.ask({ url }, viewer)).statusCode, 404, url);
    assert.equal((await scene.ask({ url: "/api/v1/journal/..%2f" }, viewer)).statusCode, 400);
  });
});

describe("an evidence pack", () => {
  test("202, then a tar that unpacks to what journal verify accepts; who took it and why is known first", async () => {
    const scene = await withRecord();
    const begun = await scene.ask({ method: "POST", url: `${base}/packs`, payload: { because: "for the auditor" } }, auditor);
    assert.equal(begun.statusCode, 202, begun.body);
    const { id } = begun.json() as { id: string };
    const { head } = await headOf(scene);
    const asked = { by: "person:ada", what: "export", of: "containment: for the auditor", digest: head };
    assert.deepEqual(scene.tenant().notes, [asked]);
    let state = "under-way";
    for (let looks = 0; state === "under-way" && looks < 500; looks++) {
      state = ((await scene.ask({ url: `/api/v1/packs/${id}` }, auditor)).json() as { state: string }).state;
      scene.clock.set(scene.clock.nowMs() + 1_000);
    }
    assert.equal(state, "ready");
    const archive = (await scene.ask({ url: `/api/v1/packs/${id}/files` }, auditor)).rawPayload;
    const taken = { by: "person:ada", what: "export", of: `evidence pack ${id} of containment`, digest: sha256(archive) };
    assert.deepEqual(scene.tenant().notes, [asked, taken]);
    const files = await filesIn(archive);
    const found = verifyPack(files, {});
    assert.deepEqual([found.intact, found.findings], [true, []]);
    assert.equal(found.entries.length, (await headOf(scene)).entries);
    assert.equal((await scene.ask({ url: `/api/v1/packs/${id}` }, viewer)).statusCode, 403);
    assert.equal((await scene.ask({ url: "/api/v1/packs/nope/files" }, auditor)).statusCode, 404);
  });

  test("403: no export without a second factor", async () => {
    const scene = await withRecord(0);
    const answer = await scene.ask({ method: "POST", url: `${base}/packs`, payload: { because: "x" } }, { ...auditor, steppedUp: false });
    assert.equal(answer.statusCode, 403);
    assert.deepEqual(scene.tenant().notes, []);
  });
});

const sha256 = (bytes: Uint8Array) => `sha256:${hash("sha256", bytes, "hex")}`;

/** The files of a tar, as another program reads it. */
async function filesIn(archive: Buffer): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const entry of Readable.from([archive]).pipe(extract())) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    files.set(entry.header.name, Buffer.concat(pieces));
  }
  return files;
}
