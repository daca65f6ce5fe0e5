import { qualitySampleOperations } from "../../../src/server/contract/quality-samples.ts";
import { clientFor } from "./client.ts";

/** The API about quality samples; it comes with the pages that ask it. */
export const qualityApi = clientFor(qualitySampleOperations);
