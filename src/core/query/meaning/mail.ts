import type { Vocabulary } from "./vocabulary.ts";

/**
 * One mail is one event. Its fields (all flat; arrays where "list"; absent when the mail says nothing; addresses and domains lower-case):
 *
 * Who: `from.address` `from.name` `from.domain`, `sender.address` `sender.domain`, `reply-to.address` `reply-to.name` `reply-to.domain`, `return-path` `return-path.domain`,
 * `to` `cc` `bcc` (lists), `recipients.count`, `recipient.users` (list: local parts of the recipients),
 * `sender.signals` (list of: display-name-address, display-name-domain, brand-name, look-alike-domain, punycode-domain, confusable-domain, confusable-name,
 * invisible-in-name, reply-to-differs, reply-to-free-mail, return-path-differs, sender-differs, free-mail, several-from, no-from, to-self, no-recipients),
 * `sender.brand` (the brand that `brand-name` or `look-alike-domain` is about).
 *
 * What: `subject` `date` (ISO 8601) `mail.id` (the message id, or one made of the digest when there is none) `message-id` `message-id.domain` `in-reply-to` `mailer` `list.id` `list.unsubscribe` `bulk` (boolean) `parts.count` `size.bytes` `encodings` `charsets` `content-types` `defects` (lists).
 * `text` (what a reader would see, first 16 KiB) `text.length` (whole, in characters), `hidden.text` (what a reader would not see, first 16 KiB) `hidden.length` `hidden.reasons` (list of:
 * display-none, visibility-hidden, tiny-font, same-color, off-screen, transparent, zero-size, zero-width, tag-characters) `hidden.zero-width` (count).
 *
 * On the way: `received.count`, `received.external-ip` (first address outside our side, seen from the recipient), `received.external-host`,
 * `auth.server` (authserv-id of the newest Authentication-Results), `auth.trusted` (boolean: that id shares its organisation with the receiving host),
 * `auth.spf` `auth.dkim` `auth.dmarc` `auth.arc` `auth.compauth` (claimed by that header or by Received-SPF: pass, fail, softfail, neutral, none, temperror, permerror, bestguesspass …),
 * `auth.dkim.domains` (list, d= of the signatures), `auth.dkim.aligned` (boolean), `auth.offline` (list of "<d=> <word>": body-intact, body-altered, verified, refuted, unreadable: what was computed here without any look-up).
 *
 * Links: `links` (list of targets, wrapping redirectors undone), `link.texts` (list: what each of `links` shows, in the same order), `links.count`, `link.domains` (list), `link.mismatch` (list of "shown -> target"), `link.signals` (list of: ip-host, user-info, punycode, shortener,
 * shared-hosting, redirector, script, data, file, long, port), `link.mailboxes` (list: whom buttons write to), `qr.urls` `qr.texts` (lists).
 * HTML: `html.forms` `html.password-inputs` `html.scripts` `html.iframes` `html.remote-images` `html.tracking-images` (counts), `html.form-targets` `html.refresh` (lists).
 *
 * Attachments: `attachments` (list of names) `attachments.count`, `attachment.types` (list by content: pe, ole, ooxml, zip, html, lnk, iso, pdf …), `attachment.declared` (list of media types), `attachment.extensions`, `attachment.bytes`,
 * `attachment.sha256` `attachment.md5` (lists, same order as the names), `attachment.inside` (list of names in archives), `attachment.links` (list, from HTML and PDF attachments),
 * `attachment.flags` (list of the words of `core/file/traits.ts`). `attached.mails` counts the mails attached to it that could be read, each of which is an event of its own;
 * `nested.from` `nested.subject` (lists) are of parts that call themselves mails without a header that shows it, and are read with it.
 *
 * A mail that was attached to another, as reports of phishing are: `reported.by` `reported.name` (who attached it, as that mail says), `reported.mail` (its `mail.id`) `reported.subject` `reported.at` (ISO 8601),
 * `reported.through` (list: the senders of the mails around that one, outermost first). Its `auth.trusted` is true only where all of them are of the organisation that received the outermost.
 *
 * Sigma log source: product "mail", category "email".
 */
export const mail: Vocabulary = {
  fields: {
    "mail.sender": ["from.address", "sender.address", "reply-to.address", "return-path", "nested.from"],
    "mail.recipient": ["to", "cc", "bcc"],
    "mail.subject": ["subject", "nested.subject"],
    "target.user": ["recipient.users"],
    "src.ip": ["received.external-ip"],
    "src.host": ["received.external-host"],
    domain: ["link.domains", "from.domain", "reply-to.domain", "return-path.domain"],
    url: ["links", "qr.urls", "attachment.links", "html.form-targets"],
    "file.path": ["attachments", "attachment.inside"],
    "file.hash": ["attachment.sha256", "attachment.md5"],
    status: ["auth.dmarc", "auth.spf", "auth.dkim"],
    "bytes.in": ["size.bytes"],
  },
  entities: [
    { name: "mail.id", type: "mail", role: "related" },
    { name: "from.address", type: "email", role: "sender" },
    { name: "reply-to.address", type: "email", role: "sender" },
    { name: "received.external-ip", type: "ip", role: "source" },
    { name: "attachment.sha256", type: "hash", role: "file" },
    { name: "attachments", type: "file", role: "file" },
    { name: "to", type: "email", role: "recipient" },
    { name: "recipient.users", type: "user", role: "recipient" },
    { name: "from.domain", type: "domain", role: "sender" },
    { name: "qr.urls", type: "url", role: "target" },
    { name: "link.domains", type: "domain", role: "target" },
    { name: "links", type: "url", role: "target" },
  ],
};
