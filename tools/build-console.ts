import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm run build:console`: builds web/ into web/dist, which the server serves. `npm ci` does it by itself (`--if-possible`: an installation without the
 * workbench has a built one, or none, and the server says so). It is built beside, so that whoever reads the one that is there never meets half of one.
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
    if (existsSync(place)) renameSync(place, old);
    renameSync(fresh, place);
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
  console.log("built the console into web/dist");
}
