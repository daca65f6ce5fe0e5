import { LineCounter, parseDocument } from "yaml";
import { Inventory } from "../../core/asset/asset.ts";
import { SocError } from "../../core/soc-error.ts";
import { csvRows } from "./inventory-rows.ts";

const textLengthMax = 128 * 1_048_576;
/** Lines are only looked for in files of ordinary size: finding them means reading the file a second time. */
const lineSearchLengthMax = 4 * 1_048_576;

/** Reads one inventory: JSON or YAML in the shape of core/asset/asset.ts, or a CSV of assets or identities. Refuses (`inventory/malformed`) the whole with the place of the first mistake. */
export function loadInventory(text: string, name: string): Inventory {
  if (text.length > textLengthMax) throw malformed(name, `it is longer than ${textLengthMax} characters`);
  const plain = text.replace(/^\ufeff/, "");
  const start = plain.trimStart();
  const content = start.startsWith("{")
    ? fromJson(plain, name)
    : looksLikeCsv(start)
      ? csvRows(plain, (problem) => malformed(name, problem))
      : fromYaml(plain, name);
  const checked = Inventory.safeParse(content ?? {});
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const place = (issue?.path ?? []).map(String);
  const line = lineOf(plain, issue?.path ?? []);
  throw malformed(
    name,
    `${line === undefined ? "" : `line ${line}: `}"${place.join(".") || "the whole"}": ${(issue?.message ?? "not as expected").toLowerCase().slice(0, 200)}`,
  );
}

function fromJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split("\n").length;
    throw malformed(name, `${line === undefined ? "" : `line ${line}: `}it is not JSON`);
  }
}

function fromYaml(text: string, name: string): unknown {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const [error] = document.errors;
  if (error)
    throw malformed(name, `line ${counter.linePos(error.pos[0]).line}: it is not YAML (${error.code.toLowerCase().replaceAll("_", " ")})`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw malformed(name, "its aliases unfold without end");
  }
}

function looksLikeCsv(start: string): boolean {
  const [first = ""] = start.split(/\r?\n/, 1);
  return first.includes(",") && !first.includes(":") && first.split(",").some((cell) => cell.trim().toLowerCase() === "name");
}

/** The line of a place in JSON or YAML; undefined when it cannot be told. */
function lineOf(text: string, path: readonly PropertyKey[]): number | undefined {
  if (text.length > lineSearchLengthMax) return undefined;
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] | null } | undefined;
    if (node?.range) return counter.linePos(node.range[0]!).line;
  }
  return undefined;
}

const malformed = (name: string, problem: string) =>
  new SocError({
    code: "inventory/malformed",
    problem: `the inventory "${name}" cannot be used: ${problem}`,
    remedy: "correct that place; see docs/errors/inventory-malformed.md for the shapes",
    retry: "never",
  });
