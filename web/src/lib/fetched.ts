import { ConsoleFault } from "../api/faults.ts";

/** A part that could not be fetched is tried again this much later. Milliseconds. */
const againAfterMs = 3_000;

/** A part of a page: while the line is down it is awaited, since one that failed once would take the page away with it, and stay failed. */
export async function patiently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;)
    try {
      return await load();
    } catch (error) {
      if (navigator.onLine !== false) throw error;
      await new Promise((done) => setTimeout(done, againAfterMs));
    }
}

/** A page: without a line it says that it cannot be fetched. What is thrown is not what a browser throws, at which the router would read the window anew, and lose it. */
export async function fetched<Page>(load: () => Promise<Page>): Promise<Page> {
  try {
    return await load();
  } catch (error) {
    throw navigator.onLine === false ? new ConsoleFault("console/page-not-here") : error;
  }
}
