import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { AttackCatalogue } from "../../core/attack/attack.ts";

/** What ATT&CK says of one use of a technique: by a group, a piece of software or in a campaign. `technique` is a current id, `sources` are the works that it cites, as they are cited. */
export type ProcedureExample = {
  readonly text: string;
  readonly technique: string;
  readonly user: string;
  readonly sources?: readonly string[];
};

const bytesMax = 256 * 1024 * 1024;
const Fact = z.object({
  type: z.string(),
  id: z.string().optional(),
  relationship_type: z.string().optional(),
  source_ref: z.string().optional(),
  target_ref: z.string().optional(),
  description: z.string().optional(),
  external_references: z
    .array(z.object({ source_name: z.string(), external_id: z.string().optional(), description: z.string().optional() }))
    .optional(),
});

/** The procedure examples of ATT&CK with citations and links taken out, in the order of the file; each text and technique once. */
export async function readProcedureExamples(data: string, catalogue: AttackCatalogue): Promise<ProcedureExample[]> {
  const packed = await readFile(join(data, "attack", "enterprise-attack.ndjson.gz"));
  const facts = gunzipSync(packed, { maxOutputLength: bytesMax })
    .toString("utf8")
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [Fact.parse(JSON.parse(line))]));
  const ids = new Map(facts.flatMap((fact) => (fact.type === "relationship" ? [] : [[fact.id ?? "", idOf(fact) ?? ""] as const])));
  const examples = new Map<string, ProcedureExample>();
  for (const { type, relationship_type: kind, source_ref: from, target_ref: to, description, external_references } of facts) {
    const technique = catalogue.current(ids.get(to ?? "") ?? "");
    if (type !== "relationship" || kind !== "uses" || !description || technique === undefined || !catalogue.technique(technique)) continue;
    const text = plain(description);
    const cited = (external_references ?? []).flatMap((source) => source.description ?? []);
    const sources = [...new Set([...(examples.get(`${technique} ${text}`)?.sources ?? []), ...cited])];
    if (text !== "") examples.set(`${technique} ${text}`, { text, technique, user: ids.get(from ?? "") ?? "", sources });
  }
  return [...examples.values()];
}

const idOf = (fact: z.infer<typeof Fact>) =>
  fact.external_references?.find(({ source_name }) => source_name === "mitre-attack")?.external_id;

/** Citations go, links and code become their words. */
function plain(description: string): string {
  return description
    .replace(/\(Citation:[^)]*\)/g, " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<\/?[a-z]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
