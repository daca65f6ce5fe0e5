import { accountNamed } from "../../core/access/account.ts";
import { quotedName, refusedAccess } from "../../core/access/refusal.ts";
import type { AccessStore } from "../../ports/access-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Random } from "../../ports/random.ts";
import { openAccessRecord } from "./access-record.ts";
import { makeLink, newAskId, obeyAbout, peopleView } from "./people.ts";

/** Who may come in, for whoever sits at the machine: they have the database and the keys, so nothing is asked of them but that it is on the record. */
export type PeopleDesk = {
  readonly list: () => Promise<ReturnType<typeof peopleView>>;
  /** A link for an account, or for the first administrator. Refuses (`access/unknown-account`, `access/not-allowed`). */
  readonly link: (name: string | undefined) => Promise<{ readonly secret: string; readonly endsAtMs: number }>;
  /** Refuses (`access/unknown-account`, `access/last-admin`, `access/no-reason`). */
  readonly lock: (name: string, because: string) => Promise<void>;
  readonly unlock: (name: string, because: string) => Promise<void>;
};

/** Opens the desk of one tenant. */
export async function openPeopleDesk(parts: {
  readonly tenant: string;
  readonly journal: JournalStore;
  readonly store: AccessStore;
  readonly clock: Clock;
  readonly random: Random;
}): Promise<PeopleDesk> {
  const whole = { ...parts, record: await openAccessRecord(parts.journal, parts.clock) };
  const { record, clock } = whole;
  const idOf = async (name: string) => {
    const account = accountNamed(await record.state(), name);
    if (!account) throw refusedAccess("access/unknown-account", `there is no account ${quotedName(name)}`);
    return account.id;
  };
  return {
    list: async () => peopleView(await record.state()),
    async link(name) {
      const made = await makeLink(whole, "machine", name === undefined ? undefined : await idOf(name));
      if (!made) throw refusedAccess("access/not-allowed", "a second administrator has to say yes");
      return made;
    },
    async lock(name, because) {
      const account = await idOf(name);
      await obeyAbout(whole, { type: "LockAccount", by: "machine", account, because, ask: newAskId(whole), atMs: clock.nowMs() });
    },
    async unlock(name, because) {
      await obeyAbout(whole, { type: "UnlockAccount", by: "machine", account: await idOf(name), because, atMs: clock.nowMs() });
    },
  };
}
