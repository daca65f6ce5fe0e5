import { join } from "node:path";
import { isPerson, type Person } from "../core/person/person.ts";
import { SocError } from "../core/soc-error.ts";
import { badOption, type ExitStatus } from "./command.ts";
import { said } from "./contain-text.ts";
import { openKeptStore } from "./kept-store.ts";
import type { OpenContainment, OpenStore, ReadOrders, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";
import { unpublished } from "./unpublished.ts";

/** Options that the commands of containment share. */
export const containmentOptions = {
  "data-dir": { type: "string" },
  orders: { type: "string" },
  as: { type: "string" },
  key: { type: "string" },
  because: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Those options as they were given. */
export type ContainmentValues = {
  readonly "data-dir"?: string | undefined;
  readonly orders?: string | undefined;
  readonly as?: string | undefined;
  readonly key?: string | undefined;
  readonly because?: string | undefined;
  readonly json: boolean;
};

/** What a command of containment works with, once everything is open. */
export type Doing = {
  readonly system: System;
  readonly terminal: Terminal;
  readonly store: OpenStore;
  readonly folder: string;
  readonly orders: ReadOrders;
  readonly containment: OpenContainment;
};

type Given = {
  readonly values: ContainmentValues;
  readonly system: System;
  readonly terminal: Terminal;
  /** The first thing that is ever kept in a data folder may be its orders: then the database is made. */
  readonly makes?: boolean;
};

/** The folder that holds the stop file and, where nothing else is named, the orders. */
export function folderOf(
  values: Pick<ContainmentValues, "data-dir">,
  { environment, stateFolder }: Pick<System, "environment" | "stateFolder">,
): string {
  const dataDir = values["data-dir"];
  if (dataDir !== undefined) return dataDir;
  const databaseUrl = environment.DATABASE_URL;
  if (!databaseUrl) throw badOption("--data-dir DIR is missing");
  return stateFolder({ databaseUrl });
}

/** The standing orders that a command goes by. */
export function ordersPathOf(values: ContainmentValues, system: Pick<System, "environment" | "stateFolder">): string {
  return values.orders ?? join(folderOf(values, system), "containment.yaml");
}

/** Reads the orders, opens the record and the effectors, does one thing, and closes. */
export async function withContainment(
  { values, system, terminal, makes = false }: Given,
  work: (doing: Doing) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const orders = await system.readOrders(ordersPathOf(values, system));
  const folder = folderOf(values, system);
  const dataDir = values["data-dir"];
  const store = makes && dataDir !== undefined ? await system.openStore({ dataDir, join: true }) : await openKeptStore(system, dataDir);
  try {
    // The command signs anew at its end, and then nothing would show it any more.
    const gone = await unpublished(store);
    if (gone !== undefined) terminal.err(`! ${gone}\n`);
    const containment = await system.openContainment(store, { folder, orders });
    for (const { name, problem, remedy } of containment.unopened)
      terminal.err(`! effector "${said(name)}" is not available: ${said(problem)}\n  What to do: ${said(remedy)}\n`);
    const status = await work({ system, terminal, store, folder, orders, containment });
    // What people decided is signed as soon as they did; the effect itself insists on it, this only narrows the window.
    await containment.desk.checkpoint().catch((cause: unknown) => sayUnsigned(cause, terminal));
    return status;
  } finally {
    await store.close();
  }
}

function sayUnsigned(cause: unknown, terminal: Terminal): void {
  if (!(cause instanceof SocError)) throw cause;
  terminal.err(`! what was recorded is not signed or witnessed yet: ${said(cause.problem)}\n  What to do: ${said(cause.remedy)}\n`);
}

/** Who says it. */
export function personIn({ as }: Pick<ContainmentValues, "as">): Person {
  const by = `person:${as ?? ""}`;
  if (as === undefined || !isPerson(by)) throw badOption("--as NAME is missing, or is no name: letters, digits and . @ _ -");
  return by;
}

/** Why. */
export function reasonIn({ because }: Pick<ContainmentValues, "because">): string {
  if (because === undefined || because.trim() === "") throw badOption("--because is missing: say why, for whoever reads the record later");
  return because;
}

/** The one word that a command is about. */
export function oneWord(words: readonly string[], what: string): string {
  const [word, extra] = words;
  if (word === undefined || extra !== undefined) throw badOption(`name ${what}, and one only`);
  return word;
}
