import { useQuery } from "@tanstack/react-query";
import { Paperclip } from "lucide-react";
import { count } from "../../../lib/words.ts";
import { Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { InertAlready } from "../../../ui/text.tsx";
import { InertLines } from "./inert-lines.tsx";
import { evidenceQueries, type Mail } from "./queries.ts";

/** Header fields that a reader looks at first; the rest is folded away. */
const first = new Set(["from", "to", "cc", "subject", "date", "reply-to", "return-path", "sender", "message-id", "authentication-results"]);

/** A record as mail: headers, text seen and unseen, links and attachments. The server took it apart; nothing of it is rendered. */
export function MailView({ position }: { readonly position: number }) {
  const mail = useQuery(evidenceQueries.mail(position));
  if (mail.error) return <Problem of={mail.error} again={() => void mail.refetch()} />;
  if (!mail.data) return <Skeleton className="h-40 w-full" />;
  if (mail.data.mails.length === 0) return <p className="text-sm text-soft">This record is no mail. Raw and decoded show what it says.</p>;
  return (
    <div className="flex flex-col gap-6">
      {mail.data.mails.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: mails of a record stand in their order and never move
        <OneMail key={at} mail={each} place={at} />
      ))}
    </div>
  );
}

const says = {
  plain: "Plain text",
  markup: "Markup, as its reader sees it",
  "behind-markup": "Plain text that stands behind the markup: most readers never see it",
  hidden: "In the markup, and hidden from its reader",
} as const;

function OneMail({ mail, place }: { readonly mail: Mail; readonly place: number }) {
  const { carrier, refused, passages, links, attachments } = mail;
  const title =
    carrier === null ? "The mail" : `Attached mail ${place}, carried by ${carrier === 0 ? "the mail" : `attached mail ${carrier}`}`;
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      {carrier !== null && <h3 className="text-sm font-semibold">{title}</h3>}
      {refused !== null && (
        <p className="text-sm text-warn">
          It was not taken apart: <InertAlready>{refused}</InertAlready>. Raw shows its bytes.
        </p>
      )}
      <Headers mail={mail} />
      {passages.map(({ kind, text, leftOut, withoutWidth }) => (
        <div key={kind}>
          <h3 className={`mb-1 text-xs font-semibold ${kind === "hidden" || kind === "behind-markup" ? "text-warn" : "text-faint"}`}>
            {says[kind]}
            {withoutWidth > 0 && `; ${count(withoutWidth)} characters without width stood in it`}
          </h3>
          <InertLines isInert text={text} says={says[kind]} />
          {leftOut > 0 && <p className="mt-1 text-xs text-faint">{count(leftOut)} further characters are in the download.</p>}
        </div>
      ))}
      {links.length > 0 && <Links links={links} />}
      {attachments.length > 0 && <Attachments of={attachments} />}
    </section>
  );
}

function Headers({ mail: { headers, headersTotal } }: { readonly mail: Mail }) {
  const main = headers.filter(({ name }) => first.has(name));
  const others = headers.filter(({ name }) => !first.has(name));
  if (headers.length === 0) return null;
  return (
    <div>
      <HeaderList of={main} />
      {others.length > 0 && (
        <details className="mt-2">
          <summary className="w-fit cursor-pointer text-xs text-soft hover:text-text">
            {count(others.length)} further header fields
            {headersTotal > headers.length && `, of ${count(headersTotal)} in all; the others are in the download`}
          </summary>
          <HeaderList of={others} />
        </details>
      )}
    </div>
  );
}

function HeaderList({ of }: { readonly of: Mail["headers"] }) {
  return (
    <dl className="mt-1 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
      {of.map(({ name, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header field may stand several times
        <div key={at} className="contents">
          <dt className="max-w-52 truncate text-faint">
            <InertAlready>{name}</InertAlready>
          </dt>
          <dd className="min-w-0 font-mono">
            <InertAlready>{value}</InertAlready>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Links({ links }: { readonly links: Mail["links"] }) {
  return (
    <div>
      <h3 className="mb-1 text-xs font-semibold text-faint">Links: what is shown, and where it leads</h3>
      <ul className="flex flex-col gap-1 text-xs">
        {links.map(({ shown, target }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same link may stand several times
          <li key={at} className="flex flex-wrap gap-x-3">
            <InertAlready>{shown === "" ? "no text" : shown}</InertAlready>
            <InertAlready className="font-mono text-soft">{target}</InertAlready>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Attachments({ of }: { readonly of: Mail["attachments"] }) {
  return (
    <div>
      <h3 className="mb-1 text-xs font-semibold text-faint">Attachments, by name, size and digest; their bytes are not shown</h3>
      <ul className="flex flex-col gap-1.5 text-xs">
        {of.map(({ name, mediaType, bytes, digest }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two attachments may be alike
          <li key={at} className="flex flex-col">
            <span className="flex items-center gap-2">
              <Paperclip aria-hidden className="size-3 shrink-0 text-faint" />
              <InertAlready className="font-medium">{name}</InertAlready>
              <InertAlready className="text-faint">{mediaType}</InertAlready>
              <span className="tabular text-soft">{count(bytes)} bytes</span>
            </span>
            <span className="pl-5 font-mono break-all text-faint">{digest}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
