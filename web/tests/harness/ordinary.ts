import { eventually } from "../../../scenarios/soc-day/service.ts";
import type { Office } from "./office.ts";

/** A rule that the recorded day's network team has accepted as ordinary until the end of June, on machines that its inventory knows. */
export const ordinary = { product: "suricata", rule: "9000101", class: "suricata/9000101" } as const;
const hosts = ["ws-eng-02", "ws-eng-03", "ws-eng-11", "ws-eng-12", "ws-fin-02", "ws-fin-05"] as const;
const [beginMs, apartMs, minuteMs] = [Date.UTC(2026, 2, 20, 9), 60 * 3_600_000, 60_000] as const;
const workMsMax = 300_000;

/** Alerts that the agent finds to be ordinary, as so many cases: too far apart in time to be one. `from` is how many came before. */
export async function handInOrdinary(held: Office, { from, count }: { readonly from: number; readonly count: number }): Promise<void> {
  const alerts = Array.from({ length: count * hosts.length }, (_, step) => {
    const [number, machine] = [from + Math.floor(step / hosts.length), step % hosts.length];
    return {
      id: `ordinary-${number}-${machine}`,
      time: new Date(beginMs + number * apartMs + machine * minuteMs).toISOString(),
      title: "POLICY Cleartext request by a software updater",
      rule: ordinary.rule,
      severity: "low",
      host: hosts[machine],
    };
  });
  await held.handIn(ordinary.product, alerts);
}

type Line = { readonly id: string; readonly title: string; readonly alerts: number };

/** The cases of it that stand so, once there are as many. */
export async function ordinaryCases({ who }: Office, state: "waiting" | "closed", least: number): Promise<Line[]> {
  return eventually(`${least} ordinary cases that are ${state}`, workMsMax, async () => {
    const { cases } = await who("rhea").ask<{ cases: Line[] }>("GET", `/api/v1/cases?state=${state}&limit=200`);
    const found = cases.filter(({ title, alerts }) => title.includes("POLICY Cleartext request") && alerts === hosts.length);
    return found.length >= least && found;
  });
}
