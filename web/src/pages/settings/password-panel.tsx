import { useState } from "react";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { tell } from "../../ui/toast.tsx";
import { type Account, useAttempt, useDeed } from "./queries.ts";

const passwordLengthMin = 12;
const passwordLengthMax = 1_024;

/** Another password. It ends one's other sessions. */
export function PasswordPanel({ account: { name, hasPassword } }: { readonly account: Account }) {
  const [now, setNow] = useState("");
  const [next, setNext] = useState("");
  const deed = useDeed();
  const { attempt, busy, problem } = useAttempt(async () => {
    await deed(() => api.changePassword({ body: { now, next } }));
    setNow("");
    setNext("");
    tell("Your password is another one now. Your other sessions have ended.");
  });
  return (
    <Panel title="Password">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          attempt();
        }}
      >
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        {hasPassword && (
          <Input
            label="The one you have"
            type="password"
            required
            maxLength={passwordLengthMax}
            autoComplete="current-password"
            value={now}
            onChange={(event) => setNow(event.target.value)}
          />
        )}
        <Input
          label="The new one"
          hint={`${passwordLengthMin} characters or more. It ends your other sessions.`}
          type="password"
          required
          minLength={passwordLengthMin}
          maxLength={passwordLengthMax}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        {problem !== undefined && <Problem of={problem} />}
        <Button type="submit" busy={busy} className="self-start">
          Change the password
        </Button>
      </form>
    </Panel>
  );
}
