import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** One file of the built console, in the forms that a browser may take it in. */
export type ConsoleFile = {
  readonly type: string;
  readonly tag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  readonly brotli: Buffer | undefined;
};
/** The built console: its one document, in which a nonce is put for each answer, and its files by their paths. */
export type ConsolePages = { readonly document: string; readonly files: ReadonlyMap<string, ConsoleFile> };

/** The most files and bytes that a console has; more is no console of ours. */
const filesMax = 500;
const bytesMax = 64 * 1_048_576;
const compressFromBytes = 1_024;

const types: ReadonlyMap<string, string> = new Map([
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".woff2", "font/woff2"],
  [".woff", "font/woff"],
  [".json", "application/json"],
]);

/** Where the nonce of an answer goes. */
export const nonceMark = "%CSP_NONCE%";

/** Reads the built console whole; undefined where none was built. Files of a kind that it does not know are not served. */
export async function openConsolePages(folder: string): Promise<ConsolePages | undefined> {
  const document = await readFile(join(folder, "index.html"), "utf8").catch(() => undefined);
  if (document === undefined) return undefined;
  const files = new Map<string, ConsoleFile>();
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = types.get(extname(entry.name));
    if (!entry.isFile() || type === undefined) continue;
    const place = join(entry.parentPath, entry.name);
    const plain = await readFile(place);
    bytes += plain.length;
    if (files.size >= filesMax || bytes > bytesMax) throw new Error(`${folder} holds more than a console`);
    files.set(`/${relative(folder, place).split(sep).join("/")}`, { type, ...(await formsOf(plain, type)) });
  }
  return { document, files };
}

const squeezed = { gzip: promisify(gzip), brotli: promisify(brotliCompress) };
/** A start should not wait for the last percent. */
const quality = { level: 9, params: { [constants.BROTLI_PARAM_QUALITY]: 6 } } as const;

async function formsOf(plain: Buffer, type: string): Promise<Omit<ConsoleFile, "type">> {
  const tag = `"${createHash("sha256").update(plain).digest("base64url")}"`;
  const worth = plain.length >= compressFromBytes && !type.startsWith("font/");
  if (!worth) return { tag, plain, gzip: undefined, brotli: undefined };
  const [small, smaller] = await Promise.all([squeezed.gzip(plain, quality), squeezed.brotli(plain, quality)]);
  return { tag, plain, gzip: small, brotli: smaller };
}
