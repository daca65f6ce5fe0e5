import type { OpenStore } from "../../cli/system.ts";
import { alarmWorld } from "../../core/alarm/alarm.ts";
import { type AlarmDesk, openAlarmDesk } from "../../engine/alarm/desk.ts";
import type { Clock } from "../../ports/clock.ts";
import type { TenantConfiguration } from "../../ports/configuration.ts";
import type { Intake } from "../../ports/intake.ts";
import { type Leases, leaseTimes } from "../../ports/leases.ts";

type AlarmWiring = {
  readonly store: OpenStore;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly figures: TenantConfiguration["figures"];
};

/** Opens the alarms of a tenant. Refuses (`journal/…`). */
export async function openServiceAlarms({ store, intake, clock, figures }: AlarmWiring): Promise<AlarmDesk> {
  const { journal } = await store.world(alarmWorld);
  return openAlarmDesk({ journal, clock, settings: figures.alarms, health: intake.health, measures: store.measures });
}

/** Looks each hour, while this process is the one that does. */
export async function keepAlarms(
  desk: AlarmDesk,
  { leases, clock }: { readonly leases: Leases; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const lease = await leases.take("alarms");
    if (lease) await desk.work(AbortSignal.any([signal, lease.lost])).finally(lease.letGo);
    else await clock.sleep(leaseTimes.leaseMs, signal).catch(() => undefined);
  }
}
