import type { Socket } from "node:net";
import { type ConnectOrder, connectOut, secureOver } from "./connect-out.ts";
import { notReached } from "./effector-refusals.ts";

/** What is held of what the other side says before it has to wait. */
const heldBytesMax = 1_048_576;

/** A connection of a protocol of its own that both sides keep open. */
export type Line = {
  /** The next bytes; undefined once the other side is gone. Nothing more is read while nobody asks. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** Returns once the system has taken the bytes; throws (`connector/not-reached`) when the connection is gone. */
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  /** Goes on in TLS, and makes sure that the other side is who it is called. */
  readonly secure: () => Promise<void>;
  readonly close: () => void;
};

/** Connects to a checked address of a name. Refuses like `connectOut`. */
export async function openLine(order: ConnectOrder, signal: AbortSignal): Promise<Line> {
  return lineOver(order, await connectOut({ ...order, secure: false }, signal), signal);
}

function lineOver(order: ConnectOrder, first: Socket, signal: AbortSignal): Line {
  let socket = first;
  let ear = listenTo(socket);
  const onAbort = () => socket.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    read: () => ear.read(),
    write: (bytes) =>
      new Promise((settle, fail) => {
        if (socket.destroyed) return fail(notReached(order.name, "the connection is gone"));
        socket.write(bytes, (cause) => (cause ? fail(notReached(order.name, "the connection is gone")) : settle()));
      }),
    async secure() {
      ear.end();
      const secured = await secureOver(order, socket, signal);
      socket = secured;
      ear = listenTo(socket);
    },
    close: () => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
    },
  };
}

/** Holds what comes until it is asked for, and lets the other side wait when that is much. */
function listenTo(socket: Socket) {
  // A connection that breaks ends what is read; unheard, its error event would end the process.
  socket.on("error", () => undefined);
  const held: Uint8Array[] = [];
  let bytes = 0;
  let isOver = socket.destroyed;
  let wake: () => void = () => undefined;
  const data = (piece: Buffer) => {
    held.push(piece);
    bytes += piece.length;
    if (bytes > heldBytesMax) socket.pause();
    wake();
  };
  const over = () => {
    isOver = true;
    wake();
  };
  socket.on("data", data).on("close", over).on("end", over);
  return {
    async read() {
      while (held.length === 0 && !isOver) {
        await new Promise<void>((settle) => {
          wake = settle;
        });
      }
      const piece = held.shift();
      bytes -= piece?.length ?? 0;
      if (bytes <= heldBytesMax / 2) socket.resume();
      return piece;
    },
    end: () => {
      socket.off("data", data).off("close", over).off("end", over);
      socket.pause();
    },
  };
}
