/**
 * Completes package-lock.json: `npm install` leaves out the platform packages of other systems when the registry it asked does not hold them yet, and `npm ci` then
 * refuses the lock. Each one that a package names is entered with its version and platform, so that every system finds its own and skips the others.
 *
 *   node tools/complete-lock.ts
 */
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};

const place = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(place, "utf8")) as { packages: Record<string, Entry> };
const systems = ["darwin", "linux", "win32", "android", "freebsd", "openharmony", "aix", "sunos"];
const processors = ["x64", "arm64", "arm", "ia32", "s390x", "ppc64", "riscv64", "loong64", "wasm32"];

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (path === "" || isThere(path, name)) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, entry);
    added++;
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(place, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`);
console.log(added === 0 ? "the lock is complete" : `entered ${added} platform packages`);

function isThere(path: string, name: string): boolean {
  return `node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages;
}

/** Platform packages carry their platform in their name: system, processor, C library. */
function platformEntry(name: string, version: string, parent: Entry): Entry {
  const words = name.split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) =>
    words.some((word) => word === processor || (processor === "arm" && word.startsWith("arm-"))),
  );
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return {
    version: version.replace(/^[\^~]/, ""),
    ...(parent.dev ? { dev: true } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  };
}
