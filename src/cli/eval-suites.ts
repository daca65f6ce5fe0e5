import { join } from "node:path";
import { SocError } from "../core/soc-error.ts";
import type { Suite } from "../quality/suite.ts";
import { suites } from "../quality/suites.ts";
import { badOption } from "./command.ts";
import { type Kit, loadKit } from "./investigation.ts";
import type { System } from "./system.ts";

/** The suites that the words name, each once, in the order of the list. */
export function chosenSuites(names: readonly string[]): readonly Suite[] {
  const known = new Set([...suites.map(({ name }) => name), "all", "quick"]);
  const all = `${[...known].slice(0, -2).join(", ")}; quick, or all`;
  for (const name of names) if (!known.has(name)) throw badOption(`there is no suite "${name.slice(0, 80)}"; there are ${all}`);
  if (names.length === 0) throw badOption(`name a suite: ${all}`);
  return suites.filter(({ name, quick }) => names.includes("all") || names.includes(name) || (quick === true && names.includes("quick")));
}

/** The rules and playbooks that a suite is measured with; suites that name the same ones share them, since compiling takes seconds. */
export function kitOf(
  { rules, builtin }: Suite,
  parts: {
    readonly data: string;
    readonly system: System;
    readonly kits: Map<string, Promise<Kit>>;
    readonly inventory?: readonly string[] | undefined;
  },
): Promise<Kit> {
  const key = JSON.stringify([rules, builtin]);
  const folders = rules.map((folder) => join(parts.data, folder));
  const kit = parts.kits.get(key) ?? loadKit(parts.system, { rules: folders, builtin, inventory: parts.inventory ?? [], indicators: [] });
  parts.kits.set(key, kit);
  return kit;
}

/** What of the data is not there, where that is why a suite ended; undefined where it ended for another reason. */
export function missingFile(error: unknown): string | undefined {
  if (error instanceof SocError && error.code === "input/not-found") return error.problem;
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) return undefined;
  return `the data lacks ${"path" in error ? String(error.path) : "a file"}`;
}
