import { addressBytes } from "../../core/query/address.ts";

/** How many requests in a minute, and how many at once after a pause. */
export type Pace = { readonly perMinute: number; readonly burst: number };

/** The paces, by who asks for what; each asker has their own. */
export type Paces = {
  /** Whatever an address asks that fails to say who it is. */
  readonly stranger: Pace;
  readonly publicRead: Pace;
  readonly publicWrite: Pace;
  /** Public routes for machines, which sign each request: webhooks. */
  readonly machine: Pace;
  /** What browsers hand in by themselves: enough to see what is wrong, and no flood. */
  readonly report: Pace;
  readonly person: Pace;
  readonly token: Pace;
};

/** What a console with several pages open, and a sensor at a thousand requests in a second, stay within. */
export const defaultPaces: Paces = {
  stranger: { perMinute: 60, burst: 30 },
  publicRead: { perMinute: 600, burst: 200 },
  publicWrite: { perMinute: 60, burst: 30 },
  machine: { perMinute: 60_000, burst: 2_000 },
  report: { perMinute: 20, burst: 20 },
  person: { perMinute: 1_200, burst: 300 },
  token: { perMinute: 60_000, burst: 2_000 },
};

/** The most askers that are remembered; whoever was not seen for longest is forgotten first, and begins anew with a full burst. */
export const askersMax = 20_000;

type Bucket = { tokens: number; atMs: number };

/** Counts requests by asker and pace (token buckets). `take` gives 0, or how many milliseconds to wait. */
export type RateLimit = { readonly take: (pace: keyof Paces, asker: string) => number; readonly size: () => number };

/** A rate limit over a clock; a clock that is set back refills nothing. */
export function openRateLimit(nowMs: () => number, paces: Paces = defaultPaces): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    size: () => buckets.size,
    take(pace, asker) {
      const { perMinute, burst } = paces[pace];
      const key = `${pace} ${asker}`;
      const now = nowMs();
      const held = buckets.get(key) ?? { tokens: burst, atMs: now };
      const refilled = Math.min(burst, held.tokens + (Math.max(0, now - held.atMs) * perMinute) / 60_000);
      const tokens = refilled >= 1 ? refilled - 1 : refilled;
      // Set anew, so that the map is in the order of the last look.
      buckets.delete(key);
      buckets.set(key, { tokens, atMs: now });
      for (const oldest of buckets.keys()) {
        if (buckets.size <= askersMax) break;
        buckets.delete(oldest);
      }
      return refilled >= 1 ? 0 : Math.ceil(((1 - refilled) * 60_000) / perMinute);
    },
  };
}

/** Who an address is to the limit: an IPv6 network of 64 bits is one asker, because one machine has all of it. */
export function askerOf(address: string): string {
  const bytes = addressBytes(address.replace(/%.*$/, ""));
  if (!bytes) return "unknown";
  if (bytes.length === 4) return bytes.join(".");
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped
    ? bytes.slice(12).join(".")
    : bytes
        .slice(0, 8)
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
}
