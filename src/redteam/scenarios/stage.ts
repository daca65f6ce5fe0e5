import { type Chance, openChance } from "../records/chance.ts";
import { type Log, openRecording, type Recording } from "../records/recording.ts";
import { minuteMs } from "../records/time.ts";
import { nxlogLines, type WindowsEvent, winlogbeatLines } from "../records/windows/event.ts";
import { type Account, openWindowsHost, type WindowsHost } from "../records/windows/host.ts";
import { type Company, drawCompany, type Person } from "./company.ts";
import type { Variant } from "./scenario.ts";

/** An approved piece of work, in minutes from the start of the story. */
export type Change = {
  readonly summary: string;
  readonly from: number;
  readonly to: number;
  readonly assets: readonly string[];
  readonly accounts: readonly string[];
  readonly activity?: readonly string[];
};

/** The place where a story is played: an invented company, its machines and the logs that they write. */
export type Stage = {
  readonly seed: number;
  readonly variant: Variant | "twin";
  readonly chance: Chance;
  readonly company: Company;
  readonly recording: Recording;
  readonly startMs: number;
  /** A moment of the story; quiet ones are stretched. */
  readonly at: (minutes: number) => number;
  /** What fits the variant; a twin is told as a noisy one unless it says otherwise. */
  readonly by: <T>(ways: { readonly noisy: T; readonly quiet: T; readonly deceptive: T }) => T;
  /** What belongs to the attack; for a twin the name says what is done. */
  readonly step: <R>(step: string, work: () => R) => R;
  readonly person: (at: number) => Person;
  readonly account: (name: string) => Account;
  readonly workstation: (at: number) => WindowsHost;
  readonly server: (kind: string, at?: number) => WindowsHost;
  readonly log: Recording["log"];
  /** An address outside that belongs to the attacker, or for a twin to a supplier. */
  readonly outside: (at?: number) => string;
  /** A domain outside. */
  readonly outsideName: (kind: string) => string;
  readonly change: (change: Change) => void;
  readonly changes: readonly Change[];
  readonly hosts: () => readonly { readonly host: WindowsHost; readonly kind: string }[];
};

const paces = { noisy: 1, quiet: 7, deceptive: 2, twin: 3 } as const;
// Mondays to Fridays of a month without a change of the clock.
const days = [4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22] as const;

/** Opens the stage of one telling. Everything that varies is drawn from the story's name, the seed and the variant. */
export function openStage(story: string, seed: number, variant: Variant | "twin"): Stage {
  const chance = openChance(`${story} ${seed}`);
  const company = drawCompany(chance.fork("company"));
  const recording = openRecording();
  const startMs = Date.UTC(2026, 4, chance.pick(days), chance.integer(7, 11), chance.integer(0, 59), chance.integer(0, 59));
  const pace = paces[variant];
  const told = openChance(`${story} ${seed} ${variant}`);
  const changes: Change[] = [];
  const machines = openMachines({ company, recording, chance, startMs });
  const nets = chance.isHit(0.5) ? ["203.0.113.", "198.51.100."] : ["198.51.100.", "203.0.113."];
  const last = chance.integer(10, 200);
  return {
    seed,
    variant,
    chance: told,
    company,
    recording,
    startMs,
    at: (minutes) => startMs + Math.round(minutes * pace * minuteMs) + told.integer(0, 900),
    by: (ways) => ways[variant === "twin" ? "noisy" : variant],
    step: (step, work) => recording.marked("story", step, work),
    person: (at) => company.people[at % company.people.length]!,
    account: (name) => accountOf(company, name),
    ...machines,
    log: recording.log,
    outside: (at = 0) => `${nets[at % 2]}${last + at}`,
    outsideName: (kind) => `${kind}-${chance.fork(kind).word(5, "bcdfghklmnprstvz")}.example`,
    change: (change) => void changes.push(change),
    changes,
  };
}

function accountOf({ netbios, sidBase }: Company, name: string): Account {
  const number = 1_100 + [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 7_000, 7);
  return { name, domain: netbios, sid: `${sidBase}-${number}` };
}

type Machines = Pick<Stage, "workstation" | "server" | "hosts">;

function openMachines(told: { company: Company; recording: Recording; chance: Chance; startMs: number }): Machines {
  const { company, recording, chance, startMs } = told;
  const shape = chance.fork("shape").isHit(0.5) ? winlogbeatLines : nxlogLines;
  const known = new Map<string, { readonly host: WindowsHost; readonly kind: string }>();
  const opened = (name: string, kind: string, address: string) => {
    const before = known.get(name);
    if (before) return before.host;
    const log: Log<WindowsEvent> = recording.log("windows/events.json", shape);
    const host = openWindowsHost({
      name,
      domain: company.directory,
      address,
      chance: chance.fork(name),
      auditsProcesses: kind !== "workstation",
      log,
      dayStartMs: startMs,
    });
    known.set(name, { host, kind });
    return host;
  };
  return {
    workstation: (at) => opened(company.workstationName(at), "workstation", `${company.net}.20.${20 + at}`),
    server: (kind, at = 0) =>
      opened(
        company.serverName(kind, at),
        kind,
        `${company.net}.1.${10 + ([...kind].reduce((sum, letter) => sum + letter.charCodeAt(0), at * 7) % 180)}`,
      ),
    hosts: () => [...known.values()],
  };
}
