/** What a person watching may be told; never part of a decision. */
export type Progress = {
  readonly step: (doing: string, done: number, total: number | undefined) => void;
  /** Something that a person must know and that stops nothing, in one sentence. */
  readonly note: (sentence: string) => void;
};
