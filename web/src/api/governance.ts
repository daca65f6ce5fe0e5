import { governanceOperations } from "../../../src/server/contract/governance.ts";
import { clientFor } from "./client.ts";

/** The API about the oversight of the agent; it comes with the pages that ask it. */
export const governanceApi = clientFor(governanceOperations);
