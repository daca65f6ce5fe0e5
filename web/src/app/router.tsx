import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isSignedOut } from "../api/client.ts";
import { sessionQuery } from "../api/session.ts";
import { fetched } from "../lib/fetched.ts";
import { parseSearch, stringifySearch } from "../lib/search.ts";
import { Empty, Problem } from "../ui/empty.tsx";
import { client } from "./client.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main>
      <Empty title="There is no such page">
        <a href="/" className="text-accent underline underline-offset-2">
          To the queue
        </a>
      </Empty>
    </main>
  ),
  errorComponent: ({ error }) => <PageProblem error={error} />,
});

/** Everything behind sign-in stands in the shell. Whoever is not signed in is asked to, and comes back to where they wanted to go. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await client.ensureQueryData(sessionQuery);
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: "/sign-in", search: { to: location.href }, replace: true });
      throw error;
    }
  },
});

/** A page, fetched when it is first wanted. */
const page: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => fetched(load), name);

/** What a page met stands where the page would: the frame stays, and the page is tried again once the line is back. */
function PageProblem({ error }: { readonly error: unknown }) {
  const { invalidate } = useRouter();
  useEffect(() => {
    const again = () => void invalidate();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [invalidate]);
  return (
    <div className="mx-auto max-w-lg p-6">
      <Problem of={error} again={() => void invalidate()} />
    </div>
  );
}

const to = (search: Record<string, unknown>): { to?: string } =>
  // Only a path of our own: an address elsewhere is not gone to.
  typeof search.to === "string" && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {};
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: to,
  component: page(() => import("../pages/sign-in/page.tsx"), "SignInPage"),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: page(() => import("../pages/sign-in/setup.tsx"), "SetUpPage"),
});

/** The filters of the queue are its address; the page checks them. */
const anySearch = (search: Record<string, unknown>) => search;
const queue = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: anySearch,
  component: page(() => import("../pages/queue/page.tsx"), "QueuePage"),
});
const oneCase = createRoute({
  getParentRoute: () => inside,
  path: "/cases/$id",
  validateSearch: anySearch,
  component: page(() => import("../pages/case/page.tsx"), "CasePage"),
});
const containment = createRoute({
  getParentRoute: () => inside,
  path: "/containment",
  validateSearch: anySearch,
  component: page(() => import("../pages/containment/page.tsx"), "ContainmentPage"),
});
const action = createRoute({
  getParentRoute: () => inside,
  path: "/containment/$id",
  component: page(() => import("../pages/containment/action-page.tsx"), "ActionPage"),
});
const handovers = createRoute({
  getParentRoute: () => inside,
  path: "/handover",
  validateSearch: anySearch,
  component: page(() => import("../pages/handover/page.tsx"), "HandoverPage"),
});
const lead = createRoute({
  getParentRoute: () => inside,
  path: "/lead",
  validateSearch: anySearch,
  component: page(() => import("../pages/lead/page.tsx"), "LeadPage"),
});
const quality = createRoute({
  getParentRoute: () => inside,
  path: "/quality",
  validateSearch: anySearch,
  component: page(() => import("../pages/quality/page.tsx"), "QualityPage"),
});
const autonomy = createRoute({
  getParentRoute: () => inside,
  path: "/autonomy",
  validateSearch: anySearch,
  component: page(() => import("../pages/autonomy/page.tsx"), "AutonomyPage"),
});
const clocks = createRoute({
  getParentRoute: () => inside,
  path: "/clocks",
  validateSearch: anySearch,
  component: page(() => import("../pages/clocks/page.tsx"), "ClocksPage"),
});
const worksheet = createRoute({
  getParentRoute: () => inside,
  path: "/clocks/$id",
  validateSearch: anySearch,
  component: page(() => import("../pages/clocks/worksheet-page.tsx"), "WorksheetPage"),
});
const governance = createRoute({
  getParentRoute: () => inside,
  path: "/governance",
  validateSearch: anySearch,
  component: page(() => import("../pages/governance/page.tsx"), "GovernancePage"),
});
const playbooks = createRoute({
  getParentRoute: () => inside,
  path: "/playbooks",
  validateSearch: anySearch,
  component: page(() => import("../pages/playbooks/page.tsx"), "PlaybooksPage"),
});
const policies = createRoute({
  getParentRoute: () => inside,
  path: "/policies",
  validateSearch: anySearch,
  component: page(() => import("../pages/policies/page.tsx"), "PoliciesPage"),
});
const connectors = createRoute({
  getParentRoute: () => inside,
  path: "/connectors",
  validateSearch: anySearch,
  component: page(() => import("../pages/connectors/page.tsx"), "ConnectorsPage"),
});
const firstRun = createRoute({
  getParentRoute: () => inside,
  path: "/first-run",
  component: page(() => import("../pages/first-run/page.tsx"), "FirstRunPage"),
});
const ask = createRoute({
  getParentRoute: () => inside,
  path: "/ask",
  validateSearch: anySearch,
  component: page(() => import("../pages/ask/page.tsx"), "AskPage"),
});
const journal = createRoute({
  getParentRoute: () => inside,
  path: "/journal",
  validateSearch: anySearch,
  component: page(() => import("../pages/journal/page.tsx"), "JournalPage"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  validateSearch: anySearch,
  component: page(() => import("../pages/settings/page.tsx"), "SettingsPage"),
});

const tree = root.addChildren([
  signIn,
  setUp,
  inside.addChildren([
    queue,
    oneCase,
    containment,
    action,
    handovers,
    lead,
    quality,
    autonomy,
    clocks,
    worksheet,
    governance,
    playbooks,
    policies,
    connectors,
    firstRun,
    ask,
    journal,
    settings,
  ]),
]);

/** Pages by their addresses. Each page is fetched when it is first wanted, or when a link to it is pointed at. */
export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: ({ error }) => <PageProblem error={error} />,
  parseSearch,
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
