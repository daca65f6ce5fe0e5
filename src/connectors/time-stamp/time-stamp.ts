import { stampNonceBytes, timeStampRequest } from "../../core/transparency/time-stamp/request.ts";
import { timeStampBytesMax, verifyTimeStamp } from "../../core/transparency/time-stamp/time-stamp.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { TimeStampAuthority } from "../../ports/time-stamp.ts";
import type { Resolve } from "../kit/address.ts";
import { openOrigin, unexpectedAnswer } from "../kit/http.ts";

/** An authority as the settings name it. `certificates` (PEM) are those that its stamps are trusted by: its root, or its own. */
export type TimeStampSettings = {
  readonly name: string;
  readonly url: string;
  readonly certificates: string;
  readonly internal?: boolean;
  readonly ca?: string;
};

const replyType = "application/timestamp-reply";

/**
 * A time-stamp authority over HTTP (RFC 3161, section 3.4). Plain http is allowed, because the reply is signed in itself, and what is sent is a digest.
 * A reply is handed on only once it was checked: over these bytes, for this request, by this authority.
 */
export function openTimeStampAuthority(
  { name, url, certificates, internal, ca }: TimeStampSettings,
  { random, ...parts }: { readonly clock: Clock; readonly random: Random; readonly resolve?: Resolve },
): TimeStampAuthority {
  const { place, path } = splitUrl(url);
  const order = { name, url: place, plain: true, ...(internal === undefined ? {} : { internal }), ...(ca === undefined ? {} : { ca }) };
  const origin = openOrigin(order, parts);
  return {
    name,
    certificates,
    async stamp(over) {
      const nonce = Buffer.from(random.secret(stampNonceBytes), "hex");
      const body = { bytes: timeStampRequest(over, nonce), type: "application/timestamp-query" };
      const said = await origin.read({
        method: "POST",
        changes: false,
        path,
        body,
        headers: { accept: replyType },
        bytesMax: timeStampBytesMax,
      });
      if (said.kind !== "answered") throw said.error;
      const type = said.header("content-type")?.split(";")[0]?.trim().toLowerCase();
      if (said.status !== 200 || type !== replyType) throw unexpectedAnswer(name, `status ${said.status}, content type ${type}`);
      return { reply: said.bytes, timeMs: verifyTimeStamp(said.bytes, { over, authority: certificates, nonce }).timeMs };
    },
  };
}

/** The door to an origin joins paths segment by segment, and an authority's address may end in one: "https://tsa.example/tsr". */
function splitUrl(url: string): { readonly place: string; readonly path: readonly string[] } {
  const found = /^(https?:\/\/[^/?#]+(?:\/[^?#]*)?)\/([^/?#%]+)$/.exec(url);
  return found ? { place: found[1] as string, path: [found[2] as string] } : { place: url, path: [] };
}
