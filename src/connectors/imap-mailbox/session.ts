import { ImapFlow, type ImapFlowError } from "imapflow";
import { SocError } from "../../core/soc-error.ts";
import { recordBytesMax } from "../../ports/intake.ts";
import { pinnedAddress, tlsOf } from "../kit/connect-out.ts";
import { notReached, wrongCredentials } from "../kit/effector-refusals.ts";
import { notConnected, unexpectedAnswer } from "../kit/http-refusals.ts";
import { quoted } from "../kit/quoted.ts";
import type { MailboxSettings } from "./settings.ts";

/** A mail as the folder lists it. Its bytes are asked for one by one. */
export type Listed = { readonly uid: number; readonly sizeBytes: number; readonly arrivedMs: number | undefined };

/** A folder that is open for changes. Throws a `SocError` for whatever goes wrong; after that it is of no use. */
export type OpenFolder = {
  /** What gives uids their meaning; another one means that all uids are others. */
  readonly validity: string;
  /** The next mails after a uid, by uid, at most `limit`. */
  readonly list: (after: number, limit: number) => Promise<readonly Listed[]>;
  /** Exactly the bytes; undefined when the mail is gone. Marks nothing as read. */
  readonly bytes: (uid: number) => Promise<Uint8Array | undefined>;
  /** Moves mails into the other folder, in one step. */
  readonly move: (uids: readonly number[]) => Promise<void>;
  /** Waits until the server says that something came, at most so long. */
  readonly arrival: (waitMs: number, signal: AbortSignal) => Promise<void>;
};

/** How long the server may take to answer anything, milliseconds. */
const answerMsMax = 30_000;
const marginBytes = 65_536;
const tokensMax = 100_000;
/** Uids that one question may name. */
const searchedMax = 20_000;

/** Connects, encrypts, signs in, opens the folder, works, and hangs up; at once when the signal is aborted. */
export async function withFolder<Result>(
  settings: MailboxSettings,
  signal: AbortSignal,
  work: (folder: OpenFolder) => Promise<Result>,
): Promise<Result> {
  const client = new ImapFlow(optionsOf(settings, await pinnedAddress(settings)));
  // Whatever breaks is told by the call that it breaks; without a listener it would end the process.
  client.on("error", () => {});
  const hangUp = () => client.close();
  signal.addEventListener("abort", hangUp, { once: true });
  try {
    if (signal.aborted) throw notReached(settings.name, "it was stopped");
    await client.connect();
    if (!client.capabilities.has("MOVE")) throw cannotMove(settings);
    const other = settings["processed-folder"];
    const isThere = await client.status(other, { uidValidity: true }).catch((cause: ImapFlowError) => {
      throw cause.code === "NotFound" ? noFolder(settings, other) : cause;
    });
    if (!isThere) throw client.usable ? noRight(settings, `look up ${quoted(other)}`) : lost(settings.name);
    const lock = await client.getMailboxLock(settings.folder).catch((cause: ImapFlowError) => {
      throw cause.mailboxMissing ? noFolder(settings, settings.folder) : cause;
    });
    try {
      if (client.mailbox === false || client.mailbox.readOnly) throw noRight(settings, "open it for changes");
      return await work(folderOf(client, settings, String(client.mailbox.uidValidity)));
    } finally {
      lock.release();
    }
  } catch (cause) {
    throw toldFrom(settings, cause);
  } finally {
    signal.removeEventListener("abort", hangUp);
    client.close();
  }
}

function optionsOf({ host, port, tls, ca, user, password }: MailboxSettings, address: string) {
  return {
    host: address,
    ...(address === host ? {} : { servername: host }),
    port,
    secure: tls === "implicit",
    ...(tls === "implicit" ? {} : { doSTARTTLS: tls === "starttls" }),
    tls: tlsOf({ host, ca }),
    auth: { user, pass: password },
    logger: false as const,
    clientInfo: { name: "Watchkeeper", version: false as const, vendor: false as const, "support-url": false as const },
    disableCompression: true,
    disableAutoIdle: true,
    connectionTimeout: answerMsMax,
    greetingTimeout: answerMsMax,
    // Longer than the longest wait for mail, so that a silent folder is no lost connection.
    socketTimeout: 15 * 60_000,
    maxLineLength: recordBytesMax,
    maxLiteralSize: recordBytesMax + marginBytes,
    maxResponseSize: 2 * (recordBytesMax + marginBytes),
    maxResponseTokens: tokensMax,
  };
}

