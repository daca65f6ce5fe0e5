import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "./client.ts";
import { useMay } from "./session.ts";

const colleaguesQuery = queryOptions({
  queryKey: ["session", "colleagues"],
  queryFn: ({ signal }) => api.listColleagues({}, { signal }),
  staleTime: 5 * 60_000,
});

/** The people to whom work can be given, whoever asks first; nobody while that is not known. */
export function useColleagues() {
  const may = useMay("triage");
  const { data } = useQuery({ ...colleaguesQuery, enabled: may });
  return data ?? { colleagues: [], more: false };
}
