import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SocError } from "../../core/soc-error.ts";
import { formatCheckpoint } from "../../core/transparency/checkpoint.ts";
import { proveConsistency } from "../../core/transparency/consistency.ts";
import { signNote } from "../../core/transparency/note.ts";
import { sameHash } from "../../core/transparency/tree.ts";
import { formatVerifierKey, parseVerifierKey, type VerifierKey, verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { formatCosignRequest, takeCosignatures } from "../../core/transparency/witness.ts";
import { openWitness } from "../../engine/witness/open-witness.ts";
import { conflictsMax } from "../../ports/witness-store.ts";
import { sampleLogKey, sampleRecords, treeOfLeaves, wholeTree } from "../../testing/sample-log.ts";
import { openWitnessFolder, readWitnessKey } from "./witness-folder.ts";

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-witness-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
let counter = 0;
const random = { secret: (sizeBytes: number) => String(++counter).padStart(sizeBytes * 2, "0") };
const origin = "log.example.org/watchkeeper";
const log = sampleLogKey(origin);
const logKey = verifierKeyOf(log, "note");
const clock = { nowMs: () => 1_770_000_000_000, sleep: () => Promise.resolve() };
const code = (expected: string) => (error: unknown) => error instanceof SocError && error.code === expected;

const sizeMax = 400;
const honest = wholeTree(sampleRecords(sizeMax));
const forked = wholeTree([...sampleRecords(3), ...sampleRecords(sizeMax - 3, "forged")]);
const leavesOf = (tree: typeof honest, size: number) => Array.from({ length: size }, (_, at) => tree.node(0, at));
const roots = [honest, forked].map((tree) =>
  Array.from({ length: sizeMax + 1 }, (_, size) => (size === 0 ? new Uint8Array() : treeOfLeaves(leavesOf(tree, size)).root())),
);

async function requestFor(branch: 0 | 1, older: number, size: number): Promise<Buffer> {
  const tree = treeOfLeaves(leavesOf(branch === 0 ? honest : forked, size));
  const checkpoint = signNote(formatCheckpoint({ origin, size, root: roots[branch]![size]! }), log);
  return Buffer.from(formatCosignRequest({ older, proof: older === 0 ? [] : await proveConsistency(older, size, tree.read), checkpoint }));
}

describe("the witness's folder", () => {
  test("tells its key while the witness runs; a second witness is refused in a witness's words", () => {
    const folder = newFolder();
    assert.equal(readWitnessKey(folder), undefined);
    const running = openWitnessFolder(folder, "witness.test/one", random);
    assert.deepEqual(readWitnessKey(folder)?.publicKey, running.key.publicKey);
    assert.throws(
      () => openWitnessFolder(folder, undefined, random),
      (error: unknown) => {
        assert.ok(error instanceof SocError && error.code === "storage/already-owned");
        assert.match(error.remedy, /--state/);
        assert.doesNotMatch(error.problem + error.remedy, /data folder|--data-dir/);
        return true;
      },
    );
    running.close();
  });

  test("keeps key and checkpoints from one start to the next, for its owner's eyes only", async () => {
    const folder = newFolder();
    const first = openWitnessFolder(folder, "witness.example.net", random);
    assert.equal(openWitness(first, [logKey], clock).cosign(await requestFor(0, 0, 7)).type, "cosigned");
    first.close();
    const second = openWitnessFolder(folder, undefined, random);
    assert.deepEqual(second.key.publicKey, first.key.publicKey);
    assert.deepEqual(openWitness(second, [logKey], clock).cosign(await requestFor(0, 0, 9)), {
      type: "refused",
      because: "other-size",
      size: 7,
    });
    second.close();
    for (const file of ["key.json", "held.json"]) assert.equal(statSync(join(folder, file)).mode & 0o077, 0, file);
  });

  test("is for one process at a time, and is not begun without a name or under another", () => {
    const folder = newFolder();
    assert.throws(() => openWitnessFolder(folder, undefined, random), code("witness/no-name"));
    assert.throws(() => openWitnessFolder(folder, "two words", random), code("witness/no-name"));
    const store = openWitnessFolder(folder, "witness.example.net", random);
    assert.throws(() => openWitnessFolder(folder, undefined, random), code("storage/already-owned"));
    store.close();
    assert.throws(() => openWitnessFolder(folder, "witness.example.org", random), code("witness/no-name"));
    openWitnessFolder(folder, undefined, random).close();
  });

  test("that lost or garbled what it held is refused, never begun anew", async () => {
    for (const spoil of [
      (folder: string) => rmSync(join(folder, "held.json")),
      (folder: string) => writeFileSync(join(folder, "held.json"), ""),
      (folder: string) => writeFileSync(join(folder, "held.json"), '{"version":1,"held":[["a"]]}'),
      (folder: string) => writeFileSync(join(folder, "held.json"), "null"),
      (folder: string) => rmSync(join(folder, "key.json")),
      (folder: string) => writeFileSync(join(folder, "key.json"), '{"name":"a","seed":"AAAA"}'),
    ]) {
      const folder = newFolder();
      const store = openWitnessFolder(folder, "witness.example.net", random);
      openWitness(store, [logKey], clock).cosign(await requestFor(0, 0, 7));
      store.close();
      spoil(folder);
      assert.throws(() => openWitnessFolder(folder, "witness.example.net", random), code("witness/damaged-folder"), spoil.toString());
    }
  });

  test("that fails to be written, or was written by another, ends the signing", async () => {
    const folder = newFolder();
    const store = openWitnessFolder(folder, "witness.example.net", random);
    const witness = openWitness(store, [logKey], clock);
    assert.equal(witness.cosign(await requestFor(0, 0, 7)).type, "cosigned");
    writeFileSync(join(folder, "held.json"), '{"version":1,"held":[]}');
    assert.equal(witness.cosign(await requestFor(0, 7, 9)).type, "broken");
    assert.equal(witness.cosign(await requestFor(0, 7, 9)).type, "broken");
    store.close();
  });

  test("keeps what conflicts, each once and not without end", async () => {
    const folder = newFolder();
    const store = openWitnessFolder(folder, "witness.example.net", random);
    const witness = openWitness(store, [logKey], clock);
    witness.cosign(await requestFor(0, 0, 7));
    // The same checkpoint with ever other proofs and lines below it: nobody but the log can fill the folder.
    const fork = (await requestFor(1, 7, 9)).toString();
    for (const sent of [fork, fork, `${fork}\u2014 junk.example.net AAAAAAAA\n`, fork.replace(/\n[A-Za-z0-9+/]{43}=\n/, "\n")])
      assert.equal(witness.cosign(Buffer.from(sent)).type, "refused");
    const kept = readdirSync(join(folder, "conflicts"));
    assert.equal(kept.length, 1);
    const notes = readFileSync(join(folder, "conflicts", kept[0]!), "utf8");
    assert.ok(notes.includes(store.held(origin)!) && notes.endsWith(fork.slice(fork.indexOf("\n\n") + 2)));
    for (let at = 0; at < conflictsMax + 20; at++) store.keepConflict(undefined, signNote(`conflict ${at}\n`, log));
    assert.equal(readdirSync(join(folder, "conflicts")).length, conflictsMax);
    store.close();
  });
});

const killsWanted = 20;

describe("a witness that is killed", () => {
  // The log is hostile and quick: it asks for growth of both histories at once while the process dies, and keeps every line that got out.
  test(`at any moment, ${killsWanted} times, never signs two histories and never forgets what it signed`, {
    timeout: 120_000,
  }, async () => {
    const folder = newFolder();
    const cosigned: { branch: 0 | 1; size: number }[] = [];
    let kills = 0;
    for (let size = 4; kills < killsWanted; kills++) {
      const { child, url, key } = await start(folder);
      const known = await sizeHeld(url);
      assert.ok(known >= Math.max(0, ...cosigned.map((each) => each.size)), "it forgot");
      const dying = sleep(30 + ((kills * 37) % 120)).then(() => child.kill("SIGKILL"));
      for (let older = known; child.exitCode === null && child.signalCode === null && size + 2 < sizeMax; ) {
        size = older + 1;
        const asked = await Promise.all(
          ([0, 1] as const).map(async (branch) => ({ branch, body: await requestFor(branch, older, Math.max(size, 5)) })),
        );
        const answers = await Promise.all(asked.map(({ branch, body }) => post(url, body).then((answer) => ({ branch, body, answer }))));
        const signed = answers.filter(({ answer }) => answer?.status === 200);
        for (const { branch, body, answer } of signed) {
          const checkpoint = body.toString("utf8").slice(body.toString("utf8").indexOf("\n\n") + 2);
          assert.equal(takeCosignatures(checkpoint, answer!.text, [key]).length, 1);
          cosigned.push({ branch, size: Math.max(size, 5) });
        }
        if (answers.some(({ answer }) => answer === undefined)) break;
        older = Math.max(size, 5);
      }
      await dying;
    }
    assert.ok(cosigned.length > killsWanted, `only ${cosigned.length} were cosigned`);
    for (const one of cosigned)
      for (const other of cosigned)
        if (one.size === other.size) assert.ok(sameHash(roots[one.branch]![one.size]!, roots[other.branch]![other.size]!));
    assert.equal(new Set(cosigned.map(({ branch }) => branch)).size, 1, "two histories were signed");
  });
});

async function start(folder: string): Promise<{ child: ChildProcess; url: string; key: VerifierKey }> {
  const script = fileURLToPath(new URL("../../testing/witness-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, folder, formatVerifierKey(logKey)], { stdio: ["ignore", "pipe", "inherit"] });
  after(() => child.kill("SIGKILL"));
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (text: Buffer) => resolve(text.toString().trim()));
    child.once("exit", () => reject(new Error("the witness did not start")));
  });
  const [url = "", key = ""] = said.split(" ");
  return { child, url, key: parseVerifierKey(key) };
}

/** Asks from a size that the witness does not hold yet, and is told where it stands. */
async function sizeHeld(url: string): Promise<number> {
  const checkpoint = signNote(formatCheckpoint({ origin, size: sizeMax, root: honest.root() }), log);
  const answer = await post(url, Buffer.from(formatCosignRequest({ older: sizeMax, proof: [], checkpoint })));
  assert.equal(answer?.status, 409);
  return Number(answer.text);
}

async function post(url: string, body: Buffer): Promise<{ status: number; text: string } | undefined> {
  try {
    const answer = await fetch(`${url}/add-checkpoint`, { method: "POST", body: new Uint8Array(body), signal: AbortSignal.timeout(5_000) });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}
