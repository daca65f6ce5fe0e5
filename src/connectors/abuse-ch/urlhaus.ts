import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { wrongCredentials } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { fact, factsOf, type Subject } from "../kit/subject.ts";

/** Words of `query_status` (both services): what was found, nothing, a value that is none, and a key that is not known. */
export const foundNothing = /^no_results?$/;
export const notOne = /^(?:invalid_|illegal_)/;
export const badKey = /^(?:unknown_auth_key|missing_auth_key|user_blacklisted)$/;

const Answer = z.object({
  query_status: z.string(),
  url_status: z.string().nullish(),
  threat: z.string().nullish(),
  date_added: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  url_count: z.coerce.number().int().min(0).nullish(),
  signature: z.string().nullish(),
  file_type: z.string().nullish(),
  firstseen: z.string().nullish(),
});
type Answer = z.output<typeof Answer>;

/** Asks URLhaus about one subject. */
export function askUrlhaus(reader: Reader): (subject: Subject, signal: AbortSignal) => Promise<Reputation> {
  return async (subject, signal) => {
    const question = {
      method: "POST",
      changes: false,
      path: ["v1", pathOf(subject)],
      endsInSlash: true,
      body: { form: formOf(subject) },
    } as const;
    const answer = await reader.json(question, Answer, signal);
    const { query_status: status } = answer;
    if (badKey.test(status)) throw wrongCredentials(reader.name);
    if (foundNothing.test(status) || notOne.test(status)) return { answer: "unknown", says: "URLhaus knows nothing of it", facts: {} };
    if (status !== "ok") throw unexpectedAnswer(reader.name, "a status that we do not know");
    return said(subject, answer);
  };
}

const pathOf = ({ type }: Subject) => (type === "url" ? "url" : type === "hash" ? "payload" : "host");

function formOf({ type, value, size }: Subject): Readonly<Record<string, string>> {
  if (type === "url") return { url: value };
  if (type === "hash") return size === 32 ? { md5_hash: value } : { sha256_hash: value };
  return { host: value };
}

function said({ type }: Subject, answer: Answer): Reputation {
  const facts = {
    urlhaus: {
      status: fact(answer.url_status),
      threat: fact(answer.threat),
      since: fact(answer.date_added ?? answer.firstseen),
      tags: factsOf(answer.tags ?? []),
      links: answer.url_count ?? null,
      malware: fact(answer.signature),
      fileType: fact(answer.file_type),
    },
  };
  if (type === "url") return { answer: "known-bad", says: "URLhaus lists the link as spreading malware", facts };
  if (type === "hash") return { answer: "known-bad", says: "URLhaus saw the file spread as malware", facts };
  // Large hosts spread malware of others without being bad themselves.
  const links = answer.url_count ?? 0;
  return links === 0
    ? { answer: "unknown", says: "URLhaus lists no link on the host", facts }
    : { answer: "suspicious", says: `URLhaus lists ${links} ${links === 1 ? "link" : "links"} on the host`, facts };
}
