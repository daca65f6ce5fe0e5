import { createHash } from "node:crypto";
import { type FetchMessageObject, ImapFlow, type ImapFlowError } from "imapflow";
import { callMsMax } from "../../ports/effector.ts";
import { pinnedAddress, tlsOf } from "../kit/connect-out.ts";
import { notReached, refusal, wrongCredentials } from "../kit/effector-refusals.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { quoted } from "../kit/quoted.ts";
import type { MailSettings } from "./settings.ts";

/** One copy of a mail in a folder. `identity` is a digest of what makes it this mail: two mails may carry one message id. */
export type Copy = { readonly uid: number; readonly flags: readonly string[]; readonly identity: string };

/** A signed-in mailbox, for one call. */
export type Mailbox = {
  readonly name: string;
  /** Copies of the mail with exactly this message id; none when the folder is not there. Reads only: not even "recent" changes. */
  readonly copiesIn: (folder: string, messageId: string) => Promise<readonly Copy[] | "no such folder">;
  /** Opens a folder for changes, one at a time; each of them leaves by `leave`. */
  readonly within: <Result>(folder: string, leave: Pick<Leave, "change">, work: (open: OpenFolder) => Promise<Result>) => Promise<Result>;
  /** Whether the server moves in one step (RFC 6851). */
  readonly canMove: boolean;
};

export type OpenFolder = {
  readonly copies: (messageId: string) => Promise<readonly Copy[]>;
  /** Whether words of our own can stand beside a mail, so that we find it again. */
  readonly keepsKeywords: boolean;
  /** True when the server says that it did; false when it said no. A lost connection throws. */
  readonly move: (uid: number, to: string) => Promise<boolean>;
  readonly addKeyword: (uid: number, keyword: string) => Promise<boolean>;
  readonly removeKeyword: (uid: number, keyword: string) => Promise<boolean>;
  /** Exactly these flags and keywords, and no others. */
  readonly setFlags: (uid: number, flags: readonly string[]) => Promise<boolean>;
};

/** In one folder; more is no single mail any more. */
export const copiesMax = 32;
/** How much of a body goes into the digest that tells one mail from another. It is not kept. */
const bodyBytesMax = 65_536;
// What a server may say at once: envelopes, structures and beginnings of a few mails.
const [lineBytesMax, answerBytesMax, tokensMax] = [1_048_576, 4_194_304, 100_000];

/** Connects, encrypts, signs in, works, and hangs up; at once when the signal says that the time of the call is over. */
export async function withMailbox<Result>(
  settings: MailSettings,
  mailbox: string,
  signal: AbortSignal,
  work: (mailbox: Mailbox) => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw notReached(settings.name, "the time of the call was over");
  const client = new ImapFlow(optionsOf(settings, await pinnedAddress(settings), mailbox));
  // Whatever breaks is told by the call that it breaks; without a listener it would end the process.
  client.on("error", () => {});
  const hangUp = () => client.close();
  signal.addEventListener("abort", hangUp, { once: true });
  try {
    await client.connect();
    return await work(mailboxOf(client, settings.name, mailbox));
  } catch (cause) {
    throw toldFrom(settings.name, mailbox, cause);
  } finally {
    signal.removeEventListener("abort", hangUp);
    client.close();
  }
}

function optionsOf({ host, port, tls, ca, user, password }: MailSettings, address: string, mailbox: string) {
  return {
    host: address,
    ...(address === host ? {} : { servername: host }),
    port,
    secure: tls === "implicit",
    ...(tls === "implicit" ? {} : { doSTARTTLS: tls === "starttls" }),
    tls: tlsOf({ host, ca }),
    auth: { user: user.replaceAll("{mailbox}", () => mailbox), pass: password },
    logger: false as const,
    clientInfo: { name: "Watchkeeper", version: false as const, vendor: false as const, "support-url": false as const },
    disableCompression: true,
    disableAutoIdle: true,
    connectionTimeout: callMsMax,
    greetingTimeout: callMsMax,
    socketTimeout: callMsMax,
    maxLineLength: lineBytesMax,
    maxLiteralSize: lineBytesMax,
    maxResponseSize: answerBytesMax,
    maxResponseTokens: tokensMax,
  };
}

