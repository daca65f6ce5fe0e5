import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm run build`: dist/ becomes a home of its own, laid out as the checkout is: the product as JavaScript with the content it reads.
 * A published package needs it, because Node strips no types below node_modules; a checkout never does.
 */
const home = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(home, "dist");

/** Read at run time, beside the code. Samples and tests stay at home. */
const content = [
  "web/dist",
  "rules",
  "playbooks",
  "policies",
  "prompts",
  "trained",
  "src/knowledge/data",
  "docs/errors",
  "docs/quality.json",
];
const isShipped = (path: string) => !/\.samples\.ya?ml$|\.test\.ts$|[\\/]playbooks[\\/]scenarios$/.test(path);

const { status: built } = spawnSync(process.execPath, [join(home, "tools", "build-console.ts")], { cwd: home, stdio: "inherit" });
if (built !== 0) process.exit(1);
rmSync(dist, { recursive: true, force: true });
const compiler = join(home, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "--project", join(home, "tsconfig.build.json")], { cwd: home, stdio: "inherit" });
if (status !== 0) process.exit(1);
for (const folder of content) cpSync(join(home, folder), join(dist, folder), { recursive: true, filter: isShipped });
const { name, version, type } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Record<string, string>;
writeFileSync(join(dist, "package.json"), `${JSON.stringify({ name, version, type, private: true }, undefined, 2)}\n`);
