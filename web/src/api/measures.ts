import { alarmOperations } from "../../../src/server/contract/alarms.ts";
import { exerciseOperations } from "../../../src/server/contract/exercises.ts";
import { measureOperations } from "../../../src/server/contract/measures.ts";
import { clientFor } from "./client.ts";

/** The API about figures, alarms and exercises; it comes with the pages that ask it. */
export const measureApi = clientFor({ ...measureOperations, ...exerciseOperations, ...alarmOperations });
