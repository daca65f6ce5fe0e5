import { takenSignature } from "../containment/passkey-signature.ts";
import { isSignedBy } from "../containment/signature.ts";
import { type HandoverShown, isPasskey, wordOf } from "../handover/decide.ts";
import type { HandoverProof } from "../handover/handover.ts";
import { refusedRegulation } from "./refusal.ts";
import { type ReportSubject, reportBytes } from "./report.ts";

/** What a signature under a report rests on. Whoever has a passkey signs with it; the word of a session is for those who have none. Refuses (`regulation/…`). */
export function provenReport(subject: ReportSubject, shown: HandoverShown): HandoverProof {
  if (shown.signature !== undefined) {
    const signature = takenSignature(shown.signature);
    const bytes = reportBytes(subject);
    const found = shown.keys.find(({ key, origins }) => isSignedBy(key, bytes, signature, origins));
    if (!found) throw refusedRegulation("regulation/bad-signature", "the signature is not that of whoever signs, for this");
    return { kind: "key", key: found.key, origins: found.origins, signature };
  }
  if (shown.keys.some(isPasskey)) throw refusedRegulation("regulation/passkey-needed", "whoever has a passkey signs with it");
  if (!shown.session) throw refusedRegulation("regulation/no-proof", "neither a key nor a session with a second factor stands behind it");
  return wordOf(shown.session);
}
