import { constants } from "node:fs";
import { access, lstat, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { StopFile, StopSwitch } from "../ports/stop-file.ts";

const fileName = "STOP";
/** What is read of the reason in the file; an administrator may write any text into it, or none. */
const reasonBytesMax = 1_024;
const fileBytesMax = 65_536;
/**
 * A disk that does not answer within this time counts as one that cannot be read, milliseconds. It is waited for in slices: a process that was kept from running
 * for a second finds its timer due before it has looked whether the disk answered, and between two slices it looks.
 */
const answerWaitMsMax = 1_000;
const answerSlices = 4;

type Reading = Awaited<ReturnType<StopFile["read"]>>;

/** The file `STOP` in a data folder. It is there: stopped. It surely is not there: not stopped. Anything else: stopped, since nobody can tell. */
export function openStopFile(dataDir: string, clock: Clock): StopSwitch {
  return switchAt(join(dataDir, fileName), clock);
}

/**
 * The stop file of one tenant, `STOP-<tenant>` beside `STOP`. Either of them stops the tenant; only its own is raised and lowered here, and while the one of
 * the installation lies there nothing is lowered: whoever runs the machine ends that.
 */
export function openTenantStop(dataDir: string, tenant: string, clock: Clock): StopSwitch {
  if (!tenantForm.test(tenant)) throw new Error("no name of a tenant");
  const [all, own] = [openStopFile(dataDir, clock), switchAt(join(dataDir, `${fileName}-${tenant}`), clock)];
  return {
    ...own,
    async read() {
      const ofAll = await all.read();
      return ofAll.stopped ? ofAll : own.read();
    },
    async hindrance() {
      if ((await all.read()).stopped)
        return `the whole installation is stopped by "${all.place}", which only "watchkeeper resume" on its machine ends`;
      return own.hindrance();
    },
  };
}

const tenantForm = /^[a-z0-9][a-z0-9-]{0,62}$/;

function switchAt(place: string, clock: Clock): StopSwitch {
  return {
    place,
    async read() {
      const ended = new AbortController();
      const tooLate = waited(clock, ended.signal).then(
        (): Reading => ({ stopped: true, because: `the stop file "${place}" cannot be read: the disk does not answer` }),
        (): Reading => ({ stopped: true, because: `the stop file "${place}" was not read` }),
      );
      try {
        return await Promise.race([look(place), tooLate]);
      } finally {
        ended.abort();
      }
    },
    async raise(because) {
      const file = await open(place, "a", 0o644).catch((cause: NodeJS.ErrnoException) => {
        // Whatever has this name stops, a folder too; only the reason finds no place in it.
        if (cause.code !== "EISDIR") throw cause;
      });
      if (!file) return;
      try {
        // That the file is there is what stops; a disk too full for its reason must not matter.
        const { size } = await file.stat();
        if (size < fileBytesMax) await file.write(`${because.replace(/\s+/gu, " ").slice(0, reasonBytesMax)}\n`).catch(() => undefined);
        await file.sync();
      } finally {
        await file.close();
      }
      const folder = await open(dirname(place), "r");
      await folder.sync().finally(() => folder.close());
    },
    hindrance: () => hindranceAt(place),
    async lower() {
      try {
        await rm(place, { force: true });
      } catch (cause) {
        throw notRemovable((await hindranceAt(place)) ?? `"${place}" cannot be removed`, cause);
      }
    },
  };
}

async function waited(clock: Clock, signal: AbortSignal): Promise<void> {
  for (let slice = 0; slice < answerSlices; slice++) await clock.sleep(answerWaitMsMax / answerSlices, signal);
}

async function hindranceAt(place: string): Promise<string | undefined> {
  try {
    if ((await lstat(place)).isDirectory()) return `"${place}" is a folder, and only a file is removed by us`;
    await access(dirname(place), constants.W_OK);
    return undefined;
  } catch (cause) {
    const { code = "unknown", syscall } = cause as NodeJS.ErrnoException;
    return code === "ENOENT" && syscall === "lstat" ? undefined : `"${place}" cannot be removed by this user (${code})`;
  }
}

/** Refused before anything is counted, and again where it cannot be removed after all. */
const notRemovable = (hindrance: string, cause?: unknown) =>
  new SocError({
    code: "stop/not-removable",
    problem: `nothing was resumed: ${hindrance}`,
    remedy: "remove it by hand, or have somebody do it who may, and run resume again; until then it stays stopped",
    retry: "never",
    cause,
  });

async function look(place: string): Promise<Reading> {
  try {
    // "No such file" in a folder that is not there says nothing about the file.
    if (!(await stat(dirname(place))).isDirectory()) return unreadable(place, "ENOTDIR");
    const kind = await lstat(place);
    return { stopped: true, because: kind.isFile() ? await reasonIn(place) : `"${place}" is there` };
  } catch (cause) {
    const { code = "unknown", path } = cause as NodeJS.ErrnoException;
    return code === "ENOENT" && path === place ? { stopped: false } : unreadable(place, code);
  }
}

const unreadable = (place: string, code: string): Reading => ({
  stopped: true,
  because: `the stop file "${place}" cannot be read (${code}), which counts as stopped`,
});

async function reasonIn(place: string): Promise<string> {
  try {
    const file = await open(place, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(reasonBytesMax), 0, reasonBytesMax, 0);
      const [line = ""] = buffer.subarray(0, bytesRead).toString("utf8").trim().split("\n", 1);
      return line === "" ? `"${place}" is there` : `"${place}" says: ${line}`;
    } finally {
      await file.close();
    }
  } catch {
    return `"${place}" is there, and its reason cannot be read`;
  }
}
