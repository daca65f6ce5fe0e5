import { join } from "node:path";
import { type DemoTold, type Service, serviceRoles } from "../../cli/service-system.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { Configuration, type ReadConfiguration } from "../../ports/configuration.ts";
import { demoAssessment, isAllSettled } from "./demo-assessment.ts";
import type { Played } from "./demo-data.ts";
import { grantDemoClasses } from "./demo-grants.ts";
import { admins, adoptDemoOrders, type DemoKeys, demoPerson, makeDemoKeys, writeDemoOrders } from "./demo-orders.ts";
import type { RunParts } from "./parts.ts";
import { digestOf } from "./read-configuration.ts";
import { runWith, sayStarted, untilStopped, type While } from "./run.ts";
import type { TenantService } from "./tenant.ts";

/** Where the recording lies in the folder of the results. */
const recordingFolder = "office-day";

/** How often it is looked whether all is settled, and for how long at most. Milliseconds. */
const lookMs = 200;
const settledMsMax = 10 * 60_000;

/** The demo: the service on a throw-away database, with a recorded day handed to its intake. */
export function demoWith(run: RunParts): Service["demo"] {
  return async ({ port, folder }, told, signal) => {
    const temporary = await run.system.temporaryFolder();
    try {
      const keys = await makeDemoKeys(temporary.path);
      const recording = folder === undefined ? undefined : join(folder, recordingFolder);
      const order = {
        choice: { ephemeral: true },
        read: readOf(temporary.path),
        roles: new Set(serviceRoles),
        port,
        demo: { name: demoPerson, sign: keys.get(demoPerson)!.sign, admins: new Map(admins.map((name) => [name, keys.get(name)!.sign])) },
      } as const;
      await runWith(run, playing(keys, recording, told))(order, told, signal);
    } finally {
      await temporary.remove();
    }
  };
}

/** The configuration of the demo: everything by default, but that cases wait less long than those of a day that is not over in seconds. */
function readOf(folder: string): ReadConfiguration {
  const configuration = Configuration.parse({
    version: 1,
    watch: { "settle-seconds": 2, "settle-most-seconds": 15, "window-hours": 168 },
    logs: { file: join(folder, "demo.log") },
  });
  const nowhere = { line: 0, column: 0, where: "" };
  return { path: undefined, folder, configuration, digest: digestOf(configuration), mistakes: [], placeOf: () => nowhere };
}

/** Plays the day into the one tenant, waits until every case is settled, tells what came of it, and stays. */
const playing =
  (keys: DemoKeys, recording: string | undefined, told: DemoTold): While =>
  async (serving, { tenants, api }, { startedMs }, signal) => {
    const [tenant] = tenants;
    if (!tenant || !api) throw new Error("the demo serves one tenant and its console");
    const { system } = serving.run;
    sayStarted(serving, { tenants, api }, startedMs);
    told.serves(api.url);
    const granted = await grantDemoClasses(keys, tenant, system.clock);
    told.granted(granted.length);
    const played = await tenant.demo.play({ hasCases: false, known: tenant.inventory.look, ...(recording !== undefined && { recording }) });
    await writeDemoOrders(keys, serving.folder, tenant.demo.knowledge().inventory);
    await adoptDemoOrders(keys, tenant.containment, system.clock);
    await settledCases(tenant, played, { clock: system.clock, told, signal });
    // A hand-over that ended halfway is a fault; one that was told to end is none.
    if (signal.aborted) return;
    await played.handed;
    const assessment = await demoAssessment(tenant, system);
    if (!assessment) throw nothingSettled();
    await told.settled(assessment, api.url);
    await untilStopped(signal);
  };

type Waiting = { readonly clock: Clock; readonly told: DemoTold; readonly signal: AbortSignal };

/** Waits until all that was handed over is read, and every case has its verdict. */
async function settledCases({ watch }: TenantService, { records }: Played, { clock, told, signal }: Waiting): Promise<void> {
  const endMs = clock.nowMs() + settledMsMax;
  while (watch && !signal.aborted && clock.nowMs() < endMs) {
    const read = watch.state().counts.records;
    told.step(read, records);
    if (read >= records && isAllSettled(watch.state())) return;
    await clock.sleep(lookMs, signal).catch(() => undefined);
  }
}

const nothingSettled = () =>
  new SocError({
    code: "demo/not-settled",
    problem: "no case was settled in the time that the demo has",
    remedy: "try again on a machine with less to do; with --port and a browser what it waits for can be watched",
    retry: "never",
  });
