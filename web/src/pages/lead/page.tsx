import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function LeadPage() {
  return <Page title="Lead's desk">…</Page>;
}
