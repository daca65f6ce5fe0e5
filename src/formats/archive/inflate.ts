import { createInflateRaw } from "node:zlib";
import { limits } from "../limits.ts";
import { type ByteSource, InputDamage } from "./source.ts";

/** What all archives of one input, nested ones included, may still cost. Shared by reference; counts down. */
export type Budget = { bytesLeft: number; entriesLeft: number };

/** A fresh budget for one input. */
export function newBudget(): Budget {
  return { bytesLeft: limits.archiveBytesMax, entriesLeft: limits.archiveEntriesMax };
}

/** Compressed bytes given to zlib at once: with DEFLATE's greatest ratio of 1,032 this bounds what one step can yield. */
const stepBytesMax = 16_384;

/** The ratio is judged only beyond this many bytes: small and very regular files are no bombs. */
const ratioFromBytes = 16 * 1_048_576;

/**
 * Inflates one raw DEFLATE stream (RFC 1951) and leaves what follows it in the source. What was inflated before damage is handed out
 * (but for the last step); then `InputDamage` is thrown: truncated, malformed, or too-long when it grows beyond the budget
 * or `archiveRatioMax` times its compressed size.
 */
export async function* inflate(source: ByteSource, budget: Budget): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw();
  const state: State = { ready: [], failure: undefined, bytesIn: 0, bytesOut: 0 };
  inflater.on("data", (piece: Buffer) => state.ready.push(piece));
  inflater.on("error", (cause: Failure) => {
    state.failure ??= cause;
  });
  const closed = new Promise<void>((resolve) => inflater.once("close", resolve).once("end", resolve));
  try {
    while (!state.failure) {
      const step = await source.some(stepBytesMax);
      if (step.length === 0) break;
      state.bytesIn += step.length;
      // A stream that failed never answers the write that broke it.
      await Promise.race([new Promise<void>((resolve) => inflater.write(step, () => resolve())), closed]);
      yield* takeReady(state, budget);
      const unused = state.bytesIn - inflater.bytesWritten;
      if (state.failure || unused === 0) continue;
      source.unread(step.subarray(step.length - unused));
      break;
    }
    if (!state.failure) inflater.end();
    await closed;
    yield* takeReady(state, budget);
    if (state.failure) throw damageOf(state.failure);
  } finally {
    inflater.destroy();
  }
}

type Failure = Error & { code?: string };
type State = { ready: Buffer[]; failure: Failure | undefined; bytesIn: number; bytesOut: number };

function* takeReady(state: State, budget: Budget): Generator<Uint8Array> {
  const pieces = state.ready;
  state.ready = [];
  for (const piece of pieces) {
    state.bytesOut += piece.length;
    budget.bytesLeft -= piece.length;
    if (budget.bytesLeft < 0)
      throw new InputDamage("too-long", `archives may hold ${limits.archiveBytesMax} bytes in all; this one holds more`);
    if (state.bytesOut > ratioFromBytes && state.bytesOut > state.bytesIn * limits.archiveRatioMax)
      throw new InputDamage("too-long", `grows to more than ${limits.archiveRatioMax} times its compressed size, as a bomb does`);
    yield piece;
  }
}

function damageOf(failure: Failure): InputDamage {
  if (failure.code === "Z_BUF_ERROR") return new InputDamage("truncated", "the compressed data ends too early");
  return new InputDamage("malformed", `the compressed data is damaged: ${failure.message}`);
}
