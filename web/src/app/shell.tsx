import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { LiveProvider } from "../api/live.ts";
import { useSession } from "../api/session.ts";
import { StepUp } from "../api/step-up.tsx";
import { patiently } from "../lib/fetched.ts";
import { useKeys } from "../lib/keys.ts";
import { places } from "./places.tsx";
import { useSignedOut } from "./signed-out.ts";
import { StopBanner } from "./stop.tsx";
import { TopBar } from "./top-bar.tsx";

const help = () => import("./help.tsx");
const palette = () => import("./palette.tsx");
const Help = lazy(async () => ({ default: (await patiently(help)).Help }));
const Palette = lazy(async () => ({ default: (await patiently(palette)).Palette }));
/** What nobody sees before a press is fetched this long after the first page, milliseconds. */
const laterMs = 1_500;

/** The frame of every page behind sign-in: where one can go, the stop switch, the state of the line, and the page. */
export function Shell() {
  const [open, setOpen] = useState<"palette" | "help">();
  const navigate = useNavigate();
  const deeds = useMemo(
    () => [
      { keys: "Mod+k", says: "Find anything, do anything", does: () => setOpen("palette"), inFields: true },
      { keys: "?", says: "These keys", does: () => setOpen("help") },
      ...places.map(({ to, says, keys }) => ({ keys, says: `To ${says}`, does: () => void navigate({ to }) })),
    ],
    [navigate],
  );
  useKeys("Everywhere", deeds);
  const session = useSession();
  useSignedOut();
  const page = usePageFocus();
  const later = useLater() || open !== undefined;
  return (
    <LiveProvider key={session?.session}>
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        To the page
      </a>
      <div className="relative flex h-dvh flex-col overflow-hidden print:h-auto print:overflow-visible">
        <StopBanner />
        <TopBar onSearch={() => setOpen("palette")} />
        <div className="flex min-h-0 flex-1">
          <Rail />
          <main
            ref={page}
            id="page"
            tabIndex={-1}
            className="relative min-w-0 flex-1 overflow-auto outline-none phone:pb-14 print:overflow-visible"
          >
            <Outlet />
          </main>
        </div>
        <PhoneBar />
      </div>
      <StepUp />
      <Suspense>
        {later && <Palette open={open === "palette"} onClose={() => setOpen(undefined)} />}
        {later && <Help open={open === "help"} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </LiveProvider>
  );
}

/** The page has the focus where nothing else took it, so that End and the arrows scroll it: the window itself does not scroll. */
function usePageFocus(): RefObject<HTMLElement | null> {
  const page = useRef<HTMLElement>(null);
  const place = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is shown
  useEffect(() => {
    if (document.activeElement === document.body) page.current?.focus({ preventScroll: true });
  }, [place]);
  return page;
}

/** Whether the first page is there, so that the rest may come. */
function useLater(): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), laterMs);
    return () => clearTimeout(timer);
  }, []);
  return later;
}

function Rail() {
  return (
    <nav
      aria-label="places"
      className="flex w-13 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-surface p-1.5 phone:hidden xl:w-44"
    >
      {places
        .filter(({ aside }) => !aside)
        .map(({ to, says, Icon, keys, under }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            title={`${says} (${keys})`}
            className={`h-8 items-center gap-2.5 rounded-md text-sm font-medium text-soft hover:bg-hover hover:text-text ${under ? "hidden pr-2.5 pl-7 xl:flex" : "flex px-2.5"}`}
            activeProps={{ className: "bg-chosen text-text" }}
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            <span className="max-xl:sr-only">{says}</span>
          </Link>
        ))}
    </nav>
  );
}

function PhoneBar() {
  return (
    <nav aria-label="places" className="fixed inset-x-0 bottom-0 z-30 hidden border-t border-line bg-surface phone:flex" data-no-print>
      {places
        .filter(({ phone }) => phone)
        .map(({ to, says, Icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            className="flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-soft"
            activeProps={{ className: "text-accent" }}
          >
            <Icon aria-hidden className="size-5" />
            {says}
          </Link>
        ))}
    </nav>
  );
}
