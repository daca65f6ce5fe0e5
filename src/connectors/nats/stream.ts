import { createHash } from "node:crypto";
import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { IntakeRecord } from "../../ports/intake.ts";
import type { Listening } from "../../ports/source.ts";
import { notReached } from "../kit/effector-refusals.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { quoted } from "../kit/quoted.ts";
import { deliver, newBatch } from "./batch.ts";
import type { Message } from "./protocol.ts";
import type { Session } from "./session.ts";

/** One pull: at most so many messages and bytes; the server ends it after `pullMs`. */
const pullRecords = 500;
const pullBytes = 8 * 1_048_576;
const pullMs = 5_000;
/** Once messages come, no more than this is waited for the next one before they are handed over. */
const gapMs = 10;
/** A server that says nothing for so long after the end of a pull is gone. */
const silentMsMax = 5_000;
/** After this the server gives a message again that we did not acknowledge. */
const ackWaitMs = 60_000;
const ackPendingMax = 5_000;

/** The stream that is read and the name under which the server remembers how far. */
export type StreamOrder = {
  readonly name: string;
  readonly stream: string;
  readonly consumer: string;
  readonly subject: string | undefined;
};

const Failure = z.object({ error: z.object({ code: z.int(), err_code: z.int().default(0) }) });
const StreamInfo = z.object({ created: z.string().max(64), state: z.object({ messages: z.number() }) });
const ConsumerInfo = z.object({ config: z.object({ ack_policy: z.string() }), num_pending: z.number().default(0) });

/** Makes sure that stream and consumer are there; gives what the stream's records are called after, and how many wait. Creates the consumer where it is absent. */
export async function prepareStream(session: Session, order: StreamOrder): Promise<{ readonly id: string; readonly waiting: number }> {
  const stream = await asked(session, order, `STREAM.INFO.${order.stream}`, {}, StreamInfo);
  if (stream === "absent") throw absent(order.name, order.stream);
  const path = `${order.stream}.${order.consumer}`;
  const known = await asked(session, order, `CONSUMER.INFO.${path}`, {}, ConsumerInfo);
  const consumer =
    known === "absent" ? await asked(session, order, `CONSUMER.DURABLE.CREATE.${path}`, consumerOf(order), ConsumerInfo) : known;
  if (consumer === "absent" || consumer.config.ack_policy !== "explicit") throw notExplicit(order.name, order.consumer);
  // A stream that was made anew counts from one again: its messages are others.
  const made = createHash("sha256").update(stream.created).digest("hex").slice(0, 8);
  return { id: `${order.stream}.${made}`, waiting: consumer.num_pending };
}

function consumerOf({ stream, consumer, subject }: StreamOrder): object {
  return {
    stream_name: stream,
    config: {
      durable_name: consumer,
      deliver_policy: "all",
      ack_policy: "explicit",
      ack_wait: ackWaitMs * 1_000_000,
      max_deliver: -1,
      max_ack_pending: ackPendingMax,
      ...(subject === undefined ? {} : { filter_subject: subject }),
    },
  };
}

async function asked<Shape extends z.ZodType>(
  session: Session,
  { name }: StreamOrder,
  what: string,
  body: object,
  shape: Shape,
): Promise<z.output<Shape> | "absent"> {
  const text = Buffer.from(await session.ask(`$JS.API.${what}`, JSON.stringify(body))).toString("utf8");
  const said = jsonOf(text);
  const failure = Failure.safeParse(said);
  if (failure.success && failure.data.error.code === 404) return "absent";
  if (failure.success) throw unexpectedAnswer(name, `JetStream error ${failure.data.error.err_code}`);
  // Without JetStream nobody answers, and the server says so at once with an empty message.
  if (text === "") throw noJetStream(name);
  const read = shape.safeParse(said);
  if (!read.success) throw unexpectedAnswer(name, what.split(".", 2).join("."));
  return read.data;
}

/**
 * Pulls messages, hands them over, and acknowledges each once it is durable. What was not acknowledged comes again and is a repeat by its place in the
 * stream. Nothing more is pulled while a delivery is under way.
 */
