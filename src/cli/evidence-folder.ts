import { createHash, hash } from "node:crypto";
import { type FileHandle, open, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SocError } from "../core/soc-error.ts";
import type { EvidenceSink } from "../engine/governance/evidence-sink.ts";
import { makeFolder } from "./make-folder.ts";

const sumsName = "SHA256SUMS";

/** A folder that an export is written to, file by file. `discard` takes away what was written: a part of an export must not look like one. */
export type EvidenceFolder = { readonly sink: EvidenceSink; readonly discard: () => Promise<void> };

/** Opens an empty folder for an export, or makes it. Digests go to a file beside as files are written, so that memory holds none. Refuses (`cli/output-not-writable`). */
export async function openEvidenceFolder(folder: string): Promise<EvidenceFolder> {
  const refusing = <Outcome>(work: Promise<Outcome>) =>
    work.catch((cause: unknown) => {
      throw notWritable(folder, cause);
    });
  await refusing(requireEmpty(folder));
  const handles: FileHandle[] = [];
  const tops = new Set<string>([sumsName]);
  const made = new Set<string>();
  const place = async (path: string) => {
    tops.add(path.split("/")[0] as string);
    const at = join(folder, path);
    if (!made.has(dirname(at))) await makeFolder(dirname(at));
    // Entries come in order: the folders of the last ones are the ones that are asked for again.
    if (made.size > foldersHeldMax) made.clear();
    made.add(dirname(at));
    return at;
  };
  const sums = await refusing(opened(join(folder, sumsName), handles));
  const listed = async (path: string, digest: string) => void (await sums.handle.writeFile(sums.take(`${digest}  ${path}\n`)));
  const sink: EvidenceSink = {
    file: (path, bytes) =>
      refusing(
        (async () => {
          await writeFile(await place(path), bytes, { flag: "wx" });
          await listed(path, hash("sha256", bytes, "hex"));
        })(),
      ),
    growing: (path) =>
      refusing(
        (async () => {
          const file = await opened(await place(path), handles);
          return {
            add: (text: string) => refusing(file.handle.writeFile(file.take(text))),
            end: async () => {
              await refusing(file.handle.close());
              await refusing(listed(path, file.digest()));
            },
          };
        })(),
      ),
    async seal() {
      await refusing(sums.handle.close());
      return `sha256:${sums.digest()}`;
    },
  };
  return { sink, discard: () => discarded(folder, handles, tops) };
}

const foldersHeldMax = 64;

/** A file that grows, with the digest of what went into it. */
async function opened(at: string, all: FileHandle[]) {
  const digest = createHash("sha256");
  const handle = await open(at, "wx");
  all.push(handle);
  return {
    handle,
    take(text: string) {
      digest.update(text);
      return text;
    },
    digest: () => digest.digest("hex"),
  };
}

async function discarded(folder: string, handles: readonly FileHandle[], tops: ReadonlySet<string>): Promise<void> {
  await Promise.allSettled(handles.map((handle) => handle.close()));
  for (const name of tops) await rm(join(folder, name), { recursive: true, force: true });
}

async function requireEmpty(folder: string): Promise<void> {
  await makeFolder(folder);
  if ((await readdir(folder)).length > 0) throw new Error("it is not empty");
}

const notWritable = (folder: string, cause: unknown) =>
  cause instanceof SocError
    ? cause
    : new SocError({
        code: "cli/output-not-writable",
        problem: `the export cannot be written to "${folder.slice(0, 400)}"`,
        remedy: "name a folder that is empty or not there yet, with space and the right to write",
        retry: "never",
        cause,
      });
