import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { sigmaLimits } from "./limits.ts";
import { quoted, Refusal } from "./problem.ts";

/** A YAML value with its place: `offset` counts code units from the file's start. Mappings keep their order; keys are text. */
export type Value =
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null; readonly offset: number }
  | { readonly kind: "list"; readonly items: readonly Value[]; readonly offset: number }
  | {
      readonly kind: "map";
      readonly entries: ReadonlyMap<string, Value>;
      readonly keyOffsets: ReadonlyMap<string, number>;
      readonly offset: number;
    };
/** A mapping of a rule file, with the offset of each key for messages that point at it. */
export type MapValue = Extract<Value, { kind: "map" }>;

/** One document of a file: its value, or why it cannot be read. */
export type FileDocument = { readonly root: Value } | { readonly refusal: Refusal };

/** Reads a rule file into documents, each bounded in length, nodes, depth and alias expansion. Never throws. */
export function readDocuments(text: string): { documents: FileDocument[]; placeOf: (offset: number) => { line: number; column: number } } {
  const lineCounter = new LineCounter();
  const placeOf = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (refusal: Refusal) => ({
    documents: [{ refusal }],
    placeOf: lineCounter.lineStarts.length > 0 ? placeOf : () => ({ line: 1, column: 1 }),
  });
  if (text.length > sigmaLimits.fileLengthMax)
    return refuse(tooLarge(`the file is longer than ${sigmaLimits.fileLengthMax} characters`, 0));
  try {
    const parsed = parseAllDocuments(text, { lineCounter, prettyErrors: false, uniqueKeys: true, stringKeys: true });
    if (parsed.length > sigmaLimits.documentsPerFileMax)
      return refuse(tooLarge(`the file holds more than ${sigmaLimits.documentsPerFileMax} documents`, 0));
    const documents: FileDocument[] = [];
    for (const document of [...parsed]) {
      const error = document.errors[0];
      if (error) documents.push({ refusal: badYaml(error.message, error.pos[0]) });
      else if (document.contents) documents.push(read(document.contents));
    }
    return { documents, placeOf };
  } catch (cause) {
    // The parser recurses: nesting beyond its stack ends here.
    return refuse(badYaml(cause instanceof RangeError ? "the document nests too deeply" : "the document cannot be parsed", 0));
  }
}

function read(contents: Node): FileDocument {
  const budget = { nodes: 0 };
  const anchors = new Map<string, Node>();
  try {
    return { root: valueIn(contents, 0, budget, anchors) };
  } catch (cause) {
    if (cause instanceof Refusal) return { refusal: cause };
    throw cause;
  }
}

function valueIn(node: Node, depth: number, budget: { nodes: number }, anchors: Map<string, Node>): Value {
  const offset = node.range?.[0] ?? 0;
  budget.nodes++;
  if (budget.nodes > sigmaLimits.nodesMax) throw tooLarge(`the document has more than ${sigmaLimits.nodesMax} values`, offset);
  if (depth > sigmaLimits.depthMax) throw tooLarge(`the document nests deeper than ${sigmaLimits.depthMax}`, offset);
  if (isAlias(node)) {
    const target = anchors.get(node.source);
    if (!target) throw badYaml(`the alias ${quoted(node.source)} names nothing above it`, offset);
    return valueIn(target, depth + 1, budget, anchors);
  }
  if (node.anchor) anchors.set(node.anchor, node);
  if (isScalar(node)) return { kind: "scalar", value: scalarOf(node.value, node.source), offset };
  if (isSeq(node)) return { kind: "list", items: node.items.map((item) => valueIn(item as Node, depth + 1, budget, anchors)), offset };
  if (isMap(node))
    return mapOf(node.items as { key: Node; value: Node | null }[], offset, (child) => valueIn(child, depth + 1, budget, anchors));
  throw badYaml("this kind of YAML value has no meaning in a rule", offset);
}

function mapOf(items: readonly { key: Node; value: Node | null }[], offset: number, read: (node: Node) => Value): MapValue {
  const entries = new Map<string, Value>();
  const keyOffsets = new Map<string, number>();
  for (const { key, value } of items) {
    const keyOffset = key.range?.[0] ?? offset;
    const name = isScalar(key) ? String(key.value) : undefined;
    if (name === undefined) throw badYaml("a key must be text", keyOffset);
    entries.set(name, value ? read(value) : { kind: "scalar", value: null, offset: keyOffset });
    keyOffsets.set(name, keyOffset);
  }
  return { kind: "map", entries, keyOffsets, offset };
}

// Integers that a number cannot hold exactly stay as they are written.
function scalarOf(value: unknown, source: string | undefined): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value) ? (source ?? String(value)) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return source ?? String(value);
}

const badYaml = (message: string, offset: number) =>
  new Refusal({
    code: "rule/bad-yaml",
    problem: `not readable as YAML: ${message.replace(/\s+/g, " ").slice(0, 160)}`,
    remedy: "correct the YAML at this place; quote values that begin with a special character",
    offset,
  });

const tooLarge = (problem: string, offset: number) =>
  new Refusal({ code: "rule/too-large", problem, remedy: "split the file into several rules", offset });
