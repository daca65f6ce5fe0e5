/** So long one slice of work lasts at most: the rest of a frame is the page's, milliseconds. */
const sliceMs = 8;
/** What is under way is shown this often, milliseconds. */
const lookEveryMs = 200;

/** After a step: go on, or what stands now is worth a look, or the page must draw what was put into it before more comes. */
export type Step = "on" | "shaped" | "drawn";

/**
 * Does a long work a slice in each frame, so that a press is answered meanwhile. What stands is shown now and then where steps say that it is worth it, and
 * the last one always. The answer stops it.
 */
export function inSlices(steps: Iterator<Step>, look: (isLast: boolean) => void): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let frame = 0;
  let lookedMs = performance.now();
  const slice = () => {
    const beganMs = performance.now();
    let step = steps.next();
    while (!step.done && step.value !== "drawn" && performance.now() - beganMs < sliceMs) step = steps.next();
    if (step.done) {
      look(true);
      return;
    }
    if (!still && step.value === "shaped" && performance.now() - lookedMs > lookEveryMs) {
      look(false);
      lookedMs = performance.now();
    }
    frame = requestAnimationFrame(slice);
  };
  slice();
  return () => cancelAnimationFrame(frame);
}
