import { SocError } from "../../core/soc-error.ts";

// What the door to the network says when something does not come to be. No message holds a vendor's words, an address or a secret; `detail` goes to the log.

/** The settings hold a url that is none, or that would give something away. */
export const badUrl = (name: string, problem: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the url of "${name}" ${problem}`,
    remedy: 'write it as "https://host.example" in the settings',
    retry: "never",
  });

/** The certificates to trust are none. */
export const badCertificates = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the certificates of "${name}" cannot be read`,
    remedy: "give whole certificates in PEM, from -----BEGIN CERTIFICATE----- to its end",
    retry: "never",
  });

/** Nobody answered, or not to the end. */
export const notReached = (name: string, code: string) =>
  new SocError({
    code: "connector/not-reached",
    problem: `"${name}" was not reached${whyNot(code)}`,
    remedy: "see that its host and port are right in the settings, that the product runs, and that this machine may reach it",
    retry: { afterMs: 60_000 },
    detail: code,
  });

/** Why nobody answered, where the code says it. */
function whyNot(code: string): string {
  if (code === "NAME" || code === "ENOTFOUND" || code === "EAI_AGAIN") return ": its name has no address here";
  if (code === "ECONNREFUSED") return ": nobody listens there";
  if (code === "LATE" || code === "ETIMEDOUT") return ": no answer came in time";
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return ": there is no way to it";
  return "";
}

/** Codes of Node and OpenSSL that say: this certificate is not the one that we trust for this name today. */
const certificateCode =
  /^(?:ERR_TLS_CERT_ALTNAME_INVALID|CERT_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_[A-Z_]+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;

/** Why a connection did not come to be, told from its code: the certificate, which a person must look at, or anything else. */
export function notConnected(name: string, code: string): SocError {
  if (!certificateCode.test(code)) return notReached(name, code);
  const isOver = code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID";
  const isOther = code === "ERR_TLS_CERT_ALTNAME_INVALID" || code === "HOSTNAME_MISMATCH";
  const why = isOver ? "is not valid today" : isOther ? "is for another name" : "comes from an authority that is not trusted here";
  return new SocError({
    code: "connector/certificate",
    problem: `the certificate of "${name}" ${why}`,
    remedy: isOver
      ? "renew the certificate there, and see that both clocks are right"
      : isOther
        ? "write the host in its url as the certificate has it"
        : "give your authority's certificate in the setting ca, after you compared it with the product's own",
    retry: "never",
    detail: code,
  });
}

/** The name leads where nobody may be sent. */
export const addressNotAllowed = (name: string) =>
  new SocError({
    code: "connector/address-not-allowed",
    problem: `the host of "${name}" leads to an address that is never talked to`,
    remedy: "set internal: true in its settings if it runs inside your network; otherwise look who answers for its name",
    retry: "never",
  });

/** It failed too often in a row. */
export const resting = (name: string, afterMs: number) =>
  new SocError({
    code: "connector/resting",
    problem: `"${name}" failed several times in a row and is left alone for now`,
    remedy: `wait ${Math.ceil(afterMs / 1_000)} seconds, then run "watchkeeper connector check ${name}"`,
    retry: { afterMs },
  });

/** It said so (429). */
export const rateLimited = (name: string, afterMs: number) =>
  new SocError({
    code: "connector/rate-limited",
    problem: `"${name}" takes no more requests for now`,
    remedy: `wait ${Math.ceil(afterMs / 1_000)} seconds; it goes on by itself`,
    retry: { afterMs },
  });

/** The time was over before the answer was whole. */
export const tooLate = (name: string) =>
  new SocError({
    code: "connector/too-late",
    problem: `"${name}" did not answer in time`,
    remedy: `run "watchkeeper connector check ${name}"`,
    retry: { afterMs: 60_000 },
  });

/** An answer that is not what the product's documentation describes. `detail` goes to the log. */
export const unexpectedAnswer = (name: string, detail: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `"${name}" gave an answer that we do not understand`,
    remedy: `run "watchkeeper connector check ${name}"; if the vendor changed its API, update the connector`,
    retry: "never",
    detail,
  });

/** It has trouble of its own (5xx). */
export const unavailable = (name: string, status: number) =>
  new SocError({
    code: "connector/unavailable",
    problem: `"${name}" has trouble of its own (status ${status})`,
    remedy: `look at the product; "watchkeeper connector check ${name}" says whether it answers again`,
    retry: { afterMs: 60_000 },
    detail: `status ${status}`,
  });

/** It knows us, and does not let us do this (403). */
export const notAllowed = (name: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `"${name}" accepts our credentials, and does not let us do this`,
    remedy: "give the account or key the permissions that the connector's README lists",
    retry: "never",
    detail: "status 403",
  });

/** It does not know us (401). */
export const wrongCredentials = (name: string) =>
  new SocError({
    code: "connector/credentials",
    problem: `"${name}" does not accept our credentials`,
    remedy: "renew the secret that the configuration names, and compare the account with the connector's README",
    retry: "never",
    detail: "status 401",
  });

/** Our own limit of requests is reached: so many per day, or so many that wait. */
export const quotaSpent = (name: string, why: string, afterMs: number) =>
  new SocError({
    code: "connector/quota-spent",
    problem: `"${name}" is asked nothing for now: ${why}`,
    remedy: `wait ${Math.ceil(afterMs / 1_000)} seconds, or allow more requests in its settings`,
    retry: { afterMs },
  });
