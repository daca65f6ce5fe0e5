import { emptyFields, type Fields, type RecordRef, type TelemetryEvent } from "../../core/event/event.ts";
import { writeAttachments } from "./attachment.ts";
import { writeClaims } from "./authentication.ts";
import { writeBody } from "./body.ts";
import { mailDateMs } from "./date.ts";
import { domainOfAddress } from "./domain.ts";
import { authorsOf, type Headers, headersOf, oneLine } from "./header.ts";
import { mailLimits } from "./limits.ts";
import { checkOffline, type RecordedNames } from "./offline.ts";
import type { Parsed } from "./parse.ts";
import { entryHop, type Hop, hopOf } from "./received.ts";
import { type Report, writeReport } from "./report.ts";
import { senderSignals } from "./sender.ts";

const hopsMax = 100;

/** What is known of a mail beside its parts. `postmark` is the mbox line before it, `report` who attached it to a mail of their own. */
export type Around = {
  readonly bytes: Uint8Array;
  readonly source: RecordRef;
  readonly postmark: string | undefined;
  readonly names: RecordedNames;
  readonly modifiedMs: number | undefined;
  readonly report: Report | undefined;
};

/**
 * The event of one mail. A mail that was stripped of every clock is taken to be as old as its file, or as the mail that carries it, and says so among its
 * defects; undefined when not even that is known. An attached mail is no newer than its carrier, whatever it says.
 */
export async function mailEvent({ email, parts, nested }: Parsed, around: Around): Promise<TelemetryEvent | undefined> {
  const { bytes, source, postmark, names, modifiedMs, report } = around;
  const headers = headersOf(email.headers);
  const hops = headers.all("received").slice(0, hopsMax).map(hopOf);
  const told = timeOf(headers, hops, postmark);
  const known = told ?? report?.atMs ?? (modifiedMs === undefined ? undefined : Math.trunc(modifiedMs));
  if (known === undefined) return undefined;
  const timeMs = report ? Math.min(known, report.atMs) : known;
  const fields = emptyFields();
  writePeople(fields, headers);
  writeEnvelope(fields, headers, hops, source.digest);
  writeClaims(fields, headers, hops);
  if (report) writeReport(fields, report);
  const checked = await checkOffline(bytes, names, timeMs);
  if (checked.length > 0) fields["auth.offline"] = checked;
  fields["size.bytes"] = bytes.length;
  fields["parts.count"] = parts.length;
  writeShape(fields, bytes);
  writeBody(fields, [email, ...nested], parts);
  if (told === undefined) fields.defects = [...((fields.defects as string[] | undefined) ?? []), "no-date"];
  writeAttachments(fields, parts);
  fields["attachments.count"] = parts.length;
  writeNested(
    fields,
    nested.map(({ headers: inner }) => headersOf(inner)),
  );
  return {
    timeMs,
    dataset: "mail",
    channel: "mail",
    action: "received",
    host: undefined,
    fields,
    source,
    logSource: { product: "mail", category: "email" },
  };
}

/** When it was received: by the newest server's clock, else as the sender says, else by any other clock named in it. */
function timeOf(headers: Headers, hops: readonly Hop[], postmark: string | undefined): number | undefined {
  const newest = hops.find(({ timeMs }) => timeMs !== undefined)?.timeMs;
  if (newest !== undefined) return newest;
  for (const name of ["date", "delivery-date", "x-originalarrivaltime", "resent-date"]) {
    const timeMs = mailDateMs(headers.first(name) ?? "");
    if (timeMs !== undefined) return timeMs;
  }
  return postmark === undefined ? undefined : mailDateMs(postmark);
}

