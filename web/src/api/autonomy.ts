import { autonomyOperations } from "../../../src/server/contract/autonomy.ts";
import { clientFor } from "./client.ts";

/** The API about what the agent may do alone; it comes with the pages that ask it. */
export const autonomyApi = clientFor(autonomyOperations);
