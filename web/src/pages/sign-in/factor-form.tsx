import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import type { HalfIn, Step } from "./entry.tsx";

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
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        show.mutate();
      }}
    >
      <Input
        label="Code of your app, or a recovery code"
        autoFocus
        required
        autoComplete="one-time-code"
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {show.error && <Problem of={show.error} />}
      <Button type="submit" kind="primary" busy={show.isPending}>
        Go on
      </Button>
    </form>
  );
}

function ByKey({ half, tenant, onStep }: FactorProps) {
  const show = useMutation({
    mutationFn: async () => {
      const shown = await startAuthentication({ optionsJSON: half.passkey as unknown as PublicKeyCredentialRequestOptionsJSON });
      return api.signInByFactor({ body: { tenant, ticket: half.ticket, factor: { kind: "passkey", shown } } });
    },
    onSuccess: onStep,
  });
  return (
    <>
      <Button icon={<KeyRound aria-hidden className="size-4" />} busy={show.isPending} onClick={() => show.mutate()}>
        Use your passkey
      </Button>
      {show.error && <Problem of={show.error} />}
    </>
  );
}
