import { inline } from "../core/report/inline.ts";
import type { ExitStatus } from "./command.ts";
import { type Given, type Named, shownName } from "./connector-named.ts";
import { paint, type Terminal } from "./terminal.ts";

/** `connector list`: what can be connected, what each was proven on, and what of it is configured here. */
export async function listConnectors(named: Named, { system, terminal, json }: Given): Promise<ExitStatus> {
  const { orders } = named;
  const kinds = await system.connectors.kinds();
  const { unopened } = orders ? await system.connectors.openAll(orders) : { unopened: [] };
  const problems = new Map(unopened.map((each) => [each.name, each]));
  const effectors: Listed[] = kinds.map(({ product, title, verbs, provenOn, secrets }) => ({
    product,
    title,
    verbs,
    provenOn,
    secrets,
    configured: (orders?.orders.effectors ?? [])
      .filter((each) => each.product === product)
      .map(({ name, for: uses }) => ({ name, for: uses, problem: problems.get(name)?.problem ?? null })),
  }));
  const products = (await system.connectorDesk.products()).map(({ product, title, provenOn, serves, secrets, optionalSecrets }) => ({
    product,
    title,
    serves,
    provenOn,
    secrets,
    optionalSecrets,
    configured: named.connectors.filter((each) => each.product === product).map(configuredRow),
  }));
  const known = new Set([...kinds, ...products].map(({ product }) => product));
  const strangers = [
    ...unopened.filter(({ name }) => !known.has(orders?.orders.effectors.find((each) => each.name === name)?.product ?? "")),
    ...named.connectors.flatMap((each) => ("problem" in each && !known.has(each.product) ? [{ ...each, name: shownName(each) }] : [])),
  ];
  const absent = await system.connectorDesk.absent();
  if (json) {
    const unknown = strangers.map(({ name, problem, remedy }) => ({ name, problem, remedy }));
    terminal.out(`${JSON.stringify({ connectors: effectors, products, unknown, absent })}\n`);
  } else {
    const lines = [
      ...products.flatMap((each) => linesOf(terminal, { ...each, does: each.serves })),
      ...effectors.flatMap((each) => linesOf(terminal, { ...each, does: each.verbs })),
      ...strangers.map((each) => problemLine(terminal, each)),
      ...(absent.length > 0 ? [`not there yet: ${absent.join(", ")}`] : []),
    ];
    for (const line of lines) terminal.out(`${line}\n`);
  }
  return unopened.length > 0 || named.connectors.some((each) => "problem" in each) ? 2 : 0;
}

type Row = { readonly name: string; readonly for: readonly string[]; readonly problem: string | null };
type Listed = {
  readonly product: string;
  readonly title: string;
  readonly verbs: readonly string[];
  readonly provenOn: string;
  readonly secrets: readonly string[];
  readonly configured: readonly Row[];
};

const configuredRow = (each: Named["connectors"][number]): Row => ({
  name: shownName(each),
  for: each.uses.length > 0 ? each.uses : ["all that it serves"],
  problem: "problem" in each ? each.problem : null,
});

const productWidth = 16;

function linesOf(
  terminal: Terminal,
  { product, title, does, provenOn, configured }: Omit<Listed, "verbs" | "secrets"> & { readonly does: readonly string[] },
): string[] {
  const proven = provenOn === "the real product" ? provenOn : paint(terminal, "dim", provenOn);
  return [
    `${product.padEnd(productWidth)}${title}: ${does.join(", ")}; proven on ${proven}`,
    ...configured.map(({ name, for: uses, problem }) =>
      problem === null ? `  ${name}: configured for ${uses.join(", ")}` : problemLine(terminal, { name, problem }),
    ),
  ];
}

function problemLine(terminal: Terminal, { name, problem }: { readonly name: string; readonly problem: string }): string {
  return `  ${name}: ${paint(terminal, "red", "not usable")}: ${inline(problem)}`;
}
