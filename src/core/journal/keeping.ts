import type { Person } from "../person/person.ts";
import { SocError } from "../soc-error.ts";

/** The stream of what a record says about itself. Its key is never erased. */
export const recordStream = "record";

/** Which part of a record is meant: all of it, or one stream ("case-3"). */
export type RecordScope = "all" | string;

/** What happens to a record itself, in the stream `recordStream` of the same journal. */
export type RecordEvent =
  | {
      /** Checkpoints are signed by another key from now on. Keys are raw Ed25519 in base64; `signature` is by `from` over `successionBytes`. */
      readonly type: "KeyRotated";
      readonly from: string;
      readonly to: string;
      readonly signature: string;
      readonly atMs: number;
    }
  | {
      /** The keys of these streams, up to and with these generations, are destroyed: what their entries said can never be read again. */
      readonly type: "PersonalDataErased";
      readonly streams: readonly { readonly stream: string; readonly generation: number }[];
      readonly by: Person;
      readonly because: string;
      readonly atMs: number;
    }
  | {
      /** Nothing of the scope may be erased until the hold is released (GDPR Art. 17(3)(b), (e)). */
      readonly type: "LegalHoldPlaced";
      readonly scope: RecordScope;
      readonly by: Person;
      readonly because: string;
      readonly atMs: number;
    }
  | {
      readonly type: "LegalHoldReleased";
      readonly scope: RecordScope;
      readonly by: Person;
      readonly because: string;
      readonly atMs: number;
    };

/** What the record knows about itself; a fold over its `RecordEvent`s. */
export type Keeping = {
  readonly holds: Map<RecordScope, { readonly by: Person; readonly because: string; readonly atMs: number }>;
  /** By stream, the newest generation whose key was destroyed. */
  readonly erased: Map<string, number>;
  /** Who had what erased, in order. */
  readonly erasures: Extract<RecordEvent, { type: "PersonalDataErased" }>[];
  readonly rotations: Extract<RecordEvent, { type: "KeyRotated" }>[];
};

/** Before anything happened to the record. */
export function emptyKeeping(): Keeping {
  return { holds: new Map(), erased: new Map(), erasures: [], rotations: [] };
}

/** Folds one fact, in place. */
export function evolveKeeping(state: Keeping, event: RecordEvent): void {
  switch (event.type) {
    case "KeyRotated":
      state.rotations.push(event);
      return;
    case "PersonalDataErased":
      state.erasures.push(event);
      for (const { stream, generation } of event.streams)
        state.erased.set(stream, Math.max(generation, state.erased.get(stream) ?? generation));
      return;
    case "LegalHoldPlaced":
      state.holds.set(event.scope, { by: event.by, because: event.because, atMs: event.atMs });
      return;
    case "LegalHoldReleased":
      state.holds.delete(event.scope);
      return;
  }
}

/** Whether the key of this name was destroyed on purpose, as the record says. */
export function wasErased({ erased }: Keeping, { stream, generation }: { readonly stream: string; readonly generation: number }): boolean {
  return generation <= (erased.get(stream) ?? -1);
}

type Said = { readonly by: Person; readonly because: string; readonly atMs: number };

/** What a person asks of a record. `streams` of an erasure are all streams that have a key, with their newest generation. */
export type KeepingCommand = Said &
  (
    | {
        readonly type: "ErasePersonalData";
        readonly scope: RecordScope;
        readonly streams: readonly { readonly stream: string; readonly generation: number }[];
      }
    | { readonly type: "PlaceLegalHold"; readonly scope: RecordScope }
    | { readonly type: "ReleaseLegalHold"; readonly scope: RecordScope }
  );

/** The longest reason that is kept, characters. */
export const reasonCharactersMax = 2_000;

/** Decides, and changes nothing. Refuses with `journal/on-hold`, `journal/nothing-to-erase`, `journal/no-hold`, `journal/no-reason`. */
export function decideKeeping(command: KeepingCommand, state: Keeping): readonly RecordEvent[] {
  const { scope, by, because, atMs } = command;
  if (because.trim() === "" || because.length > reasonCharactersMax) throw noReason();
  switch (command.type) {
    case "ErasePersonalData":
      return [erasure(command, state)];
    case "PlaceLegalHold":
      return state.holds.has(scope) ? [] : [{ type: "LegalHoldPlaced", scope, by, because, atMs }];
    case "ReleaseLegalHold":
      if (!state.holds.has(scope)) throw noHold(scope);
      return [{ type: "LegalHoldReleased", scope, by, because, atMs }];
  }
}

function erasure(
  { scope, streams, by, because, atMs }: Extract<KeepingCommand, { type: "ErasePersonalData" }>,
  state: Keeping,
): RecordEvent {
  // Erasing everything erases what is held in part; erasing a part erases what is held as a whole.
  for (const [held, hold] of state.holds) if (scope === "all" || held === "all" || held === scope) throw onHold(held, hold);
  const wanted = streams
    .filter((each) => each.stream !== recordStream && (scope === "all" || each.stream === scope) && !wasErased(state, each))
    .toSorted((one, other) => (one.stream < other.stream ? -1 : 1));
  if (wanted.length === 0) throw nothingToErase(scope);
  return { type: "PersonalDataErased", streams: wanted.map(({ stream, generation }) => ({ stream, generation })), by, because, atMs };
}

const named = (scope: RecordScope) => (scope === "all" ? "this record" : `"${scope.slice(0, 80)}"`);

const onHold = (scope: RecordScope, { by, because }: { by: Person; because: string }) =>
  new SocError({
    code: "journal/on-hold",
    problem: `${named(scope)} is on legal hold by ${by}: ${because.slice(0, 200)}`,
    remedy: 'ask whoever placed the hold; "watchkeeper journal release-hold" ends it, and both are recorded',
    retry: "never",
  });

const nothingToErase = (scope: RecordScope) =>
  new SocError({
    code: "journal/nothing-to-erase",
    problem: `nothing of ${named(scope)} can be erased: it has no entries with a key, or they were erased before`,
    remedy:
      "name a case as the assessment.json of the investigation lists them, such as case-3, or leave out --stream; entries of version 1 go only with the whole data folder",
    retry: "never",
  });

const noHold = (scope: RecordScope) =>
  new SocError({
    code: "journal/no-hold",
    problem: `no legal hold is on ${named(scope)}`,
    remedy: "name the scope that was held, as it was given when the hold was placed",
    retry: "never",
  });

const noReason = () =>
  new SocError({
    code: "journal/no-reason",
    problem: "a reason is missing, or is too long to keep",
    remedy: `say why with --because, in at most ${reasonCharactersMax} characters`,
    retry: "never",
  });
