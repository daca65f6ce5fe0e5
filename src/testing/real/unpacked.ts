import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Missing } from "./part.ts";

// Programs that must not be installed where tests run, because they would take another program's place or need another release's packages.

/** Debian packages to unpack beside each other; `backports` come from that release's backports, the others from what the machine knows. */
export type Wanted = {
  readonly part: string;
  readonly packages: readonly string[];
  readonly backports?: readonly string[];
  readonly program: string;
};

/** Where the packages were unpacked, and where their libraries are. */
export type Unpacked = { readonly root: string; readonly libraries: readonly string[] };

const timeoutMs = 120_000;
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Fetches the packages once into a folder under the temporary one, and unpacks them there. Nothing of the system is changed, and no right is needed. */
export function unpacked({ part, packages, backports = [], program }: Wanted): Unpacked | Missing {
  const home = join(tmpdir(), `watchkeeper-unpacked-${process.getuid?.() ?? 0}`);
  const root = join(home, part);
  const libraries = ["usr/lib", "lib"].map((folder) => join(root, folder, triplet()));
  if (existsSync(join(root, program))) return { root, libraries };
  // Unpacked aside and put in place whole: another test may look at the same time.
  const aside = join(home, `${part}-${process.pid}`);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  try {
    if (packages.length > 0) ran("apt-get", ["download", ...packages], aside);
    if (backports.length > 0) fetchBackports(backports, aside);
    const whole = join(aside, "root");
    for (const name of readdirSync(aside).filter((each) => each.endsWith(".deb"))) ran("dpkg", ["-x", name, whole], aside);
    if (!existsSync(join(whole, program))) throw new Error(`no ${program} in it`);
    if (!existsSync(root)) renameSync(whole, root);
    return { root, libraries };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "";
    return { missing: `${part} could not be unpacked from its Debian packages (apt-get download, dpkg -x): ${why.slice(0, 200)}` };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Package lists of their own, so that the machine's stay as they are. */
function fetchBackports(names: readonly string[], folder: string): void {
  const release = /VERSION_CODENAME=(\w+)/.exec(ran("cat", ["/etc/os-release"], folder))?.[1] ?? "bookworm";
  for (const each of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, "backports.list"), `deb [signed-by=${keyring}] ${archiveOf(release, folder)} ${release}-backports main\n`);
  const own = {
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::Etc::SourceList": join(folder, "backports.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::Cache": join(folder, "cache"),
  };
  const options = Object.entries(own).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  ran("apt-get", [...options, "update"], folder);
  ran("apt-get", [...options, "download", ...names], folder);
}

/** Where this machine itself gets its release from: backports lie beside it. */
function archiveOf(release: string, folder: string): string {
  const targets = ran("apt-get", ["indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"], folder);
  const archive = targets
    .split("\n")
    .find((line) => line.endsWith(` ${release}`))
    ?.split(" ")[0];
  if (!archive) throw new Error(`no archive of ${release} among the machine's sources`);
  return archive;
}

function ran(program: string, given: readonly string[], cwd: string): string {
  const done = spawnSync(program, given, { cwd, encoding: "utf8", timeout: timeoutMs, maxBuffer: 16 * 1_048_576 });
  if (done.status === 0) return done.stdout;
  throw new Error(`${program} ${given.slice(-1)[0] ?? ""}: ${done.error?.message ?? done.stderr.trim().split("\n").slice(-1)[0] ?? ""}`);
}

function triplet(): string {
  const names: Readonly<Record<string, string>> = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" };
  return names[process.arch] ?? `${process.arch}-linux-gnu`;
}
