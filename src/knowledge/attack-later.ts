/**
 * ATT&CK 19 divided "Impair Defenses" (T1562) and log clearing anew. Rules written since then carry the new ids; the catalogue is 18.1,
 * the last version whose objects we build from. Each new id here means what the old id means. Only ids whose meaning was checked are listed.
 */
export const laterIds: ReadonlyMap<string, string> = new Map([
  ["T1685", "T1562.001"],
  ["T1685.001", "T1562.002"],
  ["T1685.002", "T1562.008"],
  ["T1685.004", "T1562.012"],
  ["T1685.005", "T1070.001"],
  ["T1685.006", "T1070.002"],
  ["T1686", "T1562.004"],
  ["T1686.001", "T1562.007"],
  ["T1686.002", "T1562.013"],
  ["T1686.003", "T1562.004"],
  ["T1688", "T1562.009"],
  ["T1689", "T1562.010"],
  ["T1690", "T1562.003"],
  ["TA0112", "TA0005"],
]);
