import { handoverOperations } from "../../../src/server/contract/handover.ts";
import { clientFor } from "./client.ts";

/** The API about handovers; it comes with the pages that ask it. */
export const handoverApi = clientFor(handoverOperations);
