/** Work in the order in which it is to be done. `revision` says for which state of the run it was put in order; before `at` all is done. */
type Worklist = { readonly revision: number; readonly order: readonly string[]; at: number };

/** What a list is made of: `revision` changes whenever the order may have; `order` is asked only then. */
export type Work = {
  readonly revision: number;
  readonly order: () => readonly string[];
  readonly isOpen: (id: string) => boolean;
};

/**
 * Gives lists of work that are put in order once and then walked, one for each thing that they are `about`: to sort 250,000 alerts or 5,000 cases anew for
 * each step would cost more than the steps. What is open again behind the place reached is found when the end is.
 */
export function worklists(): (about: object, work: Work, most: number) => string[] {
  const lists = new WeakMap<object, Worklist>();
  return (about, work, most) => {
    const held = lists.get(about);
    const list = held?.revision === work.revision ? held : { revision: work.revision, order: work.order(), at: 0 };
    lists.set(about, list);
    const found = walk(list, work, most);
    if (found.length > 0 || list.at === 0) return found;
    list.at = 0;
    return walk(list, work, most);
  };
}

/** The next open ones, and the place moved past what is done at the front. */
function walk(list: Worklist, { isOpen }: Work, most: number): string[] {
  while (list.at < list.order.length && !isOpen(list.order[list.at]!)) list.at++;
  const found: string[] = [];
  for (let index = list.at; index < list.order.length && found.length < most; index++) {
    const id = list.order[index]!;
    if (isOpen(id)) found.push(id);
  }
  return found;
}
