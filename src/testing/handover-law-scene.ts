import assert from "node:assert/strict";
import { decideHandover, type HandoverCommand, type HandoverShown } from "../core/handover/decide.ts";
import { evolveHandovers } from "../core/handover/evolve.ts";
import { emptyHandovers, type Handover, type HandoverEvent } from "../core/handover/handover.ts";
import { digestToSign, type HandoverSigner, handoverBytes } from "../core/handover/signature.ts";
import type { Person } from "../core/person/person.ts";
import { SocError } from "../core/soc-error.ts";
import { composedUntil } from "./handover-text.ts";
import { personOf } from "./people.ts";

export const atMs = Date.UTC(2026, 4, 5, 6);
export const origin = "https://soc.example.test";
export const nobody: HandoverShown = { signature: undefined, session: undefined, keys: [] };
export const session: HandoverShown = { ...nobody, session: { id: "s-1", steppedUpAtMs: atMs } };

/** A fold with its laws: what is obeyed is folded, what is refused changes nothing. */
export function desk() {
  const state = emptyHandovers();
  const obey = (command: HandoverCommand): readonly HandoverEvent[] => {
    const facts = decideHandover(command, state);
    for (const fact of facts) evolveHandovers(state, JSON.parse(JSON.stringify(fact)) as HandoverEvent);
    return facts;
  };
  const refused = (command: HandoverCommand): string => {
    const before = JSON.stringify([...state.held]);
    try {
      obey(command);
    } catch (error) {
      assert.ok(error instanceof SocError, String(error));
      assert.equal(JSON.stringify([...state.held]), before);
      return error.code;
    }
    return "obeyed";
  };
  return { state, obey, refused, held: (id = "h-1") => state.held.get(id)! };
}

export const draft = (by: Person, at = atMs): HandoverCommand => ({
  type: "Draft",
  tenant: "default",
  composed: composedUntil(at),
  by,
  atMs: at,
});
export const sign = (held: Handover, by: Person, shown: HandoverShown = session): HandoverCommand => ({
  type: "Sign",
  id: held.text.id,
  by,
  digest: digestToSign(held, "hand-over"),
  shown,
  atMs: atMs + 1,
});
export const accept = (held: Handover, by: Person, shown: HandoverShown = session): HandoverCommand => ({
  type: "Accept",
  id: held.text.id,
  by,
  digest: digestToSign(held, "take-over"),
  shown,
  atMs: atMs + 5,
});
export const keyed = (name: string, held: Handover, as: HandoverSigner, signer: Person): HandoverShown => {
  const person = personOf(name, ["responder"]);
  const bytes = handoverBytes({ as, digest: digestToSign(held, as), by: signer });
  return { ...nobody, signature: person.sign(bytes), keys: [{ key: person.line["public-key"], origins: [] }] };
};
