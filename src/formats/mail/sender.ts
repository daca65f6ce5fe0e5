import { brands, freeMail } from "./brand.ts";
import { domainOfAddress, hasKnownSuffix, organisationOf, sameOrganisation } from "./domain.ts";
import type { Mailbox } from "./header.ts";
import { lookAlikes } from "./look-alike.ts";

/** The addresses of a mail that a sender chooses. */
export type Sender = {
  readonly from: readonly Mailbox[];
  readonly sender: Mailbox | undefined;
  readonly replyTo: Mailbox | undefined;
  readonly returnPath: string | undefined;
  readonly recipients: readonly Mailbox[];
};

/** What looks wrong about who a mail says it is from: words of `sender.signals` (see core/query/meaning/mail.ts), sorted, and the brand that is borrowed. */
export function senderSignals({ from, sender, replyTo, returnPath, recipients }: Sender): { signals: string[]; brand: string | undefined } {
  const signals = new Set<string>();
  const first = from[0];
  const domain = domainOfAddress(first?.address);
  if (!first || !domain) signals.add("no-from");
  if (from.length > 1) signals.add("several-from");
  if (recipients.length === 0) signals.add("no-recipients");
  if (first?.address && recipients.some(({ address }) => address === first.address)) signals.add("to-self");
  if (domain && freeMail.has(domain)) signals.add("free-mail");
  compareDomains({ domain, sender, replyTo, returnPath }, signals);
  if (domain) for (const signal of domainSignals(domain)) signals.add(signal);
  if (first) for (const signal of nameSignals(first.name, domain)) signals.add(signal);
  const borrowed = first && domain ? brandOf(first.name, domain) : undefined;
  const alike = domain ? lookAlike(domain) : undefined;
  if (borrowed) signals.add("brand-name");
  if (alike) signals.add("look-alike-domain");
  return { signals: [...signals].sort(), brand: borrowed ?? alike };
}

function compareDomains(
  { domain, sender, replyTo, returnPath }: { domain: string | undefined } & Pick<Sender, "sender" | "replyTo" | "returnPath">,
  signals: Set<string>,
): void {
  const differs = (address: string | undefined) => {
    const other = domainOfAddress(address);
    return other !== undefined && domain !== undefined && other !== domain && !sameOrganisation(other, domain);
  };
  if (differs(replyTo?.address)) {
    signals.add("reply-to-differs");
    if (freeMail.has(domainOfAddress(replyTo?.address)!)) signals.add("reply-to-free-mail");
  }
  if (differs(returnPath)) signals.add("return-path-differs");
  if (differs(sender?.address)) signals.add("sender-differs");
}

function domainSignals(domain: string): string[] {
  const signals: string[] = [];
  if (domain.split(".").some((label) => label.startsWith("xn--"))) signals.push("punycode-domain");
  if (/\P{ASCII}/u.test(domain)) signals.push("confusable-domain");
  return signals;
}

const nameLengthMax = 512;

function nameSignals(name: string, domain: string | undefined): string[] {
  const text = name.slice(0, nameLengthMax);
  const signals: string[] = [];
  const named = /[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})/.exec(text)?.[1]?.toLowerCase();
  if (named && named !== domain && !sameOrganisation(named, domain)) signals.push("display-name-address");
  const bare = /(?:^|[\s"'(<[])((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?=$|[\s"')>\],:!])/i.exec(text)?.[1]?.toLowerCase();
  if (!named && bare && hasKnownSuffix(bare) && bare !== domain && !sameOrganisation(bare, domain)) signals.push("display-name-domain");
  if (/[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]/v.test(text)) signals.push("invisible-in-name");
  if (text.split(/\s+/).some((word) => isMixed(word))) signals.push("confusable-name");
  return signals;
}

/** True for a word that mixes Latin letters with look-alikes of another script. */
function isMixed(word: string): boolean {
  return (
    /\p{Script=Latin}/u.test(word) &&
    /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]|[\u{1d400}-\u{1d7ff}]/u.test(word)
  );
}

/** The text as it looks: letters of other scripts as the Latin ones they resemble, accents dropped. */
export function skeletonOf(text: string): string {
  return [...text.slice(0, nameLengthMax).normalize("NFKC")]
    .map((letter) => lookAlikes.get(letter) ?? letter)
    .join("")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** The brand that a display name claims although the domain is not one of its own. */
function brandOf(name: string, domain: string): string | undefined {
  const drawn = skeletonOf(name);
  const shown = ` ${drawn.replace(/[^a-z0-9.]{1,100}/g, " ")} ${drawn.replace(/[^a-z0-9]{1,100}/g, " ")} `;
  const organisation = organisationOf(domain);
  for (const [brand, domains] of brands) {
    if (!shown.includes(` ${brand} `) && !shown.includes(` ${brand.replace(/ /g, "")} `)) continue;
    const own =
      domains.some((one) => domain === one || domain.endsWith(`.${one}`)) || organisation?.split(".")[0] === brand.replace(/[ .]/g, "");
    return own || domain.endsWith(`.${brand}`) ? undefined : brand;
  }
  return undefined;
}

/** The brand that a domain resembles without being it: a digit for a letter, one letter more, less or swapped, or the brand's name beside other words. */
export function lookAlike(domain: string): string | undefined {
  const organisation = organisationOf(domain) ?? domain;
  const label = organisation.split(".")[0]!;
  const drawn = skeletonOf(label)
    .replace(/0/g, "o")
    .replace(/1/g, "l")
    .replace(/3/g, "e")
    .replace(/5/g, "s")
    .replace(/rn/g, "m")
    .replace(/vv/g, "w");
  for (const [brand, domains] of brands) {
    const word = brand.replace(/[ .]/g, "");
    if (word.length < 5 || domains.some((one) => organisation === one) || label === word) continue;
    if (drawn === word || drawn.split("-").includes(word) || (word.length >= 6 && isOneEdit(drawn, word))) return brand;
  }
  return undefined;
}

/** True when one insertion, deletion, substitution or swap of neighbours leads from one to the other. */
function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  return (
    (left.length <= 1 && right.length <= 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0])
  );
}
