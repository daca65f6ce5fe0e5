import { queryOptions, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { SignedIn } from "../../../src/server/contract/sign-in.ts";
import { api, setCsrf } from "./client.ts";

/** Who is signed in here. */
export type Session = z.infer<typeof SignedIn>;

/** The session, read once and kept; whoever gets a 401 anywhere has lost it. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => {
    const session = await api.readSession({}, { signal });
    setCsrf(session.csrf);
    return session;
  },
  staleTime: 60_000,
  retry: false,
});

/** The session of a page behind sign-in; undefined only for a moment. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data;

/** Whether the person may do this; the server decides again. */
export const useMay = (right: Session["rights"][number]): boolean => useSession()?.rights.includes(right) ?? false;
