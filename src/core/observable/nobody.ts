/**
 * Accounts that mean nobody: the operating system's own, machines' own (`name$`, in letters that a machine's name has) and what products write where
 * there is none. They are on every machine, so they bind no alerts, are no one to ask about and no one to act against.
 */
const nobody =
  /^user:(system|localsystem|local ?service|network ?service|anonymous logon|dwm-\d+|umfd-\d+|font driver host|window manager|-|root|nobody|n\/a|[\p{L}\p{N}._ -]+\$|)$/u;

/** True for the key (`observableKey`) of an account that means nobody; false for keys of anything else. */
export function isNobody(key: string): boolean {
  return nobody.test(key);
}
