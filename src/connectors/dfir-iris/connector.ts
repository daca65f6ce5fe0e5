import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader } from "../kit/reader.ts";
import { asked, Found, type Iris, idOf, ourselves } from "./iris.ts";
import { Settings } from "./settings.ts";
import { ticketsOf } from "./tickets.ts";

/** DFIR-IRIS by its API: alerts as tickets. What it needs and promises is in README.md. */
export default defineConnector({
  product: "dfir-iris",
  title: "DFIR-IRIS",
  provenOn: "a double",
  serves: ["tickets"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const reader = openReader(
      { ...originOf(name, settings), headers: () => ({ authorization: `Bearer ${secrets.get("api-key")}` }) },
      parts,
    );
    const iris: Iris = { reader, us: ourselves(reader) };
    return {
      tickets: ticketsOf({ ...iris, settings }),
      async check(signal) {
        await reader.json(asked(["api", "ping"]), z.object({ status: z.literal("success") }), signal);
        const us = await iris.us(signal);
        await reader.json(asked(["alerts", "filter"], { page: "1", per_page: "1" }), Found, signal);
        await idOf(iris, "status", "Closed", signal);
        return { says: `signed in as ${quoted(us)}, and reads alerts; that we may write them shows at the first one` };
      },
    };
  },
});
