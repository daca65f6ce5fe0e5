import { createHash } from "node:crypto";
import type { Value } from "./document.ts";

/** What a rule says, as one digest: `sha256:` and 64 hex digits over its values in the order written. Comments, spaces and its place in the file are no part of it. */
export function ruleDigest(root: Value): string {
  const hash = createHash("sha256");
  const write = (value: Value): void => {
    if (value.kind === "scalar") hash.update(`${JSON.stringify(value.value)},`);
    else if (value.kind === "list") {
      hash.update("[");
      for (const item of value.items) write(item);
      hash.update("]");
    } else {
      hash.update("{");
      for (const [key, each] of value.entries) {
        hash.update(`${JSON.stringify(key)}:`);
        write(each);
      }
      hash.update("}");
    }
  };
  write(root);
  return `sha256:${hash.digest("hex")}`;
}
