import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import { readAgainBy } from "../engine/sources/webhook.ts";
import type { IntakeDeadLetter, SourceHealth } from "../ports/intake.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import type { ConfiguredConnector } from "./connector-system.ts";
import { openKeptStore } from "./kept-store.ts";
import { count } from "./progress.ts";
import type { OpenStore, System } from "./system.ts";
import { paint, type Terminal } from "./terminal.ts";

const options = {
  "data-dir": { type: "string" },
  source: { type: "string" },
  tenant: { type: "string" },
  config: { type: "string" },
  limit: { type: "string" },
  json: { type: "boolean", default: false },
} as const;
const limitDefault = 50;
const limitMax = 1_000;

/** `watchkeeper intake list|letters|replay`: how sources fare, what could not be read, and putting it back. */
export const intake: Command = {
  name: "intake",
  summary: "how each source fares; records that could not be read, and putting them back",
  usage: `watchkeeper intake list [--data-dir DIR] [--json]
watchkeeper intake letters [--source NAME] [--limit N] [--data-dir DIR] [--json]
watchkeeper intake replay LETTER… [--config FILE] [--data-dir DIR]

  list            each source: how many records came, were repeats, could not be read, wait; how far its clock is off; what fails
  letters         the dead letters, newest first, each with its number and reason
  replay LETTER   takes a record in anew after what was wrong is mended: a newer release reads it, or the mapping of its webhook was corrected,
                  which the message goes through again
  --config FILE   watchkeeper.yaml with the mappings (default: the one in the data folder)
  --data-dir DIR  the data folder of the installation (or DATABASE_URL); it may be running
  --tenant NAME   whose sources (default: those of the configuration itself)
  The exit status of list is 3 while a source fails.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    const [what = "", ...numbers] = positionals;
    if (what !== "replay" && numbers.length > 0) throw badOption(`intake ${what} takes no "${(numbers[0] ?? "").slice(0, 80)}"`);
    const limit = numberOf("--limit", values.limit ?? String(limitDefault), limitMax);
    const store = await openKeptStore(system, values["data-dir"], tenantIn(values.tenant));
    try {
      if (what === "list") return await list(store, terminal, values.json);
      if (what === "letters") return await letters(store, terminal, { ...values, limit });
      if (what === "replay" && numbers.length > 0) return await replay(store, { system, terminal, values }, numbers);
    } finally {
      await store.close();
    }
    throw badOption(`intake takes "list", "letters" or "replay" with numbers, not "${what.slice(0, 80)}"`);
  },
};

/** A tenant's name, as the configuration takes one. */
function tenantIn(given: string | undefined): string | undefined {
  if (given !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(given))
    throw badOption(`--tenant takes a name of the configuration, not "${given.slice(0, 80)}"`);
  return given;
}

function numberOf(name: string, given: string, max: number): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw badOption(`${name} takes a number from 1 to ${max}, not "${given.slice(0, 40)}"`);
  return number;
}

async function list({ intake }: OpenStore, terminal: Terminal, json: boolean): Promise<ExitStatus> {
  const health = await intake.health();
  if (json) terminal.out(`${JSON.stringify({ sources: health })}\n`);
  else if (health.length === 0) terminal.out("no source has handed anything over yet\n");
  else for (const each of health) for (const line of linesOf(terminal, each)) terminal.out(`${line}\n`);
  return health.some(({ state }) => state === "failing") ? 3 : 0;
}

const skewShownMs = 120_000;

function linesOf(terminal: Terminal, each: SourceHealth): string[] {
  const { source, state, accepted, repeated, deadLettered, waiting, behindMs, skewMs, lastReceivedMs, problem, remedy } = each;
  const last = lastReceivedMs === undefined ? "nothing received yet" : `last ${new Date(lastReceivedMs).toISOString()}`;
  const facts = [
    `${count(accepted)} accepted`,
    `${count(repeated)} repeated`,
    `${count(deadLettered)} not readable`,
    waiting > 0 ? `${count(waiting)} waiting, the oldest for ${Math.round(behindMs / 1_000)} s` : "none waiting",
    last,
  ];
  const skewed = skewMs !== undefined && Math.abs(skewMs) >= skewShownMs;
  return [
    `${inline(source)}  ${state === "running" ? state : paint(terminal, state === "failing" ? "red" : "dim", state)}: ${facts.join(", ")}`,
    ...(skewed ? [`  ! its clock is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs > 0 ? "ahead of" : "behind"} ours`] : []),
    ...(problem === undefined ? [] : [`  ! ${inline(problem, 400)}`]),
    ...(remedy === undefined ? [] : [`  What to do: ${inline(remedy, 400)}`]),
  ];
}

type Wanted = { readonly source?: string | undefined; readonly limit: number; readonly json: boolean };

async function letters({ intake }: OpenStore, terminal: Terminal, { source, limit, json }: Wanted): Promise<ExitStatus> {
  const found = await intake.deadLetters({ limit, ...(source !== undefined && { source }) });
  if (json) for (const each of found) terminal.out(`${JSON.stringify(each)}\n`);
  else if (found.length === 0) terminal.out("there are no dead letters\n");
  else for (const each of found) terminal.out(`${lineOf(each)}\n`);
  return 0;
}

function lineOf({ letter, source, recordId, reason, says, atMs, replayedAtMs }: IntakeDeadLetter): string {
  const again = replayedAtMs === undefined ? "" : `; taken in anew ${new Date(replayedAtMs).toISOString()}`;
  return `${letter}  ${new Date(atMs).toISOString()}  ${inline(source)}  ${inline(reason)}: ${inline(says, 300)} (${inline(recordId, 80)})${again}`;
}

type Replaying = {
  readonly system: System;
  readonly terminal: Terminal;
  readonly values: { readonly config?: string | undefined; readonly "data-dir"?: string | undefined; readonly tenant?: string | undefined };
};

async function replay({ intake }: OpenStore, { system, terminal, values }: Replaying, numbers: readonly string[]): Promise<ExitStatus> {
  const webhooks = openWebhooks(system, values);
  try {
    for (const given of numbers) {
      const letter = numberOf("replay", given, Number.MAX_SAFE_INTEGER);
      const { accepted } = await intake.replay(letter, readAgainBy(webhooks.of));
      terminal.out(`${letter}: ${accepted > 0 ? "taken in anew" : "it is there already"}\n`);
    }
  } finally {
    await webhooks.close();
  }
  return 0;
}

/** The webhooks of the configuration as it is now, opened at the first question. One that is configured and cannot be opened is refused, not passed by. */
function openWebhooks({ connectorDesk }: System, { config, "data-dir": dataDir, tenant = "default" }: Replaying["values"]) {
  let opened: Promise<readonly ConfiguredConnector[]> | undefined;
  return {
    async of(source: string) {
      opened ??= connectorDesk.configured({ ...(config !== undefined && { config }), ...(dataDir !== undefined && { dataDir }) });
      const found = (await opened).find((each) => each.tenant === tenant && each.name === source);
      if (found && !("connector" in found)) {
        const { code, problem, remedy } = found;
        throw new SocError({ code, problem, remedy, retry: "never" });
      }
      return found?.connector.webhook;
    },
    async close() {
      const all = (await opened?.catch(() => [])) ?? [];
      await Promise.allSettled(all.map(async (each) => "connector" in each && (await each.connector.close())));
    },
  };
}
