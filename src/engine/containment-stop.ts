import type { ContainmentEvent, StopScope } from "../core/containment/containment.ts";
import type { Person } from "../core/person/person.ts";
import { SocError } from "../core/soc-error.ts";
import type { ActionLine, StopAnswer } from "../core/status/status.ts";
import type { Clock } from "../ports/clock.ts";
import type { StopSwitch } from "../ports/stop-file.ts";
import type { ContainmentDesk } from "./containment/desk.ts";
import { actionLine } from "./containment-status.ts";

type Stopping = {
  readonly scope: StopScope;
  readonly by: Person;
  readonly because: string;
  readonly stopSwitch: Pick<StopSwitch, "place" | "raise">;
  /** Opens the record; may take long, and may fail. */
  readonly openDesk: () => Promise<Pick<ContainmentDesk, "obey" | "inFlight" | "checkpoint">>;
  readonly clock: Pick<Clock, "sleep">;
  /** Told as soon as the file stands, before the record is asked for anything. */
  readonly onFile?: (place: string) => void;
};

/** How long a stop waits to be signed, milliseconds. It counts before, and goes on being signed after. */
export const signMsMax = 5_000;

/**
 * Stops containment by both parts of the switch. The file comes first: every process that carries out looks at it before each call, and it needs no
 * database. The record is then signed, so that nobody takes the stop away unseen. Throws (`stop/not-reached`) only when neither part could be reached.
 */
export async function stopContainment({ scope, by, because, stopSwitch, openDesk, clock, onFile }: Stopping): Promise<StopAnswer> {
  const troubles: string[] = [];
  let file: string | null = null;
  if (scope === "all") {
    try {
      await stopSwitch.raise(`${by}: ${because}`);
      file = stopSwitch.place;
      onFile?.(file);
    } catch (cause) {
      troubles.push(`the stop file "${stopSwitch.place}" could not be written (${troubleOf(cause)})`);
    }
  }
  let inFlight: readonly ActionLine[] = [];
  let recorded = false;
  try {
    const desk = await openDesk();
    const facts: readonly ContainmentEvent[] = await desk.obey({ type: "Stop", scope, by, because });
    // Nothing to record means that it was stopped already.
    recorded = facts.every(({ type }) => type === "Stopped");
    inFlight = desk.inFlight().map((each) => actionLine(each, nobodyAsked));
    const unsigned = await signed(desk, clock);
    if (unsigned !== undefined) troubles.push(`the stop is on the record and counts, but is not signed yet (${unsigned})`);
  } catch (cause) {
    troubles.push(`the stop is not on the record (${troubleOf(cause)})`);
  }
  const problem = troubles.length === 0 ? null : troubles.join("; ");
  if (file === null && !recorded) throw notStopped(scope, problem ?? "");
  return { scope, file, recorded, problem, inFlight: [...inFlight] };
}

/** What is under way waits for nobody. */
const nobodyAsked = { orders: undefined, breakers: new Map() } as const;

/** Why the record could not be signed in time, in words; undefined where it was. A witness that does not answer holds up no stop. */
async function signed({ checkpoint }: Pick<ContainmentDesk, "checkpoint">, clock: Stopping["clock"]): Promise<string | undefined> {
  const inTime = new AbortController();
  const late = clock.sleep(signMsMax, inTime.signal).then(
    () => "it takes long",
    () => undefined,
  );
  const outcome = await Promise.race([checkpoint({ witness: "may" }).then(() => undefined, troubleOf), late]);
  inTime.abort();
  return outcome;
}

const troubleOf = (cause: unknown) =>
  cause instanceof SocError ? cause.problem : ((cause as NodeJS.ErrnoException | undefined)?.code ?? "something that should not happen");

const notStopped = (scope: StopScope, why: string) =>
  new SocError({
    code: "stop/not-reached",
    problem: `containment is NOT stopped: ${why}`,
    remedy:
      scope === "all"
        ? 'make an empty file "STOP" in the data folder of the machine that carries out, or end the processes that run "contain run"'
        : "stop everything instead: leave out --effector; that needs no database",
    retry: "never",
  });
