import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import canonicalize from "canonicalize";
import { LineCounter, parseDocument } from "yaml";
import { keysAt, overlay, overridesOf } from "../../core/configuration/environment.ts";
import { mistakesOfModels } from "../../core/configuration/models.ts";
import { nearestWord } from "../../core/configuration/nearest.ts";
import { SocError } from "../../core/soc-error.ts";
import { Configuration, type Mistake, type ReadConfiguration, tenantsOf } from "../../ports/configuration.ts";

const fileBytesMax = 4 * 1_048_576;
const aliasesMax = 100;
const mistakesShownMax = 12;
const mistakesMax = 200;

const { server, watch, retention, logs, telemetry, limits } = Configuration.shape;
/** Every setting that a variable can say. */
export const overrides = overridesOf({ server, watch, retention, logs, telemetry, limits });

/** Reads `watchkeeper.yaml`. Refuses (`configuration/not-readable`) a file that is named and not there; what is wrong inside it is in `mistakes`, all at once. */
export async function readConfiguration(
  given: string,
  environment: Readonly<Record<string, string | undefined>>,
  isNamed: boolean,
): Promise<ReadConfiguration> {
  const path = resolve(given);
  const text = await textOf(path, isNamed);
  const read = parseConfiguration(text ?? "version: 1\n", environment);
  return { ...read, path: text === undefined ? undefined : path, folder: dirname(path) };
}

/** The same from text. */
export function parseConfiguration(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Omit<ReadConfiguration, "path" | "folder"> {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ""), { lineCounter: lines, uniqueKeys: true, logLevel: "silent" });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const broken = document.errors.map(({ pos, code }) => ({ ...at(pos[0]), where: "", says: `it is not YAML (${wordsOf(code)})` }));
  const content = broken.length === 0 ? contentOf(document) : undefined;
  if (content === undefined) {
    const says = "it holds a value that JSON has no word for, or aliases that unfold without end";
    const mistakes = broken.length > 0 ? broken : [{ line: 1, column: 1, where: "", says }];
    return {
      configuration: undefined,
      digest: "",
      mistakes: mistakes.slice(0, mistakesMax),
      placeOf: () => ({ line: 1, column: 1, where: "" }),
    };
  }
  const laid = overlay(content.value, environment, overrides);
  const placeOf = (path: readonly PropertyKey[]) => {
    const where = path.map(String).join(".").slice(0, 300);
    const variable = variableOf(laid.said, path);
    if (variable !== undefined) return { line: 0, column: 0, where: variable };
    const offset = offsetOf(document, path);
    return { ...(offset === undefined ? { line: 1, column: 1 } : at(offset)), where };
  };
  const known = overrides.map(({ variable }) => variable);
  const strangers = laid.unknown.map((variable) => ({
    line: 0,
    column: 0,
    where: variable,
    says: `no setting has this name${meant(variable, known)}`,
  }));
  const checked = Configuration.safeParse(laid.content);
  const found = checked.success ? mistakesIn(checked.data) : checked.error.issues.flatMap(mistakesOf);
  const mistakes = [...strangers, ...found.map(({ path, says }) => ({ ...placeOf(path), says }))];
  mistakes.sort((a, b) => a.line - b.line || a.column - b.column || (a.where < b.where ? -1 : 1));
  const configuration = mistakes.length === 0 ? checked.data : undefined;
  return { configuration, digest: configuration ? digestOf(configuration) : "", mistakes: mistakes.slice(0, mistakesMax), placeOf };
}

/** `sha256:…` over a configuration, whatever the order in which it was written. */
export const digestOf = (configuration: Configuration) =>
  `sha256:${createHash("sha256")
    .update(canonicalize(configuration) ?? "", "utf8")
    .digest("hex")}`;

/** Everything that is wrong as one refusal (`configuration/malformed`). */
export function malformed(path: string, mistakes: readonly Mistake[]): SocError {
  const rest = mistakes.length - mistakesShownMax;
  const shown = mistakes
    .slice(0, mistakesShownMax)
    .map(({ line, where, says }) => `${line > 0 ? `line ${line}: ` : ""}${where === "" ? "" : `"${where}" `}${says}`);
  return new SocError({
    code: "configuration/malformed",
    problem: `the configuration "${path}" cannot be used: ${shown.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`,
    remedy: 'correct these places, then run "watchkeeper config check"; "watchkeeper config schema" prints what may stand where',
    retry: "never",
  });
}

type Found = { readonly path: readonly PropertyKey[]; readonly says: string };
type Issue = { readonly code: string; readonly path: readonly PropertyKey[]; readonly message: string; readonly keys?: readonly string[] };

