import { playbookOperations } from "../../../src/server/contract/playbooks.ts";
import { clientFor } from "./client.ts";

/** The API about playbooks; it comes with the pages that ask it. */
export const playbookApi = clientFor(playbookOperations);
