import type { Finding, TreeFile } from "./tree.ts";

/** A connector folder that can be deleted alone, and understood alone. */
export function completeConnectors(tree: readonly TreeFile[]): Finding[] {
  return foldersIn(tree, /^src\/connectors\/([^/]+)\//, ["kit"]).flatMap(({ path, files }) => [
    ...lacking(path, files, /README\.md$/, "say what it promises in a README.md"),
    ...lacking(path, files, /\.test\.ts$/, "a connector without a test is a rumour"),
  ]);
}

/** A format without a test of its own is a guess about somebody's bytes. Folders that serve formats (`lines`, `json`, `archive`) are held to the same. */
export function completeFormats(tree: readonly TreeFile[]): Finding[] {
  return foldersIn(tree, /^src\/formats\/([^/]+)\//, []).flatMap(({ path, files }) =>
    lacking(path, files, /\.test\.ts$/, "a format without a test is a guess"),
  );
}

function foldersIn(tree: readonly TreeFile[], pattern: RegExp, except: readonly string[]): { path: string; files: string[] }[] {
  const folders = new Map<string, string[]>();
  for (const { path } of tree) {
    const found = pattern.exec(path);
    if (found?.[1] && !except.includes(found[1])) folders.set(found[0], [...(folders.get(found[0]) ?? []), path]);
  }
  return [...folders].map(([path, files]) => ({ path, files }));
}

function lacking(path: string, files: readonly string[], wanted: RegExp, says: string): Finding[] {
  return files.some((file) => wanted.test(file)) ? [] : [{ path, line: 1, says }];
}

/** Every error code has its page, and every page its code. */
export function errorPages(tree: readonly TreeFile[]): Finding[] {
  const source = tree.filter(({ path }) => /^src\/core\/(?:[a-z]+-)?error-code\.ts$/.test(path)).map(({ text }) => text);
  const codes = new Set([...source.join("\n").matchAll(/\| "([a-z-]+\/[a-z-]+)"/g)].map(([, code]) => code ?? ""));
  const pages = new Map(
    tree.filter(({ path }) => path.startsWith("docs/errors/")).map((page) => [page.path.slice("docs/errors/".length, -".md".length), page]),
  );
  const named = new Set([...codes].map((code) => code.replace("/", "-")));
  const missing = [...codes]
    .filter((code) => !pages.has(code.replace("/", "-")))
    .map((code) => ({ path: "src/core/error-code.ts", line: 1, says: `"${code}" has no page docs/errors/${code.replace("/", "-")}.md` }));
  const orphans = [...pages].filter(([name]) => !named.has(name)).map(([, { path }]) => ({ path, line: 1, says: "no such error code" }));
  const empty = [...pages.values()]
    .filter(({ text }) => !/## What happened\n[\s\S]+## What to do\n/.test(text))
    .map(({ path }) => ({ path, line: 1, says: 'a page says "What happened" and "What to do"' }));
  return [...missing, ...orphans, ...empty];
}

/** The nouns of the core are words of the glossary. */
const coreNouns = [
  "Alert",
  "Case",
  "Evidence",
  "Hypothesis",
  "Observable",
  "Verdict",
  "Triage",
  "Playbook",
  "Asset",
  "Identity",
  "Assessment",
  "JournalEntry",
  "Indicator",
];
export function glossaryWords(tree: readonly TreeFile[]): Finding[] {
  const glossary = tree.find(({ path }) => path === "docs/glossary.md")?.text.toLowerCase() ?? "";
  return coreNouns.flatMap((noun) => {
    const word = noun.replace(/(?<!^)([A-Z])/g, " $1").toLowerCase();
    return glossary.includes(`**${word}**`)
      ? []
      : [{ path: "docs/glossary.md", line: 1, says: `the core has "${noun}" and the glossary has no "${word}"` }];
  });
}

/** A lock that lacks another system's platform package is refused by `npm ci` on every system. */
export function completeLock(tree: readonly TreeFile[]): Finding[] {
  const lock = tree.find(({ path }) => path === "package-lock.json");
  if (!lock) return [];
  const { packages } = JSON.parse(lock.text) as {
    packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  const named = Object.entries(packages)
    .filter(([, { resolved }]) => resolved?.startsWith("http"))
    .map(([path]) => path);
  return [
    ...missing.map((name) => ({ path: lock.path, line: 1, says: `${name} is missing; run "node tools/complete-lock.ts"` })),
    ...named.slice(0, 3).map((path) => ({
      path: lock.path,
      line: 1,
      says: `${path} names where it came from; install with omit-lockfile-registry-resolved`,
    })),
  ];
}
