import { test } from "node:test";

/** Tests over a product that is opened for each of them, and closed whatever happens. */
export function testsOver<
  Opened extends { readonly product: { readonly double: { readonly close: () => Promise<void> } } },
  How extends unknown[],
>(open: (...how: How) => Promise<Opened>) {
  return (title: string, body: (opened: Opened) => Promise<void>, ...how: How) =>
    test(title, async () => {
      const opened = await open(...how);
      try {
        await body(opened);
      } finally {
        await opened.product.double.close();
      }
    });
}
