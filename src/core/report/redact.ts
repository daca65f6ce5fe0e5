/** What stands where something was taken out. */
const taken = "[taken out]";

// Every pattern is linear: bounded runs, no nesting. Each takes what follows a word that announces a secret, and what is one by its shape.
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,20000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, taken],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,500}@/gi, `$1${taken}@`],
  [/\b(bearer|basic|digest|token|apikey)\s+[A-Za-z0-9._~+/=:-]{8,4000}/gi, `$1 ${taken}`],
  [
    /(["']?\b(?:[a-z0-9]{1,20}[-_]){0,3}(?:password|passwd|pwd|secret|token|api[-_]?key|authorization|cookie|credential|signature)\b["']?\s{0,3}[:=]\s{0,3})("[^"\n]{0,4000}"?|'[^'\n]{0,4000}'?|[^\s,;&}"']{1,4000})/gi,
    `$1${taken}`,
  ],
  [/\beyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{0,4000}/g, taken],
];

/**
 * A text of ours without what looks like a secret: keys in PEM, user names and passwords in addresses, tokens, and values behind words such as "password".
 * A second wall only: no message is made of secrets in the first place.
 */
export function redact(text: string): string {
  return shapes.reduce((left, [shape, instead]) => left.replace(shape, instead), text);
}
