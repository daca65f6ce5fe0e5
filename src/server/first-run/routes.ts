import { firstRunOperations } from "../contract/demo.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes on the way from nothing to the first verdict. */
export const firstRunRoutes: readonly Route[] = [
  defineRoute({ ...firstRunOperations.readFirstRun, handle: ({ desk }) => desk.firstRun.read() }),
  defineRoute({
    ...firstRunOperations.playDemo,
    handle: async ({ desk }) => {
      const { sources, records } = await desk.firstRun.play();
      return { sources: [...sources], records };
    },
  }),
];
