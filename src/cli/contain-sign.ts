import { foldedName } from "../core/containment/people.ts";
import { bytesToSign, type Signable } from "../core/containment/to-sign.ts";
import type { Person } from "../core/person/person.ts";
import { SocError } from "../core/soc-error.ts";
import { badOption } from "./command.ts";
import { type ContainmentValues, type Doing, personIn } from "./contain-options.ts";
import { readKey } from "./person-key.ts";

/** Who signs, and their signature under a command. */
export type Signing = { readonly by: Person; readonly signatureOf: (command: Signable) => string };

/**
 * The person of `--as` with the key of `--key`. Refuses (`key/other-person`) a key that the orders do not hold for that name: what it signs would count for
 * nobody, and whoever took another's key file by mistake should hear it here.
 */
export async function signingOf({ containment, orders }: Doing, values: Pick<ContainmentValues, "as" | "key">): Promise<Signing> {
  const named = personIn(values);
  if (values.key === undefined) throw badOption("--key FILE is missing: the key that contain keygen made for you");
  const key = await readKey(values.key);
  // However somebody writes their name, it is one person, who signs under the name that the orders have.
  const person = orders.orders.people.find(({ name }) => foldedName(`person:${name}`) === foldedName(named));
  if (!person) throw otherPerson(`"${named}" is not among the people of "${orders.path}"`);
  const by: Person = `person:${person.name}`;
  if (person["public-key"] !== key.publicKey) throw otherPerson(`the key "${values.key}" is not the one that the orders hold for "${by}"`);
  const { desk } = containment;
  return { by, signatureOf: (command) => key.sign(bytesToSign(command, desk.state, orders)) };
}

const otherPerson = (problem: string) =>
  new SocError({
    code: "key/other-person",
    problem,
    remedy: "name yourself with --as and your own key with --key; people and keys stand in containment.yaml",
    retry: "never",
  });