function mistakesOf(issue: Issue): Found[] {
  if (issue.code !== "unrecognized_keys")
    return [{ path: issue.path, says: `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1, 300)}` }];
  const known = keysAt(Configuration, issue.path);
  return (issue.keys ?? []).map((key) => ({
    path: [...issue.path, key],
    says: `there is no such key${meant(key, known)}${known.length === 0 ? "" : `; here may stand ${known.toSorted().join(", ")}`}`,
  }));
}

function meant(written: string, known: readonly string[]): string {
  const word = nearestWord(written, known) ?? known.find((each) => each.toLowerCase() === written.toLowerCase().replaceAll("-", "_"));
  return word === undefined ? "" : `: did you mean "${word}"?`;
}

/** What a schema cannot say: names that must be distinct, and a listener that would send passwords in the clear. */
function mistakesIn(configuration: Configuration): Found[] {
  const { server, tenants } = configuration;
  const host = server.listen.slice(0, server.listen.lastIndexOf(":"));
  const isLoopback = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])$/i.test(host);
  const inTheClear = !isLoopback && server.tls === undefined && !server["behind-proxy"];
  const says = "is no loopback address: give server.tls, or set behind-proxy: true where a proxy ends TLS";
  const names = tenantsOf(configuration).map(({ name }) => name);
  return [
    ...(inTheClear ? [{ path: ["server", "listen"], says }] : []),
    ...names.flatMap((name, index) =>
      names.indexOf(name) < index ? [{ path: ["tenants", index - 1, "name"], says: "is the name of another tenant too" }] : [],
    ),
    ...repeatedConnectors(["connectors"], configuration.connectors),
    ...tenants.flatMap(({ connectors }, index) => repeatedConnectors(["tenants", index, "connectors"], connectors)),
    ...tenantsOf(configuration).flatMap(({ models, "model-policy": policy }, index) =>
      mistakesOfModels(models, policy).map(({ path, says }) => ({ path: index === 0 ? path : ["tenants", index - 1, ...path], says })),
    ),
  ];
}

function repeatedConnectors(path: readonly PropertyKey[], connectors: Configuration["connectors"]): Found[] {
  const seen = new Set<string>();
  return connectors.flatMap(({ name }, index) => {
    if (seen.has(name)) return [{ path: [...path, index, "name"], says: "is the name of another connector too" }];
    seen.add(name);
    return [];
  });
}

function variableOf(said: ReadonlyMap<string, string>, path: readonly PropertyKey[]): string | undefined {
  return said.get(path.map(String).join("."));
}

/** Where a path stands: the key of its last step where there is one, else the nearest thing around it that was written. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true) as { items?: readonly { key?: unknown }[] } | undefined;
    const last = String(path[length - 1]);
    const pair = parent?.items?.find(({ key }) => String((key as { value?: unknown } | undefined)?.value) === last);
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as { range?: readonly number[] | null } | undefined;
    if (node?.range) return node.range[0];
  }
  return undefined;
}

function contentOf(document: ReturnType<typeof parseDocument>): { readonly value: unknown } | undefined {
  try {
    const value: unknown = document.toJS({ maxAliasCount: aliasesMax }) ?? {};
    JSON.stringify(value);
    return { value };
  } catch {
    return undefined;
  }
}

const wordsOf = (code: string) => code.toLowerCase().replaceAll("_", " ");

async function textOf(path: string, isNamed: boolean): Promise<string | undefined> {
  try {
    const { size } = await stat(path).catch((cause: unknown) => {
      // Asking for its size needs no right but that of entering the folder.
      throw isNamed || codeOf(cause) !== "EACCES" ? cause : closedFolder;
    });
    if (size > fileBytesMax) throw notReadable(path, `it is larger than ${fileBytesMax} bytes`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof SocError) throw cause;
    const code = codeOf(cause);
    // What is wrong with the folder itself is for whoever opens it to say.
    if (cause === closedFolder || (["ENOENT", "ENOTDIR"].includes(code) && !isNamed)) return undefined;
    throw notReadable(path, code === "ENOENT" ? "it is not there" : `this user cannot read it (${code})`, cause);
  }
}

const closedFolder = new Error("a folder that may not be entered");
const codeOf = (cause: unknown) => (cause instanceof Error && "code" in cause ? String(cause.code) : "");

const notReadable = (path: string, why: string, cause?: unknown) =>
  new SocError({
    code: "configuration/not-readable",
    problem: `the configuration "${path}" cannot be read: ${why}`,
    remedy: "name the file with --config, or put watchkeeper.yaml into the data folder",
    retry: "never",
    cause,
  });
