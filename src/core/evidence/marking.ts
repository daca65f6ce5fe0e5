/** Sharing marks of the Traffic Light Protocol 2.0 (FIRST), from what everybody may see to what only the reader may. */
export const markings = ["clear", "green", "amber", "amber+strict", "red"] as const;
/** One word of `markings`. */
export type Marking = (typeof markings)[number];

/** A mark as a list writes it ("TLP:AMBER"). A word that we do not know counts as red. */
export function markingOf(written: string): Marking {
  const word = written.toLowerCase().replace(/^tlp:/, "").trim();
  return markings.find((mark) => mark === word) ?? (word === "white" ? "clear" : "red");
}

/** The most confidential of marks; undefined where there is none. */
export const strictest = (marks: readonly Marking[]): Marking | undefined =>
  marks.reduce<Marking | undefined>((most, mark) => (most && markings.indexOf(most) >= markings.indexOf(mark) ? most : mark), undefined);
