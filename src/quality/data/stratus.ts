import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isTechniqueId } from "../../core/attack/attack.ts";

/** One recorded detonation: its CloudTrail records without anything that names the tool, and the ATT&CK techniques of its page. */
export type Detonation = {
  readonly technique: string;
  readonly records: readonly Record<string, unknown>[];
  /** ATT&CK ids on the technique's page, in order; empty where the page names only a tactic. */
  readonly attack: readonly string[];
};

const Records = z.array(z.record(z.string(), z.unknown()));
const toolName = /stratus[-_ ]?red[-_ ]?team[\w-]*|stratus[\w-]*/gi;

/**
 * Every recorded detonation, by name. A technique's page says of its recording that these are the events "generated when this technique is
 * detonated": a recording holds what the attack itself did, its polling included, and none of the set-up before or the clean-up after. The user
 * agent is taken out, and the tool's name wherever else it stands.
 */
export async function readStratus(data: string): Promise<Detonation[]> {
  const root = join(data, "stratus", "docs");
  const names = (await readdir(join(root, "detonation-logs"))).filter((name) => name.endsWith(".json")).toSorted();
  const detonations: Detonation[] = [];
  for (const file of names) {
    const technique = file.replace(/\.json$/, "");
    const records = Records.parse(JSON.parse(await readFile(join(root, "detonation-logs", file), "utf8"))).map(stripped);
    const page = await readFile(join(root, "attack-techniques", "AWS", `${technique}.md`), "utf8");
    detonations.push({ technique, records, attack: techniquesOn(page) });
  }
  return detonations;
}

function stripped({ userAgent: _, ...record }: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(record).replace(toolName, "example")) as Record<string, unknown>;
}

function techniquesOn(page: string): string[] {
  const said = page.slice(0, Math.max(0, page.indexOf("## Description")));
  return [...new Set([...said.matchAll(/\bT\d{4}(?:\.\d{3})?\b/g)].map(([id]) => id))].filter(isTechniqueId);
}