function writePeople(fields: Fields, headers: Headers): void {
  const from = authorsOf(headers);
  const sender = headers.mailboxes("sender")[0];
  const replyTo = headers.mailboxes("reply-to")[0];
  const returnPath = /<?([^<>\s]{1,320}@[^<>\s]{1,255})>?/.exec(headers.first("return-path") ?? "")?.[1]?.toLowerCase();
  put(fields, "from.address", from[0]?.address);
  put(fields, "from.name", from[0]?.name);
  put(fields, "from.domain", domainOfAddress(from[0]?.address));
  put(fields, "sender.address", sender?.address);
  put(fields, "sender.domain", domainOfAddress(sender?.address));
  put(fields, "reply-to.address", replyTo?.address);
  put(fields, "reply-to.name", replyTo?.name);
  put(fields, "reply-to.domain", domainOfAddress(replyTo?.address));
  put(fields, "return-path", returnPath);
  put(fields, "return-path.domain", domainOfAddress(returnPath));
  const recipients = ["to", "cc", "bcc"].flatMap((name) => {
    const boxes = headers.mailboxes(name);
    putList(
      fields,
      name,
      boxes.map(({ address }) => address),
    );
    return boxes;
  });
  fields["recipients.count"] = recipients.length;
  putList(fields, "recipient.users", [...new Set(recipients.slice(0, 10).map(({ address }) => address.split("@", 1)[0]!))]);
  const { signals, brand } = senderSignals({ from, sender, replyTo, returnPath, recipients });
  putList(fields, "sender.signals", signals);
  put(fields, "sender.brand", brand);
}

function writeEnvelope(fields: Fields, headers: Headers, hops: readonly Hop[], digest: string): void {
  put(fields, "subject", headers.text("subject"));
  const dateMs = mailDateMs(headers.first("date") ?? "");
  put(fields, "date", dateMs === undefined ? oneLine(headers.first("date")) : new Date(dateMs).toISOString());
  const id = oneLine(headers.first("message-id"))?.replace(/^<|>$/g, "");
  put(fields, "message-id", id);
  // A mail without an id of its own must still be nameable in a question.
  put(fields, "mail.id", id ?? `without-id-${digest.slice(7, 23)}`);
  put(fields, "message-id.domain", domainOfAddress(id));
  put(fields, "in-reply-to", oneLine(headers.first("in-reply-to"))?.replace(/^<|>$/g, ""));
  put(fields, "mailer", headers.text("x-mailer") ?? headers.text("user-agent"));
  put(fields, "list.id", headers.text("list-id"));
  put(fields, "list.unsubscribe", headers.text("list-unsubscribe"));
  fields.bulk =
    headers.first("list-unsubscribe") !== undefined ||
    headers.first("list-id") !== undefined ||
    /^\s{0,4}(?:bulk|list|junk)/i.test(headers.first("precedence") ?? "");
  fields["received.count"] = headers.all("received").length;
  const entry = entryHop(hops);
  const original = /\[?([0-9a-f.:]{7,45})\]?/i.exec(headers.first("x-originating-ip") ?? headers.first("x-sender-ip") ?? "")?.[1];
  put(fields, "received.external-ip", entry?.address ?? original);
  put(fields, "received.external-host", entry?.from);
}

/** How the mail is written: encodings, character sets and media types of its parts, read from its header-like lines. */
function writeShape(fields: Fields, bytes: Uint8Array): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const collect = (pattern: RegExp) => {
    const found = new Set<string>();
    for (const match of text.matchAll(pattern)) if (found.add(match[1]!.toLowerCase()).size >= 50) break;
    return [...found].sort();
  };
  putList(fields, "encodings", collect(/^content-transfer-encoding:[ \t]{0,8}"?([\w-]{1,40})/gim));
  putList(fields, "content-types", collect(/^content-type:[ \t]{0,8}"?([\w.+-]{1,60}\/[\w.+-]{1,100})/gim));
  putList(fields, "charsets", collect(/;\s{0,8}charset\s{0,4}=\s{0,4}"?([\w.:+-]{1,60})/gi));
}

function writeNested(fields: Fields, nested: readonly Headers[]): void {
  putList(
    fields,
    "nested.from",
    nested.map((headers) => authorsOf(headers)[0]?.address ?? ""),
  );
  putList(
    fields,
    "nested.subject",
    nested.map((headers) => headers.text("subject") ?? ""),
  );
}

const textMax = 8_192;
function put(fields: Fields, name: string, value: string | undefined): void {
  if (value !== undefined && value !== "") fields[name] = value.slice(0, textMax).toWellFormed();
}

function putList(fields: Fields, name: string, values: readonly string[]): void {
  const kept = values.filter((value) => value !== "").slice(0, mailLimits.listMax);
  if (kept.length > 0) fields[name] = kept.map((value) => value.slice(0, 2_048).toWellFormed());
}
