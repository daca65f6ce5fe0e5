import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";

/** The one connection of one call: ends when it brings more than `bytesMax`, and is never made a second time. */
export type BoundedConnection = {
  readonly plain: typeof connectPlain;
  readonly secure: typeof connectSecurely;
  /** Ends whatever is open, at once. */
  readonly destroy: () => void;
  /** Whether it was ended because too much came in. */
  readonly overflowed: () => boolean;
};

/**
 * Hooks for a client library that makes its own connections. A library that connects anew by itself would go on without the sign-in, and without the
 * TLS, that came before: the second attempt fails here. Upgrading an open connection (StartTLS) is not a second one. Where an address is given, the library's
 * own host is not looked up: the connection goes there.
 */
export function boundedConnection(bytesMax: number, address?: string): BoundedConnection {
  const sockets: Socket[] = [];
  let over = false;
  const watch = (socket: Socket): Socket => {
    let bytes = 0;
    sockets.push(socket);
    socket.on("data", (data: Buffer) => {
      bytes += data.length;
      if (bytes <= bytesMax) return;
      over = true;
      for (const open of sockets) open.destroy();
    });
    return socket;
  };
  const pinned = <Given extends unknown[]>(given: Given): Given =>
    address !== undefined && typeof given[0] === "number" ? (given.with(1, address) as Given) : given;
  const once = (upgrades: boolean) => {
    if (sockets.length > 0 && !upgrades) throw new Error("the connection was lost, and a new one would be another session");
  };
  return {
    plain: ((...given: Parameters<typeof connectPlain>) => {
      once(false);
      return watch(connectPlain(...pinned(given)));
    }) as typeof connectPlain,
    secure: ((...given: Parameters<typeof connectSecurely>) => {
      const [first] = given as readonly unknown[];
      once(typeof first === "object" && first !== null && "socket" in first && first.socket !== undefined);
      return watch(connectSecurely(...pinned(given)));
    }) as typeof connectSecurely,
    destroy: () => {
      for (const socket of sockets) socket.destroy();
    },
    overflowed: () => over,
  };
}
