import { canonicalText, digestOfText } from "../containment/digest.ts";
import { isSignedBy } from "../containment/signature.ts";
import type { Person } from "../person/person.ts";
import type { Handover, HandoverQuestion, HandoverSigning } from "./handover.ts";
import type { HandoverText } from "./text.ts";

/** Who signs: the outgoing analyst the text, the incoming one that and what was asked and answered. */
export type HandoverSigner = "hand-over" | "take-over";

const domain = "watchkeeper handover signature v1\n";

/** The text as it is signed: canonical JSON (RFC 8785). */
export const canonicalHandover = (text: HandoverText): string => canonicalText(text);

/** SHA-256 over the UTF-8 of the canonical text, `sha256:<64 hex digits>`. */
export const handoverDigest = (text: HandoverText): string => digestOfText(canonicalHandover(text));

/** What the incoming analyst signs: the digest of the text together with every question and answer as it stands. */
export function takeOverDigest(text: HandoverText, questions: readonly HandoverQuestion[]): string {
  return digestOfText(canonicalText({ format: "watchkeeper/take-over@1", handover: handoverDigest(text), questions }));
}

/** What one of the two would sign of a handover as it stands. */
export const digestToSign = ({ text, questions }: Handover, as: HandoverSigner): string =>
  as === "hand-over" ? handoverDigest(text) : takeOverDigest(text, questions);

/**
 * The bytes that a person signs (Ed25519 or a passkey): a version line, then the canonical JSON of who, as what and which digest, UTF-8. They are no bytes of
 * containment: a signature for one is none for the other.
 */
export function handoverBytes({ as, digest, by }: { as: HandoverSigner; digest: string; by: Person }): Uint8Array {
  return new TextEncoder().encode(domain + canonicalText({ as, by, digest }));
}

/**
 * Whether a signature still fits what stands here: the digest is that of the text (and of the questions up to the signature), and the key signed it. Of a
 * session's word only the digest can be checked. Never throws.
 */
export function signatureHolds(handover: Handover, as: HandoverSigner): boolean {
  const signing = as === "hand-over" ? handover.signed : handover.accepted;
  if (!signing) return false;
  try {
    const asSigned = as === "hand-over" ? handover : { ...handover, questions: questionsAt(handover.questions, signing.atMs) };
    return signing.digest === digestToSign(asSigned, as) && isProven(signing, as);
  } catch {
    // What has no canonical form is not what was signed.
    return false;
  }
}

function isProven({ by, digest, proof }: HandoverSigning, as: HandoverSigner): boolean {
  if (proof.kind !== "key") return true;
  return isSignedBy(proof.key, handoverBytes({ as, digest, by }), proof.signature, proof.origins);
}

/** What had been asked and answered when somebody took over; later talk is under no signature. */
function questionsAt(questions: readonly HandoverQuestion[], atMs: number): readonly HandoverQuestion[] {
  return questions
    .filter((each) => each.atMs <= atMs)
    .map((each) => ({ ...each, answers: each.answers.filter((answer) => answer.atMs <= atMs) }));
}