function mailboxOf(client: ImapFlow, server: string, name: string): Mailbox {
  const copies = (messageId: string) => copiesOf(client, server, messageId);
  return {
    name,
    canMove: client.capabilities.has("MOVE"),
    async copiesIn(folder, messageId) {
      const lock = await client.getMailboxLock(folder, { readOnly: true }).catch((cause: ImapFlowError) => {
        if (cause.mailboxMissing) return undefined;
        throw cause;
      });
      if (lock === undefined) return "no such folder";
      try {
        return await copies(messageId);
      } finally {
        lock.release();
      }
    },
    async within(folder, leave, work) {
      const lock = await client.getMailboxLock(folder).catch((cause: ImapFlowError) => {
        throw cause.mailboxMissing
          ? refusal(server, `has no folder ${quoted(folder)} in ${quoted(name)}`, "make it, or correct containment.yaml")
          : cause;
      });
      try {
        const mailbox = client.mailbox;
        const change = (send: () => Promise<unknown>) => leave.change(async () => said(client, server, await send()));
        return await work({
          copies,
          keepsKeywords: mailbox !== false && !mailbox.readOnly && (mailbox.permanentFlags?.has("\\*") ?? false),
          move: (uid, to) => change(() => client.messageMove(String(uid), to, byUid)),
          addKeyword: (uid, keyword) => change(() => client.messageFlagsAdd(String(uid), [keyword], byUid)),
          removeKeyword: (uid, keyword) => change(() => client.messageFlagsRemove(String(uid), [keyword], byUid)),
          setFlags: (uid, flags) => change(() => client.messageFlagsSet(String(uid), [...flags], byUid)),
        });
      } finally {
        lock.release();
      }
    },
  };
}

const byUid = { uid: true };

/** The library says `false` both for a server's no and for a connection that broke; only the first is an answer. */
function said(client: ImapFlow, server: string, result: unknown): boolean {
  if (result) return true;
  if (client.usable) return false;
  throw notReached(server, "the connection broke while it changed a mail");
}

async function copiesOf(client: ImapFlow, server: string, messageId: string): Promise<readonly Copy[]> {
  const uids = await client.search({ header: { "message-id": messageId } }, { uid: true });
  if (!Array.isArray(uids)) throw unexpectedAnswer(server, "SEARCH was refused");
  if (uids.length === 0) return [];
  const start = { key: "TEXT", start: 0, maxLength: bodyBytesMax };
  const asked = { uid: true, flags: true, envelope: true, bodyStructure: true, bodyParts: [start] };
  const found = await client.fetchAll(uids.slice(0, copiesMax + 1).join(","), asked, { uid: true });
  // The search finds parts of names, too: only the whole one is it.
  const copies = found.filter(({ envelope }) => envelope?.messageId === messageId).map(copyOf);
  if (uids.length > copiesMax)
    throw refusal(server, `has more than ${copiesMax} mails with one message id in one folder`, "look at that mailbox by hand");
  return copies.toSorted((a, b) => a.uid - b.uid);
}

function copyOf({ uid, flags = new Set<string>(), envelope, bodyStructure, bodyParts }: FetchMessageObject): Copy {
  const { date, subject, from, sender, replyTo, to, cc, inReplyTo } = envelope ?? {};
  const facts = [envelope?.messageId, date, subject, from, sender, replyTo, to, cc, inReplyTo, bodyStructure];
  const hash = createHash("sha256").update(JSON.stringify(facts, (_, value) => (typeof value === "bigint" ? String(value) : value)));
  for (const [, bytes] of bodyParts ?? []) hash.update(bytes);
  const identity = hash.digest("hex");
  // "Recent" is the server's own and cannot be set.
  return { uid, flags: [...flags].filter((flag) => flag !== "\\Recent").sort(), identity: identity.slice(0, 32) };
}

/** Our own refusals go on; what the library throws is told by its code alone, as its words may hold a server's. */
function toldFrom(name: string, mailbox: string, cause: unknown): unknown {
  if (cause instanceof Error && cause.name === "SocError") return cause;
  const { authenticationFailed, code, responseStatus } = (cause ?? {}) as ImapFlowError;
  if (authenticationFailed) return wrongCredentials(name, undefined, mailbox);
  if (responseStatus === "NO" || responseStatus === "BAD") return unexpectedAnswer(name, `IMAP ${responseStatus}`);
  return notReached(name, `the connection for ${quoted(mailbox)} broke or stayed silent`, typeof code === "string" ? code : undefined);
}
