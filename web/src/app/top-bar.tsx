import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleUser, LogOut, Monitor, Moon, Search, Sun, UserCog, WifiOff } from "lucide-react";
import { api } from "../api/client.ts";
import { useLiveState } from "../api/live.ts";
import { useSession } from "../api/session.ts";
import { useNowMs } from "../lib/now.ts";
import { chooseTheme, type Theme } from "../lib/theme.ts";
import { local } from "../lib/time.ts";
import { Kbd } from "../ui/kbd.tsx";
import { Menu } from "../ui/menu.tsx";
import { OfflineBanner } from "./offline.tsx";
import { StopSwitch } from "./stop.tsx";

/** What stands above every page. */
export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  return (
    <>
      <OfflineBanner />
      <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-surface px-3" data-no-print>
        <span className="flex items-center gap-2 text-sm font-semibold tracking-tight">
          <img src="/watchkeeper.svg" alt="" className="size-5" />
          <span className="phone:sr-only">Watchkeeper</span>
        </span>
        <button
          type="button"
          onClick={onSearch}
          className="flex h-7 min-w-0 max-w-md flex-1 items-center gap-2 rounded-md border border-line bg-ground px-2 text-sm text-faint hover:border-line-strong phone:h-9"
        >
          <Search aria-hidden className="size-3.5 shrink-0" />
          <span className="flex-1 truncate text-left">Find or do</span>
          <span className="phone:hidden">
            <Kbd>Mod+k</Kbd>
          </span>
        </button>
        <span className="flex-1 phone:hidden" />
        <LineState />
        <Clock />
        <StopSwitch />
        <Account />
      </header>
    </>
  );
}

const states = {
  connecting: { dot: "bg-warn", says: "connecting" },
  live: { dot: "bg-good", says: "live" },
  reconnecting: { dot: "bg-warn animate-pulse", says: "reconnecting" },
  offline: { dot: "bg-bad", says: "offline" },
} as const;

/** Whether what is on the screen is what is so. */
function LineState() {
  const state = useLiveState();
  const { dot, says } = states[state];
  return (
    <span
      role="status"
      className={`flex items-center gap-1.5 text-xs ${state === "live" ? "text-faint" : "font-medium text-warn"}`}
      title={state === "live" ? "Changes arrive as they happen." : "What is shown may be old; it is asked for again by itself."}
    >
      {state === "offline" ? <WifiOff aria-hidden className="size-3.5" /> : <span aria-hidden className={`size-2 rounded-full ${dot}`} />}
      <span className={state === "live" ? "phone:sr-only" : ""}>{says}</span>
    </span>
  );
}

function Clock() {
  const iso = new Date(useNowMs()).toISOString();
  return (
    <time dateTime={iso} title={local(iso)} className="tabular font-mono text-xs text-soft phone:hidden">
      {iso.slice(11, 19)} UTC
    </time>
  );
}

const themes: readonly (readonly [Theme, string, typeof Sun])[] = [
  ["system", "Colours of this machine", Monitor],
  ["dark", "Dark", Moon],
  ["light", "Light", Sun],
];

function Account() {
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await api.signOut();
    client.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`account of ${session?.person ?? ""}`}
          className="flex h-8 items-center gap-2 rounded-md px-1.5 text-sm text-soft hover:bg-hover hover:text-text"
        >
          <CircleUser aria-hidden className="size-4.5" />
          <span className="max-w-32 truncate max-lg:sr-only">{session?.person.replace(/^person:/, "")}</span>
        </button>
      }
      items={[
        {
          says: "Your account",
          icon: <UserCog aria-hidden className="size-4" />,
          does: () => void navigate({ to: "/settings", search: { part: "account" } }),
        },
        "line",
        ...themes.map(([theme, says, Icon]) => ({ says, icon: <Icon aria-hidden className="size-4" />, does: () => chooseTheme(theme) })),
        "line",
        { says: "Sign out", icon: <LogOut aria-hidden className="size-4" />, does: () => void leave() },
      ]}
    />
  );
}
