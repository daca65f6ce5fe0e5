import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SocError } from "../../core/soc-error.ts";

/** What the disk says when a folder cannot be used: none of it gets better by trying again. */
const unusable = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "ENAMETOOLONG", "ELOOP"]);

/** Makes a data folder and those above it, one by one, readable by passing through only. Refuses (`storage/folder-not-usable`). */
export function makeDataFolder(folder: string): void {
  usable(folder, () => {
    const missing: string[] = [];
    for (let place = folder; !statSync(place, { throwIfNoEntry: false }) && place !== dirname(place); place = dirname(place))
      missing.unshift(place);
    for (const place of missing) mkdirSync(place, { mode: 0o711 });
  });
}

/** Does one thing in a data folder, and says whose fault it is when the disk refuses. */
export function usable<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw unusable.has(code) ? notUsable(folder, code, cause) : cause;
  }
}

const notUsable = (folder: string, code: string, cause: unknown) =>
  new SocError({
    code: "storage/folder-not-usable",
    problem: `the data folder "${folder}" cannot be made or written to (${code})`,
    remedy: "name another --data-dir, or run as a user who may write there",
    retry: "never",
    cause,
  });
