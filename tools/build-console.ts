import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm run build:console`: builds web/ into web/dist, which the server serves. `npm ci` does it by itself (`--if-possible`: an installation without the
 * workbench has a built one, or none, and the server says so).
 */
const home = dirname(dirname(fileURLToPath(import.meta.url)));
const ifPossible = process.argv.includes("--if-possible");

if (ifPossible && !existsSync(join(home, "node_modules", "vite"))) {
  console.log("the console is not built: the workbench is not installed");
} else {
  const { build } = await import("vite");
  await build({ configFile: join(home, "web", "vite.config.ts"), logLevel: "warn" });
  console.log("built the console into web/dist");
}
