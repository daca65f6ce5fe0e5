import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/empty.tsx";
import { Input } from "../ui/field.tsx";
import { ApiProblem, api, setCsrf } from "./client.ts";
import { showPasskey } from "./passkeys.ts";
import { type Session, sessionQuery } from "./session.ts";

type Asking = { readonly done: (session: Session | undefined) => void };
let asking: Asking | undefined;
const watchers = new Set<() => void>();
const put = (next: Asking | undefined) => {
  asking = next;
  for (const watcher of watchers) watcher();
};

/** Does what weighs more: where the server wants a fresh second factor, it is asked for, and the deed is done again. Throws what the server refuses. */
export async function withStepUp<Answer>(deed: () => Promise<Answer>): Promise<Answer> {
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.said.code !== "server/step-up") throw error;
    const session = await new Promise<Session | undefined>((done) => put({ done }));
    if (!session) throw error;
    return deed();
  }
}

/** Where the second factor is asked for; stands once in the shell. */
export function StepUp() {
  const held = useSyncExternalStore(watch, () => asking);
  if (!held) return null;
  const end = (session: Session | undefined) => {
    put(undefined);
    held.done(session);
  };
  return (
    <Dialog
      open
      onClose={() => end(undefined)}
      title="Show that it is you"
      says="This weighs more, so it takes your second factor once more. It is good for five minutes."
    >
      <StepUpForm onDone={end} />
    </Dialog>
  );
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

function StepUpForm({ onDone }: { readonly onDone: (session: Session) => void }) {
  const [code, setCode] = useState("");
  const { show, busy, problem } = useFactor(onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== "") void show(code.trim());
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Input
        label="Code of your app"
        autoFocus
        autoComplete="one-time-code"
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {problem !== undefined && <Problem of={problem} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button icon={<KeyRound aria-hidden className="size-4" />} busy={busy} onClick={() => void show(undefined)}>
          Use your passkey
        </Button>
        <Button type="submit" kind="primary" busy={busy} disabled={code.trim() === ""}>
          Go on
        </Button>
      </div>
    </form>
  );
}

/** Shows a factor: the code, or a passkey where there is none. */
function useFactor(onDone: (session: Session) => void) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const show = async (code: string | undefined) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { ticket, options } = await api.askStepUp();
      const factor = code === undefined ? { kind: "passkey" as const, shown: await showPasskey(options) } : { kind: "code" as const, code };
      const session = await api.stepUp({ body: { ticket, factor } });
      setCsrf(session.csrf);
      client.setQueryData(sessionQuery.queryKey, session);
      onDone(session);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return { show, busy, problem };
}
