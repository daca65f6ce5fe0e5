import { z } from "zod";
import type { ListeningSource } from "../../ports/source.ts";
import { isLoopback } from "../kit/address.ts";
import { type ConnectorParts, defineConnector } from "../kit/connector-kind.ts";
import type { Secrets } from "../kit/secrets.ts";
import { deliver, newBatch } from "./batch.ts";
import { openSession, type Session, type SessionOrder } from "./session.ts";
import { prepareStream, readStream, type StreamOrder } from "./stream.ts";

/** How long a subject without a stream may be silent before we look whether the server is still there, milliseconds. */
const silentMs = 30_000;
const gapMs = 10;
const checkMsMax = 15_000;

const named = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "takes letters, digits, _ and -");
const subject = z
  .string()
  .max(255)
  .regex(/^[^\s.*>]+(?:\.[^\s.*>]+|\.\*)*(?:\.>)?$|^>$/, "takes a subject, as alerts.>");

const Settings = z
  .strictObject({
    url: z
      .string()
      .refine((text) => urlOf(text) !== undefined, 'takes "tls://host:4222", or "nats://…" on this machine or with plain: true'),
    internal: z.boolean().default(false),
    plain: z.boolean().default(false),
    ca: z.string().max(65_536).optional(),
    user: z.string().max(255).optional(),
    stream: named.optional(),
    consumer: named.default("watchkeeper"),
    subject: subject.optional(),
    queue: named.optional(),
  })
  .refine(({ stream, subject }) => stream !== undefined || subject !== undefined, { path: ["stream"], message: "or a subject is needed" })
  .refine(({ url, plain, internal }) => url.startsWith("tls:") || plain || (internal && isHere(url)), {
    path: ["url"],
    message: "is not encrypted: write tls://",
  });
type Settings = z.output<typeof Settings>;

/** NATS: a JetStream stream, which waits for us, or a plain subject, which does not. Each message is a record. */
export default defineConnector({
  product: "nats",
  title: "NATS",
  provenOn: "the real product",
  serves: ["alerts"],
  secrets: [],
  optionalSecrets: ["password", "token", "nkey-seed"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const opened = (signal: AbortSignal) => {
      const order = orderOf(name, settings, secrets, parts);
      return openSession(order, signal).then((session) => ({ session, order }));
    };
    const stream: StreamOrder | undefined =
      settings.stream === undefined ? undefined : { name, stream: settings.stream, consumer: settings.consumer, subject: settings.subject };
    return {
      alerts: stream ? streamSource(stream, opened, parts) : subjectSource(settings, opened, parts),
      async check(signal) {
        const { session } = await opened(AbortSignal.any([signal, AbortSignal.timeout(checkMsMax)]));
        try {
          if (!stream) return { says: `lets us in; hears ${settings.subject}` };
          const { waiting } = await prepareStream(session, stream);
          return { says: `${waiting} messages wait in ${stream.stream}` };
        } finally {
          session.close();
        }
      },
    };
  },
});

type Opened = (signal: AbortSignal) => Promise<{ readonly session: Session; readonly order: SessionOrder }>;

const streamSource = (stream: StreamOrder, opened: Opened, { clock }: ConnectorParts): ListeningSource => ({
  kind: "listening",
  guarantee: "never lost",
  // The server shares a consumer's messages out among those who pull.
  alone: false,
  async listen(listening) {
    const { session, order } = await opened(listening.signal);
    try {
      const { id } = await prepareStream(session, stream);
      listening.ready(`${order.host}:${order.port}, stream ${stream.stream}`);
      await readStream(session, stream, { id, inbox: order.inbox, clock, listening });
    } catch (cause) {
      if (!listening.signal.aborted) throw cause;
    } finally {
      session.close();
    }
  },
});

const subjectSource = (settings: Settings, opened: Opened, { clock, random }: ConnectorParts): ListeningSource => ({
  kind: "listening",
  guarantee: "best effort",
  // Without a queue each of several ears would hear everything.
  alone: settings.queue === undefined,
  async listen(listening) {
    const { session, order } = await opened(listening.signal);
    try {
      await session.subscribe(settings.subject ?? "", settings.queue);
      await session.flush();
      listening.ready(`${order.host}:${order.port}, subject ${settings.subject}`);
      const boot = random.secret(8);
      for (let count = 0; !listening.signal.aborted; ) {
        const batch = newBatch();
        for (let waitMs = silentMs; !batch.isFull(); waitMs = gapMs) {
          const message = await session.next(waitMs);
          if (!message) break;
          batch.take({ id: `${boot}-${++count}`, bytes: message.payload }, { ...message, reply: undefined });
        }
        if (batch.records.length + batch.refused.length > 0) await deliver(batch, listening, clock);
        else await session.flush();
      }
    } catch (cause) {
      if (!listening.signal.aborted) throw cause;
    } finally {
      session.close();
    }
  },
});

function orderOf(name: string, settings: Settings, secrets: Secrets, { clock, random, resolve }: ConnectorParts): SessionOrder {
  const url = urlOf(settings.url)!;
  const secret = (each: string) => (secrets.has?.(each) ? secrets.get(each) : undefined);
  return {
    name,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || "4222"),
    internal: settings.internal,
    tls: url.protocol === "tls:",
    signIn: { user: settings.user, password: secret("password"), token: secret("token"), seed: secret("nkey-seed") },
    clock,
    inbox: `_INBOX.${random.secret(12)}`,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(resolve ? { resolve } : {}),
  };
}

function urlOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRight = url && /^(?:tls|nats):$/.test(url.protocol) && url.hostname !== "" && url.username === "" && url.password === "";
  return isRight ? url : undefined;
}

function isHere(text: string): boolean {
  const host = urlOf(text)?.hostname.replace(/^\[|\]$/g, "") ?? "";
  return host === "localhost" || isLoopback(host);
}
