import { journalOperations } from "../../../src/server/contract/journal.ts";
import { clientFor } from "./client.ts";

/** The API about the journal; it comes with the pages that ask it. */
export const journalApi = clientFor(journalOperations);
