import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { SocError } from "../../core/soc-error.ts";
import type { Resolve } from "../kit/address.ts";
import { connectOut, tlsOf } from "../kit/connect-out.ts";
import { notConnected, notReached, tooLate, unexpectedAnswer, wrongCredentials } from "../kit/http-refusals.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import type { MailSettings } from "./settings.ts";

/** A mail server with what we sign in with. */
export type Server = {
  readonly name: string;
  readonly settings: MailSettings;
  readonly password: string | undefined;
  readonly resolve?: Resolve | undefined;
};

/** How long the server may stay silent, and how long all of it may take, milliseconds. */
const silenceMsMax = 20_000;
const callMsMax = 25_000;
const answerBytesMax = 65_536;
/** When to try again what the server put off (a status of 400 to 499), milliseconds. */
const putOffMs = 60_000;

/** Connects, encrypts, signs in and hangs up. */
export const signIn = (server: Server, signal: AbortSignal): Promise<void> => withConnection(server, signal, async () => {});

/**
 * Sends the bytes of one mail. Throws `sink/refused` when surely nobody got it: nothing was sent, or the server said no. From the moment in which it asks for
 * the mail until it answers, nobody knows.
 */
export async function sendMail(server: Server, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
  let hasLeft = false;
  try {
    return await withConnection(server, signal, async (connection) => {
      const mail = Readable.from(
        (function* () {
          hasLeft = true;
          yield Buffer.from(bytes);
        })(),
      );
      return sent(server, connection, mail);
    });
  } catch (cause) {
    if (hasLeft || (cause instanceof SocError && cause.code === "sink/refused")) throw cause;
    throw sinkRefused(server.name, cause instanceof SocError ? cause.problem : `"${server.name}" was not sent anything`, cause);
  }
}

async function withConnection<Result>(
  server: Server,
  signal: AbortSignal,
  work: (connection: SMTPConnection) => Promise<Result>,
): Promise<Result> {
  const { name, settings, password, resolve } = server;
  const { host, port, tls, internal, ca } = settings;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(callMsMax)]);
  const socket = await connectOut({ name, host, port, internal, secure: tls === "implicit", ca, resolve }, limit);
  const connection = speaking(settings, socket);
  const broken = new Promise<never>((_, fail) => {
    connection.on("error", (error) => fail(toldFrom(server, error, limit)));
    limit.addEventListener("abort", () => fail(tooLate(name)), { once: true });
  });
  // Heard below, or of no interest any more.
  broken.catch(() => undefined);
  try {
    await Promise.race([
      broken,
      answered(
        (done) => connection.connect(done),
        (error) => toldFrom(server, error, limit),
      ),
    ]);
    if (settings.user !== undefined) {
      const auth = { user: settings.user, pass: password ?? "" };
      await Promise.race([
        broken,
        answered(
          (done) => connection.login(auth, done),
          (error) => toldFrom(server, error, limit),
        ),
      ]);
    }
    return await Promise.race([broken, work(connection)]);
  } finally {
    connection.close();
    socket.destroy();
  }
}

/** The protocol over a connection that stands. */
function speaking(
  { host, port, tls, ca, protocol, from, hello }: MailSettings,
  socket: Awaited<ReturnType<typeof connectOut>>,
): SMTPConnection {
  return new SMTPConnection({
    host,
    port,
    connection: socket,
    secure: tls === "implicit",
    secured: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: tlsOf({ host, ca }),
    name: hello ?? from.slice(from.lastIndexOf("@") + 1),
    lmtp: protocol === "lmtp",
    logger: false,
    greetingTimeout: silenceMsMax,
    socketTimeout: silenceMsMax,
    maxResponseSize: answerBytesMax,
  });
}

/** Turns a callback into a promise. */
function answered<Result>(
  call: (done: (error?: Error | null, result?: Result) => void) => void,
  told: (error: Error) => Error,
): Promise<Result | undefined> {
  return new Promise((settle, fail) => call((error, result) => (error ? fail(told(error)) : settle(result))));
}

async function sent(server: Server, connection: SMTPConnection, mail: Readable): Promise<string> {
  const { from, to } = server.settings;
  const told = (error: Error): Error => {
    const { responseCode } = error as { responseCode?: number };
    if (responseCode === undefined) return toldFrom(server, error);
    // The server itself said that it does not take it.
    return sinkRefused(server.name, `"${server.name}" does not take the mail (status ${responseCode})`, refusal(server.name, responseCode));
  };
  const info = await answered<{ response?: string }>((done) => connection.send({ from, to: [...to] }, mail, done), told);
  return info?.response ?? "";
}

/** A status of 400 to 499 is a no for now, one of 500 and above for good. */
const refusal = (name: string, status: number) =>
  new SocError({
    code: "sink/refused",
    problem: `"${name}" does not take the mail (status ${status})`,
    remedy: "see that the server takes mail from the address in from for those in to",
    retry: status < 500 ? { afterMs: putOffMs } : "never",
  });

/** What the library says is told by its codes alone: its words hold the server's. */
function toldFrom({ name }: Server, error: Error, limit?: AbortSignal): SocError {
  const { code = "", responseCode, cause } = error as { code?: string; responseCode?: number; cause?: { code?: string } };
  if (limit?.aborted || code === "ETIMEDOUT") return tooLate(name);
  if (code === "EAUTH")
    return responseCode !== undefined && responseCode >= 400 && responseCode < 500 ? notReached(name, code) : wrongCredentials(name);
  // A server that is busy says so in its greeting already.
  if (code === "EPROTOCOL" && responseCode !== undefined && responseCode >= 400 && responseCode < 500) return notReached(name, code);
  if (code === "ETLS" && tlsCodeOf(error) === undefined) return noEncryption(name);
  if (code === "ETLS" || code === "ESOCKET") return notConnected(name, cause?.code ?? tlsCodeOf(error) ?? code);
  if (code === "EPROTOCOL") return unexpectedAnswer(name, code);
  return notConnected(name, tlsCodeOf(error) ?? (code.slice(0, 60) || "BROKEN"));
}

const noEncryption = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting "tls" of "${name}": the server does not encrypt in the way that it names`,
    remedy: "use starttls for a server that offers STARTTLS (often port 587), implicit for one that speaks TLS from the first byte (465)",
    retry: "never",
  });

/** OpenSSL's own code, where the library put another in its place. */
const tlsCodeOf = (error: Error) =>
  /\b(self-signed certificate in certificate chain|self-signed certificate|unable to verify the first certificate|unable to get local issuer certificate)\b/.test(
    error.message,
  )
    ? "SELF_SIGNED_CERT_IN_CHAIN"
    : /certificate has expired/.test(error.message)
      ? "CERT_HAS_EXPIRED"
      : /altnames|does not match certificate/.test(error.message)
        ? "ERR_TLS_CERT_ALTNAME_INVALID"
        : undefined;
