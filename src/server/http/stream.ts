import type { ServerResponse } from "node:http";

/** How long a reader may keep the next piece from being written, milliseconds; then it is cut. */
export const slowReaderMsMax = 15_000;
/** The most streams that are open at once, of everybody, of one tenant (or of all who are in none) and of one asker. */
export const streamsMax = 256;
export const streamsPerTenantMax = 64;
export const streamsPerAskerMax = 8;

/** Writes pieces as they come until they end, the reader goes away, or it reads too slowly to be waited for. Gives why it ended. */
export async function pour(
  pieces: AsyncIterable<string>,
  response: Pick<ServerResponse, "write" | "once" | "off" | "end" | "destroy" | "destroyed">,
  slowMsMax = slowReaderMsMax,
): Promise<"ended" | "gone" | "too slow"> {
  for await (const piece of pieces) {
    if (response.destroyed) return "gone";
    if (response.write(piece)) continue;
    const outcome = await drained(response, slowMsMax);
    if (outcome === "too slow") response.destroy();
    if (outcome !== "drained") return outcome;
  }
  response.end();
  return "ended";
}

function drained(response: Pick<ServerResponse, "once" | "off">, slowMsMax: number): Promise<"drained" | "gone" | "too slow"> {
  return new Promise((resolve) => {
    const settle = (outcome: "drained" | "gone" | "too slow") => () => {
      clearTimeout(timer);
      response.off("drain", onDrain);
      response.off("close", onClose);
      resolve(outcome);
    };
    const [onDrain, onClose] = [settle("drained"), settle("gone")];
    const timer = setTimeout(settle("too slow"), slowMsMax);
    response.once("drain", onDrain);
    response.once("close", onClose);
  });
}

/** Counts open streams; `take` is undefined when there are as many as may be, else gives the place back when called. */
export function openPlaces(): { readonly take: (tenant: string, asker: string) => (() => void) | undefined; readonly open: () => number } {
  const [byTenant, byAsker] = [new Map<string, number>(), new Map<string, number>()];
  let open = 0;
  return {
    open: () => open,
    take(tenant, who) {
      const asker = `${tenant} ${who}`;
      if (open >= streamsMax || counted(byTenant, tenant) >= streamsPerTenantMax) return undefined;
      if (counted(byAsker, asker) >= streamsPerAskerMax) return undefined;
      open++;
      count(byTenant, tenant, 1);
      count(byAsker, asker, 1);
      let given = false;
      return () => {
        if (given) return;
        given = true;
        open--;
        count(byTenant, tenant, -1);
        count(byAsker, asker, -1);
      };
    },
  };
}

const counted = (counts: ReadonlyMap<string, number>, name: string) => counts.get(name) ?? 0;

function count(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const now = counted(counts, name) + by;
  if (now > 0) counts.set(name, now);
  else counts.delete(name);
}
