import { addressOf, holds, rangeOf } from "../indicator/address.ts";
import type { StandInKind } from "./prompt.ts";

/** A place in a text that holds something of a kind: UTF-16 units. */
export type Hit = { readonly from: number; readonly to: number; readonly kind: StandInKind };

/** Personal data that is known by its shape: mail addresses, phone numbers, accounts of banks and cards (their check digits must be right). Every pattern is linear. */
export function personalDataIn(text: string, ownDomains: readonly string[]): readonly Hit[] {
  return [...mails(text, ownDomains), ...bankAccounts(text), ...cards(text), ...phones(text), ...accessKeys(text)];
}

/** Of an outsider's address the domain stays: it says who claims to write, and is no person's. */
function mails(text: string, ownDomains: readonly string[]): Hit[] {
  return [
    ...text.matchAll(/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?<domain>[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8})/gu),
  ].map((found) => {
    const said = found.groups?.domain ?? "";
    const domain = said.toLowerCase();
    const whole = ownDomains.some((own) => domain === own || domain.endsWith(`.${own}`));
    const local = found[0].length - said.length - 1;
    return { from: found.index, to: found.index + (whole ? found[0].length : local), kind: "mail" as const };
  });
}

/** The public half of a key of Amazon's: it names an account. */
const accessKeys = (text: string): Hit[] =>
  [...text.matchAll(/(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/g)].map(({ index, 0: key }) => ({
    from: index,
    to: index + key.length,
    kind: "user" as const,
  }));

/** ISO 13616: two letters, two check digits, 11 to 30 more, in groups of four or none, in any case. */
function bankAccounts(text: string): Hit[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/giu)].flatMap(
    (found) => {
      const account = longestAccount(found[0]);
      return account === undefined ? [] : [{ from: found.index, to: found.index + account.length, kind: "account-number" as const }];
    },
  );
}

/** What follows may look like a group more: the longest beginning whose check digits are right. */
function longestAccount(text: string): string | undefined {
  for (let end = text.length; end >= 15; end--) {
    const part = text.slice(0, end);
    if (/[ -]$/.test(part) || /[A-Z0-9]/i.test(text.slice(end, end + 1))) continue;
    if (hasRightCheckDigits(part.replace(/[ -]/g, "").toUpperCase())) return part;
  }
  return undefined;
}

function hasRightCheckDigits(account: string): boolean {
  let rest = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const digits = /\d/.test(character) ? character : String(character.charCodeAt(0) - 55);
    for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  }
  return account.length >= 15 && account.length <= 34 && rest === 1;
}

/** ISO/IEC 7812: 13 to 19 digits, also in groups, with the check digit of Luhn. */
function cards(text: string): Hit[] {
  return [...text.matchAll(/(?<!\d|\d[.:-])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![\d-])/g)].flatMap((found) => {
    const digits = found[0].replace(/\D/g, "");
    if (digits.length < 13 || digits.length > 19 || !isLuhn(digits)) return [];
    return [{ from: found.index, to: found.index + found[0].length, kind: "card" as const }];
  });
}

function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const twice = place % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
}

/** With a country's code, or as people write numbers within one: a zero first and ten or eleven digits or groups, the three groups of North America, or behind a word for it. */
function phones(text: string): Hit[] {
  const shapes = [
    /(?<![\p{L}\p{N}])(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(\d{1,5}\)[ ./-]?)?\d{1,5}(?:[ ./-]?\d{2,5}){1,5}(?![\p{L}\p{N}])/gu,
    /(?<![\p{L}\p{N}.:/-])\(?0\d{1,5}\)?[ /-]\d{2,8}(?:[ -]\d{2,5}){0,3}(?![\p{L}\p{N}]|[.:-]\p{N})/gu,
    /(?<![\p{L}\p{N}.:/-])0[1-9](?:\.\d{2}){4}(?![\p{L}\p{N}]|[.:-]\p{N})/gu,
    /(?<![\p{L}\p{N}_./-]|\p{N}:)0[1-9]\d{8,9}(?![\p{L}\p{N}_]|[.:-]\p{N})/gu,
    /(?<![\p{L}\p{N}.:/-])0[1-9]\d{1,3}(?:\.\d{2,4}){2,3}(?![\p{L}\p{N}]|[.:-]\p{N})/gu,
    /(?<![\p{L}\p{N}.:/-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\p{L}\p{N}]|[.:-]\p{N})/gu,
    /(?<=(?<!\p{L})(?:t[eé]l(?:[eé](?:phone|fono|fon))?|phone|mobile?|handy|portable|fax|rufnummer)\.?[ :]{1,3})\+?\d[\d ./()-]{5,20}\d(?![\p{L}\p{N}])/giu,
  ];
  return shapes.flatMap((shape) =>
    [...text.matchAll(shape)].flatMap((found) => {
      const digits = found[0].replace(/\D/g, "").length;
      return digits < 7 || digits > 17 ? [] : [{ from: found.index, to: found.index + found[0].length, kind: "phone" as const }];
    }),
  );
}

const innerRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"].map(
  (text) => rangeOf(text)!,
);

/** Addresses of inner networks (RFC 1918, 3927, 4193, 4291, 6598), and those that are the organisation's own. */
export function innerAddressesIn(text: string, isOwnAddress: (address: string) => boolean): readonly Hit[] {
  return [...text.matchAll(/(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:]|\.\d)/gi)].flatMap(
    (found) => {
      const address = addressOf(found[0]);
      if (!address) return [];
      const inner = innerRanges.some((range) => holds(range, address)) || isOwnAddress(found[0]);
      return inner ? [{ from: found.index, to: found.index + found[0].length, kind: "address" as const }] : [];
    },
  );
}
