import { SocError } from "../../core/soc-error.ts";
import { notReached, refusal } from "../kit/effector-refusals.ts";
import type { Leave } from "../kit/leave.ts";
import { quoted } from "../kit/quoted.ts";
import { type Mailbox, type OpenFolder, withMailbox } from "./mailbox.ts";
import type { MailSettings } from "./settings.ts";
import { inEach, keywordOf, type Mail, type Survey } from "./survey.ts";

// A mail is marked with the folder that it is in, then moved: whatever stops us in between, the mark says where it belongs. Each mark and each move leaves
// by itself: a stop is obeyed between mailboxes, folders and copies.

/** Moves these copies into quarantine. `effector/refused` means that none was moved; any other error that some may have been. */
export async function moveAway(server: MailSettings, mail: Mail, copies: Survey["copies"], leave: Leave): Promise<number> {
  const quarantine = server["quarantine-folder"];
  const count = { moved: 0 };
  const mailboxes = [...new Set(copies.map(({ mailbox }) => mailbox))];
  return counted(server, count, () =>
    inEach(mailboxes, (name) =>
      withMailbox(server, name, leave.signal, async (mailbox) => {
        await mayMove(server, mailbox, mail);
        for (const folder of new Set(copies.filter((copy) => copy.mailbox === name).map((copy) => copy.folder))) {
          await mailbox.within(folder, leave, (open) => moveFrom(server, { open, folder, to: quarantine, mail, count }));
        }
      }),
    ),
  );
}

async function mayMove(server: MailSettings, mailbox: Mailbox, mail: Mail): Promise<void> {
  const quarantine = server["quarantine-folder"];
  // Without it a move is a copy and a deletion, and can stop half way.
  if (!mailbox.canMove) throw refusal(server.name, "cannot move mails in one step (RFC 6851)", "choose another way to contain it");
  if ((await mailbox.copiesIn(quarantine, mail.messageId)) === "no such folder") {
    throw refusal(server.name, `has no folder ${quoted(quarantine)} in ${quoted(mailbox.name)}`, "make it, or correct containment.yaml");
  }
}

type Move = {
  readonly open: OpenFolder;
  readonly folder: string;
  readonly to: string;
  readonly mail: Mail;
  readonly count: { moved: number };
};

async function moveFrom(server: MailSettings, { open, folder, to, mail, count }: Move): Promise<void> {
  if (!open.keepsKeywords)
    throw refusal(server.name, `keeps no keywords in ${quoted(folder)}, so that nothing could be put back`, "allow keywords there");
  const keyword = keywordOf(folder);
  for (const { uid, identity } of await open.copies(mail.messageId)) {
    if (identity !== mail.identity) continue;
    if (!(await open.addKeyword(uid, keyword))) throw saidNo(server, "mark");
    if (await open.move(uid, to)) count.moved++;
    else {
      await open.removeKeyword(uid, keyword);
      throw saidNo(server, "move");
    }
  }
}

/** Puts copies back where they were. `effector/refused` means that none was touched; any other error that some may have been. */
export async function putBack(
  server: MailSettings,
  mail: Mail,
  before: readonly { readonly mailbox: string; readonly folder: string; readonly flags: readonly string[] }[],
  leave: Leave,
): Promise<number> {
  const count = { moved: 0 };
  const mailboxes = [...new Set(before.map(({ mailbox }) => mailbox))];
  let restored = 0;
  await counted(server, count, () =>
    inEach(mailboxes, (name) =>
      withMailbox(server, name, leave.signal, async (mailbox) => {
        for (const folder of new Set(before.filter((copy) => copy.mailbox === name).map((copy) => copy.folder))) {
          const wanted = before.filter((copy) => copy.mailbox === name && copy.folder === folder);
          await mailbox.within(server["quarantine-folder"], leave, (open) => takeOut({ open, folder, to: folder, mail, count }, server));
          const settled = await mailbox.within(folder, leave, (open) => settle({ open, folder, mail }, wanted));
          restored += settled;
        }
      }),
    ),
  );
  if (restored === 0) throw refusal(server.name, "put nothing back: no copy of it is in quarantine any more", "look for it by hand");
  if (restored < before.length) throw notReached(server.name, `${restored} of ${before.length} copies are back`);
  return restored;
}

/** Only what carries our mark for this folder comes out; what was in quarantine for other reasons stays. */
async function takeOut({ open, to, folder, mail, count }: Move, server: MailSettings): Promise<void> {
  const keyword = keywordOf(folder);
  for (const { uid, identity, flags } of await open.copies(mail.messageId)) {
    if (identity !== mail.identity || !flags.includes(keyword)) continue;
    if (!(await open.move(uid, to))) throw saidNo(server, "move back");
    count.moved++;
  }
}

/** Takes our mark off, and gives a single copy exactly the flags that it had; several copies keep those that they carried. */
async function settle(
  { open, folder, mail }: Pick<Move, "open" | "folder" | "mail">,
  wanted: readonly { readonly flags: readonly string[] }[],
): Promise<number> {
  const keyword = keywordOf(folder);
  const copies = (await open.copies(mail.messageId)).filter(({ identity }) => identity === mail.identity);
  const [only, ...others] = wanted;
  for (const { uid, flags } of copies) {
    if (!flags.includes(keyword)) continue;
    if (only && others.length === 0 && copies.length === 1) await open.setFlags(uid, only.flags);
    await open.removeKeyword(uid, keyword);
  }
  return Math.min(copies.length, wanted.length);
}

const saidNo = (server: MailSettings, what: string) =>
  refusal(
    server.name,
    `said no when asked to ${what} the mail`,
    "give the account that we sign in with the rights that the connector's README names",
  );

/** A refusal is a clear no only while nothing was moved; after that it is an unfinished change, and is read back. */
async function counted(server: MailSettings, count: { moved: number }, work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return count.moved;
  } catch (cause) {
    if (count.moved === 0 || !(cause instanceof SocError) || cause.code !== "effector/refused") throw cause;
    throw notReached(server.name, `it stopped after ${count.moved} copies: ${cause.problem}`);
  }
}
