import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Secrets } from "../connectors/kit/secrets.ts";
import { SocError } from "../core/soc-error.ts";
import type { SecretPlace } from "../ports/connector.ts";
import { askCommand } from "./secret-command.ts";

/** Where secrets are read from: files, relative to `folder`, the environment of the process, commands, and what was sealed. */
export type SecretPlaces = {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens a sealed secret that belongs to a purpose; absent where no key for them is configured. Refuses (`secret/not-opened`). */
  readonly unseal?: (sealed: string, purpose: string) => Promise<string>;
  /** The file that names the secrets, for messages; `containment.yaml` by default. */
  readonly file?: string;
  /** Whose secrets they are; "default" where there is one tenant. */
  readonly tenant?: string;
};

/** Whoever needs secrets: where each of them is. */
export type SecretOrder = {
  readonly name: string;
  readonly product: string;
  readonly secrets: Readonly<Record<string, SecretPlace>>;
};

const secretBytesMax = 65_536;
/** What group and others may do with a secret: nothing. */
const othersMask = 0o077;

/** What a secret of a connector is sealed for: moved to another tenant, connector or name, it does not open. */
export const purposeOf = (connector: string, secret: string, tenant = "default") => `${tenant}/connector/${connector}/${secret}`;

/**
 * Reads the secrets that a connector needs or can use, and no others. Refuses (`connector/bad-secret`) one that is needed and not named, one that is missing,
 * empty, longer than any secret, that holds control characters, or that other users of this machine may read. No message holds a value.
 */
export async function readSecrets(
  order: SecretOrder,
  needed: readonly string[],
  places: SecretPlaces,
  optional: readonly string[] = [],
): Promise<Secrets> {
  const values = new Map<string, string>();
  for (const name of [...needed, ...optional]) {
    const place = Object.hasOwn(order.secrets, name) ? order.secrets[name] : undefined;
    if (place) values.set(name, await readSecret(order.name, name, place, places));
    else if (needed.includes(name)) throw bad({ order: order.name, name, places }, "it is not named under secrets");
  }
  const unknown = Object.keys(order.secrets).find((name) => !values.has(name));
  if (unknown !== undefined) throw bad({ order: order.name, name: unknown, places }, `"${order.product}" has no such secret`);
  return {
    get(name) {
      const value = values.get(name);
      if (value === undefined) throw new Error(`a connector asks for the secret "${name}" without having said so`);
      return value;
    },
    has: (name) => values.has(name),
  };
}

/** One secret out of its place; `owner` and `name` say whose it is. Refuses as `readSecrets` does. */
export async function readSecret(owner: string, name: string, place: SecretPlace, places: SecretPlaces): Promise<string> {
  const whose = { order: owner, name, places };
  const value = await textIn(whose, place);
  if (value === "") throw bad(whose, "it is empty");
  if (Buffer.byteLength(value) > secretBytesMax || /\p{Cc}/u.test(value)) throw bad(whose, "it holds more than one line of text");
  return value;
}

type Whose = { readonly order: string; readonly name: string; readonly places: SecretPlaces };

async function textIn(whose: Whose, place: SecretPlace): Promise<string> {
  const { folder, environment, unseal } = whose.places;
  if ("env" in place) return fromEnvironment(whose, place.env);
  if ("file" in place) return fromFile(whose, place.file);
  if ("command" in place) {
    const path = Object.hasOwn(environment, "PATH") ? environment.PATH : undefined;
    const said = await askCommand(place.command, { folder, path });
    if ("problem" in said) throw bad(whose, said.problem);
    return said.text;
  }
  if (!unseal) throw bad(whose, "it is sealed, and no key for sealed secrets is configured");
  return unseal(place.sealed, purposeOf(whose.order, whose.name, whose.places.tenant));
}

function fromEnvironment(whose: Whose, variable: string): string {
  const { environment } = whose.places;
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
  if (value === undefined) throw bad(whose, `the variable ${variable} is not set`);
  return value;
}

/** What is read is what was looked at: one open file, so that nobody changes it in between. */
async function fromFile(whose: Whose, given: string): Promise<string> {
  const file = await open(resolve(whose.places.folder, given), "r").catch(() => undefined);
  if (!file) throw bad(whose, `"${given}" is not there, or this user may not read it`);
  try {
    const kind = await file.stat();
    if (!kind.isFile() || kind.size > secretBytesMax) throw bad(whose, `"${given}" is no file of one secret`);
    if ((kind.mode & othersMask) !== 0) throw bad(whose, `other users of this machine may read or change "${given}"`);
    return (await file.readFile("utf8")).replace(/\r?\n$/, "");
  } finally {
    await file.close();
  }
}

const bad = ({ order, name, places }: Whose, why: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `the secret "${name.slice(0, 64)}" of "${order}" cannot be used: ${why}`,
    remedy: `name a file of mode 600 or a variable under "secrets" in ${places.file ?? "containment.yaml"}`,
    retry: "never",
  });
