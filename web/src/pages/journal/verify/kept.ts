import { z } from "zod";

/** What this browser kept of a record when it last checked it. `given` says whether somebody gave it the key, or it took the page's word. */
const Kept = z.strictObject({ key: z.string().max(1_024), given: z.boolean(), note: z.string().max(131_072), keptAt: z.string().max(40) });
export type Kept = z.infer<typeof Kept>;

/** As much of the browser's storage as is used. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const placeOf = (tenant: string, world: string) => `watchkeeper-record:${tenant}:${world}`;

/** What was kept; undefined where nothing was, or it is not ours. */
export function keptOf(shelf: Shelf, tenant: string, world: string): Kept | undefined {
  try {
    return Kept.parse(JSON.parse(shelf.getItem(placeOf(tenant, world)) ?? ""));
  } catch {
    return undefined;
  }
}

/** Keeps what was found to hold, in the place of what was kept before. */
export const keep = (shelf: Shelf, tenant: string, world: string, kept: Kept): void =>
  shelf.setItem(placeOf(tenant, world), JSON.stringify(kept));

/** Begins anew: the next check takes the key on trust again. */
export const forget = (shelf: Shelf, tenant: string, world: string): void => shelf.removeItem(placeOf(tenant, world));
