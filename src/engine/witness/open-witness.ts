import { parseCheckpoint } from "../../core/transparency/checkpoint.ts";
import { cosignatureLine, parseNote } from "../../core/transparency/note.ts";
import type { VerifierKey } from "../../core/transparency/verifier-key.ts";
import { type CosignRefusal, checkedNote, decideCosignature } from "../../core/transparency/witness.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WitnessStore } from "../../ports/witness-store.ts";

/** What a witness answers: its cosignature line, or why not. `broken`: its own disk failed, and it cosigns nothing until it is started anew. */
export type WitnessReply =
  | { readonly type: "cosigned"; readonly line: string; readonly origin: string; readonly size: number }
  | ({ readonly type: "refused" } & CosignRefusal)
  | { readonly type: "broken" };

/** A witness at work: each request is judged, held and signed without a pause, so that no two can cross. */
export type OpenWitness = { readonly cosign: (request: Uint8Array) => WitnessReply };

/** Opens a witness over its store, for the logs whose verifier keys it is given. */
export function openWitness(store: WitnessStore, logs: readonly VerifierKey[], clock: Clock): OpenWitness {
  let isBroken = false;
  const held = (origin: string) => {
    const note = store.held(origin);
    return note === undefined ? undefined : parseCheckpoint(parseNote(note).text);
  };
  return {
    cosign(request) {
      if (isBroken) return { type: "broken" };
      const decision = decideCosignature(Buffer.from(request).toString("utf8"), logs, held);
      try {
        if (decision.type === "refuse") {
          const { type: _refuse, ...refusal } = decision;
          if ("checkpoint" in refusal) store.keepConflict(store.held(refusal.checkpoint.origin), checkedNote(refusal.checkpoint));
          return { type: "refused", ...refusal };
        }
        const { origin, size, note } = decision.checkpoint;
        store.hold(origin, checkedNote(decision.checkpoint));
        const line = cosignatureLine(note.text, store.key, Math.floor(clock.nowMs() / 1_000));
        return { type: "cosigned", line, origin, size };
      } catch {
        // Whether it was written is not known, so what is held is not known: from here on nothing that is signed could be stood by.
        isBroken = true;
        return { type: "broken" };
      }
    },
  };
}
