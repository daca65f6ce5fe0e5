/** What a person watching may be told; never part of a decision. */
export type Progress = {
  readonly step: (doing: string, done: number, total: number | undefined) => void;
};
