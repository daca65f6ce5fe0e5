import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { ScenarioFile } from "../../src/redteam/records/recording.ts";

/** The command line of every generator: `node generate.ts --out DIR [--seed N]`. Writes the files and says where. */
export function runGenerator(generate: (seed: number) => readonly ScenarioFile[]): void {
  const { values } = parseArgs({ options: { out: { type: "string" }, seed: { type: "string", default: "1" }, help: { type: "boolean" } } });
  const seed = Number(values.seed);
  if (values.help || !values.out || !Number.isSafeInteger(seed)) {
    console.error("usage: node generate.ts --out DIR [--seed N]    (N is a whole number, 1 by default)");
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const files = generate(seed);
  writeScenario(files, values.out);
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  console.error(`wrote ${files.length} files, ${(bytes / 1_048_576).toFixed(1)} MiB, to ${values.out}`);
}

/** Writes the files below a folder, each with the modification time that its records imply. */
export function writeScenario(files: readonly ScenarioFile[], folder: string): void {
  for (const { path, bytes, modifiedMs } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    utimesSync(target, modifiedMs / 1_000, modifiedMs / 1_000);
  }
}
