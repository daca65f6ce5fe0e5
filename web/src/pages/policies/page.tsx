import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function PoliciesPage() {
  return <Page title="Policies">…</Page>;
}
