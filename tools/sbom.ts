/**
 * The bill of materials of the product as CycloneDX 1.6 JSON, made from package-lock.json: every package that a default install brings, and every package that
 * the console is built from, with version, licence and the digest that npm checks. The same lock gives the same bytes.
 *
 *   node tools/sbom.ts [--out FILE]
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** Whether it is a workspace of ours. */
  readonly link?: boolean;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
/** What of package-lock.json is read. */
export type Lock = { readonly name: string; readonly version: string; readonly packages: Readonly<Record<string, Entry>> };

const marker = "node_modules/";

/** The workspace of the console, and what of its packages builds and tests it and leaves nothing in it. */
const consoleFolder = "web";
const buildsConsole = /^@types\/|^(?:@tailwindcss\/vite|@vitejs\/plugin-react|axe-core|playwright-core|tailwindcss|vite)$/;

/** The bill of a lock: components in order of their places, and who depends on whom. */
export function billOf(lock: Lock) {
  const { has, ofConsole } = shippedOf(lock);
  const shipped = Object.entries(lock.packages)
    .filter(([path]) => has.has(path))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const root = lock.packages[""] ?? {};
  const subject = {
    type: "application",
    "bom-ref": `${lock.name}@${lock.version}`,
    name: lock.name,
    version: lock.version,
    licenses: licencesOf(root.license),
  };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(shipped))}`,
    version: 1,
    metadata: { component: subject },
    components: shipped.map(([path, entry]) => componentOf(path, entry)),
    dependencies: [
      { ref: subject["bom-ref"], dependsOn: [...new Set([...dependsOn(lock, has, "", root), ...ofConsole])].toSorted() },
      ...shipped.map(([path, entry]) => ({ ref: refOf(path), dependsOn: dependsOn(lock, has, path, entry) })),
    ],
  };
}

/** Where what is shipped lies: what a default install brings, and what the built console holds. `ofConsole` are the packages that it names itself. */
function shippedOf({ packages }: Lock): { readonly has: ReadonlySet<string>; readonly ofConsole: readonly string[] } {
  const installed = Object.entries(packages).filter(([path, { dev, link }]) => path.startsWith(marker) && !dev && !link);
  const named = Object.keys(packages[consoleFolder]?.devDependencies ?? {}).filter((name) => !buildsConsole.test(name));
  const ofConsole = named.flatMap((name) => placeOf(packages, consoleFolder, name) ?? []);
  const has = new Set(installed.map(([path]) => path));
  const open = [...ofConsole];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (has.has(path)) continue;
    has.add(path);
    open.push(...Object.keys(packages[path]?.dependencies ?? {}).flatMap((name) => placeOf(packages, path, name) ?? []));
  }
  return { has, ofConsole };
}

const refOf = (path: string) => path;
const nameOf = (path: string) => path.slice(path.lastIndexOf(marker) + marker.length);

function componentOf(path: string, { version = "", license, integrity, optional }: Entry) {
  const name = nameOf(path);
  const [scope, plain] = name.startsWith("@") ? name.split("/") : [undefined, name];
  const [algorithm = "", digest = ""] = (integrity ?? "").split("-", 2);
  const purl = `pkg:npm/${scope === undefined ? "" : `${encodeURIComponent(scope)}/`}${plain}@${version}`;
  return {
    type: "library",
    "bom-ref": refOf(path),
    ...(scope === undefined ? {} : { group: scope }),
    name: plain ?? name,
    version,
    scope: optional ? "optional" : "required",
    purl,
    licenses: licencesOf(license ?? unsaid.get(name)),
    ...(digest === ""
      ? {}
      : { hashes: [{ alg: algorithm.replace(/^sha(\d+)$/, "SHA-$1"), content: Buffer.from(digest, "base64").toString("hex") }] }),
  };
}

/** Packages whose manifest says no licence, and the one that lies beside it. */
const unsaid: ReadonlyMap<string, string> = new Map([["png-js", "MIT"]]);

/** A licence by its SPDX id, or a choice of several as an expression. */
function licencesOf(license: string | undefined) {
  if (license === undefined) return [];
  return / (?:OR|AND|WITH) |[()]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/** Where each of its packages is found: beside it, or in a folder above, as Node looks. */
function dependsOn({ packages }: Lock, has: ReadonlySet<string>, path: string, entry: Entry): readonly string[] {
  const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
  return names
    .flatMap((name) => placeOf(packages, path, name) ?? [])
    .filter((place) => has.has(place))
    .toSorted();
}

function placeOf(packages: Lock["packages"], path: string, name: string): string | undefined {
  const above = path === "" ? [] : path.split(`/${marker}`).map((_, index, all) => all.slice(0, index + 1).join(`/${marker}`));
  for (const at of [...above.toReversed(), ""]) {
    const place = at === "" ? `${marker}${name}` : `${at}/${marker}${name}`;
    if (Object.hasOwn(packages, place)) return place;
  }
  return undefined;
}

/** A name-based id, so that the same lock has the same. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as Lock;
  const text = `${JSON.stringify(billOf(lock), undefined, 2)}\n`;
  const out = process.argv[process.argv.indexOf("--out") + 1];
  if (process.argv.includes("--out") && out !== undefined) writeFileSync(out, text);
  else process.stdout.write(text);
}
