import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../api/session.ts";
import { Badge } from "../../ui/chip.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { AppPanel, RecoveryPanel } from "./app-panel.tsx";
import { BrowserPanel } from "./browser-panel.tsx";
import { PasskeysPanel } from "./passkeys-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { settingsQueries } from "./queries.ts";

/** One's own account: how one proves who one is. */
export function AccountPart() {
  const { data, error, refetch } = useQuery(settingsQueries.account);
  const session = useSession();
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-80 w-full" />;
  const isBare = !data.hasTotp && data.passkeys.length === 0;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <div className="flex flex-col gap-4">
        <Panel title="You">
          <Facts
            of={[
              ["name", data.name],
              ["roles", <Words key="roles" of={data.roles} none="none: an administrator gives them" />],
              ["may", <Words key="rights" of={session?.rights ?? []} none="look at one's own account alone" />],
              ...(data.providers.length > 0 ? ([["comes in by", data.providers.join(", ")]] as const) : []),
            ]}
          />
          {isBare && (
            <p className="mt-3 text-sm text-warn">
              You have no second factor. What weighs more, from tokens to approvals, takes one: add a passkey, or an authenticator app.
            </p>
          )}
        </Panel>
        <PasskeysPanel account={data} />
      </div>
      <div className="flex flex-col gap-4">
        <AppPanel account={data} />
        <RecoveryPanel account={data} />
        <PasswordPanel account={data} />
        <BrowserPanel />
      </div>
    </div>
  );
}

function Words({ of: words, none }: { readonly of: readonly string[]; readonly none: string }) {
  if (words.length === 0) return <span className="text-soft">{none}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {words.map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
    </span>
  );
}
