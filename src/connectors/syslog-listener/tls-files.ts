import { open } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import type { EarTls } from "../kit/listen.ts";
import { quoted } from "../kit/quoted.ts";

const fileBytesMax = 262_144;
/** What group and others may do with a key: nothing. */
const othersMask = 0o077;

/** Where the PEM files are: absolute paths. They are read each time the listener starts, so that a renewed certificate needs no other settings. */
export type TlsFiles = { readonly certificate: string; readonly key: string; readonly clientCa?: string };

/** Reads them. Refuses (`connector/bad-secret`) what is not there, is no file of PEM, and a key that other users of this machine may read. */
export async function readTlsFiles(name: string, { certificate, key, clientCa }: TlsFiles): Promise<EarTls> {
  return {
    certificate: await readPem(name, certificate, "public"),
    key: await readPem(name, key, "secret"),
    ...(clientCa === undefined ? {} : { clientCa: await readPem(name, clientCa, "public") }),
  };
}

async function readPem(name: string, path: string, kind: "public" | "secret"): Promise<string> {
  if (!isAbsolute(path)) throw unfit(name, path, "is no absolute path");
  const file = await open(path, "r").catch(() => undefined);
  if (!file) throw unfit(name, path, "is not there, or this user may not read it");
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > fileBytesMax) throw unfit(name, path, "is no file of certificates or keys");
    if (kind === "secret" && (found.mode & othersMask) !== 0)
      throw unfit(name, path, "may be read or changed by other users of this machine");
    const text = await file.readFile("utf8");
    if (!text.includes("-----BEGIN ")) throw unfit(name, path, "holds no PEM");
    return text;
  } finally {
    await file.close();
  }
}

const unfit = (name: string, path: string, why: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `${quoted(name)} cannot use ${quoted(path)}: it ${why}`,
    remedy:
      "write absolute paths of PEM files into the settings; the key's file has mode 600 and belongs to the user that runs watchkeeper",
    retry: "never",
  });
