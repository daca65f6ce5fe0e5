import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";

/** Every text that the configuration and the standing orders hold, and every file that one of them could be the path of. */
export type NamedTexts = { readonly texts: ReadonlySet<string>; readonly files: ReadonlySet<string> };

const ordersBytesMax = 4 * 1_024 * 1_024;

/**
 * What is named by the configuration and by standing orders, in whatever place: whoever must not touch what is in use asks here. Standing orders that are not
 * there name nothing; throws where some are there and cannot be read.
 */
export async function namedTexts(configuration: unknown, folder: string, orders: readonly string[]): Promise<NamedTexts> {
  const named = { texts: new Set<string>(), files: new Set<string>() };
  note(configuration, folder, named);
  for (const path of new Set(orders)) note(await contentOf(path), dirname(path), named);
  return named;
}

function note(value: unknown, folder: string, into: { readonly texts: Set<string>; readonly files: Set<string> }): void {
  const waiting: unknown[] = [value];
  const seen = new Set<unknown>();
  while (waiting.length > 0) {
    const each = waiting.pop();
    if (typeof each === "string") {
      into.texts.add(each);
      into.files.add(resolve(folder, each));
    } else if (typeof each === "object" && each !== null && !seen.has(each)) {
      seen.add(each);
      waiting.push(...Object.values(each));
    }
  }
}

async function contentOf(path: string): Promise<unknown> {
  const file = await open(path, "r").catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  });
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    if (size > ordersBytesMax) throw new Error(`standing orders of ${size} bytes are none`);
    return parse(await file.readFile("utf8")) as unknown;
  } finally {
    await file.close();
  }
}
