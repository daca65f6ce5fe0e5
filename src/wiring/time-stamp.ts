import { readFileSync } from "node:fs";
import type { System } from "../cli/system.ts";
import { openTimeStampAuthority } from "../connectors/time-stamp/time-stamp.ts";
import { SocError } from "../core/soc-error.ts";
import { loggedCheckpoint } from "../core/transparency/pack/pack.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";

type Parts = { readonly environment: Readonly<Record<string, string | undefined>>; readonly clock: Clock; readonly random: Random };

/**
 * The time-stamp authority that WATCHKEEPER_TIME_STAMPS names, "URL CERTIFICATES.pem", or nothing. What it stamps is a checkpoint with the signatures of
 * its log alone. Refuses (`cli/bad-option`, `connector/bad-settings`).
 */
export function stampTimeWith({ environment, clock, random }: Parts): Pick<System, "stampTime"> {
  const given = environment.WATCHKEEPER_TIME_STAMPS?.trim() ?? "";
  if (given === "") return {};
  const [url = "", file = "", ...more] = given.split(/\s+/);
  if (!URL.canParse(url) || file === "" || more.length > 0)
    throw badAuthority("WATCHKEEPER_TIME_STAMPS is not an address and a file of certificates");
  return {
    async stampTime(checkpoint) {
      // A person named it, so it may be on our own network.
      const settings = { name: new URL(url).host, url, certificates: certificatesIn(file), internal: true };
      const authority = openTimeStampAuthority(settings, { clock, random });
      const { reply } = await authority.stamp(Buffer.from(loggedCheckpoint(checkpoint)));
      return { reply, authority: authority.certificates };
    },
  };
}

function certificatesIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw badAuthority(`the certificates "${file.slice(0, 400)}" that WATCHKEEPER_TIME_STAMPS names cannot be read`);
  }
}

const badAuthority = (problem: string) =>
  new SocError({
    code: "cli/bad-option",
    problem,
    remedy:
      'write "https://stamp.example.org/tsr /etc/watchkeeper/stamp-authority.pem": the address, and the certificates of the authority in PEM',
    retry: "never",
  });
