import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Secrets } from "../connectors/kit/secrets.ts";
import type { EffectorOrder } from "../core/containment/orders.ts";
import { SocError } from "../core/soc-error.ts";

/** Where secrets are read from: files, relative to `folder`, and the environment of the process. */
export type SecretPlaces = { readonly folder: string; readonly environment: Readonly<Record<string, string | undefined>> };

const secretBytesMax = 65_536;
/** What group and others may do with a secret: nothing. */
const othersMask = 0o077;

/**
 * Reads the secrets that an effector needs, and no others. Refuses (`connector/bad-secret`) one that is not named, missing, empty, longer than any secret,
 * that holds control characters, or that other users of this machine may read. No message holds a value.
 */
export async function readSecrets(order: EffectorOrder, needed: readonly string[], places: SecretPlaces): Promise<Secrets> {
  const values = new Map<string, string>();
  for (const name of needed) {
    const place = Object.hasOwn(order.secrets, name) ? order.secrets[name] : undefined;
    if (!place) throw bad(order.name, name, "it is not named under secrets");
    const value =
      "env" in place ? fromEnvironment(order.name, name, place.env, places) : await fromFile(order.name, name, place.file, places);
    if (value === "") throw bad(order.name, name, "it is empty");
    if (Buffer.byteLength(value) > secretBytesMax || /\p{Cc}/u.test(value))
      throw bad(order.name, name, "it holds more than one line of text");
    values.set(name, value);
  }
  const unknown = Object.keys(order.secrets).find((name) => !needed.includes(name));
  if (unknown !== undefined) throw bad(order.name, unknown, `"${order.product}" has no such secret`);
  return {
    get(name) {
      const value = values.get(name);
      if (value === undefined) throw new Error(`a connector asks for the secret "${name}" without having said so`);
      return value;
    },
  };
}

function fromEnvironment(effector: string, name: string, variable: string, { environment }: SecretPlaces): string {
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
  if (value === undefined) throw bad(effector, name, `the variable ${variable} is not set`);
  return value;
}

/** What is read is what was looked at: one open file, so that nobody changes it in between. */
async function fromFile(effector: string, name: string, given: string, { folder }: SecretPlaces): Promise<string> {
  const file = await open(resolve(folder, given), "r").catch(() => undefined);
  if (!file) throw bad(effector, name, `"${given}" is not there, or this user may not read it`);
  try {
    const kind = await file.stat();
    if (!kind.isFile() || kind.size > secretBytesMax) throw bad(effector, name, `"${given}" is no file of one secret`);
    if ((kind.mode & othersMask) !== 0) throw bad(effector, name, `other users of this machine may read or change "${given}"`);
    return (await file.readFile("utf8")).replace(/\r?\n$/, "");
  } finally {
    await file.close();
  }
}

const bad = (effector: string, name: string, why: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `the secret "${name.slice(0, 64)}" of "${effector}" cannot be used: ${why}`,
    remedy: 'name a file of mode 600 or a variable under "secrets" in containment.yaml',
    retry: "never",
  });
