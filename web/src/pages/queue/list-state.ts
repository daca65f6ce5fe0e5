/** Which line of the queue has the focus, which are chosen, and what presses on lines do. */
export type ListState = {
  readonly focused: number;
  readonly chosen: ReadonlySet<string>;
  readonly onFocus: (index: number) => void;
  readonly onOpen: (index: number) => void;
  readonly onChoose: (id: string) => void;
};
