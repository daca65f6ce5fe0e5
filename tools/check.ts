import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** `npm run check`: everything that needs no run of the product, the quickest first. All of it runs, so that one call tells all. */
const home = dirname(dirname(fileURLToPath(import.meta.url)));
const steps = ["lint", "tidy", "types", "walls"];

const failed = steps.filter((step) => {
  const from = performance.now();
  const { status } = spawnSync("npm", ["run", "--silent", step], { cwd: home, stdio: "inherit" });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${step} (${((performance.now() - from) / 1_000).toFixed(1)} s)`);
  return status !== 0;
});
if (failed.length > 0) console.log(`to mend: ${failed.join(", ")}; formatting mends itself with npm run format`);
process.exitCode = failed.length > 0 ? 1 : 0;
