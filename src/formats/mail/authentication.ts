import type { Fields } from "../../core/event/event.ts";
import { organisationOf, sameOrganisation } from "./domain.ts";
import type { Headers } from "./header.ts";
import { authorsOf, oneLine } from "./header.ts";
import type { Hop } from "./received.ts";

const methods = ["spf", "dkim", "dmarc", "arc", "compauth"] as const;
type Method = (typeof methods)[number];

// When several results of one method are claimed (two DKIM signatures), one that passed is what a receiver would use.
const order = ["pass", "bestguesspass", "fail", "hardfail", "softfail", "policy", "permerror", "temperror", "neutral", "none", "unknown"];

/** What one Authentication-Results field claims (RFC 8601): its authserv-id and a word per method. */
export function claimedResults(value: string): { server: string | undefined; results: ReadonlyMap<Method, string> } {
  const text = (oneLine(value.slice(0, 8_192)) ?? "").replace(/\([^()]{0,500}\)/g, " ");
  const parts = text.split(";", 100).map((part) => part.trim());
  const hasServer = parts.length > 0 && !/^[a-z-]{2,20}\s{0,4}=/i.test(parts[0]!);
  const results = new Map<Method, string>();
  for (const part of hasServer ? parts.slice(1) : parts) {
    const match = /^([a-z]{2,10})\s{0,4}=\s{0,4}([a-z]{2,20})/i.exec(part);
    const method = match?.[1]?.toLowerCase() as Method | undefined;
    const word = match?.[2]?.toLowerCase();
    if (!method || !word || !methods.includes(method)) continue;
    const before = results.get(method);
    if (before === undefined || rankOf(word) < rankOf(before)) results.set(method, word);
  }
  return { server: hasServer ? parts[0]!.split(" ")[0]!.toLowerCase().slice(0, 255) || undefined : undefined, results };
}

function rankOf(word: string): number {
  const rank = order.indexOf(word);
  return rank < 0 ? order.length : rank;
}

/**
 * Writes `auth.*` from what the mail itself claims. Only the newest field of a kind is read: ours is on top, what is below may have been
 * written by the sender. `auth.trusted` says whether the newest one is by the organisation whose server received the mail last.
 */
export function writeClaims(fields: Fields, headers: Headers, hops: readonly Hop[]): void {
  const newest = headers.first("authentication-results");
  const claimed = newest === undefined ? undefined : claimedResults(newest);
  if (claimed) {
    const receiver = hops[0]?.by;
    if (claimed.server) fields["auth.server"] = claimed.server;
    fields["auth.trusted"] = claimed.server !== undefined && (claimed.server === receiver || sameOrganisation(claimed.server, receiver));
    for (const method of methods) if (claimed.results.has(method)) fields[`auth.${method}`] = claimed.results.get(method)!;
  }
  const spf = /^\s{0,8}([a-z]{2,20})/i.exec(headers.first("received-spf") ?? "")?.[1]?.toLowerCase();
  if (spf && fields["auth.spf"] === undefined) fields["auth.spf"] = spf;
  const signers = [
    ...new Set(
      headers
        .all("dkim-signature")
        .slice(0, 20)
        .flatMap((value) => signerOf(value)),
    ),
  ].sort();
  if (signers.length === 0) return;
  fields["auth.dkim.domains"] = signers;
  const from = authorsOf(headers)[0]?.address;
  const own = organisationOf(from?.slice(from.lastIndexOf("@") + 1));
  fields["auth.dkim.aligned"] = own !== undefined && signers.some((signer) => organisationOf(signer) === own);
}

function signerOf(signature: string): string[] {
  const domain = /(?:^|;)\s{0,100}d\s{0,8}=\s{0,8}([\w.-]{1,255})/.exec(signature.slice(0, 8_192))?.[1];
  return domain ? [domain.toLowerCase()] : [];
}
