import { openWitnessClient } from "../connectors/witness/witness.ts";
import { type StandingOrders, witnessesMax } from "../core/containment/orders.ts";
import { SocError } from "../core/soc-error.ts";
import { sameHash } from "../core/transparency/tree.ts";
import { parseVerifierKey } from "../core/transparency/verifier-key.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Witness } from "../ports/witness.ts";

/** The witnesses that WATCHKEEPER_WITNESSES names: "URL KEY" for each, parted by commas. Refuses (`cli/bad-option`). */
export function openWitnesses(environment: Readonly<Record<string, string | undefined>>, clock: Clock): readonly Witness[] {
  const given = (environment.WATCHKEEPER_WITNESSES ?? "").split(",").filter((each) => each.trim() !== "");
  if (given.length > witnessesMax) throw badWitness(`WATCHKEEPER_WITNESSES names more than ${witnessesMax} witnesses`);
  return given.map((each) => {
    const [url = "", key = "", ...more] = each.trim().split(/\s+/);
    if (!URL.canParse(url) || more.length > 0) throw badWitness("WATCHKEEPER_WITNESSES is not a list of addresses, each with its key");
    const verifier = keyIn(key, url);
    if (verifier.use !== "cosignature")
      throw badWitness(`WATCHKEEPER_WITNESSES: the key beside ${shown(url)} is that of a log, not of a witness`);
    try {
      // A person named it, so it may be on our own network.
      return openWitnessClient({ url, key: verifier, internal: true }, { clock });
    } catch (error) {
      throw error instanceof SocError ? badWitness(`WATCHKEEPER_WITNESSES: ${error.problem}`) : error;
    }
  });
}

function keyIn(given: string, url: string) {
  try {
    return parseVerifierKey(given);
  } catch (error) {
    throw error instanceof SocError
      ? badWitness(`WATCHKEEPER_WITNESSES: the key beside ${shown(url)} cannot be read: ${error.problem}`)
      : error;
  }
}

const shown = (url: string) => `"${url.slice(0, 200)}"`;

/** A record whose checkpoints are seen by the witnesses that the signed orders name, beside those that it has. Refuses (`connector/bad-settings`). */
export function witnessedBy({ witnesses = [] }: StandingOrders, journal: JournalStore, clock: Clock): JournalStore {
  const { publication } = journal;
  const keyOf = ({ key }: Witness) => key?.publicKey ?? new Uint8Array();
  const more = witnesses
    .map(({ url, key }) => openWitnessClient({ url, key: parseVerifierKey(key), internal: true }, { clock }))
    .filter((named) => !publication.witnesses.some((held) => sameHash(keyOf(held), keyOf(named))));
  return more.length === 0 ? journal : { ...journal, publication: { ...publication, witnesses: [...publication.witnesses, ...more] } };
}

const badWitness = (problem: string) =>
  new SocError({
    code: "cli/bad-option",
    problem,
    remedy: 'write "http://witness.example.org:8421 KEY" for each, parted by commas; "watchkeeper witness --key" prints the key',
    retry: "never",
  });
