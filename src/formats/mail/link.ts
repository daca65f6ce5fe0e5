import { hasKnownSuffix, organisationOf } from "./domain.ts";
import type { ShownLink } from "./html.ts";
import { mailLimits } from "./limits.ts";

/** What the links of a mail come to; lists are sorted but `links`, which keeps the order of the mail. */
export type LinkFacts = {
  readonly links: string[];
  readonly count: number;
  readonly domains: string[];
  readonly mismatch: string[];
  readonly signals: string[];
  /** What each of `links` shows to its reader, in the same order; "" where it is a picture or its own address. */
  readonly texts: string[];
  /** Whom links write to (`mailto:`, RFC 6068): addresses, lower-case, sorted. */
  readonly mailboxes: string[];
};

const shorteners = new Set(
  "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly shorturl.at rb.gy tiny.cc t.ly s.id bl.ink lnkd.in v.gd qr.ae soo.gd clck.ru u.to me2.do x.gd qrco.de tiny.one urlz.fr 2no.co grabify.link iplogger.org linktr.ee dub.sh kutt.it short.io".split(
    " ",
  ),
);
// Places where anyone puts up a page under a name that is not theirs alone.
const sharedHosting =
  "web.app firebaseapp.com pages.dev workers.dev r2.dev netlify.app vercel.app herokuapp.com glitch.me github.io gitlab.io weebly.com wixsite.com blogspot.com wordpress.com azurewebsites.net blob.core.windows.net web.core.windows.net cloudfront.net s3.amazonaws.com amplifyapp.com storage.googleapis.com appspot.com sites.google.com forms.gle docs.google.com ngrok.io ngrok-free.app trycloudflare.com duckdns.org ddns.net repl.co onrender.com fly.dev surge.sh 000webhostapp.com ipfs.io dweb.link godaddysites.com square.site webflow.io framer.app canva.site notion.site typeform.com jotform.com translate.goog backblazeb2.com fleek.co myftp.org codesandbox.io run.app azureedge.net azurefd.net on.aws digitaloceanspaces.com linodeobjects.com wasabisys.com oraclecloud.com myqcloud.com aliyuncs.com gitbook.io strikingly.com mystrikingly.com yolasite.com webador.com jimdosite.com carrd.co bio.link weeblysite.com wpengine.com plesk.page".split(
    " ",
  );

const textLengthMax = 200;

