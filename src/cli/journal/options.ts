import { isPerson, type Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import { parseVerifierKey, type VerifierKey } from "../../core/transparency/verifier-key.ts";
import { badOption, type ExitStatus } from "../command.ts";
import type { System } from "../system.ts";
import type { Terminal } from "../terminal.ts";

/** The options of `watchkeeper journal`, whatever is done. */
export const journalOptions = {
  "data-dir": { type: "string" },
  config: { type: "string" },
  world: { type: "string", default: "investigation" },
  head: { type: "string" },
  checkpoint: { type: "string" },
  "public-key": { type: "string" },
  pack: { type: "string" },
  case: { type: "string" },
  all: { type: "boolean", default: false },
  out: { type: "string" },
  tiles: { type: "boolean", default: false },
  stream: { type: "string" },
  as: { type: "string" },
  because: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Those options as they were given. */
export type JournalValues = {
  readonly "data-dir"?: string | undefined;
  readonly config?: string | undefined;
  readonly world: string;
  readonly head?: string | undefined;
  readonly checkpoint?: string | undefined;
  readonly "public-key"?: string | undefined;
  readonly pack?: string | undefined;
  readonly case?: string | undefined;
  readonly all: boolean;
  readonly out?: string | undefined;
  readonly tiles: boolean;
  readonly stream?: string | undefined;
  readonly as?: string | undefined;
  readonly because?: string | undefined;
  readonly json: boolean;
};

/** One thing that can be done with a record. */
export type JournalAction = (values: JournalValues, system: System, terminal: Terminal) => Promise<ExitStatus>;

/** The key that an option names. */
export function keyOption(given: string): VerifierKey {
  try {
    return parseVerifierKey(given);
  } catch (error) {
    if (error instanceof SocError) throw badOption(`--public-key: ${error.problem}`);
    throw error;
  }
}

/** Who says it and why. */
export function saidBy({ as, because }: JournalValues): { readonly by: Person; readonly because: string } {
  const by = `person:${as ?? ""}`;
  if (as === undefined || !isPerson(by)) throw badOption("--as NAME is missing, or is no name: letters, digits and . @ _ -");
  if (because === undefined) throw badOption("--because is missing: say why");
  return { by, because };
}
