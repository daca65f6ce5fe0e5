import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function QueuePage() {
  return <Page title="Queue">…</Page>;
}
