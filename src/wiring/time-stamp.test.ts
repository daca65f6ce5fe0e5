import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { SocError } from "../core/soc-error.ts";
import { formatCheckpoint } from "../core/transparency/checkpoint.ts";
import { cosignatureLine, signNote } from "../core/transparency/note.ts";
import { emptyRoot } from "../core/transparency/tree.ts";
import { sampleLogKey } from "../testing/sample-log.ts";
import { hasOpenssl, makeStampAuthority, serveReplies } from "../testing/stamp-authority.ts";
import { stampTimeWith } from "./time-stamp.ts";

const clock = { nowMs: () => Date.now(), sleep: () => new Promise<void>(() => undefined) };
const parts = { clock, random: { secret: (sizeBytes: number) => "5a".repeat(sizeBytes) } };
const isBad = (error: unknown) => error instanceof SocError && error.code === "cli/bad-option";

describe("WATCHKEEPER_TIME_STAMPS", () => {
  test("unset stamps nothing, and garbled is refused at the start", async () => {
    for (const unset of [undefined, "", "  "])
      assert.deepEqual(stampTimeWith({ ...parts, environment: { WATCHKEEPER_TIME_STAMPS: unset } }), {});
    for (const bad of ["https://stamp.example.org", "stamp.pem", "https://stamp.example.org a b"])
      assert.throws(() => stampTimeWith({ ...parts, environment: { WATCHKEEPER_TIME_STAMPS: bad } }), isBad);
    const { stampTime } = stampTimeWith({ ...parts, environment: { WATCHKEEPER_TIME_STAMPS: "https://stamp.example.org /not/there.pem" } });
    await assert.rejects(stampTime!("x\n\n"), (error) => error instanceof SocError);
  });

  test("has what the log signed stamped, whoever cosigned it since", { skip: !hasOpenssl() }, async () => {
    const authority = makeStampAuthority();
    const folder = mkdtempSync(join(tmpdir(), "watchkeeper-wiring-"));
    const { url, close } = await serveReplies((request) => ({ bytes: authority.reply(request) }));
    after(() => {
      close();
      authority.remove();
      rmSync(folder, { recursive: true, force: true });
    });
    writeFileSync(join(folder, "authority.pem"), authority.certificates);
    const { stampTime } = stampTimeWith({ ...parts, environment: { WATCHKEEPER_TIME_STAMPS: `${url} ${join(folder, "authority.pem")}` } });
    const text = formatCheckpoint({ origin: "log.example.org", size: 0, root: emptyRoot });
    const logged = signNote(text, sampleLogKey("log.example.org"));
    const { reply } = await stampTime!(logged + cosignatureLine(text, sampleLogKey("witness.example.net", 2), 1));
    assert.ok(authority.accepts(reply, Buffer.from(logged)));
  });
});
