import { isTechniqueId } from "../core/attack/attack.ts";

/** Tactic ids of ATT&CK Enterprise by their names as products write them, in small letters without blanks or signs. */
const tacticIds: ReadonlyMap<string, string> = new Map([
  ["reconnaissance", "TA0043"],
  ["resourcedevelopment", "TA0042"],
  ["initialaccess", "TA0001"],
  ["execution", "TA0002"],
  ["persistence", "TA0003"],
  ["privilegeescalation", "TA0004"],
  ["defenseevasion", "TA0005"],
  ["credentialaccess", "TA0006"],
  ["discovery", "TA0007"],
  ["lateralmovement", "TA0008"],
  ["collection", "TA0009"],
  ["exfiltration", "TA0010"],
  ["commandandcontrol", "TA0011"],
  ["impact", "TA0040"],
]);

/** The most ids taken from one alert: a record that names more names everything. */
const idsMax = 64;

/** The techniques named in texts, upper-case, each once, in order: "T1059.001", also inside longer texts. */
export function techniquesIn(texts: Iterable<string>): string[] {
  return idsIn(texts, /(?<![A-Za-z0-9])T\d{4}(?:\.\d{3})?(?![0-9])/gi).filter(isTechniqueId);
}

/** The tactics named in texts, by id ("TA0006") or by name ("Credential Access", "CredentialAccess, Discovery"), each once, in order. */
export function tacticsIn(texts: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const id of idsIn([text], /(?<![A-Za-z0-9])TA\d{4}(?![0-9])/gi)) found.add(id);
    for (const name of text.slice(0, 4_096).split(/[,;|]/)) {
      const id = tacticIds.get(name.toLowerCase().replace(/[^a-z]/g, ""));
      if (id) found.add(id);
    }
  }
  return [...found].slice(0, idsMax);
}

function idsIn(texts: Iterable<string>, pattern: RegExp): string[] {
  const found = new Set<string>();
  for (const text of texts) for (const [id] of text.matchAll(pattern)) if (found.size < idsMax) found.add(id.toUpperCase());
  return [...found];
}
