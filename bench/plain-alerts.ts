import { chanceOf } from "../tools/trials/chance.ts";

const products = ["suricata", "sysmon", "okta", "proxy", "edr", "waf"] as const;
const titles = [
  "Beacon to a rare address",
  "Office program started a shell",
  "Many failed logons",
  "Path traversal in a request",
  "New service installed",
  "Large upload to file sharing",
  "Credential store read",
  "Rule of a mailbox changed",
] as const;
const techniques = ["T1071.001", "T1059.001", "T1110", "T1190", "T1543.003", "T1567.002", "T1003.001", "T1114.003"] as const;
const severities = ["low", "medium", "high", "informational"] as const;
const startMs = Date.UTC(2026, 0, 5, 8);
const betweenMs = 1_500;
/** Of a hundred alerts so many say again what an earlier one said. */
const repeatsPercent = 30;
const hostsCount = 400;

/** Plain alert lines of a company of 400 machines in the order of time. The same seed gives the same lines. */
export function plainAlerts(count: number, seed: number): string {
  const chance = chanceOf(seed);
  const said: Record<string, unknown>[] = [];
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const again = said.length > 0 && chance.below(100) < repeatsPercent;
    const alert = again ? chance.pick(said.slice(-500)) : newAlert(chance.below, chance.pick);
    if (!again) said.push(alert);
    lines.push(JSON.stringify({ alert: 1, id: `n-${index}`, time: new Date(startMs + index * betweenMs).toISOString(), ...alert }));
  }
  return `${lines.join("\n")}\n`;
}

function newAlert(below: (end: number) => number, pick: <Item>(items: readonly Item[]) => Item): Record<string, unknown> {
  const kind = below(titles.length);
  const machine = below(hostsCount);
  return {
    source: pick(products),
    title: titles[kind],
    severity: pick(severities),
    techniques: [techniques[kind]],
    host: `ws-${machine}.example.test`,
    user: `user${machine + below(3)}`,
    observables: [
      { type: "ip", value: `10.0.${machine >> 8}.${machine & 255}`, role: "source" },
      { type: "ip", value: `203.0.113.${below(256)}`, role: "target" },
      { type: "domain", value: `d${below(5_000)}.example.net`, role: "target" },
    ],
  };
}
