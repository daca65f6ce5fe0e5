import type { ContainmentEvent, StopScope } from "../core/containment/containment.ts";
import type { Person } from "../core/person/person.ts";
import { SocError } from "../core/soc-error.ts";
import type { ActionLine, StopAnswer } from "../core/status/status.ts";
import type { StopSwitch } from "../ports/stop-file.ts";
import type { ContainmentDesk } from "./containment/desk.ts";
import { actionLine } from "./containment-status.ts";

type Stopping = {
  readonly scope: StopScope;
  readonly by: Person;
  readonly because: string;
  readonly stopSwitch: Pick<StopSwitch, "place" | "raise">;
  /** Opens the record; may take long, and may fail. */
  readonly openDesk: () => Promise<Pick<ContainmentDesk, "obey" | "inFlight">>;
  /** Told as soon as the file stands, before the record is asked for anything. */
  readonly onFile?: (place: string) => void;
};

/**
 * Stops containment by both parts of the switch. The file comes first: every process that carries out looks at it before each call, and it needs no
 * database. Throws (`stop/not-reached`) only when neither part could be reached.
 */
export async function stopContainment({ scope, by, because, stopSwitch, openDesk, onFile }: Stopping): Promise<StopAnswer> {
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
    inFlight = desk.inFlight().map(actionLine);
  } catch (cause) {
    troubles.push(`the stop is not on the record (${troubleOf(cause)})`);
  }
  const problem = troubles.length === 0 ? null : troubles.join("; ");
  if (file === null && !recorded) throw notStopped(scope, problem ?? "");
  return { scope, file, recorded, problem, inFlight: [...inFlight] };
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
