import { connectorOperations } from "../contract/connectors.ts";
import { noteExport } from "../http/note-export.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes on the way to a new connector. */
export const connectorRoutes: readonly Route[] = [
  defineRoute({
    ...connectorOperations.listConnectorKinds,
    handle: async ({ desk }) => {
      const { products, absent, secretPlaces } = await desk.connectors.kinds();
      return { products: [...products], absent: [...absent], secretPlaces: [...secretPlaces] };
    },
  }),
  defineRoute({
    ...connectorOperations.tryConnector,
    handle: async ({ desk, who, body, request }) => {
      // A secret may leave for an address that somebody typed: the record says who did, before it does.
      await noteExport(desk, who, `trial of the connector ${body.name} (${body.product})`, JSON.stringify(body));
      return desk.connectors.trial(body, request.signal);
    },
  }),
];
