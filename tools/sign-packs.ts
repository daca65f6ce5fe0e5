import { generateKeyPairSync, sign } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packBytes, signatureLineOf } from "../src/core/regulation/pack-signature.ts";

/**
 * Signs the rule packs of the product with a key that is made for it and forgotten when this ends: nobody can sign another pack as ours later, and whoever
 * changes one signs all of them anew. The public half stands in `src/knowledge/regulation-key.ts`, and is trusted as the code beside it is.
 */
const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(home, "src/knowledge/data/regulation");
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .toSorted();
for (const name of names) {
  const pack: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
  writeFileSync(join(folder, `${name}.sig`), signatureLineOf(key, sign(null, packBytes(pack), privateKey).toString("base64")));
}
writeFileSync(
  join(home, "src/knowledge/regulation-key.ts"),
  `/** The key that signed the rule packs of the product, raw Ed25519 in base64; written by \`tools/sign-packs.ts\`, which forgot its private half. */
export const ownPackKey = "${key}";
`,
);
console.log(`signed ${names.length} packs with a new key`);
