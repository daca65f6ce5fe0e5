/** Answers by their question, at most so many: the oldest goes first. */
export function keeping<Answer>(max: number): {
  readonly of: (question: string, answer: () => Answer) => Answer;
  readonly size: () => number;
} {
  const kept = new Map<string, Answer>();
  return {
    size: () => kept.size,
    of(question, answer) {
      const held = kept.get(question);
      if (held !== undefined) return held;
      const made = answer();
      kept.set(question, made);
      const [oldest] = kept.keys();
      if (kept.size > max && oldest !== undefined) kept.delete(oldest);
      return made;
    },
  };
}
