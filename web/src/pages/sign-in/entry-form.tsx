import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";

/** What is being asked of the server on the way in. */
type Asked = { readonly mutate: () => void; readonly error: Error | null; readonly isPending: boolean };

/** A form on the way in: what it takes, what was wrong with it, and how one goes on. */
export function EntryForm({ asked, deed, children }: { readonly asked: Asked; readonly deed: string; readonly children: ReactNode }) {
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        asked.mutate();
      }}
    >
      {children}
      {asked.error && <Problem of={asked.error} />}
      <Button type="submit" kind="primary" busy={asked.isPending}>
        {deed}
      </Button>
    </form>
  );
}

/** A way in by a passkey. */
export function PasskeyButton({ asked, says }: { readonly asked: Asked; readonly says: string }) {
  return (
    <>
      <Button icon={<KeyRound aria-hidden className="size-4" />} busy={asked.isPending} onClick={() => asked.mutate()}>
        {says}
      </Button>
      {asked.error && <Problem of={asked.error} />}
    </>
  );
}
