import { regulationOperations } from "../../../src/server/contract/regulation.ts";
import { clientFor } from "./client.ts";

/** The API about what regulators are told; it comes with the pages that ask it. */
export const regulationApi = clientFor(regulationOperations);
