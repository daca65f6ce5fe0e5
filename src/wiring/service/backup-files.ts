import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize, resolve } from "node:path";
import { type ReadConfiguration, tenantsOf } from "../../ports/configuration.ts";
import type { Manifest } from "../../storage/backup/manifest.ts";
import { makeFolderDurably, writeDurably } from "../../storage/durable-file.ts";

const insideForm = /^(?!\.)[\w.=-]{1,100}(?:\/(?!\.)[\w.=-]{1,100}){0,8}$/;

/**
 * Copies the configuration, the stop files and the standing orders of every tenant. Orders keep their place beside the configuration; those that lie elsewhere
 * get the name that an installation gives them, and `told` hears of it, as of orders that are named and not there.
 */
export async function copyConfiguration(
  { path, folder: home, configuration }: Pick<ReadConfiguration, "path" | "folder" | "configuration">,
  state: string,
  folder: string,
  told: (says: string) => void,
): Promise<Manifest["files"]> {
  const places = new Map<string, string>([
    ["STOP", join(state, "STOP")],
    ...(path === undefined ? [] : ([["watchkeeper.yaml", path]] as const)),
  ]);
  for (const { name, containment } of configuration ? tenantsOf(configuration) : [{ name: "default", containment: undefined }]) {
    places.set(`STOP-${name}`, join(state, `STOP-${name}`));
    const usual = name === "default" ? "containment.yaml" : `containment-${name}.yaml`;
    const place = containment === undefined ? join(state, usual) : resolve(home, containment);
    const named = containment === undefined ? usual : normalize(containment);
    const keepsPlace = !isAbsolute(named) && insideForm.test(named) && !places.has(named);
    if (!keepsPlace)
      told(`the standing orders of "${name}" lie outside the configuration's folder; in the backup they are configuration/${usual}`);
    if (containment !== undefined && !(await isFile(place)))
      told(`the standing orders of "${name}" are not in the backup: there is no ${place}`);
    places.set(keepsPlace ? named : usual, place);
  }
  const files: Manifest["files"] = [];
  for (const [name, place] of places) if (await isFile(place)) files.push(await copyOne(place, folder, `configuration/${name}`));
  return files;
}

const isFile = async (place: string) => (await stat(place).catch(() => undefined))?.isFile() ?? false;

async function copyOne(place: string, folder: string, path: string): Promise<Manifest["files"][number]> {
  const bytes = await readFile(place);
  await makeFolderDurably(dirname(join(folder, path)), 0o700);
  await writeDurably(join(folder, path), bytes, 0o600);
  return { path, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes: bytes.length };
}