function folderOf(client: ImapFlow, settings: MailboxSettings, validity: string): OpenFolder {
  const { name } = settings;
  return {
    validity,
    async list(after, limit) {
      await client.noop();
      const found = await client.search({ uid: `${after + 1}:*` }, { uid: true });
      if (!Array.isArray(found)) throw client.usable ? unexpectedAnswer(name, "SEARCH was refused") : lost(name);
      // "n:*" always names the newest mail, even one that is older than n.
      const uids = found
        .filter((uid) => uid > after)
        .slice(0, searchedMax)
        .toSorted((a, b) => a - b)
        .slice(0, limit);
      if (uids.length === 0) return [];
      const listed = await client.fetchAll(uids.join(","), { uid: true, size: true, internalDate: true }, { uid: true });
      return listed
        .map(({ uid, size, internalDate }) => ({ uid, sizeBytes: size ?? 0, arrivedMs: timeOf(internalDate) }))
        .toSorted((a, b) => a.uid - b.uid);
    },
    async bytes(uid) {
      const found = await client.fetchOne(String(uid), { uid: true, source: true }, { uid: true });
      if (!found && !client.usable) throw lost(name);
      return found ? found.source : undefined;
    },
    async move(uids) {
      const moved = await client.messageMove(uids.join(","), settings["processed-folder"], { uid: true }).catch((cause: ImapFlowError) => {
        if (cause.responseStatus === "NO") return false;
        throw cause;
      });
      if (moved) return;
      throw client.usable ? noRight(settings, `move mails to ${quoted(settings["processed-folder"])}`) : lost(name);
    },
    arrival: (waitMs, signal) => arrival(client, name, waitMs, signal),
  };
}

function timeOf(date: Date | string | undefined): number | undefined {
  const ms = date === undefined ? Number.NaN : new Date(date).getTime();
  return Number.isFinite(ms) ? ms : undefined;
}

/** Waits in IDLE (RFC 2177); the question after it ends it, and shows whether the connection still stands. */
async function arrival(client: ImapFlow, name: string, waitMs: number, signal: AbortSignal): Promise<void> {
  if (!client.usable) throw lost(name);
  const over = AbortSignal.any([AbortSignal.timeout(waitMs), signal]);
  const news = new Promise<void>((settle) => {
    for (const event of ["exists", "close"] as const) client.once(event, () => settle());
    over.addEventListener("abort", () => settle(), { once: true });
  });
  const idling = client.idle().catch(() => false);
  await news;
  if (signal.aborted) return;
  await client.noop();
  await idling;
  if (!client.usable) throw lost(name);
}

const lost = (name: string) => notReached(name, "the connection broke");

/** Our own refusals go on; what the library throws is told by its code alone, as its words may hold a server's. */
function toldFrom(settings: MailboxSettings, cause: unknown): unknown {
  if (cause instanceof SocError) return cause;
  const { authenticationFailed, code, responseStatus } = (cause ?? {}) as ImapFlowError;
  if (authenticationFailed) return wrongCredentials(settings.name, undefined, settings.user);
  if (responseStatus === "NO") return noRight(settings, "do what we need");
  if (responseStatus === "BAD") return unexpectedAnswer(settings.name, "IMAP BAD");
  return notConnected(settings.name, typeof code === "string" ? code.slice(0, 60) : "LOST");
}

const noFolder = ({ name, user }: MailboxSettings, folder: string) =>
  new SocError({
    code: "mailbox/no-folder",
    problem: `the mailbox ${quoted(user)} of ${quoted(name)} has no folder ${quoted(folder)}`,
    remedy: "make the folder in the mailbox, or correct its name in watchkeeper.yaml",
    retry: { afterMs: 60_000 },
  });

const noRight = ({ name, user, folder }: MailboxSettings, what: string) =>
  new SocError({
    code: "mailbox/no-right",
    problem: `${quoted(name)} does not let us ${what} (${quoted(folder)} of ${quoted(user)})`,
    remedy: "give the account the rights to look up, read, mark, insert and expunge in both folders (lrswite)",
    retry: { afterMs: 60_000 },
  });

const cannotMove = ({ name }: MailboxSettings) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the mail server of ${quoted(name)} cannot move mails in one step (RFC 6851)`,
    remedy: "use a mail server that can: without it a move is a copy and a deletion, and mails could be lost or doubled",
    retry: "never",
  });
