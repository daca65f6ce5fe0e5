import { openWitnessClient } from "../connectors/witness/witness.ts";
import { SocError } from "../core/soc-error.ts";
import { parseVerifierKey } from "../core/transparency/verifier-key.ts";
import type { Clock } from "../ports/clock.ts";
import type { Witness } from "../ports/witness.ts";

/** The most witnesses that one installation asks. */
const witnessesMax = 8;

/** The witnesses that WATCHKEEPER_WITNESSES names: "URL KEY" for each, parted by commas. Refuses (`cli/bad-option`, `connector/bad-settings`). */
export function openWitnesses(environment: Readonly<Record<string, string | undefined>>, clock: Clock): readonly Witness[] {
  const given = (environment.WATCHKEEPER_WITNESSES ?? "").split(",").filter((each) => each.trim() !== "");
  if (given.length > witnessesMax) throw badWitness(`WATCHKEEPER_WITNESSES names more than ${witnessesMax} witnesses`);
  return given.map((each) => {
    const [url = "", key = "", ...more] = each.trim().split(/\s+/);
    if (!URL.canParse(url) || more.length > 0) throw badWitness("WATCHKEEPER_WITNESSES is not a list of addresses, each with its key");
    const verifier = parseVerifierKey(key);
    if (verifier.use !== "cosignature") throw badWitness(`the key of the witness at ${url} is not one of a witness`);
    // A person named it, so it may be on our own network.
    return openWitnessClient({ url, key: verifier, internal: true }, { clock });
  });
}

const badWitness = (problem: string) =>
  new SocError({
    code: "cli/bad-option",
    problem,
    remedy: 'write "http://witness.example.org:8421 KEY" for each, parted by commas; "watchkeeper witness --key" prints the key',
    retry: "never",
  });
