import { X509Certificate } from "node:crypto";
import { notValid } from "./refusal.ts";

/** The most certificates between a signer and one that is trusted, and the most that are read. */
const chainMax = 8;
const certificatesMax = 64;
const timeStamping = "1.3.6.1.5.5.7.3.8";

/** The certificates in a PEM text. Refuses (`time-stamp/not-valid`) what holds none, or one that cannot be read. */
export function readPem(text: string): readonly X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || blocks.length > certificatesMax) throw notValid("the authority's certificates cannot be read");
  return blocks.map((block) => readCertificate(block));
}

/** A certificate, PEM or DER. Refuses (`time-stamp/not-valid`). */
export function readCertificate(given: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(typeof given === "string" ? given : Buffer.from(given));
  } catch {
    throw notValid("a certificate in it cannot be read");
  }
}

/**
 * Checks that a certificate may sign time stamps at a time (milliseconds since the epoch, UTC), and that a chain of certificates leads from it to one of
 * the authority's. Refuses (`time-stamp/not-valid`). Revocation is not looked up: that needs a network, and `openssl ts` can be given a list.
 */
export function checkAuthority(
  signer: X509Certificate,
  along: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  timeMs: number,
): void {
  // RFC 3161, section 2.3: the key stamps times and does nothing else.
  if (signer.keyUsage?.length !== 1 || signer.keyUsage[0] !== timeStamping)
    throw notValid("its signer's certificate is not for time stamps alone");
  let current = signer;
  for (let links = 0; links < chainMax; links++) {
    if (!isValidAt(current, timeMs)) throw notValid("a certificate of its signer was not valid at that time");
    if (trusted.some(({ fingerprint256 }) => fingerprint256 === current.fingerprint256)) return;
    const issuer = [...trusted, ...along].find((each) => each.ca && current.checkIssued(each) && isSignedBy(current, each));
    if (!issuer || issuer.fingerprint256 === current.fingerprint256) break;
    current = issuer;
  }
  throw notValid("its signer is not the authority that is trusted");
}

function isValidAt({ validFrom, validTo }: X509Certificate, timeMs: number): boolean {
  return Date.parse(validFrom) <= timeMs && timeMs <= Date.parse(validTo);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
