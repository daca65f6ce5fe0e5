import { z } from "zod";
import type { Succession } from "../../journal/succession.ts";
import { SocError } from "../../soc-error.ts";

const contentsBytesMax = 16 * 1_024 * 1_024;

const Index = z.int().min(0);
const Contents = z.strictObject({
  schema: z.string(),
  successions: z.array(z.strictObject({ from: z.string(), to: z.string(), signature: z.string() })).max(10_000),
  entries: z.array(Index),
});

/** Reads a pack's table of contents. Refuses (`transparency/damaged-pack`) what is none, of another schema, or names an entry twice. */
export function readContents(
  bytes: Uint8Array,
  schema: string,
  entriesMax: number,
): { readonly successions: readonly Succession[]; readonly indexes: readonly number[] } {
  const read = Contents.safeParse(bytes.length <= contentsBytesMax ? parsed(bytes) : undefined);
  if (!read.success || read.data.schema !== schema) throw notContents(`it is no table of contents of ${schema}`);
  const { successions, entries } = read.data;
  if (entries.length > entriesMax) throw notContents(`it names more than ${entriesMax} entries`);
  if (entries.some((index, at) => at > 0 && index <= (entries[at - 1] as number)))
    throw notContents("its entries are not in order, each once");
  return { successions, indexes: entries };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

const notContents = (problem: string) =>
  new SocError({
    code: "transparency/damaged-pack",
    problem,
    remedy: "ask for the pack again, and compare it with this one",
    retry: "never",
  });
