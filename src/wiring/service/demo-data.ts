import { existsSync } from "node:fs";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DemoScenario } from "../../cli/system.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Connector } from "../../ports/connector.ts";
import type { Intake, SourceHealth } from "../../ports/intake.ts";
import { handOverDay } from "./demo-play.ts";
import type { TenantParts } from "./parts.ts";

/** Sources of demo data are told by their names. */
export const isDemoSource = (source: string) => source.startsWith("demo-");

/** Demo data of one tenant. */
export type DemoData = {
  /** What the company of the recording knows, as files; nothing where no demo data is there, or a source of the tenant's own is configured. */
  readonly knowledge: () => { readonly inventory: readonly string[]; readonly indicators: readonly string[] };
  /** Whether the day is being handed over: its alerts wait until it is read. */
  readonly catchesUp: () => boolean;
  /** Hands nothing over any more; called when the process ends. */
  readonly stop: () => void;
  /** The sources that are configured or were heard from and are nobody's demo. */
  readonly ownSources: () => Promise<readonly string[]>;
  /** "playing" while it is handed over or waits to be read. */
  readonly state: () => Promise<"no" | "playing" | "played">;
  /**
   * Plays the recorded day into the tenant; `handed` once the intake has all of it. Refuses (`demo/not-fresh`). With `recording`, all of it is kept there,
   * too; `known` is called once what its company knows lies on disk.
   */
  readonly play: (how: { readonly hasCases: boolean; readonly recording?: string; readonly known: () => Promise<void> }) => Promise<Played>;
};

/** A day that is being handed over. */
export type Played = { readonly sources: readonly string[]; readonly records: number; readonly handed: Promise<unknown> };

/** Twice as long as the watch waits between two looks. */
const knownMs = 1_000;

/** Opens the demo data of a tenant; nothing is made before it is played. Its files lie in the folder of the installation. */
export function openDemoData(
  { tenant, folder, system, log }: TenantParts,
  { intake, connectors }: { readonly intake: Intake; readonly connectors: readonly Connector[] },
): DemoData {
  const place = join(folder, "demo", tenant.name);
  const { clock } = system;
  const configured = connectors.flatMap(({ name, alerts, webhook }) => (alerts || webhook ? [name] : []));
  const stopping = new AbortController();
  const now = { handing: false, catchesUp: false };
  const ended = () => Object.assign(now, { handing: false, catchesUp: false });
  const ownOf = (health: readonly SourceHealth[]) =>
    [...new Set([...configured, ...health.map(({ source }) => source).filter((source) => !isDemoSource(source))])].toSorted();
  const stateOf = (health: readonly SourceHealth[]) => {
    const own = health.filter(({ source }) => isDemoSource(source));
    if (now.handing || own.some(({ waiting }) => waiting > 0)) return "playing" as const;
    if (own.length === 0) return "no" as const;
    return existsSync(join(place, whole)) ? ("played" as const) : ("playing" as const);
  };
  return {
    knowledge() {
      const isThere = configured.length === 0 && existsSync(join(place, "inventory.yaml"));
      return isThere ? { inventory: [join(place, "inventory.yaml")], indicators: [join(place, "indicators")] } : nothing;
    },
    catchesUp: () => now.catchesUp,
    stop: () => stopping.abort(),
    ownSources: async () => ownOf(await intake.health()),
    state: async () => stateOf(await intake.health()),
    async play({ hasCases, recording, known }) {
      if (now.handing) throw notFresh("the demo is being played already", "wait until it is over: its cases appear in the queue");
      now.handing = true;
      try {
        const health = await intake.health();
        refuseUsed(ownOf(health), existsSync(join(place, whole)), hasCases && !health.some(({ source }) => isDemoSource(source)));
        const records = await writtenDay({ place, recording, system });
        await known();
        now.catchesUp = true;
        // Whoever reads the intake looks for what is known now before the first record is there.
        await clock.sleep(knownMs);
        const handed = handOverDay(records, { handOver: intake.handOver, clock, signal: stopping.signal })
          .then(() => writeFile(join(place, whole), ""))
          .catch((cause: unknown) => log.warn("service/note", { tenant: tenant.name, says: unfinished }, cause))
          .finally(ended);
        return { sources: [...new Set(records.map(({ source }) => source))].toSorted(), records: records.length, handed };
      } catch (cause) {
        ended();
        throw cause;
      }
    },
  };
}

/** The file that says that all of the day was handed over. */
const whole = "handed-over";
const unfinished = "the demo was not handed over to its end; playing it again goes on with it";

type Writing = { readonly place: string; readonly recording: string | undefined; readonly system: TenantParts["system"] };

/** Puts what the company of the recording knows on disk, and gives the day's records. */
async function writtenDay({ place, recording, system }: Writing): Promise<DemoScenario["records"]> {
  await mkdir(place, { recursive: true });
  const { records } = await system.demoScenario(place, recording);
  // What does not say how old it is counts as old, and containment asks for more people then.
  await appendFile(join(place, "inventory.yaml"), `as-of: ${new Date(system.clock.nowMs()).toISOString()}\n`);
  return records;
}

const nothing = { inventory: [], indicators: [] } as const;

function refuseUsed(own: readonly string[], isPlayed: boolean, hasCases: boolean): void {
  if (isPlayed) throw notFresh("the demo was played here already", "look at its cases in the queue; to see it anew, run watchkeeper demo");
  if (own.length > 0)
    throw notFresh(
      `there is a source of your own, "${own[0]}"`,
      "look at what it brings; to see demo data, run watchkeeper demo beside it",
    );
  if (hasCases) throw notFresh("there are cases of your own", "work on those; to see demo data, run watchkeeper demo beside them");
}

const notFresh = (problem: string, remedy: string) => new SocError({ code: "demo/not-fresh", problem, remedy, retry: "never" });
