/** What bounds the papers for regulators; units last. */
export const regulationLimits = {
  /** Cases whose papers are opened by themselves; beyond it people open those that they need, and the board says so. */
  dossiersMax: 5_000,
  /** Values of one dossier, and how often each may be said. */
  valuesMax: 400,
  valueHistoryMax: 200,
  classificationsMax: 100,
  reportsMax: 200,
  /** A text, characters; a list, entries. */
  textLengthMax: 4_000,
  listMax: 500,
  /** A reason, a source, a reference of an authority, characters. */
  wordsLengthMax: 1_000,
  outagesMax: 1_000,
  recurrenceRunsMax: 240,
} as const;
