import { lstat, mkdir, rename } from "node:fs/promises";
import { SocError } from "../../core/soc-error.ts";
import type { Folder } from "../kit/folder.ts";
import { quoted } from "../kit/quoted.ts";

export type Moving = {
  readonly path: string;
  /** Which file it is: another one of the same name stays. */
  readonly place: string;
  /** What sets it apart from an earlier file of the same name. */
  readonly id: string;
  readonly to: "processed" | "failed";
  /** The ending of the file beside it that said that it was done; it goes along. */
  readonly doneFile: string | undefined;
};

/** Puts a read file out of the way; does nothing when that was done before. Refuses (`connector/not-readable`) where the folder may not be written. */
export async function moveAway(name: string, folder: Folder, { path, place, id, to, doneFile }: Moving): Promise<void> {
  const [found] = await folder.list([path]);
  if (found?.place !== place) return;
  try {
    await mkdir(folder.pathOf(to), { recursive: true });
    if (!(await lstat(folder.pathOf(to))).isDirectory()) throw new Error("a link");
    const isTaken = await lstat(folder.pathOf(`${to}/${path}`)).then(
      () => true,
      () => false,
    );
    await rename(folder.pathOf(path), folder.pathOf(`${to}/${isTaken ? `${path}.${id}` : path}`));
    if (doneFile !== undefined) {
      await rename(folder.pathOf(`${path}${doneFile}`), folder.pathOf(`${to}/${path}${isTaken ? `.${id}` : ""}${doneFile}`)).catch(
        () => undefined,
      );
    }
  } catch (cause) {
    throw new SocError({
      code: "connector/not-readable",
      problem: `${quoted(name)} cannot move ${quoted(path)} to ${quoted(to)}`,
      remedy: `let the user that runs watchkeeper write into the folder, and see that "${to}" in it is a folder`,
      retry: { afterMs: 30_000 },
      cause,
    });
  }
}
