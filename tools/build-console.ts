import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm run build:console`: builds web/ into web/dist, which the server serves. `npm ci` does it by itself (`--if-possible`: an installation without the
 * workbench has a built one, or none, and the server says so). It is built beside, and takes the place of the one that is there
 * only where it differs: whoever reads that meanwhile reads it whole.
 */
const home = dirname(dirname(fileURLToPath(import.meta.url)));
const ifPossible = process.argv.includes("--if-possible");

if (!existsSync(join(home, "node_modules", "vite"))) {
  console.log(`the console is not built: the workbench is not installed; "npm ci" in ${home} installs it and builds the console`);
  if (!ifPossible) process.exitCode = 1;
} else {
  const { build } = await import("vite");
  const place = join(home, "web", "dist");
  const [fresh, old] = [`${place}-${process.pid}`, `${place}-${process.pid}-old`];
  try {
    await build({ configFile: join(home, "web", "vite.config.ts"), logLevel: "warn", build: { outDir: fresh } });
    if (existsSync(place) && !isSame(place, fresh)) renameSync(place, old);
    if (!existsSync(place)) renameSync(fresh, place);
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
  console.log("built the console into web/dist");
}

/** Whether two folders hold the same files, byte for byte. */
function isSame(one: string, other: string): boolean {
  const [files, others] = [one, other].map((folder) => (readdirSync(folder, { recursive: true }) as string[]).toSorted());
  if (JSON.stringify(files) !== JSON.stringify(others)) return false;
  return files!.every(
    (path) => statSync(join(one, path)).isDirectory() || readFileSync(join(one, path)).equals(readFileSync(join(other, path))),
  );
}
