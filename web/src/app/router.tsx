import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { isSignedOut } from "../api/client.ts";
import { sessionQuery } from "../api/session.ts";
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
  errorComponent: ({ error, reset }) => (
    <div className="mx-auto max-w-lg p-6">
      <Problem of={error} again={reset} />
    </div>
  ),
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

const to = (search: Record<string, unknown>): { to?: string } =>
  // Only a path of our own: an address elsewhere is not gone to.
  typeof search.to === "string" && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {};
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: to,
  component: lazyRouteComponent(() => import("../pages/sign-in/page.tsx"), "SignInPage"),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("../pages/sign-in/setup.tsx"), "SetUpPage"),
});

/** The filters of the queue are its address; the page checks them. */
const anySearch = (search: Record<string, unknown>) => search;
const queue = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/queue/page.tsx"), "QueuePage"),
});
const oneCase = createRoute({
  getParentRoute: () => inside,
  path: "/cases/$id",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/case/page.tsx"), "CasePage"),
});
const containment = createRoute({
  getParentRoute: () => inside,
  path: "/containment",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/containment/page.tsx"), "ContainmentPage"),
});
const action = createRoute({
  getParentRoute: () => inside,
  path: "/containment/$id",
  component: lazyRouteComponent(() => import("../pages/containment/action-page.tsx"), "ActionPage"),
});
const handovers = createRoute({
  getParentRoute: () => inside,
  path: "/handover",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/handover/page.tsx"), "HandoverPage"),
});
const lead = createRoute({
  getParentRoute: () => inside,
  path: "/lead",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/lead/page.tsx"), "LeadPage"),
});
const playbooks = createRoute({
  getParentRoute: () => inside,
  path: "/playbooks",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/playbooks/page.tsx"), "PlaybooksPage"),
});
const policies = createRoute({
  getParentRoute: () => inside,
  path: "/policies",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/policies/page.tsx"), "PoliciesPage"),
});
const connectors = createRoute({
  getParentRoute: () => inside,
  path: "/connectors",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/connectors/page.tsx"), "ConnectorsPage"),
});
const firstRun = createRoute({
  getParentRoute: () => inside,
  path: "/first-run",
  component: lazyRouteComponent(() => import("../pages/first-run/page.tsx"), "FirstRunPage"),
});
const ask = createRoute({
  getParentRoute: () => inside,
  path: "/ask",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/ask/page.tsx"), "AskPage"),
});
const journal = createRoute({
  getParentRoute: () => inside,
  path: "/journal",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/journal/page.tsx"), "JournalPage"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import("../pages/settings/page.tsx"), "SettingsPage"),
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
  parseSearch,
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
