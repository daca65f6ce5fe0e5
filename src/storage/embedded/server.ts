import type { Credentials } from "./cluster.ts";
import type { Listen } from "./settings.ts";

/** A server that we started or adopted and must stop. */
export type Server = {
  readonly listen: Listen;
  readonly credentials: Credentials;
  /** The process id of the postmaster. */
  readonly pid: number;
  /** Whether the disk that it writes to is full, or was when it ended. */
  readonly isFull: () => boolean;
  readonly stop: () => Promise<void>;
};

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `stopNow` when the process ends in any way that it can notice. A signal that the program handles itself is left to it:
 * it will call `stop`. Returns how to take it back.
 */
export function atExit(stopNow: () => void): () => void {
  const onSignal = (name: NodeJS.Signals) => {
    if (process.listenerCount(name) > 1) return;
    forget();
    stopNow();
    // Nobody else handles it, so it must do what it does by default: end us.
    process.kill(process.pid, name);
  };
  const forget = () => {
    process.removeListener("exit", stopNow);
    for (const name of endings) process.removeListener(name, onSignal);
  };
  process.on("exit", stopNow);
  for (const name of endings) process.on(name, onSignal);
  return forget;
}
