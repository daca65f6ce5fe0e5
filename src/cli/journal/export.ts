import { hash } from "node:crypto";
import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digestOfText } from "../../core/containment/digest.ts";
import { inline } from "../../core/report/inline.ts";
import { SocError } from "../../core/soc-error.ts";
import { type PackFile, packFiles } from "../../core/transparency/pack/pack.ts";
import { verifyPack } from "../../core/transparency/pack/verify-pack.ts";
import { accessWorld, noteExport } from "../../engine/access/access-record.ts";
import { exportPack } from "../../engine/journal/export-pack.ts";
import { badOption } from "../command.ts";
import { keptWorld, openKeptStore } from "../kept-store.ts";
import { makeFolder } from "../make-folder.ts";
import { count } from "../progress.ts";
import { type JournalAction, keyOption } from "./options.ts";

/** `journal export`: what was recorded of a case, or of everything, with all that an outsider needs to check it. */
export const exportEvidence: JournalAction = async (values, system, terminal) => {
  const { case: caseId, out, all } = values;
  if (out === undefined) throw badOption("--out DIR is missing");
  if ((caseId === undefined) === !all) throw badOption("name one case with --case case-3, or everything with --all");
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const { journal } = await keptWorld(store, values.world);
    const pack = await exportPack(journal, system.clock, (stream) => all || stream === caseId);
    const wanted = pack.entries.length;
    if (
      caseId !== undefined &&
      !pack.entries.some(({ record }) => record.includes(`"stream":"${caseId}"`) || record.includes(`,"${caseId}",`))
    )
      throw badOption(
        `the record holds nothing of "${caseId.slice(0, 80)}"`,
        "the cases of an investigation are in its assessment.json and report; --all takes the whole record",
      );
    const timeStamp = await system.stampTime?.(pack.checkpoint);
    const files = packFiles({ ...pack, ...(timeStamp && { timeStamp }) });
    await requireEmpty(out);
    const digest = digestOfFiles(files);
    const { journal: access } = await store.world(accessWorld);
    // Known before anything leaves; whoever sits at the machine has the database and the keys, and is not asked for a name.
    const what = `journal export of ${values.world}, ${caseId ?? "all"}`;
    await noteExport(access, system.clock, { by: "machine", what, digest });
    await writeFiles(out, files);
    const outcome = {
      entries: wanted,
      disclosed: pack.entries.filter(({ disclosure }) => disclosure).length,
      files: files.length,
      out,
      digest,
    };
    if (values.json) terminal.out(`${JSON.stringify(outcome)}\n`);
    else
      terminal.out(
        `${count(outcome.entries)} entries, ${count(outcome.disclosed)} of them readable, in ${inline(out)}; its README.md says how an outsider checks it\n`,
      );
    return 0;
  } finally {
    await store.close();
  }
};

/** `journal verify --pack DIR`: needs no database, and knows nothing but the pack and, where it is given, the key that is trusted. */
export const verifyExported: JournalAction = async (values, _system, terminal) => {
  const { pack = "", "public-key": key } = values;
  const files = await readFolder(pack);
  const trust = key === undefined ? {} : { logKey: keyOption(key) };
  const { intact, findings, entries, trusted, cosignedBy, stampedAtMs, checkpoint } = verifyPack(files, trust);
  const opened = entries.filter((entry) => entry.opened).length;
  if (values.json)
    terminal.out(
      `${JSON.stringify({ intact, findings, entries: entries.length, opened, trusted, cosignedBy, stampedAtMs: stampedAtMs ?? null, size: checkpoint?.size ?? null })}\n`,
    );
  else {
    const first = intact
      ? `intact: ${count(entries.length)} entries, ${count(opened)} opened, of a record of ${count(checkpoint?.size ?? 0)}`
      : "NOT intact";
    const seen = cosignedBy.map(({ name, timeSeconds }) => `cosigned by ${name} at ${new Date(timeSeconds * 1_000).toISOString()}`);
    const stamped = stampedAtMs === undefined ? [] : [`time-stamped at ${new Date(stampedAtMs).toISOString()}`];
    const unknown =
      trusted === "own-key"
        ? ["checked with the pack's own key: give --public-key KEY, as the log's owner printed it, to know whose it is"]
        : [];
    const faults = findings.slice(0, findingsShownMax).map(({ path, says }) => `  ${path}: ${says}`);
    terminal.out(`${[first, ...faults, ...seen, ...stamped, ...unknown].join("\n")}\n`);
  }
  return intact ? 0 : 4;
};

const findingsShownMax = 20;
const packFilesMax = 1_000_000;
const packBytesMax = 4 * 1_024 * 1_024 * 1_024;

/** SHA-256 over the lines that `sha256sum` prints of the files, sorted by path. */
function digestOfFiles(files: readonly PackFile[]): string {
  return digestOfText(files.map(({ path, bytes }) => `${hash("sha256", bytes, "hex")}  ${path}\n`).join(""));
}

/** Makes sure that the pack can be written before its export is on the record. */
async function requireEmpty(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    if ((await readdir(folder)).length > 0) throw new Error("it is not empty");
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

async function writeFiles(folder: string, files: readonly PackFile[]): Promise<void> {
  try {
    for (const { path, bytes } of files) {
      await makeFolder(dirname(join(folder, path)));
      await writeFile(join(folder, path), bytes, { flag: "wx" });
    }
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

const notWritable = (folder: string, cause: unknown) =>
  new SocError({
    code: "cli/output-not-writable",
    problem: `the pack cannot be written to "${folder.slice(0, 400)}"`,
    remedy: "name a folder that is empty or not there yet, with space and the right to write",
    retry: "never",
    cause,
  });

/** Every file under a folder by its path; links are not followed, and are files that do not belong to the pack. */
async function readFolder(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  const read = async (below: string): Promise<void> => {
    const found = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of found.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await read(path);
      else {
        bytes += (await lstat(join(folder, path))).size;
        if (files.size >= packFilesMax || bytes > packBytesMax)
          throw badOption(`"${folder.slice(0, 400)}" is too large for an evidence pack`);
        files.set(path, entry.isFile() ? await readFile(join(folder, path)) : new Uint8Array());
      }
    }
  };
  await read("").catch((cause: unknown) => {
    if (cause instanceof SocError) throw cause;
    throw new SocError({
      code: "input/not-readable",
      problem: `the folder "${folder.slice(0, 400)}" cannot be read`,
      remedy: "name the folder that journal export wrote, as somebody who may read it",
      retry: "never",
      cause,
    });
  });
  return files;
}
