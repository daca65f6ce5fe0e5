/** ATT&CK tactics by the names that Sigma tags use, words joined by "-". Version 19 split defense evasion in two; both count as TA0005 here. */
const tactics: ReadonlyMap<string, string> = new Map([
  ["reconnaissance", "TA0043"],
  ["resource-development", "TA0042"],
  ["initial-access", "TA0001"],
  ["execution", "TA0002"],
  ["persistence", "TA0003"],
  ["privilege-escalation", "TA0004"],
  ["defense-evasion", "TA0005"],
  ["stealth", "TA0005"],
  ["defense-impairment", "TA0005"],
  ["credential-access", "TA0006"],
  ["discovery", "TA0007"],
  ["lateral-movement", "TA0008"],
  ["collection", "TA0009"],
  ["exfiltration", "TA0010"],
  ["command-and-control", "TA0011"],
  ["impact", "TA0040"],
]);

const techniqueTag = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/** The technique ids among Sigma tags (`attack.t1059.001`), upper-case, each once, in the order written. */
export function techniquesOf(tags: readonly string[]): string[] {
  return unique(tags.map((tag) => techniqueTag.exec(tag)?.[1]?.toUpperCase()));
}

/** The tactic ids among Sigma tags (`attack.execution`, also written with "_"), each once, in the order written. */
export function tacticsOf(tags: readonly string[]): string[] {
  return unique(tags.map((tag) => (/^attack\./i.test(tag) ? tactics.get(tag.slice(7).toLowerCase().replaceAll("_", "-")) : undefined)));
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
