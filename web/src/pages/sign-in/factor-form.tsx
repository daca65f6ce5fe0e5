import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { showPasskey } from "../../api/passkeys.ts";
import { Input } from "../../ui/field.tsx";
import type { HalfIn, Step } from "./entry.tsx";
import { EntryForm, PasskeyButton } from "./entry-form.tsx";

type FactorProps = { readonly half: HalfIn; readonly tenant: string; readonly onStep: (step: Step) => void };

/** The second factor that a sign-in waits for. */
export function FactorForm(props: FactorProps) {
  return (
    <div className="flex flex-col gap-3">
      {props.half.ways.some((way) => way !== "passkey") && <ByCode {...props} />}
      {props.half.passkey && <ByKey {...props} />}
    </div>
  );
}

function ByCode({ half, tenant, onStep }: FactorProps) {
  const [code, setCode] = useState("");
  const show = useMutation({
    mutationFn: () => {
      const kind = code.includes("-") ? ("recovery-code" as const) : ("code" as const);
      return api.signInByFactor({ body: { tenant, ticket: half.ticket, factor: { kind, code: code.trim() } } });
    },
    onSuccess: onStep,
  });
  return (
    <EntryForm asked={show} deed="Go on">
      <Input
        label="Code of your app, or a recovery code"
        autoFocus
        required
        autoComplete="one-time-code"
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </EntryForm>
  );
}

function ByKey({ half, tenant, onStep }: FactorProps) {
  const show = useMutation({
    mutationFn: async () => {
      const shown = await showPasskey(half.passkey);
      return api.signInByFactor({ body: { tenant, ticket: half.ticket, factor: { kind: "passkey", shown } } });
    },
    onSuccess: onStep,
  });
  return <PasskeyButton asked={show} says="Use your passkey" />;
}
