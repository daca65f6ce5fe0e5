import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type FoundFile, openFolder } from "../kit/folder.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { quoted } from "../kit/quoted.ts";
import { documentOf } from "./document.ts";
import type { Document } from "./over-http.ts";
import type { HttpSettings } from "./settings.ts";

/** A file that changed this short a time ago may still be written, milliseconds. */
const settleMs = 2_000;
const fileBytesMax = 128 * 1_048_576;
const filesMax = 64;

/** Reads the files that fit, each whole and no longer written. One that is not refuses them all: a part would call known machines unknown. */
export async function documentsIn(
  name: string,
  { folder = "", files = [], rows }: HttpSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Document[]> {
  const opened = await openFolder(name, folder);
  let found = await opened.list(files);
  if (found.length === 0) throw noFiles(name, folder);
  if (found.length > filesMax) throw unexpectedAnswer(name, `more than ${filesMax} files`);
  const newest = Math.max(...found.map(({ modifiedMs }) => modifiedMs));
  if (Math.abs(clock.nowMs() - newest) < settleMs) {
    await clock.sleep(settleMs, signal);
    found = await opened.list(files);
  }
  const documents: Document[] = [];
  for (const each of found.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const inventory = documentOf(name, each.path, await bytesOf(name, each, await opened.open(each)), rows);
    documents.push({ inventory, asOfMs: Math.min(each.modifiedMs, clock.nowMs()) });
  }
  const after = await opened.list(files);
  if (JSON.stringify(after) !== JSON.stringify(found)) throw unexpectedAnswer(name, "a file that is still written");
  return documents;
}

type Opened = Awaited<ReturnType<Awaited<ReturnType<typeof openFolder>>["open"]>>;

async function bytesOf(name: string, { size }: FoundFile, handle: Opened): Promise<Uint8Array> {
  if (!handle) throw unexpectedAnswer(name, "a file that is still written");
  try {
    if (size > fileBytesMax) throw unexpectedAnswer(name, `a file of more than ${fileBytesMax} bytes`);
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    if (bytesRead < size) throw unexpectedAnswer(name, "a file that is still written");
    return bytes;
  } finally {
    await handle.close();
  }
}

const noFiles = (name: string, folder: string) =>
  new SocError({
    code: "connector/not-readable",
    problem: `no file in the folder ${quoted(folder)} of ${quoted(name)} fits`,
    remedy: 'compare "files" in its settings with what is in the folder; hidden files and links do not count',
    retry: { afterMs: 60_000 },
  });
