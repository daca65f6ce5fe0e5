import { hash, verify, type X509Certificate } from "node:crypto";
import { contentOf, contextTag, type Der, oidOf, readOnly, tags, within } from "./der.ts";
import { notValid } from "./refusal.ts";
import { digests } from "./request.ts";

/** What is signed in a token, the attributes that are signed with it, and the certificates that came along (RFC 5652, section 5). */
export type SignedToken = {
  /** The DER bytes of the TSTInfo. */
  readonly content: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly digest: string;
  readonly attributes: ReadonlyMap<string, Der>;
  /** What the signature is over. */
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
};

const signedData = "1.2.840.113549.1.7.2";
const timeStampContent = "1.2.840.113549.1.9.16.1.4";
const contentType = "1.2.840.113549.1.9.3";
const messageDigest = "1.2.840.113549.1.9.4";
const signingCertificate = "1.2.840.113549.1.9.16.2.12";
const signingCertificateV2 = "1.2.840.113549.1.9.16.2.47";

/** Signature algorithms that are understood, and the digest that each one fixes; where it fixes none, the signer's digest is used. */
const algorithms: ReadonlyMap<string, string | undefined> = new Map([
  ["1.2.840.113549.1.1.1", undefined],
  ["1.2.840.113549.1.1.11", "sha256"],
  ["1.2.840.113549.1.1.12", "sha384"],
  ["1.2.840.113549.1.1.13", "sha512"],
  ["1.2.840.10045.4.3.2", "sha256"],
  ["1.2.840.10045.4.3.3", "sha384"],
  ["1.2.840.10045.4.3.4", "sha512"],
]);

/** Takes a token apart; nothing in it is checked yet. Refuses (`time-stamp/not-valid`) what is no time stamp with one signer. */
export function readToken(token: Der): SignedToken {
  const [type, wrapped] = within(token, tags.sequence);
  if (oidOf(type) !== signedData) throw notValid("it is not signed");
  const [version, _digests, encapsulated, ...rest] = within(readOnly(contentOf(wrapped, contextTag(0)), tags.sequence), tags.sequence);
  contentOf(version, tags.integer);
  const [what, octets] = within(encapsulated, tags.sequence);
  if (oidOf(what) !== timeStampContent) throw notValid("what is signed is no time stamp");
  const content = contentOf(readOnly(contentOf(octets, contextTag(0)), tags.bytes), tags.bytes);
  const certificates = rest.find(({ tag }) => tag === contextTag(0));
  const [signer, ...others] = within(rest.at(-1), tags.set);
  if (!signer || others.length > 0) throw notValid("it has not exactly one signer");
  return {
    content,
    certificates: certificates ? within(certificates, contextTag(0)).map(({ whole }) => whole) : [],
    ...readSigner(signer),
  };
}

function readSigner(signer: Der): Omit<SignedToken, "content" | "certificates"> {
  const [_version, _identity, digestAlgorithm, attributes, signatureAlgorithm, signature] = within(signer, tags.sequence);
  const digest = digests.get(oidOf(within(digestAlgorithm, tags.sequence)[0]));
  const algorithm = oidOf(within(signatureAlgorithm, tags.sequence)[0]);
  if (!digest || !algorithms.has(algorithm)) throw notValid("it is signed in a way that is not understood");
  const read = new Map<string, Der>();
  for (const attribute of within(attributes, contextTag(0))) {
    const [name, values] = within(attribute, tags.sequence);
    const [value, ...more] = within(values, tags.set);
    if (!value || more.length > 0 || read.has(oidOf(name))) throw notValid("a signed attribute has not exactly one value");
    read.set(oidOf(name), value);
  }
  // The attributes are signed as a SET, and written as [0] (RFC 5652, section 5.4).
  const signed = Uint8Array.from((attributes as Der).whole);
  signed[0] = tags.set;
  return { digest, algorithm, attributes: read, signed, signature: contentOf(signature, tags.bytes) };
}

/** Checks that the token's one signer signed this content, and that it is the holder of this certificate. Refuses (`time-stamp/not-valid`). */
export function checkSigned(token: SignedToken, signer: X509Certificate): void {
  const { attributes, content, digest, algorithm, signed, signature } = token;
  if (oidOf(attributes.get(contentType)) !== timeStampContent) throw notValid("its signature is for something else");
  const found = contentOf(attributes.get(messageDigest), tags.bytes);
  if (!hash(digest, content, "buffer").equals(found)) throw notValid("its content was changed after it was signed");
  const isSigned = verify(algorithms.get(algorithm) ?? digest, signed, signer.publicKey, signature);
  if (!isSigned) throw notValid("its signature is false");
}

/** Which of the certificates the signer says is its own: the one whose hash is signed (RFC 5816; RFC 2634 with SHA-1). Refuses (`time-stamp/not-valid`). */
export function signersOwn({ attributes }: SignedToken, certificates: readonly Uint8Array[]): Uint8Array {
  const [digest, claimed] = claimedCertificate(attributes);
  const own = certificates.find((der) => hash(digest, der, "buffer").equals(claimed));
  if (!own) throw notValid("the certificate of its signer is neither in it nor in the settings");
  return own;
}

function claimedCertificate(attributes: ReadonlyMap<string, Der>): readonly [digest: string, claimed: Uint8Array] {
  const newer = attributes.get(signingCertificateV2);
  const first = within(within(newer ?? attributes.get(signingCertificate), tags.sequence)[0], tags.sequence)[0];
  const parts = within(first, tags.sequence);
  if (!newer) return ["sha1", contentOf(parts[0], tags.bytes)];
  if (parts[0]?.tag === tags.bytes) return ["sha256", parts[0].content];
  const digest = digests.get(oidOf(within(parts[0], tags.sequence)[0]));
  if (!digest) throw notValid("its signer names its certificate in a way that is not understood");
  return [digest, contentOf(parts[1], tags.bytes)];
}