export async function readStream(
  session: Session,
  order: StreamOrder,
  { id, inbox, clock, listening }: { readonly id: string; readonly inbox: string; readonly clock: Clock; readonly listening: Listening },
): Promise<void> {
  const { signal } = listening;
  let large = false;
  for (let pull = 1; !signal.aborted; pull++) {
    const reply = `${inbox}.pull.${pull}`;
    const bounds = large ? { batch: 1 } : { batch: pullRecords, max_bytes: pullBytes };
    await session.publish(
      `$JS.API.CONSUMER.MSG.NEXT.${order.stream}.${order.consumer}`,
      JSON.stringify({ ...bounds, expires: pullMs * 1_000_000 }),
      reply,
    );
    const ended = await readPull(session, reply, bounds.batch, { name: order.name, id, clock, listening });
    large = ended === "too-large";
  }
}

/** Reads one pull to its end. */
async function readPull(
  session: Session,
  reply: string,
  count: number,
  { name, id, clock, listening }: { readonly name: string; readonly id: string; readonly clock: Clock; readonly listening: Listening },
): Promise<"done" | "too-large"> {
  const endMs = clock.nowMs() + pullMs + silentMsMax;
  for (let left = count; left > 0 && !listening.signal.aborted; ) {
    const batch = newBatch();
    let ended: "done" | "too-large" | undefined;
    for (let waitMs = Math.max(0, endMs - clock.nowMs()); left > 0 && !batch.isFull(); waitMs = gapMs) {
      const message = await session.next(waitMs);
      if (!message) {
        if (batch.acks.length === 0 && clock.nowMs() >= endMs) throw notReached(name, "it says nothing any more", "SILENT");
        break;
      }
      if (message.headers !== undefined && message.payload.length === 0 && /^NATS\/1\.0 \d/.test(message.headers)) {
        // What is left of an earlier pull says nothing about this one.
        if (message.subject !== reply) continue;
        ended = /MaxBytes/i.test(message.headers) ? "too-large" : "done";
        break;
      }
      const record = recordOf(message, id);
      if (!record) throw unexpectedAnswer(name, "a message without its place in the stream");
      batch.take(record, message);
      left--;
    }
    if (batch.acks.length > 0) {
      await deliver(batch, listening, clock);
      for (const ack of batch.acks) await session.publish(ack, "+ACK");
      await session.flush();
    }
    if (ended) return ended;
  }
  return "done";
}

/** A message's place: `$JS.ACK.<stream>.<consumer>.<delivered>.<sequence>.<consumer sequence>.<nanoseconds>.<pending>`, newer servers with two words more in front. */
function recordOf({ reply, payload }: Message, id: string): IntakeRecord | undefined {
  const words = reply?.split(".") ?? [];
  const from = words.length === 9 ? 2 : words.length >= 11 ? 4 : -1;
  const [sequence, nanoseconds] = [words[from + 3] ?? "", words[from + 5] ?? ""];
  if (words[0] !== "$JS" || words[1] !== "ACK" || from < 0 || !/^\d{1,20}$/.test(sequence)) return undefined;
  const sentAtMs = /^\d{7,19}$/.test(nanoseconds) ? Number(nanoseconds.slice(0, -6)) : undefined;
  return { id: `${id}.${sequence}`, bytes: payload, ...(sentAtMs === undefined ? {} : { sentAtMs }) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const absent = (name: string, stream: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `${quoted(name)} has no stream ${quoted(stream)}`,
    remedy: "write the name of a stream that is there into the settings (nats stream ls), or create it",
    retry: { afterMs: 60_000 },
  });

const noJetStream = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `${quoted(name)} does not answer questions about streams`,
    remedy: "switch JetStream on at the server for this account, or leave stream away in the settings to hear a subject without receipts",
    retry: { afterMs: 60_000 },
  });

const notExplicit = (name: string, consumer: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the consumer ${quoted(consumer)} of ${quoted(name)} does not wait for each acknowledgement`,
    remedy: "name another consumer, which is then created, or make this one with explicit acknowledgements",
    retry: "never",
  });
