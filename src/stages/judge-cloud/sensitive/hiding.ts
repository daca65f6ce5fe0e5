import type { SensitiveAction } from "./entry.ts";

const one = (weight: 0 | 1 | 2 | 3, technique: string, says: string, named: RegExp): SensitiveAction => ({
  says,
  weight,
  category: "defense-evasion",
  technique,
  tactic: "TA0005",
  named,
});

/** Logs, detectors, protections and second factors that are taken away or narrowed (ATT&CK: Defense Evasion). */
export const hiding: readonly SensitiveAction[] = [
  one(
    3,
    "T1562.008",
    "an audit log is stopped, deleted or narrowed",
    /stoplogging|(delete|update)trail|puteventselectors|stopeventdatastore|deleteeventdatastore|deleteflowlogs|delete\w*(querylogconfig|loggroup|logstream|logconfig|deliverychannel|configurationrecorder)|stopconfigurationrecorder|(sinks?|logbuckets?|exclusions?|diagnosticsettings?|flowlogs?|logprofiles?)(delete|update)|(delete|update)(sink|exclusion|bucket)$|audit\w*(delete|destroy|disable|off$|remove|cleared)|(delete|disable|remove)\w*(audit|logging|diagnostic|logstream)|logstreams?(deleted|paused|updated|suspend)|ekm\w*unenroll|logging\w*(disable|changed|config)/,
  ),
  one(
    3,
    "T1562.001",
    "a detector or monitor is switched off",
    /(delete|disable|stop|disassociate|archive|update|leave)\w*(detector|guardduty|securityhub|standards|macie|inspector|threatintelset|configrule|findingaggregator|monitoringsubscription)|createipset|createfilter|(securityhub|defender|sensor|antivirus|protection|pricings)\w*(disable|delete|uninstall|stop|deactivat)|(uninstall|disable|stop|remove)\w*(sensor|agent|antivirus|defender|protection|detection|scanning|analyzer)/,
  ),
  one(
    2,
    "T1562.001",
    "alerts are deleted, dismissed or kept silent",
    /(delete|disable|suppress|mute|dismiss|silence)\w*(alarm|alert|notification|finding|metric|monitor|rule)|(alarm|alert|alertrule|actiongroup|suppressionrule|vulnerability\w*|finding|classifier|detection)s?\w*(delete|disable|dismiss|suppress|destroy|ignore|mute)|ignore(create|policy)|(issue|project)ignore/,
  ),
  one(
    2,
    "T1562.001",
    "protection of code is switched off or bypassed",
    /(secretscanning|dependabot|codescanning|advancedsecurity|vulnerabilityalert|pushprotection|branchprotection|protectedbranch|ruleset|requiredstatuscheck)\w*(disable|destroy|delete|bypass|override|update|reject|dismiss|off|remove|create|modif)|(disable|remove|bypass)\w*(secretscanning|dependabot|branchprotection|protectedbranch|advancedsecurity)|skippedcommits/,
  ),
  one(
    2,
    "T1562.007",
    "a firewall or network rule is changed",
    /(authorize|revoke|modify|update|delete)securitygroup|(create|delete|replace)networkacl|(create|update|delete|disassociate|put)\w*(webacl|rulegroup|firewall|ipset|accesspolicy|accessrule)|(firewalls?|firewallpolicies|firewallrules|securityrules|networksecuritygroups|networkrulegroups|accessrules|ingressrule|accesspolicies)\w*(delete|patch|insert|write|update|create|destroy|remove)|(ipallow|ipaccess|allowlist|whitelist|networkpolicy|networkzone|trustedip)\w*(disable|delete|update|create|remove|add|change|edit)|(create|update|delete|add|remove|change|alter)\w*(ipallow|ipaccess|allowlist|whitelist|networkpolicy|networkzone)|exposetopublic/,
  ),
  one(
    3,
    "T1556.006",
    "a second factor is removed or no longer asked for",
    /(deactivate|delete\w*|disable|remove|reset|bypass|unenroll|off)\w*(mfa|2fa|twofactor|factor|otp|twostep|2sv|authenticator|strongauth|webauthn|passkey)|(mfa|2fa|twofactor|tfa|factor|otp|2sv|twostep\w*|strongauth\w*|bypasscode|bypass)\w*(deactivate|delete|disable|remove|reset|bypass|unenroll|unenforce|exempt|create|off|notrequired)/,
  ),
  one(
    2,
    "T1556",
    "how people sign in is changed",
    /(samlprovider|openidconnect|identityprovider|idp|sso|saml|oidc|federation|federated|trustanchor|domaintrust|trusteddomain|authenticationpolicy|conditionalaccess|signonpolicy|passwordpolicy|loginpolicy|sessionduration|sessionpolicy|authentication(method|policy|setting)|conditionalaccesspolicy|directorysync|scim|passwordless|jitprovision|sessioncontrol\w*|logoutpolicy|passwordstrength)\w*(delete|create|update|change|add|remove|disable|enable|edit|set|deactivat|activat|toggle|modif|destroy|lifecycle|allow)|(delete|create|update|change|add|remove|disable|edit|set|toggle|put|modify)\w*(samlprovider|openidconnect|identityprovider|idp|sso|saml|oidc|federation|trustanchor|trusteddomain|authenticationpolicy|conditionalaccess|passwordpolicy|loginpolicy|sessionpolicy|signonpolicy|authentication|passwordstrength|loginmethod)/,
  ),
  one(
    3,
    "T1666",
    "the account leaves its organisation",
    /leaveorganization|removeaccountfromorganization|projectsmove|moveproject|changeparent|removeproject/,
  ),
  one(
    3,
    "T1485",
    "a key or vault is destroyed",
    /schedulekeydeletion|disablekey|(keyvault|vaults|cryptokeyversions|keys)(delete|destroy|purge|disable)|deletevault|deleteimportedkeymaterial/,
  ),
  one(
    3,
    "T1562",
    "a lock or a guard against deletion is removed",
    /locks?delete|deletelock|deletionprotection|(delete|disable|modify|put|update)\w*(publicaccessblock|deletionprotection|vaultlock|objectlock|retention|versioning|backuppolicy|backupplan|recovery)|deletebucketencryption|encryption\w*(disable|delete|removed|off)|(retention|softdelete|versioning|dlp|quarantine|safebrowsing|advancedprotection|spam)\w*(disable|delete|update|change|remove|off|unenroll)|spoofing|screensharing\w*control/,
  ),
  one(
    2,
    "T1578.005",
    "settings of the whole organisation are changed",
    /(org|organization|workspace|enterprise|tenant|team|account|domain|group|global)\w*(settings?|preference|config|policy)\w*(change|update|edit|set|modif|disable|toggle)|(change|update|edit|set|modify)\w*(application|organization|workspace|tenant|domain|docs|email|calendar|security|account|access|support)\w*(settings?|preference|config|list)/,
  ),
];
