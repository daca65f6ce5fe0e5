import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Serving, startServing } from "../../../src/testing/serving.ts";

/** A process of the cluster. */
export type Member = {
  readonly roles: readonly string[];
  readonly child: () => ChildProcess | undefined;
  readonly serving: () => Serving | undefined;
  /** Rejects where it ended before it had started. */
  readonly started: Promise<Serving>;
  /** kill -9; resolves once it is gone. */
  readonly kill: () => Promise<void>;
};

/** The processes that run, in one folder and environment; `problems` hears of each that ended by itself. */
export type Members = {
  readonly begin: (roles: readonly string[]) => Member;
  /** Where the ones that answer people and senders listen. */
  readonly urls: () => URL[];
  /** One-time links for the first person that they printed. */
  readonly links: () => string[];
  /** What they logged as warnings and errors. */
  readonly warnings: () => string;
  readonly killAll: () => Promise<void>;
};

type Place = { readonly folder: string; readonly environment: Readonly<Record<string, string>>; readonly problems: string[] };

/** Opens an empty set of processes. */
export function openMembers(place: Place): Members {
  const members = new Set<Member>();
  return {
    begin(roles) {
      const member = beginOne(roles, place, () => members.delete(member));
      members.add(member);
      return member;
    },
    urls: () => [...members].flatMap((each) => (each.roles.includes("api") ? (each.serving()?.url ?? []) : [])),
    links: () => [...members].flatMap((each) => /token=([0-9a-f]{64})/.exec(each.serving()?.said().out ?? "")?.[1] ?? []),
    warnings: () =>
      [...members]
        .flatMap((each) => each.serving()?.said().err.split("\n") ?? [])
        .filter((line) => /"level":"(?:warn|error)"/.test(line))
        .join("\n"),
    killAll: async () => void (await Promise.all([...members].map((each) => each.kill()))),
  };
}

function beginOne(roles: readonly string[], { folder, environment, problems }: Place, leave: () => void): Member {
  let [child, serving, isKilled]: [ChildProcess | undefined, Serving | undefined, boolean] = [undefined, undefined, false];
  const words = ["--config", join(folder, "watchkeeper.yaml"), ...roles.flatMap((role) => ["--role", role])];
  const onSpawn = (spawned: ChildProcess) => {
    child = spawned;
  };
  const started = startPatiently(
    () => startServing({ words, cwd: folder, environment, onSpawn }),
    () => isKilled,
  );
  const endedByItself = (says: string) => {
    leave();
    if (!isKilled) problems.push(`a process (${roles.join(" ")}) ended by itself: ${says}`);
  };
  started.then(
    (made) => {
      serving = made;
      made.ended.then((status) => endedByItself(`${status}: ${made.said().err.slice(-1_500)}`));
    },
    (cause: unknown) => {
      // One that never said that it serves may run still, and nobody would end it.
      child?.kill("SIGKILL");
      endedByItself(String(cause));
    },
  );
  return {
    roles,
    child: () => child,
    serving: () => serving,
    started,
    async kill() {
      isKilled = true;
      leave();
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((settle) => child?.once("exit", settle));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

const [startsMax, startAgainMs] = [20, 500];

/** What a start says that met a database that is stopped, or is just being stopped: whoever runs services starts it again. */
const withoutDatabase = ["storage/server-not-reached", "storage/server-lost"];

function startPatiently(once: () => Promise<Serving>, isKilled: () => boolean): Promise<Serving> {
  const again = async (cause: unknown, tries: number): Promise<Serving> => {
    if (isKilled() || tries >= startsMax || !withoutDatabase.some((code) => String(cause).includes(code))) throw cause;
    await sleep(startAgainMs);
    if (isKilled()) throw cause;
    return once().catch((next: unknown) => again(next, tries + 1));
  };
  return once().catch((cause: unknown) => again(cause, 1));
}
