import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import { isAlive, startOf } from "./process.ts";

/** Releases the claim. Called once, after the server has stopped. */
export type Claim = { readonly release: () => void };

type Owner = { readonly pid: number; readonly start: string | undefined };

const claimAttemptsMax = 3;

/**
 * One owner per data folder. The file only makes the refusal quick and readable and shields the first seconds;
 * what is held while we run is an advisory lock in the database, which dies with us.
 */
export function claim(folder: string): Claim {
  const file = join(folder, "owner.json");
  const mine: Owner = { pid: process.pid, start: startOf(process.pid) };
  const draft = join(folder, `owner.${process.pid}.new`);
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let attempts = 0; attempts < claimAttemptsMax; attempts++) {
      if (linked(draft, file)) return { release: () => rmSync(file, { force: true }) };
      const other = readOwner(file);
      if (other && isRunning(other)) throw alreadyOwned(folder, other.pid);
      // Its owner is gone. A rename succeeds for one of several who notice.
      setAside(file, join(folder, `owner.${process.pid}.old`));
    }
    throw alreadyOwned(folder, undefined);
  } finally {
    rmSync(draft, { force: true });
  }
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

function setAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
  }
  rmSync(aside, { force: true });
}

function readOwner(file: string): Owner | undefined {
  try {
    const { pid, start } = JSON.parse(readFileSync(file, "utf8")) as Owner;
    return typeof pid === "number" ? { pid, start } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, start }: Owner): boolean {
  if (!isAlive(pid)) return false;
  const now = startOf(pid);
  return start === undefined || now === undefined || start === now;
}

export const alreadyOwned = (folder: string, pid: number | undefined) =>
  new SocError({
    code: "storage/already-owned",
    problem: `the data folder "${folder}" is in use by ${pid === undefined ? "another watchkeeper" : `the watchkeeper with process id ${pid}`}`,
    remedy: "stop that one first, or name another folder with --data-dir",
    retry: { afterMs: 2_000 },
  });
