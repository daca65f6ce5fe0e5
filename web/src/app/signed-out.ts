import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isSignedOut, onSignedOut } from "../api/client.ts";
import { sessionQuery } from "../api/session.ts";

/** Whoever's session ended, however they notice, is asked to sign in, and comes back to where they were. */
export function useSignedOut(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { history } = useRouter();
  const { error } = useQuery(sessionQuery);
  useEffect(() => onSignedOut(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey })), [client]);
  useEffect(() => {
    if (isSignedOut(error)) void navigate({ to: "/sign-in", search: { to: history.location.href }, replace: true });
  }, [error, navigate, history]);
}
