import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import { asAccount, give } from "./account.ts";
import { type Cluster, type Credentials, newCredentials } from "./cluster.ts";
import { saysDiskFull } from "./process.ts";

const outputBytesMax = 16_384;
const initialiseWaitMs = 60_000;

/**
 * Makes the database aside and puts it in place by one rename: a crash in the middle leaves only a folder that the next start removes.
 * `synced` is off for throw-away databases.
 */
export async function initialise(cluster: Cluster, { synced }: { readonly synced: boolean }): Promise<Credentials> {
  for (const name of readdirSync(cluster.folder))
    if (name.startsWith("database.new-")) rmSync(join(cluster.folder, name), { recursive: true, force: true });

  const credentials = newCredentials();
  const making = join(cluster.folder, `database.new-${process.pid}`);
  mkdirSync(making, { mode: 0o711 });
  chmodSync(making, 0o711);
  const data = join(making, "data");
  mkdirSync(data, { mode: 0o700 });
  give(data, cluster.account);
  writeFileSync(join(making, "credentials.json"), JSON.stringify(credentials), { mode: 0o600, flag: "wx" });
  const passwordFile = join(making, "password");
  writeFileSync(passwordFile, `${credentials.owner.password}\n`, { mode: 0o600, flag: "wx" });
  give(passwordFile, cluster.account);
  try {
    await runInitdb(cluster, data, passwordFile, credentials.owner.user, synced);
    rmSync(passwordFile);
    renameSync(making, cluster.database);
    return credentials;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

async function runInitdb(cluster: Cluster, data: string, passwordFile: string, user: string, synced: boolean): Promise<void> {
  const options = ["-D", data, "-U", user, "--pwfile", passwordFile, "-A", "scram-sha-256", "--no-instructions"];
  // The builtin provider has the same rules on every machine, whatever its locales.
  options.push("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  options.push(synced ? "--data-checksums" : "--no-data-checksums");
  if (!synced) options.push("--no-sync");
  const { status, output } = await run(cluster, options);
  if (status !== 0) throw notMade(cluster, output, saysDiskFull(output));
}

function run({ binaries, account, folder }: Cluster, options: string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((settle, refuse) => {
    const child = spawn(binaries.initdb, options, {
      cwd: account ? "/" : folder,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: initialiseWaitMs,
      killSignal: "SIGKILL",
      ...(process.platform === "win32" ? {} : { env: { LC_ALL: "C", TZ: "UTC" } }),
      ...asAccount(account),
    });
    let output = "";
    const keep = (bytes: Buffer) => {
      output = (output + bytes.toString("utf8")).slice(-outputBytesMax);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (cause) => refuse(notMade({ folder }, String(cause), false, cause)));
    child.on("close", (status) => settle({ status, output }));
  });
}

const notMade = ({ folder }: { folder: string }, output: string, full: boolean, cause?: unknown) =>
  new SocError({
    code: full ? "storage/disk-full" : "storage/not-started",
    problem: full ? `no space is left for a database in "${folder}"` : `no database could be made in "${folder}"`,
    remedy: full ? "free some space, or choose another data folder" : "read the server's own words below, and correct what they name",
    retry: "never",
    detail: output.trim(),
    cause,
  });
