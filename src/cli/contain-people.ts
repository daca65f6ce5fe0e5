import { adoptersMin } from "../core/containment/adoption.ts";
import { approverNamed, hasRole } from "../core/containment/people.ts";
import { isPerson } from "../core/person/person.ts";
import { badOption, type ExitStatus } from "./command.ts";
import { type ContainmentValues, type Doing, oneWord } from "./contain-options.ts";
import { signingOf } from "./contain-sign.ts";
import { factLine } from "./contain-text.ts";
import { makeKey } from "./person-key.ts";
import type { Terminal } from "./terminal.ts";

/** `contain keygen NAME --out FILE`: a key for one person, and the line that goes into containment.yaml. */
export async function keygen(
  words: readonly string[],
  { out, json }: { readonly out?: string | undefined; readonly json: boolean },
  terminal: Terminal,
): Promise<ExitStatus> {
  const name = oneWord(words, "the person whom the key is for");
  if (!isPerson(`person:${name}`))
    throw badOption(`contain keygen takes a NAME of letters, digits and . @ _ -, not "${name.slice(0, 80)}"`);
  if (out === undefined) throw badOption("--out FILE is missing: where the key goes");
  const { publicKey } = await makeKey(out);
  if (json) terminal.out(`${JSON.stringify({ name, publicKey, file: out })}\n`);
  else {
    terminal.out(`  - { name: ${JSON.stringify(name)}, roles: [responder], public-key: "${publicKey}" }\n`);
    terminal.err(
      `The line above goes under "people:" in containment.yaml, with the roles that ${name} has: responder, lead, admin, break-glass.\n`,
    );
    terminal.err(`The key is in ${out}. Whoever can read it can approve as ${name}: keep it where only ${name} can.\n`);
  }
  return 0;
}

/** `contain adopt`: one admin signs the orders and policies as they are on disk; the second puts them in force. */
export async function adopt(words: readonly string[], values: ContainmentValues, doing: Doing): Promise<ExitStatus> {
  if (words.length > 0) throw badOption(`contain adopt takes no "${words[0]?.slice(0, 80)}"`);
  const { containment, orders, terminal } = doing;
  const { desk } = containment;
  // What is read anew before each effect must be there to begin with: these orders could never carry anything out.
  const trouble = await doing.system.inventoryProblem(orders);
  if (trouble) throw trouble;
  const { by, signatureOf } = await signingOf(doing, values);
  const { digest } = orders;
  const signature = signatureOf({ type: "SignOrders", by, digest });
  const facts = await desk.obey({ type: "SignOrders", digest, people: orders.orders.people, by, signature });
  for (const fact of facts) terminal.out(values.json ? `${JSON.stringify(fact)}\n` : `${factLine(fact)}\n`);
  if (!values.json && !facts.some(({ type }) => type === "OrdersAdopted")) terminal.out(`${stillMissing(doing)}\n`);
  return 0;
}

function stillMissing({ containment: { desk }, orders }: Doing): string {
  const signed = desk.state.signed.get(orders.digest) ?? [];
  // Whoever is an admin under the orders in force decides about new ones.
  const electors = desk.state.orders?.people ?? orders.orders.people;
  const others = electors.filter((person) => hasRole(person, "admin") && !signed.some(({ by }) => approverNamed([person], by)));
  const names = others.map(({ name }) => name).join(" or ");
  return `not in force yet: ${signed.length} of ${adoptersMin} signatures. Still needed: ${names || "an admin, of whom there is no other"}\n  watchkeeper contain adopt --as NAME --key FILE`;
}
