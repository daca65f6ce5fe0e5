/** Runs what it is given one after the other, in the order of the calls; a failure is its caller's alone. Whoever waits inside for a later one waits for ever. */
export function oneAtATime(): <Outcome>(work: () => Promise<Outcome>) => Promise<Outcome> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}
