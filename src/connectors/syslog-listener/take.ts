import type { IntakeRecord } from "../../ports/intake.ts";
import { type Framing, openFramer } from "./frames.ts";
import type { Gather, Refused } from "./gather.ts";

/** What may wait of datagrams while a delivery is under way; what comes beyond is lost, and counted. */
const datagramsBytesMax = 32 * 1_048_576;

/**
 * Takes the messages of one connection and reads on only once they are durable. Their ids are their places in the connection, which no other
 * connection shares. Ends the connection where messages can no longer be told apart.
 */
export async function serveStream(
  bytes: AsyncIterable<Uint8Array>,
  gather: Gather,
  { place, framing, messageBytesMax }: { readonly place: string; readonly framing: Framing; readonly messageBytesMax: number },
): Promise<void> {
  const framer = openFramer({ framing, messageBytesMax });
  let count = 0;
  const take = async (framed: ReturnType<typeof framer.push>): Promise<boolean> => {
    const records: IntakeRecord[] = [];
    const refused: Refused[] = [];
    for (const { kind, bytes } of framed) {
      count++;
      const id = `${place}-${count}`;
      if (kind === "message") records.push({ id, bytes });
      else if (kind === "too-large")
        refused.push({ id, reason: "too-large", says: `a message of more than ${messageBytesMax} bytes; this is its beginning`, bytes });
      else refused.push({ id, reason: "malformed", says: "the connection was ended: no length stands where one must be", bytes });
    }
    if (framed.length > 0) await gather.take(records, refused);
    return framed.every(({ kind }) => kind !== "lost");
  };
  for await (const piece of bytes) if (!(await take(framer.push(piece)))) return;
  await take(framer.end());
}

/** Takes datagrams, one message each. Nobody can be made to wait, so what is beyond the bound is lost; how many were is a dead letter of its own. */
export function openDatagrams(
  gather: Gather,
  { boot, messageBytesMax }: { readonly boot: string; readonly messageBytesMax: number },
): (bytes: Uint8Array) => void {
  let count = 0;
  let lost = 0;
  return (bytes) => {
    count++;
    const id = `${boot}-${count}`;
    if (gather.waitingBytes() + bytes.length > datagramsBytesMax) {
      lost++;
      return;
    }
    const framer = openFramer({ framing: "lines", messageBytesMax });
    // A line break within a datagram ends nothing (RFC 5426): it is one message.
    const framed = [
      ...framer.push(
        Buffer.from(
          Buffer.from(bytes)
            .toString("latin1")
            .replace(/\r?\n(?!$)/g, "#012"),
          "latin1",
        ),
      ),
      ...framer.end(),
    ];
    const refused: Refused[] = framed
      .filter(({ kind }) => kind !== "message")
      .map(({ bytes }) => ({
        id,
        reason: "too-large",
        says: `a message of more than ${messageBytesMax} bytes; this is its beginning`,
        bytes,
      }));
    if (lost > 0) {
      refused.push({ id: `${id}-lost`, reason: "overflow", says: `${lost} messages before this one came faster than they could be kept` });
      lost = 0;
    }
    const records = framed.flatMap(({ kind, bytes }) => (kind === "message" ? [{ id, bytes }] : []));
    if (records.length + refused.length > 0) gather.take(records, refused).catch(() => undefined);
  };
}
