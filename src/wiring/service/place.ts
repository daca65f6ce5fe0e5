import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import type { Configuration } from "../../ports/configuration.ts";

/** Where the API listens, and what people open. */
export type Place = { readonly host: string; readonly port: number; readonly publicUrl: string; readonly hosts: readonly string[] };

/** The address of `server.listen`, without the brackets of IPv6. */
export function listenOf({ server }: Configuration): { readonly host: string; readonly port: number } {
  const at = server.listen.lastIndexOf(":");
  return { host: server.listen.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(server.listen.slice(at + 1)) };
}

/** What links begin with: as configured, else where this machine itself finds it; by name where `named`, since a browser binds passkeys to a name. */
export function placeOf({ server }: Configuration, host: string, port: number, named = false): Place {
  const here = `${server.tls ? "https" : "http"}://${named ? "localhost" : shownHost(host)}:${port}`;
  const publicUrl = server["public-url"] ?? here;
  return { host, port, publicUrl, hosts: [new URL(publicUrl).hostname, host].filter((name) => name !== "0.0.0.0" && name !== "::") };
}

function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

export type Tls = { readonly certificate: Buffer; readonly key: Buffer };

/** Certificate and key from their files, proven to belong together. Refuses (`configuration/malformed`). */
export async function readTls(tls: NonNullable<Configuration["server"]["tls"]>, folder: string): Promise<Tls> {
  const read = (path: string) =>
    readFile(resolve(folder, path)).catch((cause: unknown) => {
      throw badTls(`"${path}" cannot be read`, cause);
    });
  const [certificate, key] = [await read(tls.certificate), await read(tls.key)];
  try {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) throw new Error("another key");
  } catch (cause) {
    throw badTls("certificate and key do not belong together, or are not in PEM", cause);
  }
  return { certificate, key };
}

const badTls = (why: string, cause: unknown) =>
  new SocError({
    code: "configuration/malformed",
    problem: `server.tls cannot be used: ${why}`,
    remedy: "name the certificate chain and its key as PEM files that the service's user may read",
    retry: "never",
    cause,
  });
