import { type Change, Client, type Control, type Entry, type Filter, ResultCodeError, type SearchOptions } from "ldapts";
import { SocError } from "../../core/soc-error.ts";
import { callMsMax } from "../../ports/effector.ts";
import { boundedConnection } from "../kit/bounded-socket.ts";
import { pinnedAddress, tlsOf } from "../kit/connect-out.ts";
import { notReached, refusal, wrongCredentials } from "../kit/effector-refusals.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { quoted } from "../kit/quoted.ts";
import type { SignIn } from "./settings.ts";

/** An entry with its attributes by lower-case name; binary ones as bytes. */
export type DirectoryEntry = {
  readonly dn: string;
  readonly values: (attribute: string) => readonly string[];
  readonly bytes: (attribute: string) => Buffer | undefined;
};
export type Question = {
  readonly base: string;
  readonly scope: "base" | "sub";
  readonly filter: Filter;
  readonly attributes: readonly string[];
};

/** A signed-in connection, for one call. */
export type Session = {
  /** Every entry that fits, page by page (RFC 2696). Throws where there are more than `entriesMax`, and where the directory stops before the end. */
  readonly pages: (question: Question, entriesMax: number) => AsyncGenerator<readonly DirectoryEntry[]>;
  /** At most `entriesMax` entries; a base that is not there has none. */
  readonly search: (question: Question) => Promise<readonly DirectoryEntry[]>;
  /** One atomic change (RFC 4511, 4.6). Refuses with `effector/refused` where the directory said no; whatever else it throws means: unknown. */
  readonly modify: (dn: string, changes: readonly Change[], controls: readonly Control[]) => Promise<void>;
};

/** Enough to tell one from several. */
const entriesMax = 4;
const answerBytesMax = 1_048_576;
const pageEntries = 500;
const emptyPagesMax = 1_000;
const binaryAttributes = ["objectGUID", "objectSid"];

/** Connects, encrypts, signs in, works, and hangs up; at once when the signal says that the time of the call is over. */
export async function withSession<Result>(
  settings: SignIn,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
  bytesMax = answerBytesMax,
): Promise<Result> {
  const host = new URL(settings.url).hostname.replace(/^\[|\]$/g, "");
  const connection = boundedConnection(bytesMax, await pinnedAddress({ ...settings, host }));
  if (signal.aborted) throw notReached(settings.name, "the time of the call was over");
  signal.addEventListener("abort", connection.destroy, { once: true });
  const tlsOptions = tlsOf({ host, ca: settings.ca });
  const client = new Client({
    url: settings.url,
    timeout: callMsMax,
    connectTimeout: callMsMax,
    // With these options the library speaks TLS from the first byte, whatever the URL says.
    ...(settings.url.startsWith("ldaps:") ? { tlsOptions } : {}),
    strictDN: false,
    createConnection: connection.plain,
    createSecureConnection: connection.secure,
  });
  try {
    await signIn(client, settings, tlsOptions);
    return await work(sessionOf(client, settings.name, connection.overflowed));
  } finally {
    connection.destroy();
  }
}

async function signIn(client: Client, settings: SignIn, tlsOptions: object): Promise<void> {
  try {
    if (settings["start-tls"]) await client.startTLS({ ...tlsOptions });
    await client.bind(settings["bind-dn"], settings.password);
  } catch (cause) {
    // 49: wrong name or password; 53, 50: not allowed to sign in here.
    if (cause instanceof ResultCodeError && [49, 50, 53].includes(cause.code)) throw wrongCredentials(settings.name, codeOf(cause));
    throw lost(settings.name, cause, "it could not be signed in to");
  }
}

