import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatCheckpoint } from "../core/transparency/checkpoint.ts";
import { proveConsistency } from "../core/transparency/consistency.ts";
import { signNote } from "../core/transparency/note.ts";
import { verifierKeyOf } from "../core/transparency/verifier-key.ts";
import { cosignRequestBytesMax, formatCosignRequest, takeCosignatures } from "../core/transparency/witness.ts";
import { openWitness, type WitnessReply } from "../engine/witness/open-witness.ts";
import { memoryWitnessStore } from "../testing/memory-witness-store.ts";
import { sampleLogKey, sampleRecords, wholeTree } from "../testing/sample-log.ts";
import { buildWitnessServer } from "./witness.ts";

const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const witnessKey = sampleLogKey("witness.example.net", 2);
const clock = { nowMs: () => 1_770_000_000_999, sleep: () => Promise.resolve() };
const tree = (size: number, about?: string) => wholeTree([...sampleRecords(3), ...sampleRecords(size - 3, about)]);
const checkpoint = (size: number, about?: string, key = log) =>
  signNote(formatCheckpoint({ origin: key.name, size, root: tree(size, about).root() }), key);
const body = async (older: number, size: number, about?: string) =>
  formatCosignRequest({
    older,
    proof: older === 0 ? [] : await proveConsistency(older, size, tree(size, about).read),
    checkpoint: checkpoint(size, about),
  });

function opened(store = memoryWitnessStore(witnessKey)) {
  const heard: WitnessReply[] = [];
  const server = buildWitnessServer(openWitness(store, [verifierKeyOf(log, "note")], clock), (reply) => heard.push(reply));
  const ask = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    server.inject({ method: "POST", url: "/add-checkpoint", payload, headers });
  return { server, heard, ask, store };
}

describe("POST /add-checkpoint", () => {
  test("200: a cosignature line over the checkpoint, with the time in whole seconds", async () => {
    const { ask, heard } = opened();
    const answer = await ask(await body(0, 10));
    assert.equal(answer.statusCode, 200);
    const [line] = takeCosignatures(checkpoint(10), answer.body, [verifierKeyOf(witnessKey, "cosignature")]);
    assert.equal(line!.timeSeconds, 1_770_000_000);
    assert.equal(answer.body, line!.line);
    assert.equal((await ask(await body(10, 20))).statusCode, 200);
    assert.deepEqual(
      heard.map(({ type }) => type),
      ["cosigned", "cosigned"],
    );
  });

  test("200: whatever the content type says, or without one", async () => {
    for (const type of ["text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data", undefined]) {
      const { ask } = opened();
      assert.equal((await ask(await body(0, 10), type ? { "content-type": type } : {})).statusCode, 200, type);
    }
  });

  test("400: nothing, noise, an old size above the new one", async () => {
    const { ask } = opened();
    for (const payload of [
      "",
      "\n\n",
      "old 1\n\n",
      "old 01\n\n",
      Buffer.alloc(5_000, 0xff),
      JSON.stringify({ old: 1 }),
      formatCosignRequest({ older: 11, proof: [], checkpoint: checkpoint(10) }),
    ])
      assert.equal((await ask(payload)).statusCode, 400);
    const tooManyHashes = formatCosignRequest({
      older: 1,
      proof: Array.from({ length: 64 }, () => new Uint8Array(32)),
      checkpoint: checkpoint(10),
    });
    assert.equal((await ask(tooManyHashes)).statusCode, 400);
  });

  test("403: a known origin, signed by another key", async () => {
    const { ask } = opened();
    const other = checkpoint(10, undefined, sampleLogKey(origin, 9));
    assert.equal((await ask(formatCosignRequest({ older: 0, proof: [], checkpoint: other }))).statusCode, 403);
  });

  test("404: an origin that is not watched, and any other address", async () => {
    const { server, ask } = opened();
    const other = checkpoint(10, undefined, sampleLogKey("other.example.org", 1));
    assert.equal((await ask(formatCosignRequest({ older: 0, proof: [], checkpoint: other }))).statusCode, 404);
    for (const url of ["/", "/add-checkpoint", "/held", "/../key.json"])
      assert.equal((await server.inject({ method: "GET", url })).statusCode, 404, url);
  });

  test("409: says in its own content type which size it holds", async () => {
    const { ask, store } = opened();
    await ask(await body(0, 10));
    for (const conflict of [await body(0, 20), await body(9, 20), await body(10, 10, "forged")]) {
      const answer = await ask(conflict);
      assert.deepEqual([answer.statusCode, answer.body, answer.headers["content-type"]], [409, "10\n", "text/x.tlog.size"]);
    }
    assert.equal(store.conflicts.length, 1, "another root of the same size is kept; a log that did not know is not");
  });

  test("413: longer than any request is", async () => {
    assert.equal((await opened().ask("x".repeat(cosignRequestBytesMax + 1))).statusCode, 413);
  });

  test("422: no growth from what it holds, and the checkpoint is kept", async () => {
    const { ask, store } = opened();
    await ask(await body(0, 10));
    const forged = await body(10, 20, "forged");
    assert.equal((await ask(forged)).statusCode, 422);
    assert.equal(store.conflicts[0], checkpoint(20, "forged"));
  });

  test("500: its disk fails, and from then on it signs nothing, also not what it could", async () => {
    let isFull = true;
    const store = memoryWitnessStore(witnessKey);
    const { ask } = opened({
      ...store,
      hold: (origin, note) => {
        if (isFull) throw new Error("ENOSPC");
        store.hold(origin, note);
      },
    });
    assert.equal((await ask(await body(0, 10))).statusCode, 500);
    isFull = false;
    assert.equal((await ask(await body(0, 10))).statusCode, 500);
  });
});
