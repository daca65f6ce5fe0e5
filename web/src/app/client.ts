import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem, isSignedOut } from "../api/client.ts";

const triesMax = 2;

/** What the console knows of the server; nothing of it lives anywhere else. Refusals are final; a server that does not answer is asked again. */
export const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // A session that ended is noticed by whatever asks first.
      if (isSignedOut(error)) void client.invalidateQueries({ queryKey: ["session"] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => !(error instanceof ApiProblem) && failures < triesMax,
    },
  },
});
