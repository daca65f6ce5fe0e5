import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Plants faults in the laws of containment, one at a time, and counts those that no test notices (decision 0077). Each group of files is tried against the
 * tests that state its guarantees, so that a fault costs one or two short test files. `node tools/mutation.ts [group …]`; what was tried before and has not
 * changed since is not tried again (out/mutation).
 */
const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const scoreMin = 90;
const folder = "src/core/containment";

const groups: Readonly<Record<string, { readonly mutate: readonly string[]; readonly tests: readonly string[] }>> = {
  people: {
    mutate: ["four-eyes", "signature", "digest"],
    tests: ["four-eyes", "break-glass", "who-asks", "a-no", "signature", "adoption", "begin"],
  },
  time: { mutate: ["expiry", "kill-switch", "adoption", "begin"], tests: ["begin", "expiry", "record-time", "kill-switch", "adoption"] },
  effects: { mutate: ["growth", "requirement", "budget"], tests: ["begin", "budget", "breaker"] },
  names: { mutate: ["protected", "name-form"], tests: ["name-form", "any-name", "protected", "protected-address"] },
};

type Mutant = {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
};
type Report = { readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>> };

/** Runs the mutator on one group; its report. Throws when it gave none. */
function plant(name: string, { mutate, tests }: (typeof groups)[string]): Report {
  const out = join(home, "out", "mutation", name);
  mkdirSync(out, { recursive: true });
  const base = JSON.parse(readFileSync(join(home, "stryker.config.json"), "utf8")) as { readonly tap: object };
  const config = {
    ...base,
    mutate: mutate.map((file) => `${folder}/${file}.ts`),
    tap: { ...base.tap, testFiles: tests.map((file) => `${folder}/${file}.test.ts`) },
    incrementalFile: join(out, "incremental.json"),
    jsonReporter: { fileName: join(out, "report.json") },
    tempDirName: `.stryker-tmp/${name}`,
  };
  const configFile = join(out, "stryker.config.json");
  writeFileSync(configFile, JSON.stringify(config, undefined, 2));
  const environment = { ...process.env, WATCHKEEPER_SHORT: "1", NODE_COMPILE_CACHE: join(home, "out", "mutation", "compiled") };
  const stryker = join(home, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const ended = spawnSync(process.execPath, [stryker, "run", configFile], { cwd: home, env: environment, stdio: "inherit" });
  if (ended.status !== 0) throw new Error(`the mutator ended with ${ended.status ?? ended.signal}`);
  return JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;
}

const noticed = new Set(["Killed", "Timeout"]);
const counted = new Set(["Killed", "Timeout", "Survived", "NoCoverage"]);
const percent = (part: number, whole: number) => (whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`);

const chosen = process.argv.slice(2);
const total = { noticed: 0, planted: 0 };
const lines: string[] = [];
for (const [name, group] of Object.entries(groups)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const { files } = plant(name, group);
  // The report also keeps files that the group held before.
  for (const file of group.mutate.map((each) => `${folder}/${each}.ts`)) {
    const { mutants } = files[file] ?? { mutants: [] };
    const planted = mutants.filter(({ status }) => counted.has(status));
    const found = planted.filter(({ status }) => noticed.has(status)).length;
    total.noticed += found;
    total.planted += planted.length;
    lines.push(`${file}: ${found} of ${planted.length} noticed, ${percent(found, planted.length)}`);
    for (const { status, mutatorName, replacement, location } of planted)
      if (!noticed.has(status))
        lines.push(`  ${file}:${location.start.line} ${mutatorName} -> ${(replacement ?? "").replaceAll(/\s+/g, " ").slice(0, 100)}`);
  }
}
for (const line of lines) console.log(line);
console.log(
  `mutation score: ${percent(total.noticed, total.planted)} (${total.noticed} of ${total.planted} planted faults noticed; at least ${scoreMin} % must be)`,
);
process.exitCode = total.planted > 0 && (100 * total.noticed) / total.planted >= scoreMin ? 0 : 1;
