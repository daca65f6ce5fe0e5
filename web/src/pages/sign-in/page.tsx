import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../../api/client.ts";
import { showPasskey } from "../../api/passkeys.ts";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/field.tsx";
import { Entry, type HalfIn, type Step, tenantOf, useEntering } from "./entry.tsx";
import { EntryForm, PasskeyButton } from "./entry-form.tsx";
import { FactorForm } from "./factor-form.tsx";

/** The way in: by password, by passkey, by the company's provider. */
export function SignInPage() {
  const { to = "/" } = useSearch({ strict: false }) as { to?: string };
  const tenant = tenantOf(location.search);
  const [half, setHalf] = useState<HalfIn>();
  const entering = useEntering(to);
  const onStep = (step: Step) => setHalf(entering(step));
  useEffect(() => {
    document.title = "Sign in · Watchkeeper";
  }, []);
  return (
    <Entry title={half ? "One more proof" : "Sign in"}>
      {half ? <FactorForm half={half} tenant={tenant} onStep={onStep} /> : <Ways tenant={tenant} onStep={onStep} />}
    </Entry>
  );
}

type WaysProps = { readonly tenant: string; readonly onStep: (step: Step) => void };

function Ways({ tenant, onStep }: WaysProps) {
  const ways = useQuery({ queryKey: ["sign-in", tenant], queryFn: ({ signal }) => api.readSignIn({ query: { tenant } }, { signal }) });
  return (
    <div className="flex flex-col gap-4">
      <ByPassword tenant={tenant} onStep={onStep} />
      {(ways.data?.passkey || ways.data?.provider) && (
        <div className="flex flex-col gap-2 border-t border-line pt-4">
          {ways.data.passkey && <ByPasskey tenant={tenant} onStep={onStep} />}
          {ways.data.provider !== null && (
            <Button
              icon={<Building2 aria-hidden className="size-4" />}
              onClick={() => location.assign(api.urlOf("beginProvider", { query: { tenant } }))}
            >
              {ways.data.provider}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function ByPassword({ tenant, onStep }: WaysProps) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({ mutationFn: () => api.signInByPassword({ body: { tenant, name, password } }), onSuccess: onStep });
  return (
    <EntryForm asked={enter} deed="Sign in">
      <Input
        label="Name"
        autoFocus
        required
        autoComplete="username"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Input
        label="Password"
        type="password"
        required
        autoComplete="current-password"
        maxLength={1_024}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </EntryForm>
  );
}

function ByPasskey({ tenant, onStep }: WaysProps) {
  const enter = useMutation({
    mutationFn: async () => {
      const { ticket, options } = await api.askPasskey({ body: { tenant } });
      const shown = await showPasskey(options);
      return api.signInByPasskey({ body: { tenant, ticket, shown } });
    },
    onSuccess: onStep,
  });
  return <PasskeyButton asked={enter} says="Passkey" />;
}
