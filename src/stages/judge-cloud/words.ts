/** The longest text of one value that is looked at, in characters, and the most words of it. */
export const textLengthMax = 400;
/** Of one text, this many words are looked at. */
export const wordsMax = 40;

/** The words of a name or text in small letters: camel case, paths, dots and underscores are apart; digits are words of their own. */
export function wordsOf(text: string): string[] {
  const apart = text
    .slice(0, textLengthMax)
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return (apart.match(/[a-z]+|\d+/g) ?? []).slice(0, wordsMax);
}

/** A text as one run of small letters and digits, so that "DiagnosticSettings", "diagnostic_settings" and "DIAGNOSTICSETTINGS" are alike. */
export function squashed(text: string): string {
  return text
    .slice(0, textLengthMax)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "");
}

const endings = /(ations?|ating|ated|ates|ate|ings?|ions?|ed|es|s|e)$/;

/** A word without its ending, so that "deleted", "deletes" and "deletion" fall together; short words and classes stay as they are. */
export function stemOf(word: string): string {
  if (word.length < 5 || word.startsWith("<")) return word;
  const stem = word.replace(endings, "");
  return stem.length >= 3 ? stem : word;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{20,}$/i;
const time = /^\d{4}-\d\d-\d\d([T ].*)?$/;
const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(\/\d+)?$/;
const inside = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1|f[cd])/;
const number = /^-?\d+(\.\d+)?$/;
const mail = /^[^\s@]+@[^\s@]+$/;

/** The tokens that stand for one value: identifiers, times, addresses and long numbers become their class, texts their words. */
export function tokensOf(value: string | number | boolean | null): string[] {
  if (value === null) return ["<null>"];
  const text = String(value);
  if (uuid.test(text)) return ["<uuid>"];
  if (time.test(text)) return ["<time>"];
  if (ipv4.test(text))
    return text.startsWith("0.0.0.0") ? ["<ip>", "<ip-any>"] : ["<ip>", inside.test(text) ? "<ip-inside>" : "<ip-outside>"];
  if (number.test(text)) return [text.length <= 3 ? `<number-${text}>` : `<digits-${Math.min(text.length, 20)}>`];
  const words = wordsOf(mail.test(text) ? text.slice(0, text.indexOf("@")) : text).map((word) =>
    /^\d{4,}$/.test(word) ? "<digits>" : word,
  );
  return mail.test(text) ? ["<mail>", ...words] : words;
}
