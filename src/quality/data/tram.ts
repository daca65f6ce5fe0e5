import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** One labelled sentence of a report; `child` is the narrower technique that the annotators named where the label is its parent. */
export type TramSentence = { readonly text: string; readonly label: string; readonly report: string; readonly child?: string };

const Sentences = z.array(z.object({ text: z.string(), label: z.string(), doc_title: z.string() }));
const Annotated = z.object({
  signal: z.string(),
  asets: z.array(z.object({ type: z.string(), hasSpan: z.boolean(), annots: z.array(z.array(z.unknown())) })),
});
const Negatives = z.array(z.string());
const training = ["tram", "data", "training"] as const;

/** The 5,089 sentences with one technique of fifty each, and the report that each stands in; report titles are made alike. */
export async function readTram(data: string): Promise<TramSentence[]> {
  const folder = join(data, ...training, "tram2_data");
  const sentences = Sentences.parse(JSON.parse(await readFile(join(folder, "single_label.json"), "utf8")));
  const children = await childrenOf(join(folder, "mjson_files"));
  return sentences.map(({ text, label, doc_title }) => {
    const report = titleOf(doc_title);
    const child = children.get(keyOf(report, text));
    return { text, label, report, ...(child?.startsWith(`${label}.`) && { child }) };
  });
}

/** Sentences that no annotator gave a technique: of reports, and of an encyclopedia. Empty ones are left out, each occurs once, in order. */
export async function readTramNegatives(data: string): Promise<string[]> {
  const all = Negatives.parse(JSON.parse(await readFile(join(data, ...training, "archive", "negative_data.json"), "utf8")));
  return [...new Set(all.map((text) => text.trim()))].filter((text) => text !== "");
}

/** What annotators wrote beside a span of a report, where that is narrower than the fifty labels. */
async function childrenOf(folder: string): Promise<Map<string, string>> {
  const children = new Map<string, string>();
  for (const name of (await readdir(folder)).toSorted()) {
    if (!name.endsWith(".mjson")) continue;
    const { signal, asets } = Annotated.parse(JSON.parse(await readFile(join(folder, name), "utf8")));
    const report = titleOf(signal.split("\n")[0]!.replace(/^title: /, ""));
    for (const { type, hasSpan, annots } of asets) {
      const id = /\((T\d{4}\.\d{3})\)$/.exec(type)?.[1];
      if (id === undefined || !hasSpan) continue;
      for (const [from, to] of annots)
        if (typeof from === "number" && typeof to === "number") children.set(keyOf(report, signal.slice(from, to)), id);
    }
  }
  return children;
}

/** A text in lower case, what parts its words made one blank: how titles and sentences are compared. */
export const alike = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
const titleOf = (title: string) => alike(title);
const keyOf = (report: string, text: string) => `${report}\n${alike(text)}`;
