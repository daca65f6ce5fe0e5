import type { Fields } from "../../core/event/event.ts";
import { brands, freeMail } from "../../formats/mail/brand.ts";
import { domainOfAddress, organisationOf } from "../../formats/mail/domain.ts";
import { linkSignals } from "../../formats/mail/link.ts";
import { lookAlike, skeletonOf } from "../../formats/mail/sender.ts";
import { type Evidence, listOf, numberOf, shown, textOf } from "./evidence.ts";
import { hasCheapEnding, isEveryday, isMailService, ownLabel, randomness } from "./place.ts";

type Say = (name: string, strength: number, says: string) => void;
const linksMax = 200;
/** Organisations beside the sender's own whose links are looked at, in the order of the mail. */
const placesMax = 6;

/** One link that does not lead to the sender: what it shows, how odd its target is, 0 to 1,
 * how much it counts as strange, 0 to 1: not at all where the sender's name names the place it leads to, and the less the more places came before it. */
export type OddLink = { readonly shows: string; readonly oddity: number; readonly strange: number };

/** What is odd about where a mail leads. Each finding stands on one link or on a count, so that more links only add to it. */
export function linkEvidence(fields: Fields): { readonly evidence: readonly Evidence[]; readonly links: readonly OddLink[] } {
  const strongest = new Map<string, Evidence>();
  const links: OddLink[] = [];
  let oddity = 0;
  const say: Say = (name, strength, says) => {
    oddity = 1 - (1 - oddity) * (1 - strength);
    if (strength > (strongest.get(name)?.strength ?? 0)) strongest.set(name, { name, group: "link", strength, says });
  };
  fromSignals(new Set(listOf(fields, "link.signals")), fields, say);
  const own = organisationOf(textOf(fields, "from.domain"));
  const shows = fields["link.texts"];
  const targets = [...listOf(fields, "links"), ...listOf(fields, "attachment.links"), ...listOf(fields, "qr.urls")].slice(0, linksMax * 3);
  const foreign = new Map<string, number>();
  const places = new Set<string>();
  // What a mail is for it mostly shows first; whatever is added after that changes nothing about it.
  const before = new Set<string>();
  const hasPictures = numberOf(fields, "html.remote-images") > 0;
  for (const [index, target] of targets.entries()) {
    if (!URL.canParse(target)) continue;
    const url = new URL(target);
    const host = url.hostname.replace(/\.$/, "");
    if (host === "" || !/^(?:https?|ftp):$/.test(url.protocol)) continue;
    const organisation = organisationOf(host) ?? host;
    if (!isEveryday(host)) before.add(organisation);
    if (organisation === own) continue;
    // A long newsletter leads to dozens of places, of which some always look odd; bait leads to few.
    if (!places.has(organisation) && places.size >= placesMax) continue;
    places.add(organisation);
    oddity = 0;
    fromShape(target, say);
    if (!isEveryday(host)) {
      foreign.set(organisation, (foreign.get(organisation) ?? 0) + 1);
      say("leads-elsewhere", 0.3, `a link leads to ${shown(host)}, which is not the sender's`);
    }
    fromHost(host, say);
    fromPath(url, host, say);
    const text = Array.isArray(shows) ? shows[index] : undefined;
    if (hasPictures && (text === undefined || text === "") && !isEveryday(host))
      say("picture-leads-elsewhere", 0.35, `a picture leads to ${shown(host)}, which is not the sender's`);
    if (isMailService(host)) say("counted-link", 0.2, "a link hides its target behind a service that counts clicks");
    const isHiding = isEveryday(host) ? oddity >= hidingFrom : !isNamed(host, textOf(fields, "from.name"));
    const rank = [...before].indexOf(organisation);
    const strange = isHiding ? (0.5 + oddity / 2) / (1 + (rank < 0 ? before.size : rank)) : 0;
    links.push({ shows: typeof text === "string" ? text : "", oddity, strange });
  }
  if (Math.max(0, ...foreign.values()) >= 3) say("leads-elsewhere-often", 0.3, "several links lead to one place that is not the sender's");
  fromForms(fields, own, say);
  fromMailboxes(fields, say);
  return { evidence: [...strongest.values()], links };
}

/** Oddity from which on a large site is only used to hide where a link leads. */
const hidingFrom = 0.4;

/** True where a word of the sender's name stands in a host, or the host's own label in the name. */
function isNamed(host: string, name: string): boolean {
  const joined = skeletonOf(name).replace(/[^a-z0-9]+/g, "");
  const label = ownLabel(host).replace(/[^a-z0-9]+/g, "");
  if (label.length >= 3 && joined.includes(label)) return true;
  return skeletonOf(name)
    .split(/[^a-z0-9]+/, namePartsMax)
    .some((word) => word.length >= 4 && label.includes(word));
}
const namePartsMax = 20;

const meanings: ReadonlyMap<string, readonly [strength: number, says: string]> = new Map([
  ["ip-host", [0.8, "a link leads to a bare network address"]],
  ["user-info", [0.8, "a link hides its target behind a name and an at sign"]],
  ["punycode", [0.6, "a link's domain is written with letters of other alphabets"]],
  ["shortener", [0.5, "a link hides its target behind a shortening service"]],
  ["shared-hosting", [0.6, "a link leads to a page that anyone may put up on shared hosting"]],
  ["redirector", [0.3, "a link only forwards to another address that it carries"]],
  ["script", [0.6, "a link runs a script"]],
  ["data", [0.7, "a link carries a page inside itself"]],
  ["file", [0.9, "a link opens a file share"]],
  ["port", [0.3, "a link names an unusual port"]],
  ["long", [0.3, "a link is longer than anybody would write"]],
]);

