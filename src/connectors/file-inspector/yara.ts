import { readdirSync, readFileSync } from "node:fs";
import type { YaraX } from "@litko/yara-x";
import { SocError } from "../../core/soc-error.ts";
import { quoted } from "../kit/quoted.ts";

/** One file of YARA rules. */
export type YaraText = { readonly path: string; readonly text: string };

/** A rule that matched: what its author says of it, bounded. */
export type YaraMatch = { readonly rule: string; readonly summary: string; readonly technique: string; readonly severity: string };

/** Scans one file at a time, whole; undefined when it is longer than `yaraLimits.bytesMax` or the scan did not end in time. */
export type YaraScanner = {
  readonly rules: number;
  readonly isAvailable: boolean;
  readonly scan: (bytes: Uint8Array) => Promise<readonly YaraMatch[] | undefined>;
};

/** What is read of rules and given of matches, and the longest file (`bytesMax`, in bytes) that is looked at: by the scanner and by its caller alike. */
export const yaraLimits = {
  filesMax: 2_000,
  textLengthMax: 4 * 1_048_576,
  bytesMax: 32 * 1_048_576,
  matchesMax: 50,
  matchesPerPatternMax: 100,
  timeoutMs: 10_000,
} as const;

// What a rule may use. The console and the modules that log or read more than the bytes stay shut.
const banned = ["console", "cuckoo", "magic", "time", "dotnet", "macho", "lnk", "vt", "test_proto2", "test_proto3"].map((name) => ({
  name,
  errorTitle: `the module "${name}" is not allowed`,
  errorMessage: "use pe, elf, math, hash or string",
}));

/** Compiles rule files together, in the order of their names. Refuses (`yara/bad-rule`) a file that does not compile, includes others or is slow. */
export async function yaraScanner(texts: readonly YaraText[], wait: (delayMs: number) => Promise<void>): Promise<YaraScanner> {
  // The engine is native code, loaded when the first file is looked at: a platform without it works on, and says so.
  const engine = await import("@litko/yara-x").catch(() => undefined);
  if (!engine) return { rules: 0, isAvailable: false, scan: async () => [] };
  const { compile } = engine;
  const sorted = texts.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).slice(0, yaraLimits.filesMax);
  for (const { path, text } of sorted) check(compile, path, text);
  const scanner =
    sorted.length === 0 ? undefined : (compiled(compile, sorted.map(({ text }) => text).join("\n"), "the rules together") as YaraX);
  scanner?.setMaxMatchesPerPattern(yaraLimits.matchesPerPatternMax);
  let last: Promise<unknown> = Promise.resolve();
  return {
    rules: sorted.length,
    isAvailable: true,
    async scan(bytes) {
      if (!scanner) return [];
      if (bytes.length > yaraLimits.bytesMax) return undefined;
      // One after the other: a scan that overstays its time must not be joined by more.
      const turn = last.then(() => scanner.scanAsync(Buffer.from(bytes)));
      last = turn.catch(() => undefined);
      const found = await Promise.race([turn.catch(() => undefined), wait(yaraLimits.timeoutMs)]);
      return found
        ? found
            .slice(0, yaraLimits.matchesMax)
            .map(matchOf)
            .sort((a, b) => (a.rule < b.rule ? -1 : 1))
        : undefined;
    },
  };
}

/** The rules that come with the product. */
export function builtinYaraRules(): readonly YaraText[] {
  const folder = new URL("../../../rules/yara/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yar"))
    .sort()
    .map((name) => ({ path: `rules/yara/${name}`, text: readFileSync(new URL(name, folder), "utf8") }));
}

type Compile = typeof import("@litko/yara-x")["compile"];

function check(compile: Compile, path: string, text: string): void {
  if (text.length > yaraLimits.textLengthMax) throw badRule(path, `it is longer than ${yaraLimits.textLengthMax} characters`);
  compiled(compile, text, path);
}

function compiled(compile: Compile, text: string, path: string) {
  try {
    return compile(text, { enableIncludes: false, errorOnSlowPattern: true, errorOnSlowLoop: true, bannedModules: banned });
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    throw badRule(
      path,
      /error\[E\d+\]: ([^\n]{1,160})/.exec(message)?.[1] ?? message.split("\n", 1)[0]?.slice(0, 160) ?? "it does not compile",
    );
  }
}

function matchOf({ ruleIdentifier, meta }: { ruleIdentifier: string; meta: object }): YaraMatch {
  const text = (name: string) => {
    const value: unknown = Object.hasOwn(meta, name) ? Reflect.get(meta, name) : "";
    return typeof value === "string" ? value.slice(0, 200) : "";
  };
  return {
    rule: ruleIdentifier.slice(0, 128),
    summary: text("summary") || text("description"),
    technique: text("technique"),
    severity: text("severity"),
  };
}

const badRule = (path: string, problem: string) =>
  new SocError({
    code: "yara/bad-rule",
    problem: `the YARA rules in ${quoted(path)} cannot be used: ${problem}`,
    remedy: "correct the rule, or take the file out of the folder",
    retry: "never",
  });
