import { severities } from "../../core/alert/severity.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import { tacticsOf, techniquesOf } from "./attack-tag.ts";
import type { FileDocument, MapValue, Value } from "./document.ts";
import { readDocuments } from "./document.ts";
import { correlationOf } from "./parse-correlation.ts";
import { detectionOf } from "./parse-detection.ts";
import { problemAt, quoted, Refusal, type RuleProblem } from "./problem.ts";
import type { ParsedRule, SigmaRule } from "./rule.ts";
import { ruleDigest } from "./rule-digest.ts";

/** Reads every rule of a file. A document that cannot be read or understood is a problem with its place; the others are rules. Never throws. */
export function parseRules(path: string, text: string): { rules: ParsedRule[]; problems: RuleProblem[] } {
  const { documents, placeOf } = readDocuments(text);
  const rules: ParsedRule[] = [];
  const problems: RuleProblem[] = [];
  for (const [index, document] of documents.entries()) {
    try {
      rules.push(ruleOf({ path, number: index + 1, placeOf }, document));
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      problems.push(problemAt({ path, ...placeOf(cause.offset), ruleId: idIn(document) }, cause));
    }
  }
  return { rules, problems };
}

function ruleOf(file: Pick<Head, "path" | "number" | "placeOf">, document: FileDocument): ParsedRule {
  if ("refusal" in document) throw document.refusal;
  const { root } = document;
  if (root.kind !== "map") throw malformed("a rule must be a mapping", root.offset);
  if (root.entries.has("filter")) throw unsupported("a Sigma filter document", root.keyOffsets.get("filter")!);
  if (root.entries.has("action")) throw unsupported('"action" (one document that changes the next)', root.keyOffsets.get("action")!);
  const correlation = root.entries.get("correlation");
  if (correlation) {
    if (correlation.kind !== "map") throw malformed('"correlation" must be a mapping', correlation.offset);
    const rule = headerOf({ ...file, root, logSource: {}, kind: "correlation" });
    return { kind: "correlation", rule, correlation: correlationOf(correlation, root) };
  }
  const detection = root.entries.get("detection");
  if (detection?.kind !== "map") throw malformed('a rule needs a "detection" mapping', detection?.offset ?? root.offset);
  const rule = headerOf({ ...file, root, logSource: logSourceOf(root), kind: "detection" });
  return { kind: "detection", rule, condition: detectionOf(detection) };
}

type Head = {
  readonly path: string;
  readonly number: number;
  readonly placeOf: (offset: number) => { line: number; column: number };
  readonly root: MapValue;
  readonly logSource: LogSource;
  readonly kind: SigmaRule["kind"];
};

function headerOf(head: Head): SigmaRule {
  const { root, path } = head;
  const title = textIn(root, "title");
  if (!title) throw malformed('a rule needs a "title"', root.offset);
  const tags = textsIn(root, "tags");
  return {
    id: textIn(root, "id")?.toLowerCase() ?? `${path}#${head.number}`,
    name: textIn(root, "name"),
    title,
    path,
    line: head.placeOf(root.offset).line,
    author: textIn(root, "author"),
    license: textIn(root, "license"),
    status: textIn(root, "status"),
    level: levelOf(root),
    description: textIn(root, "description") ?? "",
    tags,
    techniques: techniquesOf(tags),
    tactics: tacticsOf(tags),
    logSource: head.logSource,
    falsepositives: textsIn(root, "falsepositives").filter((text) => !/^(?:unknown|unlikely|none)\W*$/i.test(text.trim())).length,
    fields: textsIn(root, "fields"),
    kind: head.kind,
    digest: ruleDigest(root),
  };
}

function levelOf(root: MapValue): SigmaRule["level"] {
  const written = textIn(root, "level");
  if (written === undefined) return "medium";
  const level = severities.find((severity) => severity === written.toLowerCase());
  if (!level) throw malformed(`the level ${quoted(written)} is not one of ${severities.join(", ")}`, root.entries.get("level")!.offset);
  return level;
}

function logSourceOf(root: MapValue): LogSource {
  const source = root.entries.get("logsource");
  if (source?.kind !== "map") throw malformed('a rule needs a "logsource" mapping', source?.offset ?? root.offset);
  const part = (name: "product" | "service" | "category") => {
    const text = textIn(source, name);
    return text ? { [name]: text.toLowerCase() } : {};
  };
  const logSource: LogSource = { ...part("product"), ...part("service"), ...part("category") };
  if (Object.keys(logSource).length === 0) throw malformed('"logsource" names no product, service or category', source.offset);
  return logSource;
}

function textIn(map: MapValue, name: string): string | undefined {
  const value = map.entries.get(name);
  return value?.kind === "scalar" && value.value !== null ? String(value.value) : undefined;
}

function textsIn(map: MapValue, name: string): string[] {
  const value = map.entries.get(name);
  if (!value) return [];
  const items: readonly Value[] = value.kind === "list" ? value.items : [value];
  return items.flatMap((item) => (item.kind === "scalar" && item.value !== null ? [String(item.value)] : []));
}

function idIn(document: FileDocument): string | undefined {
  return "root" in document && document.root.kind === "map" ? textIn(document.root, "id")?.toLowerCase() : undefined;
}

const malformed = (problem: string, offset: number) =>
  new Refusal({ code: "rule/malformed", problem, remedy: "complete the rule as the Sigma specification describes", offset });

const unsupported = (what: string, offset: number) =>
  new Refusal({ code: "rule/unsupported", problem: `${what} is not supported`, remedy: "write the rule out in full", offset });
