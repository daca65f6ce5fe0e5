import { commandSecrets, knownTokens } from "./secret-shapes.ts";

/** What stands where something was taken out. */
const taken = "[taken out]";

// Every pattern is linear: bounded runs, no nesting. The group `secret` is what goes.
const shapes: readonly RegExp[] = [
  /(?<secret>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,20000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$))/dg,
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/(?<secret>[^\s/@]{1,500})@/dgi,
  /\b(?:bearer|basic|digest|token|apikey)\s+(?<secret>[A-Za-z0-9._~+/=:-]{8,4000})/dgi,
  /["']?\b(?:[a-z0-9]{1,20}[-_]){0,3}(?:password|passwd|pwd|secret|token|api[-_]?key|authorization|cookie|credential|signature)\b["']?\s{0,3}[:=]\s{0,3}(?<secret>"[^"\n]{0,4000}"?|'[^'\n]{0,4000}'?|[^\s,;&}"']{1,4000})/dgi,
  /\b(?<secret>eyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{0,4000})/dg,
  ...knownTokens,
  ...commandSecrets,
];

/** Where something in a text looks like a secret: UTF-16 places, in order, without overlap. */
export function secretsIn(text: string): readonly { readonly from: number; readonly to: number }[] {
  const found = shapes.flatMap((shape) =>
    [...text.matchAll(shape)].map(({ indices }) => {
      const [from, to] = indices?.groups?.secret ?? [0, 0];
      return { from, to };
    }),
  );
  const ordered = found.sort((a, b) => a.from - b.from || b.to - a.to);
  const apart: { from: number; to: number }[] = [];
  for (const each of ordered) {
    const last = apart.at(-1);
    if (last && each.from < last.to) last.to = Math.max(last.to, each.to);
    else apart.push({ ...each });
  }
  return apart;
}

/**
 * A text of ours without what looks like a secret: keys in PEM, user names and passwords in addresses, tokens, and values behind words such as "password".
 * A second wall only: no message is made of secrets in the first place.
 */
export function redact(text: string): string {
  let done = 0;
  let left = "";
  for (const { from, to } of secretsIn(text)) {
    left += text.slice(done, from) + taken;
    done = to;
  }
  return left + text.slice(done);
}
