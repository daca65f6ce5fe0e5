const place = "watchkeeper-queue";

/** Keeps the queue's address, filters and all, for the way back to it. */
export const rememberQueue = (href: string): void => sessionStorage.setItem(place, href);

/** The queue as this window showed it last; the whole queue where it showed none. */
export function lastQueue(): string {
  const held = sessionStorage.getItem(place) ?? "/";
  return /^\/(\?|$)/.test(held) ? held : "/";
}
