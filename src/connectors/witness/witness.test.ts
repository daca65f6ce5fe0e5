import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SocError } from "../../core/soc-error.ts";
import { formatCheckpoint } from "../../core/transparency/checkpoint.ts";
import { proveConsistency } from "../../core/transparency/consistency.ts";
import { cosignatureLine, signNote } from "../../core/transparency/note.ts";
import { verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { withSignatures } from "../../core/transparency/witness.ts";
import { openWitness } from "../../engine/witness/open-witness.ts";
import { buildWitnessServer } from "../../server/witness.ts";
import { memoryWitnessStore } from "../../testing/memory-witness-store.ts";
import { sampleLogKey, sampleRecords, wholeTree } from "../../testing/sample-log.ts";
import { openWitnessClient } from "./witness.ts";

const clock = {
  nowMs: () => 1_770_000_000_000,
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};
const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const witnessKey = sampleLogKey("witness.example.net", 2);
const key = verifierKeyOf(witnessKey, "cosignature");
const records = sampleRecords(50);
const treeAt = (size: number) => wholeTree(records.slice(0, size));
const checkpointAt = (size: number) => signNote(formatCheckpoint({ origin, size, root: treeAt(size).root() }), log);
const isRefusal = (says: RegExp) => (error: unknown) =>
  error instanceof SocError && error.code === "journal/not-witnessed" && says.test(error.problem);

async function realWitness() {
  const server = buildWitnessServer(openWitness(memoryWitnessStore(witnessKey), [verifierKeyOf(log, "note")], clock));
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  after(() => server.close());
  return openWitnessClient({ url, key, internal: true }, { clock });
}

/** Something at the other end that always answers the same. */
async function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  after(() => server.close());
  return openWitnessClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key, internal: true }, { clock });
}

describe("the witness's client", () => {
  test("gets growth cosigned, told where the witness stands when it did not know", async () => {
    const client = await realWitness();
    const first = await client.cosign({ oldSize: 0, proof: [], checkpoint: checkpointAt(10) });
    assert.ok("lines" in first && first.lines.length === 1);
    assert.deepEqual(await client.cosign({ oldSize: 0, proof: [], checkpoint: checkpointAt(30) }), { knownSize: 10 });
    const proof = await proveConsistency(10, 30, treeAt(30).read);
    const second = await client.cosign({ oldSize: 10, proof, checkpoint: checkpointAt(30) });
    assert.ok("lines" in second && withSignatures(checkpointAt(30), second.lines).endsWith(second.lines[0]!));
  });

  test("is refused for a fork, whatever proof it brings", async () => {
    const client = await realWitness();
    await client.cosign({ oldSize: 0, proof: [], checkpoint: checkpointAt(20) });
    const forked = wholeTree([...sampleRecords(15), ...sampleRecords(15, "forged")]);
    const checkpoint = signNote(formatCheckpoint({ origin, size: 30, root: forked.root() }), log);
    const proof = await proveConsistency(20, 30, forked.read);
    await assert.rejects(client.cosign({ oldSize: 20, proof, checkpoint }), isRefusal(/did not grow/));
    const same = signNote(formatCheckpoint({ origin, size: 20, root: forked.root() }), log);
    await assert.rejects(client.cosign({ oldSize: 20, proof: [], checkpoint: same }), isRefusal(/two histories/));
  });

  test("takes no line of another key, over another text, or of no form", async () => {
    const asked = { oldSize: 0, proof: [], checkpoint: checkpointAt(10) };
    const text = formatCheckpoint({ origin, size: 10, root: treeAt(10).root() });
    const stranger = cosignatureLine(text, sampleLogKey("witness.example.net", 9), 1);
    const otherText = cosignatureLine(text.replace("10", "11"), witnessKey, 1);
    for (const body of [stranger, otherText, "", "\n", "<html>captive portal</html>\n", "\u2014 witness.example.net AAAA\n"])
      await assert.rejects((await answering(200, body)).cosign(asked), isRefusal(/did not cosign/), JSON.stringify(body));
    const honest = cosignatureLine(text, witnessKey, 1);
    assert.deepEqual(await (await answering(200, honest + stranger)).cosign(asked), { lines: [honest] });
  });

  test("calls every other answer not witnessed, and reads no flood", async () => {
    const asked = { oldSize: 0, proof: [], checkpoint: checkpointAt(10) };
    for (const [status, body] of [
      [404, ""],
      [403, ""],
      [422, ""],
      [500, "x"],
      [409, "many\n"],
      [409, "-1\n"],
      [302, ""],
      [200, "x".repeat(1_000_000)],
    ] as const)
      await assert.rejects(
        (await answering(status, body, status === 302 ? { location: "http://192.0.2.1/" } : {})).cosign(asked),
        isRefusal(/did not cosign/),
        `${status}`,
      );
    const nobody = openWitnessClient({ url: "http://127.0.0.1:9", key, internal: true }, { clock });
    await assert.rejects(nobody.cosign(asked), isRefusal(/cannot be reached/));
  });
});
