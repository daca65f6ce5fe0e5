import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMay } from "../../api/session.ts";
import { Empty } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { AccountPart } from "./account-part.tsx";
import { ModelsPart } from "./models-part.tsx";
import { PeoplePart } from "./people-part.tsx";
import { SessionsPart } from "./sessions-part.tsx";
import { RetentionPart, ServicePart } from "./settings-part.tsx";
import { TokensPart } from "./tokens-part.tsx";

const parts = ["account", "people", "tokens", "sessions", "models", "retention", "service"] as const;

/** One's own account, who may come in, and what this service is set up with. */
export function SettingsPage() {
  const { part } = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const chosen = parts.find((each) => each === part) ?? "account";
  const administers = useMay("administer");
  const tab = (id: (typeof parts)[number], says: string, content: React.ReactNode) => ({
    id,
    says,
    content: id === chosen ? content : null,
  });
  const forAdmins = (content: React.ReactNode) => (administers ? content : <NotAdmin />);
  return (
    <Page title="Settings">
      <Tabs
        says="parts of the settings"
        chosen={chosen}
        onChoose={(id) => void navigate({ to: "/settings", search: id === "account" ? {} : { part: id }, replace: true })}
        tabs={[
          tab("account", "Your account", <AccountPart />),
          tab("people", "People", forAdmins(<PeoplePart />)),
          tab("tokens", "Tokens", <TokensPart />),
          tab("sessions", "Sessions", <SessionsPart />),
          tab("models", "Models", <ModelsPart />),
          tab("retention", "Retention", forAdmins(<RetentionPart />)),
          tab("service", "Service", forAdmins(<ServicePart />)),
        ]}
      />
    </Page>
  );
}

function NotAdmin() {
  return (
    <Empty title="Administrators see this">
      It takes the right “administer”, which the role admin has. Whoever is an administrator here can give it to you.
    </Empty>
  );
}
