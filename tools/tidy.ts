import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checks } from "./tidy/checks.ts";
import { readTree } from "./tidy/tree.ts";

/** The house rules that imports cannot show. Each finding says where, and what to do instead. */
const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const tree = readTree(home);
const findings = checks.flatMap((check) => check(tree));
for (const { path, line, says } of findings) console.log(`${path}:${line}: ${says}`);
console.log(findings.length === 0 ? `tidy: ${tree.length} files, nothing to mend` : `tidy: ${findings.length} to mend`);
process.exitCode = findings.length === 0 ? 0 : 1;
