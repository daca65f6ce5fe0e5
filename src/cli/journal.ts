import { badOption, type Command, readOptions } from "./command.ts";
import { checkpoint, rotateKey } from "./journal/checkpoint.ts";
import { exportEvidence, verifyExported } from "./journal/export.ts";
import { erase, hold, releaseHold } from "./journal/keep.ts";
import { type JournalAction, journalOptions } from "./journal/options.ts";
import { rebuild } from "./journal/rebuild-views.ts";
import { verify } from "./journal/verify.ts";

export { noRecord, openKeptStore } from "./kept-store.ts";

/** What can be done, by its word, with the options that it takes beside --data-dir, --world and --json. */
const actions: ReadonlyMap<string, { readonly act: JournalAction; readonly takes: readonly string[] }> = new Map([
  [
    "verify",
    {
      act: (values, ...rest) => (values.pack === undefined ? verify(values, ...rest) : verifyExported(values, ...rest)),
      takes: ["head", "checkpoint", "public-key", "pack"],
    },
  ],
  ["export", { act: exportEvidence, takes: ["case", "all", "out"] }],
  ["checkpoint", { act: checkpoint, takes: ["tiles"] }],
  ["rotate-key", { act: rotateKey, takes: [] }],
  ["rebuild-views", { act: rebuild, takes: ["config"] }],
  ["erase", { act: erase, takes: ["stream", "as", "because"] }],
  ["hold", { act: hold, takes: ["stream", "as", "because"] }],
  ["release-hold", { act: releaseHold, takes: ["stream", "as", "because"] }],
]);
const always = ["data-dir", "world", "json"];

/** `watchkeeper journal`: what was recorded, proven, published, exported and, where it must be, erased. */
export const journal: Command = {
  name: "journal",
  summary: "check the record, publish its checkpoint, export evidence, erase personal data",
  usage: `watchkeeper journal verify --data-dir DIR [--world NAME] [--head sha256:…] [--checkpoint FILE] [--public-key KEY]
       watchkeeper journal verify --pack DIR [--public-key KEY]
       watchkeeper journal export --data-dir DIR [--world NAME] --case case-3 | --all --out DIR
       watchkeeper journal checkpoint --data-dir DIR [--world NAME] [--tiles]
       watchkeeper journal rotate-key --data-dir DIR
       watchkeeper journal rebuild-views --data-dir DIR [--config FILE]
       watchkeeper journal erase --data-dir DIR [--world NAME] [--stream case-3] --as NAME --because TEXT
       watchkeeper journal hold | release-hold --data-dir DIR [--world NAME] [--stream case-3] --as NAME --because TEXT

  --data-dir DIR     the database that "investigate --data-dir" kept (or DATABASE_URL)
  --world NAME       which record in it (default: investigation; with DATABASE_URL, the name that investigate printed)
  --json             print the outcome as JSON

  verify             re-hashes every entry and answer, compares tree, tiles and signatures with what is published, and replays the record
  --head HASH        a head that was published earlier (a report prints it): the record must end there
  --checkpoint FILE  a checkpoint that somebody kept: the record must have it as its beginning; one of another record is refused
  --public-key KEY   the key that you trust, as "journal checkpoint" prints it; one that it vouches for will do
  --pack DIR         checks an evidence pack instead, with nothing but the pack and that key

  export             writes an evidence pack: entries, their proofs, the checkpoint, and what opens each entry that is handed over; that it was made is recorded in the
                     world "access", with the digest of its files
  checkpoint         signs and publishes what is recorded now; prints the signed checkpoint and, aside, the public key
  --tiles            makes every tile anew, when some were lost
  rotate-key         replaces the key that signs; the old one vouches for the new one on every record

  rebuild-views      makes the lists of alerts and cases of every tenant anew from its record; the service may be running
  --config FILE      its configuration (default: watchkeeper.yaml in the data folder): whose tenants, and their inventory

  erase              destroys the keys that open what was recorded; that it was there, and when, can still be proven; names
                     what was contained because of it and stays so
  --stream NAME      only what was recorded in this stream (a case: case-3); without it everything of the world
  hold               nothing in the scope can be erased until release-hold; both go on the record`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, journalOptions);
    const [word = "", extra] = positionals;
    const found = actions.get(word);
    if (!found) throw badOption(`journal takes ${[...actions.keys()].map((each) => `"${each}"`).join(", ")}, not "${word.slice(0, 80)}"`);
    if (extra !== undefined) throw badOption(`journal ${word} takes no "${extra.slice(0, 80)}"`);
    for (const [name, value] of Object.entries(values))
      if (value !== undefined && value !== false && !always.includes(name) && !found.takes.includes(name))
        throw badOption(`journal ${word} takes no --${name}`);
    return found.act(values, system, terminal);
  },
};
