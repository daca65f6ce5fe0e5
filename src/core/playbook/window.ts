/** The longest window a question may have; a longer one would make every account look busy. */
export const windowMsMax = 90 * 24 * 3_600_000;

const pattern = /^([1-9]\d{0,4})([mhd]) (before|after|around) case$/;
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How far a window reaches before a case's first alert and after its last one, in milliseconds; undefined when it is not written as "30m around case". */
export function reachOf(window: string): { readonly beforeMs: number; readonly afterMs: number } | undefined {
  const [, count, unit, side] = pattern.exec(window) ?? [];
  const lengthMs = Number(count) * (unitMs[unit ?? ""] ?? Number.NaN);
  if (!(lengthMs <= windowMsMax)) return undefined;
  return { beforeMs: side === "after" ? 0 : lengthMs, afterMs: side === "before" ? 0 : lengthMs };
}

/**
 * The absolute time that a question looks at: from `fromMs` inclusive to `toMs` exclusive, milliseconds since the epoch, UTC.
 * "before" ends with the case's last alert, "after" begins with its first: what the alerts themselves rest on is always inside.
 */
export function windowOf(
  window: string,
  seen: { readonly firstMs: number; readonly lastMs: number },
): { fromMs: number; toMs: number } | undefined {
  const reach = reachOf(window);
  return reach && { fromMs: seen.firstMs - reach.beforeMs, toMs: seen.lastMs + reach.afterMs + 1 };
}