/** Adds up the links of a mail. A target that only wraps another (safe-link rewriting, a search engine's forward) is replaced by the other. */
export function linkFacts(shown: readonly ShownLink[]): LinkFacts {
  const links = new Map<string, string>();
  const domains = new Set<string>();
  const mismatch = new Set<string>();
  const signals = new Set<string>();
  const mailboxes = new Set<string>();
  let count = 0;
  for (const link of shown) {
    const written = tidy(link.target);
    if (/^mailto:/i.test(written))
      for (const address of mailboxesOf(written)) if (mailboxes.size < mailLimits.listMax) mailboxes.add(address);
    if (written === "" || /^(?:mailto|tel|sms|cid|mid|about):|^#/i.test(written)) continue;
    count++;
    const target = unwrap(written);
    const kept = target.slice(0, mailLimits.linkLengthMax);
    if (links.size < mailLimits.linksMax || links.has(kept))
      links.set(kept, links.get(kept) || link.shown.slice(0, textLengthMax).toWellFormed());
    const url = urlOf(target);
    for (const signal of signalsOf(target, url)) signals.add(signal);
    if (!url || url.hostname === "") continue;
    if (domains.size < mailLimits.linksMax) domains.add(url.hostname);
    const named = domainShown(link.shown);
    if (named && mismatch.size < mailLimits.listMax && organisationOf(named) !== organisationOf(url.hostname))
      mismatch.add(`${link.shown.slice(0, 200)} -> ${target.slice(0, 200)}`);
  }
  return {
    links: [...links.keys()],
    texts: [...links.values()],
    count,
    domains: [...domains].sort(),
    mismatch: [...mismatch].sort(),
    signals: [...signals].sort(),
    mailboxes: [...mailboxes].sort(),
  };
}

const mailboxesOfLinkMax = 20;
/** The addresses before the question mark of a `mailto:` link. */
function mailboxesOf(target: string): string[] {
  const list = decoded(target.slice("mailto:".length).split("?", 1)[0] ?? "") ?? "";
  return list
    .split(/[,;]/, mailboxesOfLinkMax)
    .map((address) => address.toLowerCase())
    .filter((address) => /^[^\s@<>]{1,64}@[a-z0-9.-]{1,255}$/.test(address));
}

/** Links written out in plain text. */
export function linksInText(text: string): ShownLink[] {
  const found: ShownLink[] = [];
  for (const match of text.matchAll(
    /\b(?:https?|ftp):\/\/[^\s<>"'()[\]{}|\\^`]{3,2048}|\bwww\.[a-z0-9-]{1,63}\.[^\s<>"'()[\]{}]{2,2048}/gi,
  )) {
    if (found.length >= mailLimits.linksMax * 5) break;
    const target = match[0].replace(/[.,;:!?*_]{1,8}$/, "");
    found.push({ target: /^www/i.test(target) ? `http://${target}` : target, shown: "" });
  }
  return found;
}

/** As a browser reads it: no control characters, no white space around or inside, backslashes as slashes after a web scheme. */
function tidy(target: string): string {
  const plain = target
    .slice(0, mailLimits.linkLengthMax * 2)
    .replace(/[\s\p{Cc}]{1,1000}/gu, "")
    .toWellFormed();
  return /^https?:[\\/]/i.test(plain) ? plain.replace(/^(https?:)[\\/]{1,8}/i, "$1//") : plain.startsWith("//") ? `http:${plain}` : plain;
}

function urlOf(target: string): URL | undefined {
  return URL.canParse(target) ? new URL(target) : undefined;
}

const unwrapsMax = 3;
/** The target inside a rewriting or forwarding link, at most three layers deep; the link itself otherwise. */
export function unwrap(target: string): string {
  let current = target;
  for (let step = 0; step < unwrapsMax; step++) {
    const inner = wrapped(current);
    if (inner === undefined) return current;
    current = tidy(inner);
  }
  return current;
}

function wrapped(target: string): string | undefined {
  const url = urlOf(target);
  if (!url) return undefined;
  const host = url.hostname;
  const take = (value: string | null) => (value && /^https?:\/\//i.test(value) ? value : undefined);
  if (host.endsWith(".safelinks.protection.outlook.com")) return take(url.searchParams.get("url"));
  if (/^(?:www\.)?google\.[a-z.]{2,6}$/.test(host) && url.pathname === "/url")
    return take(url.searchParams.get("q") ?? url.searchParams.get("url"));
  if (host === "urldefense.com" && url.pathname.startsWith("/v3/__"))
    return take(/^\/v3\/__(.{1,2000}?)__;/.exec(url.pathname + url.search)?.[1]?.replace(/^(https?:)\/(?!\/)/, "$1//") ?? null);
  if (host === "urldefense.proofpoint.com") return take(decoded((url.searchParams.get("u") ?? "").replace(/-/g, "%").replace(/_/g, "/")));
  return undefined;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Words of `link.signals` for one target. */
export function linkSignals(target: string): readonly string[] {
  return signalsOf(target, urlOf(target));
}

function signalsOf(target: string, url: URL | undefined): string[] {
  const scheme = /^([a-z][a-z0-9+.-]{0,30}):/i.exec(target)?.[1]?.toLowerCase();
  if (scheme === "javascript" || scheme === "vbscript") return ["script"];
  if (scheme === "data") return ["data"];
  if (scheme === "file" || scheme === "search-ms" || scheme === "ms-msdt" || target.startsWith("\\\\")) return ["file"];
  if (!url || (scheme !== "http" && scheme !== "https" && scheme !== "ftp")) return [];
  const host = url.hostname;
  const signals: string[] = [];
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.startsWith("[")) signals.push("ip-host");
  if (url.username !== "" || url.password !== "") signals.push("user-info");
  if (host.split(".").some((label) => label.startsWith("xn--"))) signals.push("punycode");
  if (shorteners.has(host.replace(/^www\./, ""))) signals.push("shortener");
  if (sharedHosting.some((place) => host === place || host.endsWith(`.${place}`))) signals.push("shared-hosting");
  if (/[?&][\w.-]{1,40}=https?(?::|%3a)/i.test(url.search)) signals.push("redirector");
  if (url.port !== "") signals.push("port");
  if (target.length > 1_024) signals.push("long");
  return signals;
}

/** The host that a link's text names, when the text is one. */
export function domainShown(shown: string): string | undefined {
  const text = shown.trim();
  // A sentence that begins with a name, as headlines do, claims nothing about where it leads.
  if (/\s/.test(text) && !/^(?:https?:\/\/|www\.)/i.test(text)) return undefined;
  const match = /^(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?=[\s/:?#.,)]|$)/i.exec(text);
  const host = match?.[1]?.toLowerCase();
  return host && hasKnownSuffix(host) && !text.includes("@") ? host : undefined;
}
