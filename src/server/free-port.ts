import { createServer } from "node:net";
import { SocError } from "../core/soc-error.ts";

/**
 * The port that a server can have: the one that is wanted, or a free one for 0. A default that is taken gives way to a free one; any other that is taken is
 * refused (`cli/port-taken`). Somebody else may still take it before the server does.
 */
export async function requireFree(host: string, wanted: number, isDefault: boolean): Promise<number> {
  try {
    return await tried(host, wanted);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code === "EADDRINUSE" && isDefault) return tried(host, 0);
    throw notToBeHad(host, wanted, code, cause);
  }
}

function tried(host: string, port: number): Promise<number> {
  return new Promise((settle, refuse) => {
    const server = createServer();
    server.once("error", refuse);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => settle(typeof address === "object" && address ? address.port : port));
    });
  });
}

export function notToBeHad(host: string, port: number, code: string, cause: unknown): SocError {
  const why = code === "EADDRINUSE" ? "is in use" : code === "EACCES" ? "may not be used by this user" : "cannot be listened on";
  return new SocError({
    code: "cli/port-taken",
    problem: `port ${port} of ${host === "127.0.0.1" ? "this machine" : host} ${why}`,
    remedy: "name another --port, or 0 for a free one; server.listen in watchkeeper.yaml names the address too",
    retry: "never",
    cause,
  });
}
