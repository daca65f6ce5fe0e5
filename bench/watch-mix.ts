import type { Chance } from "../tools/trials/chance.ts";

/** Alerts as several products send them, by source. */
export type Mix = { readonly next: (count: number) => Map<string, string[]> };

const hostsCount = 400;
const noise = [
  ["suricata", "ET POLICY External IP Lookup", "low"],
  ["suricata", "ET INFO Observed DNS Query to .biz TLD", "informational"],
  ["wazuh", "sshd: authentication failed", "low"],
  ["wazuh", "Multiple Windows logon failures", "medium"],
  ["edr", "Unsigned program started from a user folder", "low"],
  ["edr", "Script interpreter started by a scheduler", "medium"],
  ["proxy", "Download of an archive from a new domain", "low"],
  ["mail-gateway", "Mail with a link to a new domain", "low"],
] as const;
const attack = [
  ["mail-gateway", "Mail that asks for a password", "medium", "T1566.002"],
  ["edr", "Office program started a shell", "high", "T1059.001"],
  ["suricata", "Beacon to a rare address", "high", "T1071.001"],
  ["edr", "Credential store read", "critical", "T1003.001"],
  ["wazuh", "Remote logon with an administrator's account", "high", "T1021.002"],
  ["proxy", "Large upload to file sharing", "high", "T1567.002"],
] as const;

/**
 * Of a hundred alerts 45 are of storms (one rule on few machines, said again and again), 52 the noise of a company, and 3 steps of attacks that go on for a
 * while on a machine each. So many percent, `shared`, name one and the same address besides, as everything behind one way out does.
 */
export function openMix({ below, pick }: Chance, shared = 0): Mix {
  let storm = newStorm(below, pick);
  let attacks: { host: number; step: number }[] = [];
  const one = (): [string, Record<string, unknown>] => {
    const kind = below(100);
    if (kind < 45) {
      if (below(2_000) === 0) storm = newStorm(below, pick);
      return [storm.source, { ...storm, host: `ws-${storm.first + below(3)}.example.test` }];
    }
    if (kind < 97) return quiet(below, pick);
    if (attacks.length < 3 || below(10) === 0) attacks = [...attacks.slice(-8), { host: below(hostsCount), step: 0 }];
    const under = pick(attacks);
    const [source, title, severity, technique] = attack[under.step % attack.length]!;
    under.step++;
    return [source, { source, title, severity, techniques: [technique], ...entities(under.host, `198.51.100.${under.host % 200}`) }];
  };
  return {
    next(count) {
      const bySource = new Map<string, string[]>();
      for (let at = 0; at < count; at++) {
        const [source, alert] = one();
        const lines = bySource.get(source) ?? [];
        const { first: _, ...told } = shared > 0 && below(100) < shared ? behindOneAddress(alert) : alert;
        lines.push(JSON.stringify({ alert: 1, time: new Date().toISOString(), ...told }));
        bySource.set(source, lines);
      }
      return bySource;
    },
  };
}

/** One way out for many: whatever names it is of a machine and an account of its own. */
function behindOneAddress(alert: Record<string, unknown>): Record<string, unknown> {
  const observables = Array.isArray(alert.observables) ? alert.observables : [];
  return { ...alert, observables: [...observables, { type: "ip", value: "203.0.113.254", role: "source" }] };
}

const entities = (host: number, address: string) => ({
  host: `ws-${host}.example.test`,
  user: `user${host}`,
  observables: [
    { type: "ip", value: `10.0.${host >> 8}.${host & 255}`, role: "source" },
    { type: "ip", value: address, role: "target" },
  ],
});

function quiet(below: Chance["below"], pick: Chance["pick"]): [string, Record<string, unknown>] {
  const [source, title, severity] = pick(noise);
  const host = below(hostsCount);
  const observables = [
    ...entities(host, `203.0.113.${below(250)}`).observables,
    { type: "domain", value: `d${below(3_000)}.example.net`, role: "target" },
  ];
  return [source, { source, title, severity, ...entities(host, ""), observables }];
}

function newStorm(below: Chance["below"], pick: Chance["pick"]) {
  const [source, title, severity] = pick(noise);
  return { source, title: `${title} (storm ${below(10_000)})`, severity, first: below(hostsCount - 3) };
}
