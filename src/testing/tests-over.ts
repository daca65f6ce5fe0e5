import { test } from "node:test";

/** Tests over something that is opened for each of them, and closed whatever happens. */
export function testsOver<Opened, How extends unknown[]>(
  open: (...how: How) => Promise<Opened>,
  close: (opened: Opened) => Promise<unknown>,
): (title: string, body: (opened: Opened) => Promise<void>, ...how: How) => void {
  return (title, body, ...how) => {
    test(title, async () => {
      const opened = await open(...how);
      try {
        await body(opened);
      } finally {
        await close(opened);
      }
    });
  };
}
