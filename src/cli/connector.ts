import { join } from "node:path";
import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { printError } from "./print-error.ts";
import type { ReadOrders, System } from "./system.ts";
import { paint, type Terminal } from "./terminal.ts";

/** `watchkeeper connector list|check`: what can carry out containment, what is configured here, and whether it answers. */
export const connector: Command = {
  name: "connector",
  summary: "the products that carry out containment: list them, check that one answers",
  usage: `watchkeeper connector list [--orders FILE | --data-dir DIR] [--json]
watchkeeper connector check NAME --orders FILE | --data-dir DIR [--json]

  list           every product that Watchkeeper knows: its actions, and whether it was proven on the real product or on a double
  check          asks one product whether it answers and takes our credentials; changes nothing

  --orders FILE  the standing orders (containment.yaml): what is configured here; --config is the same
  --data-dir DIR the containment.yaml in this data folder
  --json         print the outcome as JSON
  The exit status of check is 0 when it answers, 2 when settings, secret or credentials are wrong, 3 when it does not answer.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, {
      orders: { type: "string" },
      config: { type: "string" },
      "data-dir": { type: "string" },
      json: { type: "boolean", default: false },
    });
    const [what, ...names] = positionals;
    const dataDir = values["data-dir"];
    const path = values.orders ?? values.config ?? (dataDir === undefined ? undefined : join(dataDir, "containment.yaml"));
    const orders = path === undefined ? undefined : await system.readOrders(path);
    if (what === "list" && names.length === 0) return list(system, terminal, orders, values.json);
    if (what === "check" && names.length === 1 && orders)
      return check(system, terminal, { orders, name: names[0] ?? "", json: values.json });
    if (what === "check") throw badOption("connector check takes one NAME, and --orders FILE (or --data-dir DIR) that configures it");
    throw badOption(`connector takes "list" or "check", not "${(what ?? "").slice(0, 80)}"`);
  },
};

async function list(system: System, terminal: Terminal, orders: ReadOrders | undefined, json: boolean): Promise<ExitStatus> {
  const kinds = await system.connectors.kinds();
  const { unopened } = orders ? await system.connectors.openAll(orders) : { unopened: [] };
  const problems = new Map(unopened.map((each) => [each.name, each]));
  const connectors = kinds.map(({ product, title, verbs, provenOn, secrets }) => ({
    product,
    title,
    verbs,
    provenOn,
    secrets,
    configured: (orders?.orders.effectors ?? [])
      .filter((each) => each.product === product)
      .map(({ name, for: verbs }) => ({ name, for: verbs, problem: problems.get(name)?.problem ?? null })),
  }));
  const known = new Set(kinds.map(({ product }) => product));
  const strangers = unopened.filter(({ name }) => !known.has(orders?.orders.effectors.find((each) => each.name === name)?.product ?? ""));
  if (json) terminal.out(`${JSON.stringify({ connectors, unknown: strangers })}\n`);
  else
    for (const line of [...connectors.flatMap((each) => linesOf(terminal, each)), ...strangers.map((each) => problemLine(terminal, each))])
      terminal.out(`${line}\n`);
  return unopened.length > 0 ? 2 : 0;
}

type Listed = {
  readonly product: string;
  readonly title: string;
  readonly verbs: readonly string[];
  readonly provenOn: string;
  readonly configured: readonly { readonly name: string; readonly for: readonly string[]; readonly problem: string | null }[];
};

const productWidth = 16;

function linesOf(terminal: Terminal, { product, title, verbs, provenOn, configured }: Listed): string[] {
  const proven = provenOn === "the real product" ? provenOn : paint(terminal, "dim", provenOn);
  return [
    `${product.padEnd(productWidth)}${title}: ${verbs.join(", ")}; proven on ${proven}`,
    ...configured.map(({ name, for: uses, problem }) =>
      problem === null ? `  ${name}: configured for ${uses.join(", ")}` : problemLine(terminal, { name, problem }),
    ),
  ];
}

function problemLine(terminal: Terminal, { name, problem }: { readonly name: string; readonly problem: string }): string {
  return `  ${name}: ${paint(terminal, "red", "not usable")}: ${inline(problem)}`;
}

/** Codes that say: what we were told is wrong, not how the product feels today. */
const wrongSettings = new Set([
  "connector/bad-settings",
  "connector/bad-secret",
  "connector/unknown-product",
  "connector/unknown-name",
  "connector/credentials",
]);

async function check(
  system: System,
  terminal: Terminal,
  { orders, name, json }: { orders: ReadOrders; name: string; json: boolean },
): Promise<ExitStatus> {
  try {
    const effector = await system.connectors.openOne(orders, name);
    const { says } = await effector.check();
    if (json) terminal.out(`${JSON.stringify({ name, answers: true, product: effector.product, provenOn: effector.provenOn, says })}\n`);
    else terminal.out(`${paint(terminal, "green", "✓")} ${name}: ${inline(says)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SocError)) throw error;
    const { code, problem, remedy } = error;
    if (json) terminal.out(`${JSON.stringify({ name, answers: false, code, problem, remedy })}\n`);
    else printError(error, terminal);
    if (wrongSettings.has(code)) return 2;
    return /^(?:connector|effector)\//.test(code) ? 3 : 4;
  }
}
