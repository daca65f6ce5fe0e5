import type { Fields } from "../../core/event/event.ts";
import { sameOrganisation } from "./domain.ts";
import type { Headers } from "./header.ts";
import { mailLimits } from "./limits.ts";
import { entryHop, type Hop, hopOf } from "./received.ts";

/** Who handed on a mail by attaching it, as the carrying mail says; `through` are the senders of the mails around that one, outermost first. */
export type Report = {
  readonly by: string | undefined;
  readonly name: string | undefined;
  readonly mail: string;
  readonly subject: string | undefined;
  readonly atMs: number;
  readonly through: readonly string[];
  /** The server that took the outermost mail in, where all who handed the mail on are of its organisation; what others attach may be of their own making. */
  readonly vouching: string | undefined;
};

/** The report that a carrying mail is, by its header and the fields that it became. */
export function reportOf(headers: Headers, fields: Fields, atMs: number, outer: Report | undefined): Report {
  const hops = headers.all("received").slice(0, 1).map(hopOf);
  const server = outer ? outer.vouching : hops[0]?.by;
  const isOwn = sameOrganisation(textOf(fields, "from.domain"), server) && (outer !== undefined || isFromInside(headers, fields));
  return {
    by: textOf(fields, "from.address"),
    name: textOf(fields, "from.name"),
    mail: textOf(fields, "mail.id") ?? "",
    subject: textOf(fields, "subject"),
    atMs,
    through: outer ? [...outer.through, outer.by ?? ""] : [],
    vouching: isOwn ? server : undefined,
  };
}

/** That a mail is by whom it says: it never came from outside, or our own server found that it passes DMARC. */
function isFromInside(headers: Headers, fields: Fields): boolean {
  const hops: readonly Hop[] = headers.all("received").slice(0, mailLimits.listMax).map(hopOf);
  const disowned = [fields["auth.dmarc"], fields["auth.spf"]].includes("fail");
  return !disowned && (entryHop(hops) === undefined || (fields["auth.trusted"] === true && fields["auth.dmarc"] === "pass"));
}

/** Writes `reported.*`; claims of servers about an attached mail are trusted only where all who had it in hand are of the organisation that received the report. */
export function writeReport(fields: Fields, { by, name, mail, subject, atMs, through, vouching }: Report): void {
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== "") fields[key] = value;
  };
  put("reported.by", by);
  put("reported.name", name);
  put("reported.mail", mail);
  put("reported.subject", subject);
  put("reported.at", new Date(atMs).toISOString());
  if (through.length > 0) fields["reported.through"] = through;
  if (fields["auth.trusted"] === true && !(vouching && sameOrganisation(textOf(fields, "auth.server"), vouching)))
    fields["auth.trusted"] = false;
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}
