import { type ContainmentFolder, containmentFolder } from "./containment-folder.ts";
import { ifThere } from "./real/if-there.ts";
import { type Slapd, startSlapd } from "./real/slapd.ts";

// An installation that may lock accounts, beside a real directory.

export const named = { account: "mara", address: "203.0.113.9" };

/** Orders for one directory, with the inventory that knows its people. */
export async function adoptFor(home: ContainmentFolder, slapd: Slapd, more = ""): Promise<void> {
  home.write("data/inventory.yaml", inventory);
  home.write("data/ldap.secret", slapd.service.password, 0o600);
  await home.adoptOrders(directoryOrders(slapd) + more);
}

export const inventory = `as-of: ${new Date().toISOString()}
assets: [{ name: ws-1, role: workstation, criticality: low }]
identities: [{ name: mara, role: staff, usual-hosts: [ws-1] }, { name: joss, role: staff }]
`;

const directoryOrders = (slapd: Slapd) => `inventory: [inventory.yaml]
effectors:
  - name: directory
    product: directory-ldap
    for: [disable-account]
    settings: { kind: openldap, url: "ldap://127.0.0.1:${slapd.port}", base: "ou=people,${slapd.base}", bind-dn: "${slapd.service.dn}" }
    secrets: { password: { file: ldap.secret } }
`;

/** A fresh installation with a directory beside it; both end with the test. */
export async function withDirectory(
  t: Parameters<typeof ifThere>[0],
  body: (home: ContainmentFolder, slapd: Slapd) => Promise<void>,
): Promise<void> {
  await ifThere(t, await startSlapd(), async (slapd) => {
    const home = containmentFolder();
    try {
      await body(home, slapd);
    } finally {
      home.remove();
    }
  });
}
