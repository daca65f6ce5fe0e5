/** A value longer than this is cut with a visible mark when no other limit is given. */
export const valueLengthMax = 300;
/** Marks that may stand on one letter; more of them are drawn over the lines around it. */
const marksMax = 3;
/** Blanks in a row that are still just blanks; more of them hide what follows (`invoice.pdf          .exe`). */
const blanksMax = 3;

/**
 * What a reader cannot see, or what changes how the rest is seen: controls, format characters (bidi, zero-width, tags), private use, lone surrogates,
 * separators, every blank but the plain one, fillers that are drawn as nothing, variation selectors.
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffe\uffff]|\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
const piledMarks = new RegExp(`(\\p{M}{${marksMax}})(\\p{M}+)`, "gu");
const manyBlanks = new RegExp(` {${blanksMax + 1},}`, "g");

/** One line in which every character that hides is shown as `⟦U+202E⟧`; line breaks and tabs become one blank. */
export function visible(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(unseen, shown)
    .replace(piledMarks, (_, few: string, rest: string) => `${few}⟦+${[...rest].length} marks⟧`)
    .replace(manyBlanks, (blanks) => ` ⟦${blanks.length} blanks⟧ `);
}

function shown(character: string): string {
  return `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`;
}

/** At most `lengthMax` UTF-16 units, never half a character, with a mark that says how many are missing. */
export function cut(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const mark = `…[+${text.length - lengthMax}]`;
  return `${text.slice(0, Math.max(0, lengthMax)).replace(/[\ud800-\udbff]$/, "")}${mark}`;
}

const schemeWords: ReadonlyMap<string, string> = new Map([
  ["http", "hxxp"],
  ["https", "hxxps"],
  ["ftp", "fxp"],
  ["ftps", "fxps"],
]);
const deadWords: ReadonlySet<string> = new Set(schemeWords.values());
/** Schemes that work without `//`. `data` and the like are words too, so they count only when something follows at once. */
const bareScheme =
  /(?<![a-z])(https?|ftps?|javascript|vbscript|livescript|mailto|data|file|blob|about|tel|sms|xmpp|magnet|view-source|ms-[a-z-]+|search-ms):(?=\S)/gi;

/** Addresses that lead nowhere from outside (RFC 1918, loopback, link-local): an analyst copies them, a viewer cannot follow them. */
const innerAddress = /^(10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}$/;

/** Text in which no part is a link that a viewer would make live: `hxxps://host[.]test/`, `user[@]host.test`, `www[.]host.test`. */
export function defang(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,30}):(?=\/\/|\\\\)/gi, (_, scheme: string) => {
      const known = schemeWords.get(scheme.toLowerCase()) ?? (deadWords.has(scheme) ? scheme : undefined);
      return known ? `${known}:` : `${scheme}[:]`;
    })
    .replace(
      /((?:hxxps?|fxps?):|\[:\])([/\\]{2,})([^\s/\\?#"'<>]*)/gi,
      (_, scheme: string, slashes: string, host: string) => `${scheme}${slashes}${dotted(host)}`,
    )
    .replace(bareScheme, (_, scheme: string) => {
      const known = schemeWords.get(scheme.toLowerCase());
      return known ? `${known}:` : `${scheme}[:]`;
    })
    .replace(/\bwww(\d{0,3})\./gi, (found) => `${found.slice(0, -1)}[.]`)
    .replace(/\[@\]|@(?=\S)/g, "[@]")
    .replace(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g, (address) => (innerAddress.test(address) ? address : dotted(address)));
}

/** `evil[.]test` for `evil.test`, `2001[:]db8[:][:]1` for an address: for values that are a name or an address as a whole. */
export function defangName(value: string): string {
  const defanged = defang(value);
  return /^[0-9a-f:.%]+$/i.test(value) && value.includes(":") ? value.replace(/:/g, "[:]") : dotted(defanged);
}

const dotted = (name: string) => name.replace(/\[\.\]/g, ".").replace(/\./g, "[.]");

/** Text from outside as something to read and nothing else: visible, without live links, cut. The caller still escapes it for its format. */
export function inert(text: string, lengthMax: number = valueLengthMax): string {
  // Cut first too, so that a huge value costs nothing.
  return cut(defang(visible(cut(text, lengthMax * 4))), lengthMax);
}

/** The same for an observable: names, addresses and links of outsiders lose every dot that a viewer could follow. */
export function inertObservable(observable: { readonly type: string; readonly value: string }, lengthMax: number = valueLengthMax): string {
  const value = visible(cut(observable.value, lengthMax * 4));
  if (observable.type === "ip" && innerAddress.test(value)) return value;
  const name = observable.type === "ip" || observable.type === "domain" || observable.type === "email";
  return cut(name ? defangName(value) : defang(value), lengthMax);
}

const htmlEntities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
  ["`", "&#96;"],
]);

/** For element content and quoted attributes of HTML and SVG. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => htmlEntities.get(character) ?? "");
}

/** For a run of text within a Markdown line or table cell, in CommonMark and GitHub's dialect: no markup, HTML, link, image, code or cell can begin or end in it. */
export function escapeMarkdown(text: string): string {
  return text
    .trim()
    .replace(/[\\`*_[\]|~#$]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/^([-+])/, "\\$1")
    .replace(/^(\d{1,9})([.)])/, "$1\\$2");
}
