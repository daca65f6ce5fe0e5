import type { Node } from "./queries.ts";

const lengthMax = 24;
const hashLengthMax = 10;

/** What stands under an entity in the picture: the last part of a path, the beginning of a hash. The panel beside it has the whole. `label` is inert already. */
export function shortLabel({ type, label }: Pick<Node, "type" | "label">): string {
  if (type === "hash") return shortened(label, hashLengthMax);
  const last =
    type === "file" || type === "process" ? label.slice(Math.max(label.lastIndexOf("/"), label.lastIndexOf("\\")) + 1).trim() : "";
  return shortened(last === "" ? label : last, lengthMax);
}

function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
