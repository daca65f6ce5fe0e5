import { formatVerifierKey, verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { openRecordLog } from "../../engine/journal/record-log.ts";
import { remakeTiles } from "../../engine/journal/verify-record.ts";
import type { Publication } from "../../ports/publication.ts";
import { keptWorld, noRecord, openKeptStore } from "../kept-store.ts";
import { count } from "../progress.ts";
import type { JournalAction } from "./options.ts";

/** `journal checkpoint`: sign and publish what is recorded now, and print what an outsider should keep. */
export const checkpoint: JournalAction = async (values, system, terminal) => {
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    const { journal } = await keptWorld(store, values.world);
    const log = await openRecordLog(journal, system.clock);
    const { note, ...published } = await log.checkpoint();
    const publicKey = await publicKeyOf(journal.publication);
    if (values.tiles) terminal.err(`${count(await remakeTiles(journal))} tiles are made anew\n`);
    if (values.json) terminal.out(`${JSON.stringify({ ...published, note, publicKey })}\n`);
    else {
      terminal.out(note);
      terminal.err(
        `public key: ${publicKey}\nkeep both elsewhere: "watchkeeper journal verify --checkpoint FILE --public-key KEY" holds the record against them\n`,
      );
    }
    return 0;
  } finally {
    await store.close();
  }
};

/** `journal rotate-key`: sign with a new key from now on; every record that was published says so, signed by the old key. */
export const rotateKey: JournalAction = async (values, system, terminal) => {
  const store = await openKeptStore(system, values["data-dir"]);
  try {
    if (!store.rotateKey) throw noRecord("a throw-away database has no key to replace");
    await store.rotateKey();
    const records: { readonly world: string; readonly publicKey: string }[] = [];
    for (const world of await store.worldNames(worldsMax)) {
      const { journal } = await store.world(world);
      if ((await journal.publication.latest()) === undefined) continue;
      await (await openRecordLog(journal, system.clock)).checkpoint({ witness: "may" });
      records.push({ world, publicKey: await publicKeyOf(journal.publication) });
    }
    if (values.json) terminal.out(`${JSON.stringify(records)}\n`);
    else {
      for (const { world, publicKey } of records) terminal.out(`${world}: ${publicKey}\n`);
      terminal.err("the old key vouched for the new one and is forgotten; who trusts the old one can follow\n");
    }
    return 0;
  } finally {
    await store.close();
  }
};

/** Records that one rotation goes through; others name the new key at their next checkpoint. */
const worldsMax = 10_000;

/** The verifier key of a record, as an outsider needs it. */
export async function publicKeyOf({ origin, keys }: Publication): Promise<string> {
  const { current } = await keys();
  return formatVerifierKey(verifierKeyOf({ name: origin, publicKey: current.publicKey }, "note"));
}
