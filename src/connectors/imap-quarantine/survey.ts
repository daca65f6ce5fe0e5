import { createHash } from "node:crypto";
import type { Handle } from "../../core/containment/handle.ts";
import type { Copy, Mailbox } from "./mailbox.ts";
import { withMailbox } from "./mailbox.ts";
import { type MailSettings, mailboxesAtOnce } from "./settings.ts";

/** Where the copies of one mail are, in every mailbox that we were told of. */
export type Survey = {
  readonly copies: readonly (Copy & { readonly mailbox: string; readonly folder: string })[];
  readonly quarantined: readonly (Copy & { readonly mailbox: string })[];
};

/** The mail that `located` names: its message id and what makes it this mail. */
export type Mail = { readonly messageId: string; readonly identity: string };

/** Looks for a message id in all mailboxes, a few at a time. Changes nothing. */
export async function surveyOf(server: MailSettings, messageId: string, signal: AbortSignal): Promise<Survey> {
  const found = await inEach(server.mailboxes, (name) =>
    withMailbox(server, name, signal, async (mailbox) => {
      const copies = [];
      for (const folder of server.folders) {
        for (const copy of present(await mailbox.copiesIn(folder, messageId))) copies.push({ ...copy, mailbox: name, folder });
      }
      const quarantined = present(await mailbox.copiesIn(server["quarantine-folder"], messageId)).map((copy) => ({
        ...copy,
        mailbox: name,
      }));
      return { copies, quarantined };
    }),
  );
  return { copies: found.flatMap(({ copies }) => copies), quarantined: found.flatMap(({ quarantined }) => quarantined) };
}

const present = (copies: Awaited<ReturnType<Mailbox["copiesIn"]>>) => (copies === "no such folder" ? [] : copies);

/** Does one thing in each mailbox, `mailboxesAtOnce` at a time; in the order given. The first failure ends it, after those under way. */
export async function inEach<Result>(mailboxes: readonly string[], work: (mailbox: string) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < mailboxes.length && !failed) {
      const at = next++;
      const mailbox = mailboxes[at];
      if (mailbox === undefined) return;
      try {
        results[at] = await work(mailbox);
      } catch (cause) {
        failed = true;
        throw cause;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(mailboxesAtOnce, mailboxes.length) }, worker));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return results;
}

/** The target's message id (RFC 5322, 3.6.4) in angle brackets; undefined for anything else. */
export function messageIdOf({ kind, name }: Handle): string | undefined {
  if (kind !== "mail") return undefined;
  const id = name.startsWith("<") ? name : `<${name}>`;
  return /^<[!-;=?-~]{1,500}>$/.test(id) ? id : undefined;
}

/** A located id back into its two halves; `boundedEffector` has checked its shape. */
export function mailOf(located: string): Mail {
  const at = located.lastIndexOf(" ");
  return { messageId: located.slice(0, at), identity: located.slice(at + 1) };
}

const ours = "Watchkeeper-";

/** The word that we put beside a mail in quarantine: it says that we moved it, and from which folder. */
export const keywordOf = (folder: string) => `${ours}${createHash("sha256").update(folder).digest("hex").slice(0, 8)}`;

/** Flags and keywords as they were without us. */
export const flagsOf = ({ flags }: Copy) => flags.filter((flag) => !flag.startsWith(ours));
