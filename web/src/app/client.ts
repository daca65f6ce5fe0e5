import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/client.ts";

const triesMax = 2;

/** What the console knows of the server; nothing of it lives anywhere else. Refusals are final; a server that does not answer is asked again. */
export const client: QueryClient = new QueryClient({
  defaultOptions: {
    // A browser that says it is offline is asked all the same: what cannot be read says so, instead of waiting without a word.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => !(error instanceof ApiProblem) && failures < triesMax,
    },
  },
});
