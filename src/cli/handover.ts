import { writeFile } from "node:fs/promises";
import { type Handover, handoverWorld } from "../core/handover/handover.ts";
import { isPerson, type Person } from "../core/person/person.ts";
import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { HandoverDesk } from "../engine/handover/desk.ts";
import { handoverDocument } from "../stages/handover/document.ts";
import { handoverMarkdown } from "../stages/handover/markdown.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { folderOf } from "./contain-options.ts";
import { handoverDeskOf } from "./handover-desk.ts";
import { openKeptStore } from "./kept-store.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  "data-dir": { type: "string" },
  tenant: { type: "string" },
  as: { type: "string" },
  since: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper handover list|show|draft`: what one shift leaves to the next. */
export const handover: Command = {
  name: "handover",
  summary: "what one shift hands over to the next: list, show, draft",
  usage: `watchkeeper handover [list] [--data-dir DIR] [--json]
watchkeeper handover show [ID] [--out FILE] [--data-dir DIR] [--json]
watchkeeper handover draft --as NAME [--since TIME] [--out FILE] [--data-dir DIR] [--json]

  list           handovers, newest first
  show [ID]      one of them as Markdown, with its signatures and whether they hold; the newest where none is named
  draft          composes one from the record for whoever hands over, and prints it; it is signed in the console
  --as NAME      who hands over
  --since TIME   where the period begins, as 2026-01-05T06:00:00Z (default: where the last signed one ended, else eight hours ago)
  --out FILE     write there instead of printing; a file that is there is not replaced
  --data-dir DIR the data folder of the installation (or DATABASE_URL); it may be running
  --tenant NAME  whose handovers
  --json         print as JSON`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    const [what = "list", ...names] = positionals;
    if (names.length > (what === "show" ? 1 : 0))
      throw badOption(`handover ${what.slice(0, 40)} takes no "${(names.at(-1) ?? "").slice(0, 80)}"`);
    const work = worksOf({ values, terminal, id: names[0] }).get(what);
    if (!work) throw badOption(`handover takes list, show or draft, not "${what.slice(0, 80)}"`);
    return withDesk(values, system, what, work);
  },
};

type Values = ReturnType<typeof readOptions<typeof options>>["values"];
type Work = (desk: HandoverDesk) => Promise<ExitStatus>;

function worksOf({
  values,
  terminal,
  id,
}: {
  readonly values: Values;
  readonly terminal: Terminal;
  readonly id: string | undefined;
}): ReadonlyMap<string, Work> {
  return new Map<string, Work>([
    [
      "list",
      async (desk) => {
        const all = await desk.list();
        if (values.json) terminal.out(`${JSON.stringify({ handovers: all.map(summaryOf) })}\n`);
        else if (all.length === 0) terminal.out("there is no handover yet\n");
        else for (const each of all) terminal.out(`${lineOf(each)}\n`);
        return 0;
      },
    ],
    [
      "show",
      async (desk) => {
        const wanted = id ?? (await desk.list())[0]?.text.id;
        if (wanted === undefined) throw noneYet();
        return shown(await desk.read(wanted), values, terminal);
      },
    ],
    ["draft", async (desk) => shown(await desk.draft(personIn(values.as), sinceIn(values.since)), values, terminal)],
  ]);
}

async function withDesk(values: Values, system: System, what: string, work: Work): Promise<ExitStatus> {
  if (values.tenant !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(values.tenant))
    throw badOption(`--tenant takes a name of the configuration, not "${values.tenant.slice(0, 80)}"`);
  const store = await openKeptStore(system, values["data-dir"], values.tenant);
  try {
    // A look makes no record where there is none.
    if (what !== "draft" && !(await store.hasWorld(handoverWorld))) throw noneYet();
    return await work(await handoverDeskOf(store, folderOf(values, system), system));
  } finally {
    await store.close();
  }
}

const noneYet = () =>
  new SocError({
    code: "handover/unknown",
    problem: "there is no handover yet",
    remedy: 'draft one in the console, or run "watchkeeper handover draft --as NAME"',
    retry: "never",
  });

function personIn(as: string | undefined): Person {
  const name = `person:${as ?? ""}`;
  if (!isPerson(name)) throw badOption("--as NAME is missing, or is no name: letters, digits and . @ _ -");
  return name;
}

function sinceIn(since: string | undefined): number | undefined {
  if (since === undefined) return undefined;
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(since) ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(timeMs)) throw badOption(`--since takes a time as 2026-01-05T06:00:00Z, not "${since.slice(0, 40)}"`);
  return timeMs;
}

async function shown(each: Handover, { json, out }: Values, terminal: Terminal): Promise<ExitStatus> {
  const document = handoverDocument(each);
  const text = json ? `${JSON.stringify({ ...summaryOf(each), document }, undefined, 2)}\n` : handoverMarkdown(document);
  if (out === undefined) terminal.out(text);
  else {
    await writeFile(out, text, { flag: "wx", mode: 0o600 }).catch((cause: unknown) => {
      throw badOption(
        `"${inline(out, 200)}" cannot be written${isThere(cause) ? ": it is there already" : ""}`,
        "name another file with --out",
      );
    });
    terminal.err(`${each.text.id} is in ${inline(out, 200)}\n`);
  }
  return 0;
}

const isThere = (cause: unknown) => cause instanceof Error && "code" in cause && cause.code === "EEXIST";

function summaryOf({ text, status, signed, accepted, questions }: Handover) {
  const { period } = text.composed;
  return {
    id: text.id,
    status,
    from: iso(period.fromMs),
    to: iso(period.toMs),
    outgoing: text.outgoing,
    signedAt: signed ? iso(signed.atMs) : null,
    incoming: accepted?.by ?? null,
    acceptedAt: accepted ? iso(accepted.atMs) : null,
    questions: questions.length,
  };
}

function lineOf(each: Handover): string {
  const { id, status, from, to, outgoing, incoming } = summaryOf(each);
  return `${id}  ${status}  ${from} to ${to}  ${inline(outgoing)}${incoming === null ? "" : ` to ${inline(incoming)}`}`;
}

const iso = (timeMs: number) => new Date(timeMs).toISOString();
