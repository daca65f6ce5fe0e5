import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import { type Account, give } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { Listen } from "./settings.ts";

/** One database on disk and whom it runs as. Everything in it was made by us. */
export type Cluster = {
  /** What the user named: `--data-dir`. */
  readonly folder: string;
  /** Made in one rename, so it is there whole or not at all; holds `data` and `credentials.json`. */
  readonly database: string;
  readonly data: string;
  readonly log: string;
  readonly binaries: Binaries;
  readonly account: Account;
};

/** Names and passwords of the two roles; the file is readable by our user alone. */
export type Credentials = { readonly owner: Login; readonly application: Login };
export type Login = { readonly user: string; readonly password: string };

export const ownerRole = "watchkeeper_owner";
export const applicationRole = "watchkeeper_app";

/** The parts of a cluster in this folder. */
export function clusterIn(folder: string, binaries: Binaries, account: Account): Cluster {
  const database = join(folder, "database");
  return { folder, database, data: join(database, "data"), log: join(folder, "postgres.log"), binaries, account };
}

/** New random passwords for both roles. Chance here is a secret, never part of a decision. */
export function newCredentials(): Credentials {
  const login = (user: string): Login => ({ user, password: randomBytes(32).toString("base64url") });
  return { owner: login(ownerRole), application: login(applicationRole) };
}

/** Reads what was written when the database was made. */
export function readCredentials({ database, folder }: Cluster): Credentials {
  const file = join(database, "credentials.json");
  try {
    const { owner, application } = JSON.parse(readFileSync(file, "utf8")) as Credentials;
    if (typeof owner.password !== "string" || typeof application.password !== "string") throw new Error("a password is missing");
    return { owner, application };
  } catch (cause) {
    throw new SocError({
      code: "storage/credentials",
      problem: `the database in "${folder}" has no readable credentials.json`,
      remedy: `restore "${file}" from a backup, or start it as the user who made it`,
      retry: "never",
      cause,
    });
  }
}

/** Refuses a database made by another major version of PostgreSQL: starting it would fail, and converting it needs both. */
export function requireSameMajor({ data, folder, binaries }: Cluster): void {
  const found = Number.parseInt(readFileSync(join(data, "PG_VERSION"), "utf8"), 10);
  if (found === binaries.major) return;
  throw new SocError({
    code: "storage/other-major-version",
    problem: `the database in "${folder}" was made by PostgreSQL ${found}, and this release brings PostgreSQL ${binaries.major}`,
    remedy: `start it with the release that made it and move it with "pg_dump" into a new folder, or set DATABASE_URL to a server of version ${found} or later`,
    retry: "never",
  });
}

// sockaddr_un holds 108 bytes on Linux and 104 on macOS; the server adds its own file name.
const socketPathBytesMax = 100;
const socketPort = 5432;
// The range that IANA leaves to private use.
const firstPrivatePort = 49_152;
const privatePorts = 16_384;

/** Where this start will listen. The folder's permissions keep other users of the machine out. */
export function chooseListen({ folder, account }: Pick<Cluster, "folder" | "account">): Listen {
  if (process.platform === "win32")
    return { address: "127.0.0.1", port: firstPrivatePort + (randomBytes(2).readUInt16BE() % privatePorts) };
  const near = join(folder, "run");
  const fits = Buffer.byteLength(join(near, `.s.PGSQL.${socketPort}.lock`)) <= socketPathBytesMax;
  const socketFolder = fits ? near : mkdtempSync(join(shortTemporary(), "watchkeeper-"));
  if (fits) mkdirSync(near, { recursive: true, mode: 0o700 });
  give(socketFolder, account);
  return { socketFolder, port: socketPort };
}

/** Removes the folder of a socket that had to lie elsewhere; it was made for one start. */
export function removeSocketFolder(listen: Listen, folder: string): void {
  if ("socketFolder" in listen && dirname(listen.socketFolder) !== folder) rmSync(listen.socketFolder, { recursive: true, force: true });
}

function shortTemporary(): string {
  const named = tmpdir();
  return Buffer.byteLength(named) <= 40 ? named : "/tmp";
}

/** Whether a data folder holds a database; makes none, and starts none. */
export function holdsDatabase(dataDir: string): boolean {
  return statSync(join(dataDir, "database", "data", "PG_VERSION"), { throwIfNoEntry: false }) !== undefined;
}

/** True when the folder holds a finished database. */
export function isMade({ data }: Cluster): boolean {
  return statSync(join(data, "PG_VERSION"), { throwIfNoEntry: false }) !== undefined;
}
