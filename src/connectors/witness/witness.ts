import { SocError } from "../../core/soc-error.ts";
import { parseSize } from "../../core/transparency/checkpoint.ts";
import type { VerifierKey } from "../../core/transparency/verifier-key.ts";
import { formatCosignRequest, takeCosignatures } from "../../core/transparency/witness.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Witness } from "../../ports/witness.ts";
import type { Resolve } from "../kit/address.ts";
import { type Answer, openOrigin } from "../kit/http.ts";

/** A witness as the settings name it: where it is, and the verifier key that it printed at its start (use "cosignature"). */
export type WitnessSettings = {
  readonly url: string;
  readonly key: VerifierKey;
  readonly internal?: boolean;
  readonly ca?: string;
};

// An answer is a few signature lines, or a number.
const answerBytesMax = 16_384;
const answerMsMax = 5_000;

/**
 * A witness over HTTP (c2sp.org/tlog-witness). Plain http is allowed, because question and answer are signed in themselves. Its lines are checked with
 * its key before they are handed on; whatever else it says is no cosignature. Refuses (`journal/not-witnessed`, `connector/bad-settings`).
 */
export function openWitnessClient(
  { url, key, internal, ca }: WitnessSettings,
  parts: { readonly clock: Clock; readonly resolve?: Resolve },
): Witness {
  const order = { name: key.name, url, plain: true, ...(internal === undefined ? {} : { internal }), ...(ca === undefined ? {} : { ca }) };
  const origin = openOrigin(order, parts);
  return {
    name: key.name,
    key,
    async cosign({ oldSize, proof, checkpoint }) {
      const body = { bytes: Buffer.from(formatCosignRequest({ older: oldSize, proof, checkpoint })), type: "text/plain; charset=utf-8" };
      const said = await origin.read({
        method: "POST",
        changes: false,
        path: ["add-checkpoint"],
        body,
        bytesMax: answerBytesMax,
        timeMs: answerMsMax,
      });
      if (said.kind !== "answered") throw notWitnessed(key.name, "it cannot be reached", said.error);
      const text = Buffer.from(said.bytes).toString("utf8");
      if (said.status === 200) return { lines: linesIn(text, checkpoint, key) };
      const knownSize = said.status === 409 ? parseSize(text.trimEnd()) : undefined;
      // A conflict about the very size that it was asked from is one about the root.
      if (knownSize === oldSize) throw notWitnessed(key.name, "it holds another record of the same size: someone shows two histories");
      if (knownSize !== undefined) return { knownSize };
      throw notWitnessed(key.name, reasonOf(said));
    },
  };
}

function linesIn(answer: string, checkpoint: string, key: VerifierKey): readonly string[] {
  try {
    return takeCosignatures(checkpoint, answer, [key]).map(({ line }) => line);
  } catch (cause) {
    if (cause instanceof SocError) throw notWitnessed(key.name, cause.problem, cause);
    throw cause;
  }
}

function reasonOf({ status }: Answer): string {
  if (status === 404) return "it does not watch this log";
  if (status === 403) return "it knows this log by another key";
  if (status === 422) return "the record did not grow from what it holds";
  return `it answered with status ${status}`;
}

const notWitnessed = (name: string, because: string, cause?: unknown) =>
  new SocError({
    code: "journal/not-witnessed",
    problem: `the witness "${name}" did not cosign the checkpoint: ${because}`,
    remedy: "start the witness, or correct its url and key in the settings; when it holds another history, find out who changed the record",
    retry: { afterMs: 5_000 },
    cause,
  });
