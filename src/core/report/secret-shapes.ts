/** Tokens and keys that are known by how their maker writes them. Every pattern is linear; the group `secret` is what goes. */
export const knownTokens: readonly RegExp[] = [
  /\b(?<secret>gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,255}|npm_[A-Za-z0-9]{30,60}|pypi-[\w-]{16,512})/dg,
  /\b(?<secret>xox[abeprs]-[A-Za-z0-9-]{10,255}|AIza[\w-]{30,60}|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,255}|sk-[A-Za-z0-9][\w-]{15,255})/dg,
  /\b(?<secret>AGE-SECRET-KEY-1[A-Z0-9]{50,60}|hvs\.[\w-]{20,255}|dop_v1_[a-f0-9]{60,70}|SG\.[\w-]{16,32}\.[\w-]{16,64})/dg,
  /\b(?<secret>xapp-\d-[A-Za-z0-9-]{10,255}|hf_[A-Za-z0-9]{20,60}|ya29\.[\w-]{20,1000}|\d{8,10}:AA[\w-]{33,40})/dg,
  /\bhooks\.slack\.com\/services\/(?<secret>T\w{2,20}\/B\w{2,20}\/\w{10,60})/dg,
  /\bPrivate-Lines:\s{0,3}\d{1,4}\r?\n(?<secret>(?:[A-Za-z0-9+/=]{1,80}\r?\n?){1,200})/dg,
  // Pairs of LM and NT hashes, crypt(3), Kerberos tickets made for cracking: as good as the password.
  /\b(?<secret>[0-9a-f]{32}:[0-9a-f]{32})\b/dgi,
  /(?<secret>\$(?:1|2[aby]|5|6|y|argon2i?d?|krb5[a-z]{2,8})\$[^\s:'"]{10,4000})/dg,
  /[?&](?:sig|x-amz-signature|x-goog-signature)=(?<secret>[\w%+/=.-]{16,400})/dgi,
];

const value = `(?<secret>"[^"\\n]{1,400}"|'[^'\\n]{1,400}'|[^\\s"'/|;&-][^\\s"']{0,400})`;
const options = "password|passwd|passphrase|pass|pwd|token|secret|api-?key";

/** Secrets as command lines, scripts and people write them. */
export const commandSecrets: readonly RegExp[] = [
  new RegExp(`(?:^|\\s)--?(?:${options})[ =:]{1,3}${value}`, "dgi"),
  new RegExp(`(?:^|\\s)/(?:pass(?:word)?|rp|pwd|p):?[: ]${value}`, "dgi"),
  new RegExp(`\\b(?:sshpass|psexec(?:64)?(?:\\.exe)?|mysql|mysqldump)\\b[^\\n|;&]{0,200}?\\s-p\\s?${value}`, "dgi"),
  new RegExp(`\\s-pw\\s${value}`, "dgi"),
  new RegExp(`\\bnet1?(?:\\.exe)?\\s{1,4}user\\s{1,4}[^\\s/]{1,64}\\s{1,4}${value}`, "dgi"),
  new RegExp(`\\bnet1?(?:\\.exe)?\\s{1,4}use\\s{1,4}(?:[a-z]:\\s{1,4})?\\\\\\\\\\S{1,255}\\s{1,4}${value}`, "dgi"),
  /\s(?:-u|--user)[ =]?["']?[^\s:"']{1,128}:(?<secret>[^\s"'/][^\s"']{0,400})/dgi,
  new RegExp(`\\bConvertTo-SecureString\\s{1,4}(?:-String\\s{1,4})?${value}`, "dgi"),
  // "PGPASSWORD=…", "userPassword: …", "AccountKey=…", "aws_secret_access_key = …", "sessionToken": "…", and the words of other languages.
  new RegExp(
    `\\b\\w{0,40}(?:password|passwd|passphrase|(?:account|secret|shared|private|storage|signing)[-_]?(?:access)?[-_]?key|client[-_]?secret|(?:session|access|refresh|auth|id|csrf)[-_]?token|session[-_]?id)["']?\\s{0,3}[:=]\\s{0,3}${value}`,
    "dgi",
  ),
  // All that a header of cookies holds, not its first alone.
  /\bcookie:\s{0,3}(?<secret>[^\s=;,"']{1,100}=[^\s;,"']{0,4000}(?:;\s?[^\s=;,"']{1,100}=[^\s;,"']{0,4000}){0,40})/dgi,
  new RegExp(`(?<!\\p{L})(?:passwort|kennwort|wachtwoord|contraseña|senha|mot de passe|mdp|passcode)\\s{0,3}[:=]\\s{0,3}${value}`, "dgiu"),
  /(?<!\p{L})(?:password|passwort|kennwort|mot de passe|mdp|contraseña|senha|passcode|pin)\s(?:is|ist|lautet|est|es|é)(?:\s{1,2}|\s?:\s?)["']?(?<secret>(?=[^\s\d]{0,63}\d)[^\s"']{4,64})/dgiu,
];
