import { hash } from "node:crypto";
import type { Who } from "../../core/access/who.ts";
import type { TenantDesk } from "../desk.ts";
import { given } from "./iso.ts";

/** Puts on the record who takes what out, by its digest, before it leaves: what cannot be noted is not handed out. */
export async function noteExport(desk: TenantDesk, { person, token }: Who, of: string, handedOut: string | Uint8Array): Promise<void> {
  const digest = `sha256:${hash("sha256", handedOut, "hex")}`;
  await desk.note({ by: person, ...given({ token }), what: "export", of, digest });
}
