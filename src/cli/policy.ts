import { SocError } from "../core/soc-error.ts";
import { simulate, simulated } from "../engine/policy-simulate.ts";
import type { PolicyEngine, PolicyProblem, PolicySet } from "../ports/policy.ts";
import { AskedCase, differencesFrom, requestOfCase } from "../stages/contain/policy-case.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { folderOf } from "./contain-options.ts";
import { openKeptStore } from "./journal.ts";
import { readCases } from "./policy-cases.ts";
import { decisionLines, placeLine, simulationTable } from "./policy-text.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const lastDefault = 100;
const lastMax = 100_000;

const options = {
  policies: { type: "string" },
  "data-dir": { type: "string" },
  last: { type: "string" },
  json: { type: "boolean", default: false },
} as const;
type Values = ReturnType<typeof readOptions<typeof options>>["values"];
type Asked = { readonly values: Values; readonly rest: readonly string[]; readonly system: System; readonly terminal: Terminal };

/** `watchkeeper policy test|simulate|explain`: what the standing orders say, before they are in force. */
export const policy: Command = {
  name: "policy",
  summary: "check the policies of containment, replay the record against changed ones, explain a decision",
  usage: `watchkeeper policy test [--policies DIR]
watchkeeper policy simulate --policies DIR [--data-dir DIR] [--last N]
watchkeeper policy explain [KEY=VALUE…] [--policies DIR]
watchkeeper policy explain c-N [--data-dir DIR] [--policies DIR]

  test        check every policy against the schema, then run the cases in DIR/cases/*.yaml
  simulate    decide the last N proposals of the record anew, and show which would come out differently
  explain     which policies decide a request, and how many must approve; KEY=VALUE as in a case (tier=2 class=server …)

  --policies DIR   a folder of .cedar files; without it the policies that come with Watchkeeper
  --data-dir DIR   the folder that holds the record; without it the database that DATABASE_URL names
  --last N         how many proposals (default ${lastDefault})
  --json           print the result as JSON
  The exit status is 1 when a case comes out otherwise than it says, and 2 when a policy or a case cannot be used.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    const [what, ...rest] = positionals;
    const asked = { values, rest, system, terminal };
    if (what === "test") return test(asked);
    if (what === "simulate") return simulateRecord(asked);
    if (what === "explain") return explain(asked);
    throw badOption(`policy takes one of test, simulate, explain, not "${(what ?? "").slice(0, 80)}"`);
  },
};

async function test({ values, system, terminal }: Asked): Promise<ExitStatus> {
  const set = await system.readPolicies(values.policies);
  const cases = set.engine ? await casesOf(values.policies, system) : [];
  const results = cases.map(({ says, request, expect }) => {
    const decision = set.engine!.decide(requestOfCase(request));
    return { says, differences: differencesFrom(expect, decision), because: decision.because };
  });
  const failed = results.filter(({ differences }) => differences.length > 0);
  if (values.json) terminal.out(`${JSON.stringify(testJson(set, results))}\n`);
  else {
    sayProblems(set, terminal);
    for (const { says, differences, because } of failed)
      terminal.out(`✗ ${says}\n${differences.map((each) => `    ${each}`).join("\n")}\n    because ${because.join("; ")}\n`);
    if (set.engine)
      terminal.out(`${set.policies.length} ${set.policies.length === 1 ? "policy" : "policies"}, version ${set.engine.version}\n`);
    if (set.engine)
      terminal.out(`${results.length} ${results.length === 1 ? "case" : "cases"}, ${results.length - failed.length} as expected\n`);
  }
  if (!set.engine) return 2;
  return failed.length > 0 ? 1 : 0;
}

const testJson = (set: PolicySet, results: readonly { readonly differences: readonly string[] }[]) => ({
  schema: "watchkeeper/policy-test@1",
  version: set.engine?.version ?? null,
  policies: set.policies.map(({ id, says, effect, path, line }) => ({ id, says, effect, path, line })),
  problems: set.problems,
  warnings: set.warnings,
  cases: results,
  failed: results.filter(({ differences }) => differences.length > 0).length,
});

/** The cases beside the policies, in name order; a folder without any has none. */
async function casesOf(folder: string | undefined, system: System) {
  const texts = await system.readTexts(folder ?? system.policiesFolder, [".yaml", ".yml"]);
  return texts.filter(({ path }) => /[\\/]cases[\\/][^\\/]+$/.test(path)).flatMap(readCases);
}

async function simulateRecord({ values, system, terminal }: Asked): Promise<ExitStatus> {
  if (values.policies === undefined) throw badOption("simulate takes --policies DIR: the policies to try");
  const engine = await engineOf(values.policies, system);
  const last = values.last === undefined ? lastDefault : Number(values.last);
  if (!Number.isInteger(last) || last < 1 || last > lastMax) throw badOption(`--last takes a number from 1 to ${lastMax}`);
  const considered = await withRecord(values, system, (state) => simulate(state, engine, last));
  const differing = considered.filter(({ differs }) => differs);
  if (values.json) {
    const result = { schema: "watchkeeper/policy-simulation@1", version: engine.version, considered: considered.length, differing };
    terminal.out(`${JSON.stringify(result)}\n`);
  } else terminal.out(simulationTable(considered.length, differing));
  return 0;
}

async function explain({ values, rest, system, terminal }: Asked): Promise<ExitStatus> {
  const set = await system.readPolicies(values.policies);
  if (!set.engine) throw refusalOf(set.problems);
  const [first = ""] = rest;
  if (/^c-\d+$/.test(first)) {
    const { engine } = set;
    const found = await withRecord(values, system, (state) => {
      const held = state.actions.get(first);
      if (!held) throw badOption(`the record holds no action "${first}"`);
      return simulated(held, engine);
    });
    terminal.out(values.json ? `${JSON.stringify(found)}\n` : decisionLines(found.changed, set));
    return 0;
  }
  const asked = AskedCase.safeParse(Object.fromEntries(rest.map(pairOf)));
  if (!asked.success) {
    const [issue] = asked.error.issues;
    throw badOption(`"${issue?.path.map(String).join(".") ?? ""}": ${issue?.message ?? "not as expected"}`.slice(0, 300));
  }
  const decision = set.engine.decide(requestOfCase(asked.data));
  const lines = Object.entries(asked.data).map(([key, value]) => `${key}=${Array.isArray(value) ? value.join(",") : String(value)}`);
  terminal.out(
    values.json ? `${JSON.stringify({ request: asked.data, decision })}\n` : `${lines.join(" ")}\n\n${decisionLines(decision, set)}`,
  );
  return 0;
}

const listKeys = new Set(["roles", "services"]);

/** `key=value`, with numbers, yes and no, and lists (parted by commas) as what they are. */
function pairOf(word: string): [string, unknown] {
  const at = word.indexOf("=");
  if (at < 1) throw badOption(`"${word.slice(0, 80)}" is neither an action such as c-1 nor KEY=VALUE`);
  const [key, value] = [word.slice(0, at), word.slice(at + 1)];
  if (listKeys.has(key)) return [key, value === "" ? [] : value.split(",")];
  if (/^\d{1,9}$/.test(value)) return [key, Number(value)];
  return [key, value === "true" ? true : value === "false" ? false : value === "null" ? null : value];
}

async function engineOf(folder: string, system: System): Promise<PolicyEngine> {
  const { engine, problems } = await system.readPolicies(folder);
  if (!engine) throw refusalOf(problems);
  return engine;
}

/** Opens the record of containment to look at, and closes it again whatever happens. */
async function withRecord<Result>(
  values: Values,
  system: System,
  look: (state: Awaited<ReturnType<System["openContainment"]>>["desk"]["state"]) => Result,
): Promise<Result> {
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const { desk } = await system.openContainment(store, { folder: folderOf(values, system) });
    return look(desk.state);
  } finally {
    await store.close();
  }
}

function sayProblems({ problems, warnings }: PolicySet, terminal: Terminal): void {
  for (const problem of problems) terminal.out(`✗ ${placeLine(problem)}\n`);
  for (const warning of warnings) terminal.err(`! ${placeLine(warning)}\n`);
}

const refusalOf = (problems: readonly PolicyProblem[]) =>
  new SocError({
    code: "policy/malformed",
    problem: problems[0] ? placeLine(problems[0]) : "the policies cannot be used",
    remedy: 'run "watchkeeper policy test" to see every mistake',
    retry: "never",
  });
