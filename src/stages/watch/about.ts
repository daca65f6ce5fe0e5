import { createHash } from "node:crypto";
import type { Alert } from "../../core/alert/alert.ts";
import { fold } from "../../core/query/fold.ts";
import type { RunState } from "../../core/run/run.ts";
import { type About, aboutMax } from "../../ports/views.ts";
import { ruleRefOf } from "../triage/learned-shift.ts";

/** The source of an alert as the intake names it: members of an archive are of the archive's. */
export function sourceNameOf({ source: { path } }: Pick<Alert, "source">): string {
  const end = path.indexOf("!");
  return end < 0 ? path : path.slice(0, end);
}

/** What an alert is about, as lists filter by it. */
export function aboutAlert(alert: Alert, techniques: readonly string[]): About {
  const one = (value: string | undefined) => (value === undefined || value === "" ? [] : [value]);
  return {
    sources: one(sourceNameOf(alert)),
    hosts: one(alert.host),
    accounts: one(alert.user),
    rules: one(ruleRefOf(alert).rule),
    techniques: techniques.slice(0, aboutMax),
  };
}

/** What the alerts of a case are about, the first ones first, `aboutMax` of each kind. */
export function aboutCase(alertIds: readonly string[], { alerts, triages }: Pick<RunState, "alerts" | "triages">): About {
  const about = { sources: new Set<string>(), hosts: new Set<string>(), accounts: new Set<string>(), rules: new Set<string>() };
  const techniques = new Set<string>();
  const add = (values: Set<string>, value: string | undefined) => {
    if (value !== undefined && value !== "" && values.size < aboutMax) values.add(value);
  };
  for (const id of alertIds) {
    const alert = alerts.get(id);
    if (!alert) continue;
    add(about.sources, sourceNameOf(alert));
    add(about.hosts, alert.host);
    add(about.accounts, alert.user);
    add(about.rules, ruleRefOf(alert).rule);
    for (const technique of triages.get(id)?.techniques ?? alert.techniques) add(techniques, technique);
  }
  const { sources, hosts, accounts, rules } = about;
  return { sources: [...sources], hosts: [...hosts], accounts: [...accounts], rules: [...rules], techniques: [...techniques] };
}

const digestLength = 22;

/** What alerts of one source, rule, machine and account have in common: they stand in one line where storms are collapsed. */
export function stormOf(alert: Alert): string {
  const what = JSON.stringify([sourceNameOf(alert), ruleRefOf(alert).rule, fold(alert.host ?? ""), fold(alert.user ?? "")]);
  return createHash("sha256").update(what).digest("base64url").slice(0, digestLength);
}
