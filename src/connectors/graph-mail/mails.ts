import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { jsonOf } from "../kit/answer.ts";
import { alertId } from "../kit/counted-alerts.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { isTooLarge } from "../kit/index-search.ts";
import { isoMs } from "../kit/iso-time.ts";
import { linkedFrom, type MailCursor, readCursor, writtenCursor } from "./cursor.ts";
import { folderId, immutable, type Mailbox, mailboxPath } from "./folders.ts";

const mailMsMax = 25_000;
/** The synchronisation has to begin anew (Graph, "delta query": syncStateNotFound, resyncRequired). */
const gone = 410;

const Listed = z.object({
  id: z.string().min(1).max(512),
  receivedDateTime: z.string().max(64).optional(),
  "@removed": z.unknown().optional(),
});
type Listed = z.output<typeof Listed>;
const link = z.string().max(16_384).optional();
const Page = z.object({ value: z.array(Listed).max(1_000), "@odata.nextLink": link, "@odata.deltaLink": link });
const Place = z.object({ parentFolderId: z.string().min(1).max(512) });

/** A mail that failed so many times while the mailbox itself answered is given up; and how many such are remembered. */
const [breaksMax, brokenMax] = [3, 1_000];
type Reading = Mailbox & { readonly breaks: Map<string, number> };

/** The mails of one folder, as Graph's delta query tells them; each is moved to another folder once it is kept. */
export function mailsOf(given: Mailbox): PolledSource {
  const mailbox: Reading = { ...given, breaks: new Map() };
  const { settings } = mailbox;
  return {
    kind: "polled",
    reports: true,
    guarantee: "never lost",
    everyMs: settings["every-seconds"] * 1_000,
    page: ({ cursor, signal }) => page(mailbox, readCursor(cursor), signal),
    async settled(cursor, signal) {
      const { move } = readCursor(cursor) ?? { move: [] };
      if (move.length === 0) return;
      const to = await folderId(mailbox, settings["processed-folder"], signal);
      for (const id of move) await moved(mailbox, id, to, signal);
    },
  };
}

async function page(mailbox: Reading, before: MailCursor | undefined, signal: AbortSignal): ReturnType<PolledSource["page"]> {
  const { reader, settings } = mailbox;
  const { name } = reader;
  const folder = await folderId(mailbox, settings.folder, signal);
  const answer = await reader.ask(
    {
      method: "GET",
      path: [...mailboxPath(settings), "mailFolders", folder, "messages", "delta"],
      query: queryOf(before),
      headers: { prefer: `${immutable}, odata.maxpagesize=${settings["page-size"]}` },
    },
    signal,
    before && before.go !== "begin" ? [gone] : [],
  );
  // Whatever is in the folder comes again: what was kept already is a repeat, and what was moved is not there.
  if (answer.status === gone) return { records: [], cursor: writtenCursor(name, { go: "begin", token: "", move: [] }), more: true };
  const said = jsonOf(name, answer, Page);
  const next = linkedFrom(name, said);
  if (next.go === "next" && next.token === before?.token) throw unexpectedAnswer(name, "a page leads back to itself");
  const listed = said.value.filter((each) => each["@removed"] === undefined);
  if (listed.length > settings["page-size"]) throw unexpectedAnswer(name, "a page larger than was asked for");
  const mails = await Promise.all(listed.map((each) => mailOf(mailbox, each, signal)));
  return {
    records: mails.flatMap((each) => each?.record ?? []),
    refused: mails.flatMap((each) => each?.refused ?? []),
    cursor: writtenCursor(name, { ...next, move: listed.map(({ id }) => id) }),
    more: next.go === "next",
  };
}

function queryOf(before: MailCursor | undefined): Readonly<Record<string, string>> {
  if (before?.go === "next") return { $skiptoken: before.token };
  if (before?.go === "delta") return { $deltatoken: before.token };
  return { changeType: "created", $select: "id,receivedDateTime" };
}

type Mail = { readonly record?: IntakeRecord; readonly refused?: { readonly id: string; readonly reason: string; readonly says: string } };

/** Exactly the bytes of one mail; undefined where it is gone by now. */
async function mailOf(
  { reader, settings, breaks }: Reading,
  { id, receivedDateTime }: Listed,
  signal: AbortSignal,
): Promise<Mail | undefined> {
  const question = {
    method: "GET",
    path: [...mailboxPath(settings), "messages", id, "$value"],
    headers: { prefer: immutable, accept: "text/plain, message/rfc822, */*" },
    kind: "/v1.0/users/*/messages/*/$value",
    bytesMax: recordBytesMax,
    timeMs: mailMsMax,
  } as const;
  try {
    const answer = await reader.ask(question, signal, [404]);
    if (answer.status === 404) return undefined;
    if (/json|html/i.test(answer.header("content-type") ?? "") || answer.bytes.length === 0) throw unexpectedAnswer(reader.name, "no mail");
    const sentAtMs = isoMs(receivedDateTime);
    return { record: { id: alertId(id), bytes: answer.bytes, ...(sentAtMs !== undefined && { sentAtMs }) } };
  } catch (cause) {
    if (!isTooLarge(cause)) {
      const says = `it could not be read ${breaksMax} times while the mailbox answered; it is in the processed folder`;
      if (isGivenUp(breaks, id, cause)) return { refused: { id: alertId(id), reason: "unreadable", says } };
      throw cause;
    }
    const says = `a mail of more than ${recordBytesMax} bytes; it is in the processed folder`;
    return { refused: { id: alertId(id), reason: "too-large", says } };
  }
}

/** Graph answers for some damaged mails with an error for ever: these keep the others back a few times, and no longer. */
function isGivenUp(breaks: Map<string, number>, id: string, cause: unknown): boolean {
  if (!(cause instanceof SocError) || !/^connector\/(?:unavailable|unexpected-answer|too-late)$/.test(cause.code)) return false;
  if (breaks.size >= brokenMax) breaks.clear();
  const times = (breaks.get(id) ?? 0) + 1;
  if (times < breaksMax) breaks.set(id, times);
  else breaks.delete(id);
  return times >= breaksMax;
}

/** Moves one mail, unless it is where it belongs or gone: so it can be asked for again after whatever happened. */
async function moved({ reader, settings }: Mailbox, id: string, to: string, signal: AbortSignal): Promise<void> {
  const path = [...mailboxPath(settings), "messages", id];
  const headers = { prefer: immutable };
  const answer = await reader.ask(
    { method: "GET", path, query: { $select: "parentFolderId" }, headers, kind: "/v1.0/users/*/messages/*" },
    signal,
    [404],
  );
  if (answer.status === 404 || jsonOf(reader.name, answer, Place).parentFolderId === to) return;
  await reader.write(
    { method: "POST", path: [...path, "move"], headers, body: { json: { destinationId: to } }, kind: "/v1.0/users/*/messages/*/move" },
    signal,
  );
}
