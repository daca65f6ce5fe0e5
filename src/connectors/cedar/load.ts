import { checkParseSchema, type DetailedError, policySetTextToParts, policyToJson, validate } from "@cedar-policy/cedar-wasm/nodejs";
import type { PolicyProblem } from "../../ports/policy.ts";
import { tooDeepAt } from "./depth.ts";

/** A file as it was read: its name for messages, and its text. */
export type PolicyText = { readonly path: string; readonly text: string };

/** One policy that passed every check. `id` and `says` are its annotations. */
export type LoadedPolicy = {
  readonly id: string;
  readonly says: string;
  readonly effect: "permit" | "forbid";
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Whether it names single targets, as Target::"host:…". */
  readonly namesTargets: boolean;
};

/** What a folder holds. With any problem nothing of it is used: half a set of policies could lack the forbid that matters. */
export type LoadedPolicies = {
  readonly policies: readonly LoadedPolicy[];
  readonly problems: readonly PolicyProblem[];
  /** What is no mistake but hardly meant: a policy that can never apply. */
  readonly warnings: readonly PolicyProblem[];
};

const textLengthMax = 262_144;
const policiesMax = 1_000;
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const saysLengthMax = 200;

/** Reads and checks policies against the schema: syntax, types, names, and that each says what it is. Never throws for what a text holds. */
export function loadPolicies(texts: readonly PolicyText[], schema: string): LoadedPolicies {
  const parsed = checkParseSchema(schema);
  if (parsed.type === "failure") return only({ path: "schema.cedarschema", says: parsed.errors[0]?.message ?? "it is no schema" });
  const sorted = texts.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const files = sorted.map((file) => guarded(file, schema));
  const policies = files.flatMap((file) => file.policies);
  const problems = [...files.flatMap((file) => file.problems), ...twice(policies)];
  if (policies.length === 0 && problems.length === 0)
    problems.push({
      path: "policies",
      says: "no policy is there, so nothing at all would be allowed",
      help: "name a folder that holds .cedar files",
    });
  if (policies.length > policiesMax) problems.push({ path: "policies", says: `there are more than ${policiesMax} policies` });
  return { policies, problems, warnings: files.flatMap((file) => file.warnings) };
}

/** The parser is foreign code that ends in a trap when it is out of depth; that is a problem of the file, not of the process. */
function guarded(file: PolicyText, schema: string): LoadedPolicies {
  if (file.text.length > textLengthMax) return only({ path: file.path, says: `it is longer than ${textLengthMax} characters` });
  const deep = tooDeepAt(file.text);
  if (deep !== undefined) {
    const place = placeIn(file.text, Buffer.byteLength(file.text.slice(0, deep)));
    return only({
      path: file.path,
      ...place,
      says: "it is nested too deep, or too long for one policy",
      help: "part it into several policies",
    });
  }
  try {
    return loadFile(file, schema);
  } catch {
    return only({ path: file.path, says: "it cannot be parsed" });
  }
}

function loadFile({ path, text }: PolicyText, schema: string): LoadedPolicies {
  const parts = policySetTextToParts(text);
  if (parts.type === "failure") return { policies: [], problems: parts.errors.map((error) => problemOf(error, path, text)), warnings: [] };
  if (parts.policy_templates.length > 0)
    return only({
      path,
      says: "it holds a template, which nothing fills in",
      help: "write the entity in the place of ?principal or ?resource",
    });
  const checked = validate({ schema, policies: { staticPolicies: text }, validationSettings: { mode: "strict" } });
  if (checked.type === "failure")
    return { policies: [], problems: checked.errors.map((error) => problemOf(error, path, text)), warnings: [] };
  const read = parts.policies.map((policy) => annotated(policy, path, text)).toSorted((a, b) => a.line - b.line);
  const policies = read.flatMap((each) => ("says" in each && "id" in each ? [each] : []));
  const unnamed = read.flatMap((each) => ("id" in each ? [] : [each]));
  return {
    policies,
    problems: distinct([...checked.validationErrors.map(({ error }) => problemOf(error, path, text)), ...unnamed]),
    warnings: distinct(checked.validationWarnings.map(({ error }) => problemOf(error, path, text))),
  };
}

type Unnamed = Required<Pick<PolicyProblem, "path" | "line" | "says" | "help">>;

/** A policy with its own words, or what it lacks. */
function annotated(policy: string, path: string, text: string): LoadedPolicy | Unnamed {
  const { line } = placeIn(text, Buffer.byteLength(text.slice(0, Math.max(text.indexOf(policy), 0))));
  const read = policyToJson(policy);
  const annotations = new Map(Object.entries(read.type === "success" ? (read.json.annotations ?? {}) : {}));
  const id = annotations.get("id") ?? "";
  const says = (annotations.get("says") ?? "").trim();
  const help = 'begin the policy with @id("a-short-name") and @says("why, as the end of a sentence")';
  if (!idPattern.test(id)) return { path, line, says: "the policy has no @id of small letters, digits and hyphens", help };
  if (says === "" || says.length > saysLengthMax || /[\p{Cc}\p{Cf}]/u.test(says))
    return { path, line, says: `the policy "${id}" has no @says of one line, at most ${saysLengthMax} characters`, help };
  const effect = read.type === "success" && read.json.effect === "forbid" ? "forbid" : "permit";
  const namesTargets = read.type === "failure" || JSON.stringify(read.json).includes('"type":"Target"');
  return { id, says, path, line, text: policy, effect, namesTargets };
}

function twice(policies: readonly LoadedPolicy[]): PolicyProblem[] {
  const first = new Map<string, LoadedPolicy>();
  return policies.flatMap((policy) => {
    const other = first.get(policy.id);
    if (!other) first.set(policy.id, policy);
    return other
      ? [{ path: policy.path, line: policy.line, says: `the policy "${policy.id}" is there twice, first in ${other.path}:${other.line}` }]
      : [];
  });
}

function problemOf({ message, help, sourceLocations }: DetailedError, path: string, text: string): PolicyProblem {
  const [place] = sourceLocations ?? [];
  return {
    path,
    ...(place ? placeIn(text, place.start) : {}),
    says: message.replace(/^failed to parse policies from string: /, "").replace(/^for policy `policy\d+`, /, ""),
    ...(help ? { help } : {}),
  };
}

/** Line and column of an offset, which Cedar counts in bytes of UTF-8. */
function placeIn(text: string, offsetBytes: number): { readonly line: number; readonly column: number } {
  const lines = Buffer.from(text).subarray(0, offsetBytes).toString("utf8").split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

/** One mistake is told once, although Cedar tells it for every action that it concerns. */
function distinct(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ line, column, says }) => {
    const key = `${line}:${column}:${says.replace(/ (?:for|in) (?:context for )?Action::"[^"]*"/g, "")}`;
    return seen.size < seen.add(key).size;
  });
}

const only = (problem: PolicyProblem): LoadedPolicies => ({ policies: [], problems: [problem], warnings: [] });
