import { mayTry, thingsUnderWay } from "./decide.ts";
import type { Job, WriteBack } from "./write-back.ts";

/** What a worker of one connector does next: write a job, look for one of which nobody knows, or give up waiting for whoever held it. */
export type NextWork =
  | { readonly do: "write" | "look" | "take-over"; readonly job: Job }
  | { readonly do: "wait"; readonly untilMs: number | undefined };

/**
 * The next job of a connector, oldest first; what is put off holds up nothing else. A job that another worker tries is waited for until `graceMs` are over:
 * by then whatever was under way has arrived. The same holds before the first look: what is looked for too soon may still be on its way.
 */
export function nextWork(
  state: WriteBack,
  connector: string,
  { worker, nowMs, graceMs }: { worker: string; nowMs: number; graceMs: number },
): NextWork {
  let untilMs: number | undefined;
  const sooner = (ms: number) => {
    untilMs = untilMs === undefined ? ms : Math.min(untilMs, ms);
  };
  const underWay = thingsUnderWay(state, connector);
  for (const job of state.open.get(connector)?.values() ?? []) {
    const standing = job.state;
    switch (standing.status) {
      case "asked":
        if (mayTry(job, state, nowMs) && !underWay.has(job.thing)) return { do: "write", job };
        if (standing.notBeforeMs > nowMs) sooner(standing.notBeforeMs);
        break;
      case "trying":
        if (standing.worker === worker || standing.sinceMs + graceMs <= nowMs) return { do: "take-over", job };
        sooner(standing.sinceMs + graceMs);
        break;
      case "unknown": {
        const fromMs = Math.max(standing.notBeforeMs, standing.triedMs + graceMs);
        if (fromMs <= nowMs) return { do: "look", job };
        sooner(fromMs);
        break;
      }
      default:
        break;
    }
  }
  return { do: "wait", untilMs };
}

/** Jobs that a person must decide about, and all that were held to be shown, newest first. */
export function allJobs(state: WriteBack): readonly Job[] {
  const open = [...state.open.values()].flatMap((jobs) => [...jobs.values()]);
  return [...open, ...state.failed.values(), ...state.settled.values()].toSorted((a, b) => b.order - a.order);
}
