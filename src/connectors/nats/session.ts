import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { recordBytesMax } from "../../ports/intake.ts";
import type { ConnectOrder } from "../kit/connect-out.ts";
import { notReached, wrongCredentials } from "../kit/effector-refusals.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { type Line, openLine } from "../kit/line.ts";
import { signWithSeed } from "./nkey.ts";
import { type Message, Parser } from "./protocol.ts";

/** How long an answer may take, milliseconds. */
const answerMsMax = 10_000;

/** How we sign in; nothing of it where the server asks for nothing. */
export type SignIn = {
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
  readonly seed: string | undefined;
};

export type SessionOrder = ConnectOrder & { readonly tls: boolean; readonly signIn: SignIn; readonly clock: Clock; readonly inbox: string };

/** A connection to a server that has let us in. */
export type Session = {
  readonly publish: (subject: string, payload: string, reply?: string) => Promise<void>;
  readonly subscribe: (subject: string, queue?: string) => Promise<void>;
  /** The next message; undefined when none comes within the time. Throws (`connector/not-reached`, `connector/credentials`) when the connection is gone. */
  readonly next: (waitMs: number) => Promise<Message | undefined>;
  /** Asks, and gives the answer's payload; messages to others wait. */
  readonly ask: (subject: string, payload: string) => Promise<Uint8Array>;
  /** Returns once the server has taken all that was sent before. */
  readonly flush: () => Promise<void>;
  readonly close: () => void;
};

const Info = z.object({
  tls_required: z.boolean().default(false),
  nonce: z.string().max(1_024).optional(),
  headers: z.boolean().default(false),
});

/** Connects and signs in. Refuses (`connector/not-reached`, `connector/credentials`, `connector/bad-settings`, `connector/unexpected-answer`). */
export async function openSession(order: SessionOrder, signal: AbortSignal): Promise<Session> {
  const line = await openLine(order, signal);
  const talk = new Talk(order, line);
  try {
    const info = await talk.info();
    if (info.tls_required && !order.tls) throw needsTls(order.name);
    if (order.tls) await line.secure();
    await line.write(`CONNECT ${JSON.stringify(greeting(order, info))}\r\nPING\r\n`);
    await talk.pong();
    await line.write(`SUB ${order.inbox}.> 1\r\n`);
    return talk;
  } catch (cause) {
    line.close();
    throw cause;
  }
}

function greeting({ name, signIn, tls }: SessionOrder, { nonce }: z.output<typeof Info>): object {
  const { user, password, token, seed } = signIn;
  const signed = seed === undefined ? {} : signWithSeed(seed, nonce ?? "");
  if (!signed) throw wrongCredentials(name, "no seed of a user", "nkey-seed");
  return {
    verbose: false,
    pedantic: false,
    tls_required: tls,
    lang: "watchkeeper",
    version: "1",
    protocol: 1,
    headers: true,
    no_responders: true,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(token === undefined ? {} : { auth_token: token }),
    ...signed,
  };
}

/** One conversation with a server. */
class Talk implements Session {
  readonly #order: SessionOrder;
  readonly #line: Line;
  readonly #parser = new Parser(recordBytesMax);
  #messages: Message[] = [];
  #infos: string[] = [];
  #pongs = 0;
  #asked = 0;
  #reading: Promise<boolean> | undefined;

  constructor(order: SessionOrder, line: Line) {
    this.#order = order;
    this.#line = line;
  }

  async info(): Promise<z.output<typeof Info>> {
    await this.#until(() => this.#infos.length > 0, answerMsMax);
    const info = Info.safeParse(jsonOf(this.#infos.shift() ?? ""));
    if (!info.success) throw unexpectedAnswer(this.#order.name, "INFO");
    return info.data;
  }

  async pong(): Promise<void> {
    if (!(await this.#until(() => this.#pongs > 0, answerMsMax))) throw notReached(this.#order.name, "it does not answer", "LATE");
    this.#pongs--;
  }

  async publish(subject: string, payload: string, reply?: string): Promise<void> {
    const to = reply === undefined ? subject : `${subject} ${reply}`;
    await this.#line.write(`PUB ${to} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
  }

  subscribe(subject: string, queue?: string): Promise<void> {
    return this.#line.write(`SUB ${queue === undefined ? subject : `${subject} ${queue}`} 2\r\n`);
  }

  async next(waitMs: number): Promise<Message | undefined> {
    await this.#until(() => this.#messages.length > 0, waitMs);
    return this.#messages.shift();
  }

  async ask(subject: string, payload: string): Promise<Uint8Array> {
    const reply = `${this.#order.inbox}.ask.${++this.#asked}`;
    await this.publish(subject, payload, reply);
    const isOwn = (message: Message) => message.subject === reply;
    if (!(await this.#until(() => this.#messages.some(isOwn), answerMsMax)))
      throw notReached(this.#order.name, "it does not answer", "LATE");
    const found = this.#messages.find(isOwn)!;
    this.#messages = this.#messages.filter((message) => message !== found);
    return found.payload;
  }

  async flush(): Promise<void> {
    await this.#line.write("PING\r\n");
    await this.pong();
  }

  close(): void {
    this.#line.close();
  }

  /** Takes in what comes until something holds; false when the time is over first. */
  async #until(holds: () => boolean, waitMs: number): Promise<boolean> {
    if (holds()) return true;
    const { clock } = this.#order;
    const over = new AbortController();
    const late = clock.sleep(waitMs, over.signal).then(
      () => "late" as const,
      () => "late" as const,
    );
    try {
      while (!holds()) {
        // A read that outlasts its asker is taken up by the next one: no byte is lost in between.
        this.#reading ??= this.#take();
        this.#reading.catch(() => undefined);
        const said = await Promise.race([this.#reading, late]);
        if (said === "late") return holds();
        this.#reading = undefined;
        if (!said) throw notReached(this.#order.name, "the connection is gone");
      }
      return true;
    } finally {
      over.abort();
    }
  }

  /** Takes in the next bytes; false when there are none any more. */
  async #take(): Promise<boolean> {
    const bytes = await this.#line.read();
    if (!bytes) return false;
    for (const said of this.#parser.push(bytes)) {
      if (said.op === "message") this.#messages.push(said.message);
      else if (said.op === "info") this.#infos = [...this.#infos.slice(-1), said.json];
      else if (said.op === "pong") this.#pongs++;
      else if (said.op === "ping") await this.#line.write("PONG\r\n");
      else if (said.op === "error") throw refused(this.#order.name, said.text);
      else if (said.op === "nonsense") throw unexpectedAnswer(this.#order.name, "no NATS");
    }
    return true;
  }
}

/** What the server says when it turns us away; its words go to the log, cut to what no secret can be in. */
function refused(name: string, text: string): SocError {
  const kind = /^(Authorization Violation|Authentication [A-Z][a-z]+|User Authentication [A-Z][a-z]+|Permissions Violation for \w+)/i.exec(
    text,
  )?.[1];
  if (kind === undefined) return notReached(name, "the server ended the connection", text.replace(/[^A-Za-z ]/g, "").slice(0, 80));
  return wrongCredentials(name, kind, /^Permissions/i.test(kind) ? "the subjects in the README" : undefined);
}

const needsTls = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `"${name}" speaks TLS only`,
    remedy: 'write its url as "tls://host:4222"',
    retry: "never",
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