function sessionOf(client: Client, name: string, overflowed: () => boolean): Session {
  const why = () => (overflowed() ? "its answer was too large" : "the connection broke or stayed silent");
  return {
    async *pages(question, entriesMax) {
      try {
        yield* pagesOf(client, name, question, entriesMax);
      } catch (cause) {
        if (cause instanceof SocError) throw cause;
        if (cause instanceof ResultCodeError) throw notWhole(name, cause, question.base);
        throw lost(name, cause, why());
      }
    },
    async search({ base, scope, filter, attributes }) {
      const asked: SearchOptions = {
        scope,
        filter,
        attributes: [...attributes],
        explicitBufferAttributes: binaryAttributes,
        sizeLimit: entriesMax,
        derefAliases: "never",
      };
      try {
        const { searchEntries } = await client.search(base, asked);
        return searchEntries.map(entryOf);
      } catch (cause) {
        if (cause instanceof ResultCodeError) {
          if (cause.code === noSuchObject) return [];
          throw unexpectedAnswer(name, `search: ${codeOf(cause)}`);
        }
        throw lost(name, cause, why());
      }
    },
    async modify(dn, changes, controls) {
      try {
        await client.modify(dn, [...changes], [...controls]);
      } catch (cause) {
        throw cause instanceof ResultCodeError ? saidNo(name, cause) : lost(name, cause, why());
      }
    },
  };
}

async function* pagesOf(client: Client, name: string, { base, scope, filter, attributes }: Question, entriesMax: number) {
  const asked: SearchOptions = {
    scope,
    filter,
    attributes: [...attributes],
    explicitBufferAttributes: binaryAttributes,
    derefAliases: "never",
    paged: { pageSize: pageEntries },
  };
  let [entries, empty] = [0, 0];
  for await (const { searchEntries } of client.searchPaginated(base, asked)) {
    entries += searchEntries.length;
    if (searchEntries.length === 0) empty++;
    if (entries > entriesMax || empty > emptyPagesMax) throw unexpectedAnswer(name, `more than ${entriesMax} entries`);
    yield searchEntries.map(entryOf);
  }
}

/** Results that mean: there is more, and this account does not get it (sizeLimitExceeded, adminLimitExceeded). */
const limitResults = new Set([4, 11]);

function notWhole(name: string, cause: ResultCodeError, base: string): SocError {
  const why = limitResults.has(cause.code)
    ? "does not give our account everything: it stops at a limit of its own"
    : cause.code === noSuchObject
      ? `has no ${quoted(base)}, or does not let us read it`
      : undefined;
  if (why === undefined) return unexpectedAnswer(name, `search: ${codeOf(cause)}`);
  return new SocError({
    code: "connector/not-allowed",
    problem: `${quoted(name)} ${why}`,
    remedy: "give the account the rights that the connector's README names, its limits among them",
    retry: "never",
    detail: codeOf(cause),
  });
}

const noSuchObject = 32;
/** Results after which a server may still have done it: operationsError, busy, unavailable, other. */
const unclearResults = new Set([1, 51, 52, 80]);
/** Somebody was faster: the old value is not there, the new one is, or the assertion does not hold. */
const raceResults = new Set([16, 19, 20, 32, 122]);

function saidNo(name: string, cause: ResultCodeError): SocError {
  if (unclearResults.has(cause.code)) return unexpectedAnswer(name, `change: ${codeOf(cause)}`);
  if (raceResults.has(cause.code)) {
    return refusal(
      name,
      "changed nothing: the account is not as we read it a moment ago",
      "look who else works on it, and propose the action again",
      codeOf(cause),
    );
  }
  return refusal(
    name,
    "said no to the change",
    "give the account that we sign in with the one right that the connector's README names",
    codeOf(cause),
  );
}

/** Codes only: a server's own words may hold names or secrets. */
const codeOf = (cause: ResultCodeError) => `LDAP result ${cause.code}`;

function lost(name: string, cause: unknown, says: string): SocError {
  if (cause instanceof ResultCodeError) return unexpectedAnswer(name, codeOf(cause));
  const code = typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  return notReached(name, says, code);
}

function entryOf(entry: Entry): DirectoryEntry {
  const held = new Map<string, readonly (string | Buffer)[]>();
  for (const [name, value] of Object.entries(entry))
    if (name !== "dn") held.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
  const of = (attribute: string) => held.get(attribute.toLowerCase()) ?? [];
  return {
    dn: entry.dn,
    values: (attribute) => of(attribute).map(String),
    bytes: (attribute) => of(attribute).find((value) => Buffer.isBuffer(value)),
  };
}
