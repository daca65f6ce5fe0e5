import { chownSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SocError } from "../../core/soc-error.ts";

/** Whom the server runs as; undefined means: as we do. PostgreSQL refuses to run as root. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

/** Existing accounts without rights of their own, in the order we prefer them. No account is ever created. */
const unprivileged = ["postgres", "nobody"] as const;

/**
 * Not root: ourselves. Root: whoever owns the database already, else the owner of the folder it goes into,
 * else an account made for having no rights.
 */
export function serverAccount(folders: readonly string[]): Account {
  if (process.getuid?.() !== 0) return undefined;
  for (const folder of folders) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  }
  const accounts = readAccounts();
  for (const name of unprivileged) {
    const account = accounts.get(name);
    if (account) return account;
  }
  throw new SocError({
    code: "storage/no-account",
    problem: "the database server does not run as root, and no unprivileged account was found to run it",
    remedy: "start watchkeeper as an ordinary user, or give the data folder to one with chown",
    retry: "never",
  });
}

function readAccounts(): ReadonlyMap<string, NonNullable<Account>> {
  const accounts = new Map<string, NonNullable<Account>>();
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && Number(uid) > 0) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}

/** The options that make a child process run as the account. */
export function asAccount(account: Account): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Hands a file or folder to the account; nothing to do when the server runs as we do. */
export function give(path: string, account: Account): void {
  if (account) chownSync(path, account.uid, account.gid);
}

/** The first folder on the way to `path` that the account may not enter; undefined when the way is free. */
export function closedFolder(path: string, account: Account): string | undefined {
  if (!account) return undefined;
  const way: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    way.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  return way.find((folder) => {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (!found?.isDirectory()) return false;
    const enter = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001;
    return (found.mode & enter) === 0;
  });
}

/** Refuses a place that the server's account cannot reach, naming the folder that is in the way. */
export function requireReachable(path: string, account: Account): void {
  const closed = closedFolder(path, account);
  if (closed === undefined || !account) return;
  throw new SocError({
    code: "storage/not-reachable",
    problem: `the database runs as user id ${account.uid}, which may not enter "${closed}"`,
    remedy: `choose a data folder outside it, as /var/lib/watchkeeper, or run: chmod o+x "${closed}"`,
    retry: "never",
  });
}
