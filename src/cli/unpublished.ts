import { containmentWorld } from "../core/containment/containment.ts";
import { count } from "./progress.ts";
import type { OpenStore } from "./system.ts";

/** What is said of a record of containment that holds something while nothing is published of it: each command signs what it recorded. */
export const unpublishedText = (entries: number) =>
  `record of containment: ${count(entries)} ${entries === 1 ? "entry" : "entries"}, and no checkpoint of it is there: the folder "transparency" was removed, or the command that began the record was killed. What was removed from the end of the record since would not be seen: compare it with a checkpoint that somebody kept (watchkeeper journal verify --world containment --checkpoint FILE)`;

/** That sentence where it holds; undefined where something is published, or nothing is recorded yet. Makes no record. */
export async function unpublished(store: Pick<OpenStore, "hasWorld" | "world">): Promise<string | undefined> {
  if (!(await store.hasWorld(containmentWorld))) return undefined;
  const { journal } = await store.world(containmentWorld);
  const head = await journal.head();
  if (!head || (await journal.publication.latest()) !== undefined) return undefined;
  return unpublishedText(head.sequence + 1);
}
