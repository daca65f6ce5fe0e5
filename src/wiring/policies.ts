import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { readTexts } from "../connectors/local-files/texts.ts";
import type { PolicyEngine, PolicySet } from "../ports/policy.ts";

const schemaName = "schema.cedarschema";

/** The folder of policies that is used where none is named. */
export const policiesOf = (home: string) => join(home, "policies");

/**
 * The policies of a folder (all of its `.cedar` files), or those that come with Watchkeeper, with all that is wrong with them. They are checked against the
 * schema of this version; another schema beside them is a problem, because they would be checked against what nobody asks. Refuses (`input/not-found`).
 */
export async function readPolicies(home: string, folder: string = policiesOf(home)): Promise<PolicySet> {
  const schema = await readFile(join(policiesOf(home), schemaName), "utf8");
  const texts = await readTexts(folder, [".cedar", ".cedarschema"]);
  // 13 MB of WebAssembly are loaded by whoever needs them.
  const { readCedar } = await import("../connectors/cedar/engine.ts");
  const read = readCedar(
    texts.filter(({ path }) => path.endsWith(".cedar")),
    schema,
  );
  const others = texts.filter(({ path, text }) => basename(path) === schemaName && plain(text) !== plain(schema));
  if (others.length === 0) return read;
  const says = "it is not the schema of this version of Watchkeeper";
  const help = `copy ${schemaName} anew from the policies that come with it, or leave it out`;
  return { ...read, engine: undefined, problems: [...others.map(({ path }) => ({ path, says, help })), ...read.problems] };
}

/** The same for texts that are tried out, checked against the schema of this version. */
export async function triedPolicies(home: string, texts: readonly { readonly path: string; readonly text: string }[]): Promise<PolicySet> {
  const schema = await readFile(join(policiesOf(home), schemaName), "utf8");
  const { readCedar } = await import("../connectors/cedar/engine.ts");
  return readCedar([...texts], schema);
}

/** The engine over a folder of policies. Refuses (`policy/malformed`) with the place of the first mistake. */
export async function openPolicies(home: string, folder?: string): Promise<PolicyEngine> {
  const { engine, problems } = await readPolicies(home, folder);
  if (engine) return engine;
  const { policyMalformed } = await import("../connectors/cedar/refusal.ts");
  throw policyMalformed(problems);
}

const plain = (text: string) => text.replaceAll("\r\n", "\n").trim();
