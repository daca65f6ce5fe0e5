import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Meta = z.object({ refs: z.array(z.string()).optional(), synonyms: z.array(z.string()).optional() });
const Clusters = z.object({ values: z.array(z.object({ value: z.string(), meta: Meta.optional() })) });
const hostLengthMax = 253;

/** The hosts of the pages that clusters refer to: vendors, newspapers, authorities. Ordinary names, each once, sorted. */
export async function readOrdinaryHosts(data: string): Promise<string[]> {
  const folder = join(data, "galaxy", "clusters");
  const hosts = new Set<string>();
  for (const name of (await readdir(folder)).toSorted()) {
    if (!name.endsWith(".json")) continue;
    const { values } = Clusters.parse(JSON.parse(await readFile(join(folder, name), "utf8")));
    for (const reference of values.flatMap(({ meta }) => meta?.refs ?? [])) {
      const host = /^https?:\/\/([^/:?#]+)/i.exec(reference)?.[1]?.toLowerCase();
      if (host !== undefined && host.length <= hostLengthMax) hosts.add(host);
    }
  }
  return [...hosts].sort();
}

/** The names of each actor of the galaxy, its own first. */
export async function readActorNames(data: string): Promise<string[][]> {
  const { values } = Clusters.parse(JSON.parse(await readFile(join(data, "galaxy", "clusters", "threat-actor.json"), "utf8")));
  return values.map(({ value, meta }) => [value, ...(meta?.synonyms ?? [])]);
}
