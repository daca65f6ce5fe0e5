import { mailLimits } from "./limits.ts";

/** Name-server records that someone recorded earlier, by "<type> <lower-case name>"; what is not in it does not exist. */
export type RecordedNames = ReadonlyMap<string, readonly string[]>;

/** No name-server record is known, so that no signature can be verified or refuted by its key. */
export const noRecordedNames: RecordedNames = new Map();

/**
 * What can be said of a mail's signatures without asking anyone: for each, "<d=> <word>". `body-altered` and `body-intact` compare the body with the
 * signed hash; `verified` and `refuted` need the key among the recorded names; `unreadable` is a signature that is none.
 * Never uses a name server: the resolver answers from the table alone. An expiry is judged by the time of receipt. Bounded by size and number of signatures; beyond them it says nothing.
 */
export async function checkOffline(mail: Uint8Array, names: RecordedNames, receivedMs: number): Promise<readonly string[]> {
  if (mail.length > mailLimits.signedBytesMax || !isModest(mail)) return [];
  // Loaded when the first signed mail comes: most inputs have none.
  const { dkimVerify } = await import("mailauth/lib/dkim/verify.js");
  try {
    const { results } = await dkimVerify(Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength), {
      resolver: resolverOf(names),
      curTime: new Date(receivedMs),
    });
    return results.flatMap(({ signingDomain, bodyHash, bodyHashExpecting, status }) => {
      if (!signingDomain || status.result === "none") return [];
      const word =
        bodyHash && bodyHashExpecting && bodyHash !== bodyHashExpecting
          ? "body-altered"
          : wordOf(status.result, Boolean(bodyHashExpecting));
      return [`${signingDomain.toLowerCase().slice(0, 255)} ${word}`];
    });
  } catch {
    return [];
  }
}

function wordOf(result: string, hasHash: boolean): string {
  if (result === "pass") return "verified";
  if (result === "fail") return "refuted";
  return hasHash ? "body-intact" : "unreadable";
}

/** Few signatures and a header of ordinary size; each signature would hash the whole body anew. */
function isModest(mail: Uint8Array): boolean {
  const text = Buffer.from(mail.subarray(0, mailLimits.signedHeadersBytesMax)).toString("latin1");
  const end = /\r?\n\r?\n/.exec(text)?.index;
  if (end === undefined && mail.length > mailLimits.signedHeadersBytesMax) return false;
  const signatures = text.slice(0, end).match(/^(?:dkim-signature|arc-message-signature)[ \t]{0,8}:[^\n]*(?:\n[ \t][^\n]*)*/gim) ?? [];
  return (
    signatures.length > 0 &&
    signatures.length <= mailLimits.signaturesMax &&
    signatures.every(({ length }) => length <= mailLimits.signatureLengthMax)
  );
}

function resolverOf(names: RecordedNames): (name: string, type: string) => Promise<string[][]> {
  return async (name, type) => {
    const found = names.get(`${type.toUpperCase()} ${name.toLowerCase()}`);
    if (found) return found.map((record) => [record]);
    throw Object.assign(new Error("not among the recorded names"), { code: "ENOTFOUND" });
  };
}
