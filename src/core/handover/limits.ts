import { factsPerSectionMax } from "./text.ts";

/** What bounds a handover; units last. */
export const handoverLimits = {
  /** A note, a question or an answer, characters. */
  wordsLengthMax: 4_000,
  /** What a note or a question is about, characters. */
  aboutLengthMax: 200,
  notesMax: factsPerSectionMax * 2,
  questionsMax: 100,
  answersPerQuestionMax: 20,
  /** People who are recorded as having opened one. */
  openedMax: 100,
  /** The longest period, milliseconds. */
  periodMsMax: 31 * 24 * 3_600_000,
  /** The period where there was no handover before, milliseconds. */
  firstPeriodMs: 8 * 3_600_000,
  /** Drafts that wait for a signature. */
  draftsMax: 50,
  /** How long a draft waits for its signature, milliseconds; the next that anybody makes ends those that are older. */
  draftMsMax: 48 * 3_600_000,
  /** Handovers that are held; older ones are forgotten here and stay in the journal. */
  heldMax: 400,
} as const;
