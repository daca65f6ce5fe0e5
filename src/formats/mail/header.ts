import { type Address, addressParser, decodeWords, type Header } from "postal-mime";
import { mailLimits } from "./limits.ts";

/** A mailbox, address lower-case ("" when only a name was given). */
export type Mailbox = { readonly name: string; readonly address: string };

/** The header fields of one mail, by lower-case name, in document order. */
export type Headers = {
  readonly all: (name: string) => readonly string[];
  readonly first: (name: string) => string | undefined;
  /** Decoded (RFC 2047), on one line. */
  readonly text: (name: string) => string | undefined;
  readonly mailboxes: (name: string) => readonly Mailbox[];
};

/** Indexes a mail's header fields once; of a name, at most 20 values are read for mailboxes, and 16,384 characters of its first as text. */
export function headersOf(headers: readonly Header[]): Headers {
  const byName = new Map<string, string[]>();
  for (const { key, value } of headers) {
    const values = byName.get(key);
    if (values) values.push(value);
    else byName.set(key, [value]);
  }
  const all = (name: string) => byName.get(name) ?? [];
  return {
    all,
    first: (name) => all(name)[0],
    text: (name) => oneLine(decodeWords((all(name)[0] ?? "").slice(0, 16_384))),
    mailboxes: (name) =>
      all(name)
        .slice(0, 20)
        .flatMap((value) => mailboxesOf(value))
        .slice(0, mailLimits.addressesMax),
  };
}

/**
 * The mailboxes that a From field names. A name torn from its address by a stray comma, as some senders do on purpose, is joined to it again:
 * what a reader's program shows is the name.
 */
export function authorsOf(headers: Headers): readonly Mailbox[] {
  const boxes = headers.mailboxes("from");
  const authors = boxes.filter(({ address }) => address.includes("@"));
  const loose = boxes.filter(({ address }) => !address.includes("@")).map(({ name, address }) => name || address);
  const [first, ...others] = authors;
  if (!first) return boxes.slice(0, 1);
  return [{ address: first.address, name: oneLine([...loose, first.name].join(" ")) ?? "" }, ...others];
}

/** The mailboxes of an address field, groups unfolded. */
function mailboxesOf(value: string): Mailbox[] {
  const found: Mailbox[] = [];
  const take = (address: Address) => {
    if (address.group) for (const member of address.group) take(member);
    else if (address.address || address.name) found.push({ name: oneLine(address.name) ?? "", address: addressOf(address.address ?? "") });
  };
  // 64 KiB hold 200 addresses and more; a longer field is an attack on the parser.
  for (const address of addressParser(value.slice(0, 65_536))) take(address);
  return found;
}

function addressOf(text: string): string {
  return text.trim().toLowerCase().slice(0, 320).toWellFormed();
}

/** White space as single blanks, ends cut; undefined when nothing is left. */
export function oneLine(text: string | undefined): string | undefined {
  const line = (text ?? "")
    .replace(/[\s\p{Cc}]{1,1000}/gu, " ")
    .trim()
    .toWellFormed();
  return line === "" ? undefined : line;
}
