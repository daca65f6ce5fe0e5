import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SocError } from "../../core/soc-error.ts";
import { formatCheckpoint } from "../../core/transparency/checkpoint.ts";
import { signNote } from "../../core/transparency/note.ts";
import { packFiles } from "../../core/transparency/pack/pack.ts";
import { verifyPack } from "../../core/transparency/pack/verify-pack.ts";
import { emptyRoot } from "../../core/transparency/tree.ts";
import { verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { sampleLogKey } from "../../testing/sample-log.ts";
import { hasOpenssl, makeStampAuthority, serveReplies } from "../../testing/stamp-authority.ts";
import { openTimeStampAuthority } from "./time-stamp.ts";

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};
let asked = 0;
const random = { secret: (sizeBytes: number) => (++asked).toString(16).padStart(sizeBytes * 2, "a") };
const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const checkpoint = signNote(formatCheckpoint({ origin, size: 0, root: emptyRoot }), log);
const over = Buffer.from(checkpoint);
const code = (expected: string) => (error: unknown) => error instanceof SocError && error.code === expected;

describe("the time-stamp authority's client", { skip: !hasOpenssl() }, () => {
  const authority = hasOpenssl() ? makeStampAuthority() : undefined!;
  after(() => authority?.remove());
  const clientOf = async (answer: Parameters<typeof serveReplies>[0]) => {
    const { url, close } = await serveReplies(answer);
    after(close);
    return openTimeStampAuthority({ name: "stamp", url, certificates: authority.certificates, internal: true }, { clock, random });
  };

  test("has a checkpoint stamped, and openssl accepts what is kept", async () => {
    const { reply, timeMs } = await (await clientOf((request) => ({ bytes: authority.reply(request) }))).stamp(over);
    assert.ok(authority.accepts(reply, over) && Math.abs(timeMs - Date.now()) < 60_000);
    assert.ok(!authority.accepts(reply, Buffer.from("another checkpoint")));
    const keys = [verifierKeyOf(log, "note")];
    const pack = packFiles({
      keys,
      successions: [],
      witnesses: [],
      checkpoint,
      entries: [],
      timeStamp: { reply, authority: authority.certificates },
    });
    const files = new Map(pack.map(({ path, bytes }) => [path, bytes]));
    assert.deepEqual(verifyPack(files, { logKey: keys[0]! }).findings, []);
    assert.equal(verifyPack(files, { logKey: keys[0]! }).stampedAtMs, timeMs);
    const other = makeStampAuthority();
    after(other.remove);
    assert.equal(verifyPack(files, { logKey: keys[0]!, authority: other.certificates }).intact, false);
  });

  test("takes no stamp that was made for an earlier request, over other bytes, or by another authority", async () => {
    const replies: Uint8Array[] = [];
    const replaying = await clientOf((request) => {
      replies.push(authority.reply(request));
      return { bytes: replies[0]! };
    });
    await replaying.stamp(over);
    await assert.rejects(replaying.stamp(over), code("time-stamp/not-valid"));
    await assert.rejects(replaying.stamp(Buffer.from("other bytes")), code("time-stamp/not-valid"));
    const stranger = makeStampAuthority();
    after(stranger.remove);
    await assert.rejects((await clientOf((request) => ({ bytes: stranger.reply(request) }))).stamp(over), code("time-stamp/not-valid"));
  });

  test("calls whatever else comes by its name", async () => {
    const refusal = Buffer.from("30053003020102", "hex");
    await assert.rejects((await clientOf(() => ({ bytes: refusal }))).stamp(over), code("time-stamp/refused"));
    await assert.rejects((await clientOf(() => ({ bytes: refusal, status: 500 }))).stamp(over), code("connector/unexpected-answer"));
    await assert.rejects((await clientOf(() => ({ bytes: refusal, type: "text/html" }))).stamp(over), code("connector/unexpected-answer"));
    await assert.rejects((await clientOf(() => ({ bytes: Buffer.alloc(1_000_000) }))).stamp(over), code("connector/unexpected-answer"));
    const nobody = openTimeStampAuthority(
      { name: "stamp", url: "http://127.0.0.1:9/", certificates: "", internal: true },
      { clock, random },
    );
    await assert.rejects(nobody.stamp(over), code("connector/not-reached"));
  });
});
