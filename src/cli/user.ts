import { inline } from "../core/report/inline.ts";
import type { PeopleDesk } from "../engine/access/people-desk.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { openKeptStore } from "./journal.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  "data-dir": { type: "string" },
  url: { type: "string" },
  because: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

const acts = ["list", "reset", "disable", "enable"] as const;
type Act = (typeof acts)[number];
type Values = { readonly url?: string | undefined; readonly because?: string | undefined; readonly json: boolean };

/** `watchkeeper user`: for whoever sits at the machine, when nobody can sign in to do it. Everything is on the record. */
export const user: Command = {
  name: "user",
  summary: "who may sign in: list, let in again, lock out",
  usage: `watchkeeper user list [--json]
watchkeeper user reset NAME [--url URL]
watchkeeper user disable NAME --because TEXT
watchkeeper user enable NAME --because TEXT

  reset NAME       prints a link that sets the account's password anew, once and within 30 minutes. Its other proofs, its tokens and its
                   sessions end when the link is used. Without NAME, while nobody has an account: the link that makes the administrator
  disable NAME     locks the account out, at once; the last administrator stays
  --url URL        where the console is (default: http://127.0.0.1:8420)
  --data-dir DIR   the data folder of the installation (or DATABASE_URL); it may be running`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    const [what = "", name, extra] = positionals;
    const act = acts.find((each) => each === what);
    if (!act || extra !== undefined) throw badOption(`user takes one of ${acts.join(", ")}, not "${what.slice(0, 80)}"`);
    if (act === "list" ? name !== undefined : act !== "reset" && name === undefined)
      throw badOption(`user ${act} takes ${act === "list" ? "no name" : "one name"}`);
    return withPeople(values["data-dir"], system, (people) => perform(act, name, values, { people, terminal }));
  },
};

async function withPeople<Done>(folder: string | undefined, system: System, work: (people: PeopleDesk) => Promise<Done>): Promise<Done> {
  const store = await openKeptStore(system, folder);
  try {
    return await work(await system.openPeople(store));
  } finally {
    await store.close();
  }
}

type Doing = { readonly people: PeopleDesk; readonly terminal: Terminal };

async function perform(act: Act, name: string | undefined, values: Values, { people, terminal }: Doing): Promise<ExitStatus> {
  switch (act) {
    case "list":
      terminal.out(listed(await people.list(), values.json));
      return 0;
    case "reset": {
      const { secret } = await people.link(name);
      const link = setupLink(values.url ?? "http://127.0.0.1:8420", secret);
      terminal.out(values.json ? `${JSON.stringify({ link })}\n` : `${link}\n`);
      terminal.err("whoever opens this link within 30 minutes comes in: hand it over in person\n");
      return 0;
    }
    case "disable":
      await people.lock(name ?? "", reasonOf(values));
      terminal.err(`${inline(name ?? "")} is locked out\n`);
      return 0;
    case "enable":
      await people.unlock(name ?? "", reasonOf(values));
      terminal.err(`${inline(name ?? "")} may come in again\n`);
      return 0;
  }
}

function reasonOf({ because }: Values): string {
  if (because === undefined) throw badOption("this takes --because TEXT: why, for the record");
  return because;
}

/** What comes after "#" is sent to no server: it stays out of every log on the way. */
export function setupLink(url: string, secret: string, tenant = "default"): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw badOption(`--url takes the console's address, not "${url.slice(0, 80)}"`);
  return `${new URL(url).origin}/setup#token=${secret}${tenant === "default" ? "" : `&tenant=${tenant}`}`;
}

function listed(people: Awaited<ReturnType<PeopleDesk["list"]>>, json: boolean): string {
  if (json) return `${JSON.stringify({ people }, undefined, 2)}\n`;
  if (people.length === 0) return "nobody has an account yet\n";
  const lines = people.map(({ name, roles, locked, hasSecondFactor, signedInAtMs }) => {
    const last = signedInAtMs === null ? "never signed in" : `last signed in ${new Date(signedInAtMs).toISOString()}`;
    const facts = [roles.join(", ") || "no role", ...(locked ? ["LOCKED"] : []), ...(hasSecondFactor ? [] : ["no second factor"]), last];
    return `${inline(name)}: ${facts.join("; ")}`;
  });
  return `${lines.join("\n")}\n`;
}