function fromShape(target: string, say: Say): void {
  for (const signal of linkSignals(target)) {
    const [strength, says] = meanings.get(signal) ?? [0, ""];
    say(`link-${signal}`, strength, says);
  }
}

function fromSignals(signals: ReadonlySet<string>, fields: Fields, say: Say): void {
  for (const signal of ["script", "data", "file"]) if (signals.has(signal)) say(`link-${signal}`, ...meanings.get(signal)!);
  const [mismatch] = listOf(fields, "link.mismatch");
  if (mismatch !== undefined) say("shows-another-domain", 0.5, `a link shows one domain and leads to another: ${shown(mismatch)}`);
  if (listOf(fields, "qr.urls").length > 0) say("code-with-link", 0.6, "a picture holds a QR code that leads somewhere");
  if (numberOf(fields, "html.scripts") > 0) say("script-in-mail", 0.3, "the mail carries a script");
  if (listOf(fields, "html.refresh").length > 0) say("page-forwards", 0.4, "the mail forwards its reader by itself");
}

function fromHost(host: string, say: Say): void {
  const label = ownLabel(host);
  if (hasCheapEnding(host)) say("cheap-link-domain", 0.5, `a link leads to ${shown(host)}, an ending that costs next to nothing`);
  const random = Math.max(
    randomness(label),
    ...host
      .split(".")
      .slice(0, -1)
      .map((part) => randomness(part) * 0.7),
  );
  if (!isEveryday(host)) say("random-link-domain", random, `a link leads to ${shown(host)}, which looks drawn by a machine`);
  if (host.split(".").length > 5) say("deep-link-domain", 0.4, `a link leads to ${shown(host)}, a name of many parts`);
  if (label.split("-").length > 2) say("odd-link-domain", 0.3, `a link leads to ${shown(host)}, a name of many words`);
  const alike = isEveryday(host) ? undefined : (lookAlike(host) ?? brandAmong(host));
  if (alike !== undefined) say("brand-in-link-domain", 0.9, `a link leads to ${shown(host)}, which borrows the name of ${alike}`);
}

/** A brand whose name is a part of a host that is not its own. */
function brandAmong(host: string): string | undefined {
  const organisation = organisationOf(host);
  const parts = host.split(/[.-]/);
  for (const [brand, domains] of brands) {
    const word = brand.replace(/[ .]/g, "");
    if (word.length < 5 || !parts.includes(word)) continue;
    return domains.includes(organisation ?? "") || organisation?.split(".")[0] === word ? undefined : brand;
  }
  return undefined;
}

const tellingPath =
  /(?:^|[/_.-])(?:log-?in|sign-?in|verif(?:y|ication)|secure|account|webmail|owa|auth|validate|update|confirm|unlock|wp-(?:content|includes|admin)|\.well-known|cpanel|roundcube|wallet|recover)(?:[/_.?-]|$)/i;

function fromPath(url: URL, host: string, say: Say): void {
  const path = url.pathname.slice(0, 500);
  const whole = `${path}${url.search.slice(0, 500)}${url.hash.slice(0, 500)}`;
  if (isEveryday(host)) {
    if (/^\/(?:url|amp\/s|travel\/clk|ck\/a|l\.php|redir(?:ect)?|link)\b/i.test(path))
      say("open-forward", 0.4, "a link uses a large site only to be forwarded");
    return;
  }
  if (tellingPath.test(path)) say("telling-path", 0.4, `a link's path asks for access: ${shown(path)}`);
  if (/[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}\.[a-z]{2,}/i.test(whole)) say("address-in-link", 0.5, "a link carries a mail address");
  if (/[#?&=/](?:[A-Za-z0-9+/]{4}){8,}={0,2}$/.test(whole)) say("coded-link", 0.3, "a link carries a long coded text");
  if (/^\/[A-Za-z0-9]{20,}/.test(path) || /\/[a-f0-9]{24,}/i.test(path)) say("random-path", 0.3, "a link's path looks drawn by a machine");
  if (/\.(?:exe|scr|zip|rar|iso|img|js|vbs|hta|msi|lnk|apk|docm|xlsm|html?|php)$/i.test(path))
    say("file-behind-link", 0.3, `a link leads to a file or a script: ${shown(path)}`);
}

function fromForms(fields: Fields, own: string | undefined, say: Say): void {
  if (numberOf(fields, "html.password-inputs") > 0) say("password-field", 0.9, "the mail itself has a field for a password");
  const elsewhere = listOf(fields, "html.form-targets").some((target) => {
    const host = URL.canParse(target) ? new URL(target).hostname : "";
    return host !== "" && organisationOf(host) !== own && !isEveryday(host);
  });
  if (elsewhere) say("form-leads-elsewhere", 0.4, "a form in the mail sends what is entered to somebody else");
}

/** Buttons that write a mail: an attacker's way to be answered without a page. */
function fromMailboxes(fields: Fields, say: Say): void {
  const own = organisationOf(textOf(fields, "from.domain"));
  for (const mailbox of listOf(fields, "link.mailboxes")) {
    const domain = domainOfAddress(mailbox);
    if (domain === undefined || organisationOf(domain) === own) continue;
    if (freeMail.has(domain)) say("button-to-free-mail", 0.6, "a button writes to a free mailbox");
    else say("button-to-stranger", 0.25, "a button writes to somebody who is not the sender");
  }
}
