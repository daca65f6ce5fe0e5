import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Tooltip } from "radix-ui";
import { Toasts } from "../ui/toast.tsx";
import { client } from "./client.ts";
import { router } from "./router.tsx";

/** The console. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <Tooltip.Provider>
        <RouterProvider router={router} />
        <Toasts />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
