import { decideHandover, type HandoverCommand, type HandoverShown, isPasskey, isSame } from "../../core/handover/decide.ts";
import { evolveHandovers, noteUnread } from "../../core/handover/evolve.ts";
import { emptyHandovers, type Handover, type HandoverEvent, type Handovers, handoverNumber } from "../../core/handover/handover.ts";
import { handoverLimits } from "../../core/handover/limits.ts";
import { refusedHandover } from "../../core/handover/refusal.ts";
import { digestToSign, type HandoverSigner, handoverBytes } from "../../core/handover/signature.ts";
import type { HandoverPeriod } from "../../core/handover/text.ts";
import type { Person } from "../../core/person/person.ts";
import { composeHandover } from "../../stages/handover/compose.ts";
import { openSealedLog, type SealedLog } from "../sealed-log.ts";
import { gatherHandover } from "./gather.ts";
import type { HandoverParts } from "./parts.ts";

/** What somebody would sign, and by what they sign: the ids of the passkeys that count, base64url, empty where the word of a session does. */
export type ToSignHandover = {
  readonly by: Person;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly passkeys: readonly string[];
};

/** What a session or a key shows when somebody signs; the keys are looked up here. */
export type HandoverGiven = Omit<HandoverShown, "keys">;

/** Handovers of one tenant, as one process holds them; several may, on one journal. Every deed gives the handover as it stands then. Refuses (`handover/…`, `journal/…`). */
export type HandoverDesk = {
  /** Newest first. */
  readonly list: () => Promise<readonly Handover[]>;
  readonly read: (id: string) => Promise<Handover>;
  /** Composes one from the record: since a time, or since the last signed one ended. */
  readonly draft: (by: Person, sinceMs: number | undefined) => Promise<Handover>;
  readonly note: (id: string, by: Person, note: { readonly about: string; readonly text: string }) => Promise<Handover>;
  readonly open: (id: string, by: Person) => Promise<Handover>;
  readonly ask: (id: string, by: Person, question: { readonly about: string; readonly text: string }) => Promise<Handover>;
  readonly answer: (id: string, by: Person, answer: { readonly number: number; readonly text: string }) => Promise<Handover>;
  readonly toSign: (id: string, by: Person, as: HandoverSigner) => Promise<ToSignHandover>;
  readonly sign: (id: string, by: Person, as: HandoverSigner, signing: HandoverGiven & { readonly digest: string }) => Promise<Handover>;
};

/** Opens the journal of handovers, checks and folds it. Refuses (`journal/…`). */
export async function openHandoverDesk(parts: HandoverParts): Promise<HandoverDesk> {
  const { clock, journal } = parts;
  const state = emptyHandovers();
  const log = await openSealedLog<HandoverEvent>(journal, clock, {
    fold: (fact) => evolveHandovers(state, fact),
    factOf: (text) => JSON.parse(text) as HandoverEvent,
    // Ids are ours. What one handover said can be erased with the people in it.
    streamOf: ({ id }) => (handoverNumber(id) === undefined ? "other" : id),
    erased: "skip",
    unread: (stream) => noteUnread(state, stream),
  });
  return deskOf({ parts, state, log });
}

type Held = { readonly parts: HandoverParts; readonly state: Handovers; readonly log: SealedLog<HandoverEvent> };

/** What binds people is published at once; a note waits for the next of them. */
const published: ReadonlySet<HandoverEvent["type"]> = new Set(["HandoverDrafted", "HandoverSigned", "HandoverOpened", "HandoverAccepted"]);

function deskOf(held: Held): HandoverDesk {
  const { parts, state, log } = held;
  const now = () => parts.clock.nowMs();
  const obey = (command: HandoverCommand & { readonly id: string }) => obeyed(held, command).then(() => heldOf(state, command.id));
  return {
    async list() {
      await log.refresh();
      return [...state.held.values()].toReversed();
    },
    async read(id) {
      await log.refresh();
      return heldOf(state, id);
    },
    draft: (by, sinceMs) => drafted(held, by, sinceMs),
    note: (id, by, note) => obey({ type: "Note", id, by, ...note, atMs: now() }),
    open: (id, by) => obey({ type: "Open", id, by, atMs: now() }),
    ask: (id, by, question) => obey({ type: "Ask", id, by, ...question, atMs: now() }),
    answer: (id, by, answer) => obey({ type: "Answer", id, by, ...answer, atMs: now() }),
    async toSign(id, by, as) {
      await log.refresh();
      const handover = heldOf(state, id);
      const signer = as === "hand-over" && isSame(handover.text.outgoing, by) ? handover.text.outgoing : by;
      const digest = digestToSign(handover, as);
      const keys = await parts.keysOf(signer);
      return { by: signer, digest, bytes: handoverBytes({ as, digest, by: signer }), passkeys: keys.filter(isPasskey).map(credentialOf) };
    },
    async sign(id, by, as, { digest, ...given }) {
      const shown = { ...given, keys: await parts.keysOf(by) };
      return obey({ type: as === "hand-over" ? "Sign" : "Accept", id, by, digest, shown, atMs: now() });
    },
  };
}

/** The credential id of a passkey's line, as a browser takes it. */
const credentialOf = ({ key }: { readonly key: string }) => Buffer.from(key.split(":")[1] ?? "", "base64").toString("base64url");

async function obeyed({ log, state }: Held, command: HandoverCommand): Promise<readonly HandoverEvent[]> {
  const facts = await log.decide(() => decideHandover(command, state));
  if (facts.some(({ type }) => published.has(type))) await log.checkpoint({ witness: "may" });
  return facts;
}

async function drafted(held: Held, by: Person, sinceMs: number | undefined): Promise<Handover> {
  const { parts, state, log } = held;
  await log.refresh();
  const atMs = parts.clock.nowMs();
  const period = periodOf(state, sinceMs, atMs);
  const composed = composeHandover(await gatherHandover(parts.sources, { period, last: state.last }));
  const facts = await obeyed(held, { type: "Draft", tenant: parts.tenant, by, composed, atMs });
  return heldOf(state, facts.at(-1)?.id ?? "");
}

/** Since when: what is asked for, else where the last signed handover ended, as far back as a period may go. */
function periodOf({ last }: Handovers, sinceMs: number | undefined, atMs: number): HandoverPeriod {
  const before = last && last.period.toMs < atMs ? last.period.toMs : atMs - handoverLimits.firstPeriodMs;
  const period = { fromMs: sinceMs ?? Math.max(before, atMs - handoverLimits.periodMsMax), toMs: atMs };
  if (period.fromMs >= atMs || atMs - period.fromMs > handoverLimits.periodMsMax)
    throw refusedHandover("handover/bad-period", "the period does not begin in the past, or is too long");
  return period;
}

function heldOf({ held }: Handovers, id: string): Handover {
  const found = held.get(id);
  if (!found) throw refusedHandover("handover/unknown", `there is no handover "${id.slice(0, 20)}"`);
  return found;
}
