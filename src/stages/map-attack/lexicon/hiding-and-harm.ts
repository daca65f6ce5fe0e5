/** What analysts write about hiding, stealing, moving, controlling, taking out and harming. */
export const hidingAndHarm = `
# Defense evasion
T1027 | 0.8 obfuscat*/base64 encoded/base64/xor encoded/xor encrypt*/encrypted payload*/encrypted string*/encoded payload*/string encryption/junk code/dead code/opaque predicate*/control flow flattening/stack strings | 0.6 encod*/encrypt*/xor*/pack* + string*/payload*/shellcode/code/binar*/resource*/configuration/config/data | 0.4 packed/rc4 + key/payload/string* | 0.45 xor/encoded/obfuscation/encrypted
T1027.001 | 0.8 binary padding/padded with/junk bytes
T1027.002 | 0.9 software pack*/upx/themida/vmprotect/aspack/packer*/crypter*
T1027.003 | 0.9 steganograph*
T1027.004 | 0.85 compile after delivery/csc exe
T1027.005 | 0.7 indicator removal from tool*
T1027.006 | 0.9 html smuggling
T1027.007 | 0.8 dynamic api resolution/api hashing/hashed api/resolv* api*
T1027.010 | 0.85 command obfuscation/obfuscated command*/invoke obfuscation/encoded command*/encodedcommand | 0.7 obfuscated + powershell/script*/command*
T1027.011 | 0.8 fileless storage/fileless
T1140 | 0.85 deobfuscat*/decod*/decrypt*/decompress*/unpack* | 0.7 certutil decode/xor key/frombase64string | 0.5 extract* + payload*/shellcode/archive/embedded/resource*
T1036 | 0.6 masquerad*/disguis*
T1036.003 | 0.85 renam* system utilit*/renamed binar*/renamed executable*/renam* + psexec/rundll32/certutil/cmd
T1036.004 | 0.8 masquerad* task*/masquerad* service* | 0.8 service name + legitimate/mimic*
T1036.005 | 0.85 match legitimate/legitimate name*/legitimate looking/mimic* + legitimate/name*/filename*/process | 0.7 masquerad*/disguis*/pretend*/impersonat*/named/posing + svchost*/legitimate/windows/microsoft/adobe/chrome/update*/google | 0.5 same name/similar name/svchost exe
T1036.007 | 0.85 double extension*/double file extension*
T1036.002 | 0.85 right to left override/rtlo
T1070 | 0.5 indicator removal/cover* tracks/remov* trace*/anti forensic*
T1070.001 | 0.9 clear* event log*/event log* clear*/wevtutil/clear eventlog/clear* + windows log*/security log*/event log*/log*
T1070.002 | 0.8 clear* + linux/var log/syslog/auth log
T1070.003 | 0.85 clear* command history/bash history/histfile/history c
T1070.004 | 0.8 file deletion/delet* file*/delet* itself/self delet*/sdelete/remov* itself/secure delet* | 0.6 delet*/remov*/wip*/eras* + file*/dropper*/itself/trace*/malware/artifact*/original/sample
T1070.005 | 0.8 network share connection removal/net use delete
T1070.006 | 0.9 timestomp*/time stomp* | 0.6 modif*/alter*/chang* + timestamp*/creation time
T1112 | 0.8 modif* registry/registry modif*/reg add/regsetvalue*/registry value*/set* registry/registry key* | 0.5 registry + creat*/writ*/stor*/chang*/sav*/add*/set*/updat*/delet* | 0.5 modif* + registry | 0.3 registry
T1202 | 0.7 indirect command execution/forfiles/pcalua
T1207 | 0.9 dcshadow/rogue domain controller
T1211 | 0.7 exploit* + defense evasion/security software
T1218 | 0.5 system binary proxy/lolbin*/living off the land binar*/signed binary proxy
T1218.001 | 0.85 compiled html/chm file*/hh exe
T1218.003 | 0.85 cmstp
T1218.004 | 0.85 installutil
T1218.005 | 0.9 mshta/hta file*
T1218.007 | 0.8 msiexec
T1218.009 | 0.85 regsvcs/regasm
T1218.010 | 0.9 regsvr32/squiblydoo/regsvr
T1218.011 | 0.9 rundll32/rundll32 exe/rundll
T1127.001 | 0.9 msbuild
T1220 | 0.85 xsl script*/wmic + xsl
T1216 | 0.7 pubprn/syncappvpublishingserver/script proxy
T1222.001 | 0.85 icacls/cacls/takeown | 0.85 modif* + ntfs/acl/file permission*/permission* + windows/directory
T1222.002 | 0.85 chmod/chown/chattr
T1480.001 | 0.85 environmental keying
T1480 | 0.7 execution guardrail*/mutex check*/geofenc*
T1497 | 0.7 sandbox evasion/anti sandbox/virtualization evasion/anti vm
T1497.001 | 0.8 detect* + sandbox*/virtual machine*/vmware/virtualbox/analysis environment* | 0.6 check* + sandbox*/virtual machine*/vmware
T1497.003 | 0.8 sleep* + minute*/second*/delay*/evade | 0.7 time based evasion/delay* execution
T1622 | 0.8 debugger evasion/anti debug*/isdebuggerpresent
T1553.002 | 0.85 code sign*/stolen certificate* | 0.85 digitally signed + malware/certificate*/driver*
T1553.004 | 0.85 root certificate*
T1553.005 | 0.9 mark of the web/motw
T1562 | 0.5 impair defense*
T1562.001 | 0.85 disabl*/kill*/terminat*/stop*/tamper*/bypass*/uninstall*/turn off + antivirus/anti virus/defender/security software/security tool*/edr/av/security product*/endpoint protection/security solution*/amsi/real time | 0.75 set mppreference/disablerealtimemonitoring/defender exclusion*/exclusion path/tamper protection/exclusion* + defender
T1562.002 | 0.85 disabl*/stop*/turn off + event log*/audit*/windows log* | 0.8 auditpol/audit policy
T1562.003 | 0.8 impair command history/histcontrol
T1562.004 | 0.85 disabl*/modif*/open*/add*/allow*/turn off + firewall*/iptables/ufw | 0.75 netsh advfirewall/firewall rule*
T1562.006 | 0.8 etw patch*/event tracing for windows/indicator blocking
T1562.008 | 0.9 stoplogging/deletetrail | 0.9 cloudtrail + disabl*/stop*/delet* | 0.7 disabl*/delet* + cloud log*/flow log*/guardduty/diagnostic setting*
T1562.009 | 0.85 safe mode/safeboot
T1562.010 | 0.8 downgrade attack/powershell version 2
T1562.012 | 0.85 auditd + disabl*/stop*
T1564.001 | 0.85 hidden file*/hidden director*/hidden attribute*/attrib h | 0.6 hidden/hide*/hiding + attribute*/file*/folder*/director*
T1564.002 | 0.8 hidden user*/hidden account*/hide* user*
T1564.003 | 0.85 hidden window*/windowstyle hidden/window hidden/sw hide
T1564.004 | 0.9 alternate data stream*/ntfs attribute*/ads stream
T1564.008 | 0.85 inbox rule*/email hiding rule* | 0.85 mail rule* + hide*/delet*/move*/forward*
T1620 | 0.8 reflective* code load*/load* + in memory/directly into memory/assembly load
T1014 | 0.85 rootkit*
T1006 | 0.8 direct volume access/raw disk/rawcopy
T1599 | 0.7 network boundary bridging
T1600 | 0.6 weaken encryption
T1601 | 0.7 modify system image/patch* firmware
T1578 | 0.7 modify cloud compute
T1535 | 0.7 unused cloud region*/unsupported region*
T1550.001 | 0.8 application access token*/oauth token* + stolen/use*/abus*
T1550.002 | 0.95 pass the hash/pth/overpass the hash | 0.95 ntlm hash* + authenticat*/use*
T1550.003 | 0.95 pass the ticket/ptt
T1550.004 | 0.8 web session cookie*/session cookie* + steal*/stolen/reus*/replay*/hijack*
# Credential access
T1003 | 0.8 credential dump*/dump* credential*/password dump* | 0.6 mimikatz/secretsdump/lazagne/gsecdump/pwdump | 0.6 dump*/extract* + password*/credential*/hash*
T1003.001 | 0.95 lsass/sekurlsa/lsass exe/lsass memory | 0.75 mimikatz/procdump/comsvcs/minidump/nanodump/wce/lsassy/wdigest | 0.6 dump*/extract*/harvest*/steal* + credential*/password* + memory
T1003.002 | 0.9 security account manager/sam database/sam hive/sam registry/hklm sam/reg save | 0.7 pwdump/hashdump/samdump
T1003.003 | 0.95 ntds dit/ntds/ntdsutil/ifm | 0.6 volume shadow cop* + ntds/active directory
T1003.004 | 0.9 lsa secret*
T1003.005 | 0.85 cached domain credential*/mscash/dcc2
T1003.006 | 0.95 dcsync/drsuapi/dsgetncchanges/directory replication/replicat* directory changes
T1003.007 | 0.8 proc filesystem/proc mem/mimipenguin
T1003.008 | 0.9 etc shadow | 0.9 etc passwd + shadow/dump*/read*
T1558 | 0.6 kerberos ticket*
T1558.001 | 0.95 golden ticket*/krbtgt hash* | 0.95 krbtgt + forg*
T1558.002 | 0.95 silver ticket*
T1558.003 | 0.95 kerberoast* | 0.95 service ticket* + rc4/crack*/request* | 0.7 rc4 + kerberos/tgs/ticket*
T1558.004 | 0.95 as rep roast*/asrep roast*/asreproast*/kerberos pre authentication/preauthentication
T1110 | 0.85 brute forc*/bruteforc* | 0.6 password guess*/repeated failed/multiple failed/many failed/excessive failed | 0.6 failed + login*/logon*/authentication*/log in/sign in + multiple/many/repeated/attempts
T1110.001 | 0.8 password guess*/guess* password*
T1110.002 | 0.85 password crack*/crack* + password*/hash*/offline | 0.7 hashcat/john the ripper
T1110.003 | 0.95 password spray*/spraying
T1110.004 | 0.95 credential stuff*
T1552 | 0.5 unsecured credential*
T1552.001 | 0.85 credential*/password* + in file*/files/text file*/config*/configuration file*/plaintext/clear text/spreadsheet* | 0.6 hardcoded credential*/stored in plain
T1552.002 | 0.85 credential*/password* + in registry/registry + search*/quer*/stor*/autologon
T1552.004 | 0.85 private key*/ssh private/id rsa/pem file*
T1552.005 | 0.9 instance metadata/metadata service/imds/169 254 169 254
T1552.006 | 0.9 group policy preference*/gpp password*/cpassword
T1552.007 | 0.8 container api/kubernetes secret*
T1555 | 0.7 password store*/password manager*/keepass/credential store*
T1555.001 | 0.85 keychain
T1555.003 | 0.9 browser credential*/browser password*/credential* from web browser*/saved password*/login data | 0.7 browser*/chrome/firefox/edge + credential*/password*/login*
T1555.004 | 0.9 windows credential manager/credential manager/vaultcmd/windows vault/cmdkey
T1555.005 | 0.85 password manager*/keepass/lastpass/bitwarden
T1555.006 | 0.85 secrets manager/getsecretvalue/key vault
T1056 | 0.5 input capture
T1056.001 | 0.95 keylog*/keystroke*/key logg*/setwindowshook*/getasynckeystate
T1056.002 | 0.85 credential prompt*/fake login prompt*/gui input capture
T1056.003 | 0.8 web portal capture | 0.8 login page + inject*/modif*
T1056.004 | 0.85 credential api hook* | 0.85 api hook* + credential*
T1557 | 0.7 adversary in the middle/man in the middle/mitm
T1557.001 | 0.95 llmnr/nbt ns/ntlm relay*/smb relay*/responder/ntlmrelayx/inveigh/petitpotam/wpad
T1557.002 | 0.9 arp spoof*/arp poison*/arp cache
T1187 | 0.85 forced authentication/forc* authentication | 0.85 unc path + hash*/ntlm/credential*
T1212 | 0.6 exploit* for credential access
T1040 | 0.85 network sniff*/packet captur*/tcpdump/wireshark/promiscuous/pktmon | 0.6 sniff*
T1111 | 0.8 mfa intercept* | 0.8 intercept* + otp/one time/sms code
T1621 | 0.9 mfa fatigue/push bombing/push notification* + mfa/multiple/approve | 0.7 mfa request*
T1528 | 0.8 steal* + oauth/application access token*/access token* | 0.7 consent phishing/illicit consent
T1539 | 0.9 steal* + cookie*/session cookie* | 0.8 session cookie*/evilginx/web session cookie*
T1606.001 | 0.7 forge* web cookie*
T1606.002 | 0.9 golden saml/forge* saml | 0.9 saml token* + forg*
T1649 | 0.9 certipy/ad cs/adcs/certificate template*/active directory certificate*/certify
T1556 | 0.7 modify authentication process/skeleton key
T1556.001 | 0.85 skeleton key
T1556.003 | 0.85 pluggable authentication module*/pam module*/pam backdoor
T1556.006 | 0.85 disabl*/remov*/modif* + mfa/multi factor/2fa
# Discovery
T1007 | 0.85 system service discovery/sc query/net start/tasklist svc | 0.6 enumerat*/list*/quer* + services
T1010 | 0.8 application window*/window title*/getforegroundwindow/enumwindows
T1012 | 0.85 query registry/reg query/regquery*/regopenkey* | 0.6 quer*/read*/check*/search*/retriev*/enumerat* + registry
T1016 | 0.85 ipconfig/ifconfig/network configuration/mac address*/ip address* + victim*/host*/local/collect*/gather*/infected/external/obtain*/machine | 0.7 nbtstat/route print/arp a/network adapter*/getadaptersinfo | 0.7 dns server + config* | 0.4 ip address
T1016.001 | 0.85 internet connection discovery/internet connectivity/ping 8 8 8 8
T1018 | 0.85 remote system discovery/net view/nltest dclist/ping sweep/adfind | 0.6 enumerat*/discover*/identif*/scan* + host*/remote system*/computer*/domain controller*
T1033 | 0.9 whoami/username*/user name*/getusername*/logged on user*/logged in user*/current user/quser
T1046 | 0.85 port scan*/network service discovery/network service scan*/nmap/service scan*/scan* + port*/open port* | 0.6 advanced ip scanner/angry ip/softperfect | 0.5 scan* + network/subnet/internal
T1049 | 0.9 netstat/network connection*/active connections/tcp connections/net session | 0.9 net use + enumerat*/list
T1057 | 0.9 process discovery/tasklist/running process*/process list*/createtoolhelp32snapshot/list of process*/enumerat* process*/enumprocesses/get process/process32first/ps aux | 0.6 enumerat*/list*/check*/search*/iterat*/scan* + processes/process name*
T1069 | 0.6 permission group*/group discovery/group membership*
T1069.001 | 0.9 net localgroup/local group*/local administrator* group/localgroup
T1069.002 | 0.9 domain group*/net group domain/domain admins group/bloodhound/sharphound | 0.6 domain admins + enumerat*/list*/quer*
T1069.003 | 0.8 cloud group*
T1082 | 0.85 system information/systeminfo/hostname/computer name/os version/operating system version/getcomputername*/getversion*/machine name/windows version/uname | 0.6 collect*/gather*/obtain*/fingerprint*/retriev*/send*/enumerat* + system info*/host information/os/computer name/architecture/victim information/processor/memory/volume serial/operating system/machine | 0.5 disk space/drive type*/volume information/cpu | 0.4 bios/serial number/manufacturer/getsysteminfo/system info/total ram/disk size
T1083 | 0.9 file and directory discovery/directory listing*/list* files/enumerat* files/findfirstfile*/findnextfile*/search* for file*/list* director*/enumerat* director*/file listing* | 0.6 enumerat*/search*/list*/scan*/look*/travers*/walk* + file*/folder*/director*/drive* | 0.4 file extension*/specific extension*/dir command
T1087 | 0.7 account discovery/enumerat* account*/enumerat* user*/user enumeration
T1087.001 | 0.85 local account discovery/net user/local users/etc passwd/get localuser | 0.6 enumerat*/list* + local account*/local user*
T1087.002 | 0.9 domain account discovery/net user domain/domain users/get aduser | 0.9 ldap + enumerat*/quer*/user* | 0.7 enumerat*/list* + domain account*/domain user*/active directory user*
T1087.003 | 0.85 email account discovery/global address list
T1087.004 | 0.8 listusers/cloud account discovery/list* + iam user*
T1120 | 0.85 peripheral device*/usb device* + enumerat*/list*/detect*/connected
T1124 | 0.85 system time/time zone/timezone/getlocaltime/net time/getsystemtime
T1135 | 0.9 network share discovery/net share/net view/netshareenum/enumerat* share*/share enumeration | 0.6 enumerat*/discover*/list* + network share*/shared drive*/shares
T1201 | 0.9 password policy/net accounts
T1217 | 0.85 browser history/bookmark*/browser information
T1482 | 0.95 domain trust*/nltest/get adtrust | 0.95 trust relationship* + enumerat*/discover*
T1518 | 0.7 installed software/software discovery/installed program*/installed application*
T1518.001 | 0.9 security software discovery/installed antivirus/antivirus product*/antivirusproduct | 0.7 check*/detect*/identif*/enumerat*/list*/look*/search*/quer*/determin* + antivirus/anti virus/security software/security product*/av product*/edr/security tool*/av
T1526 | 0.8 cloud service discovery
T1538 | 0.8 cloud service dashboard
T1580 | 0.8 cloud infrastructure discovery/describeinstances/listbuckets
T1613 | 0.8 container discovery/kubectl get
T1614 | 0.8 system location/geolocation + victim*/ip/host
T1614.001 | 0.9 system language/keyboard layout*/language check*/getuserdefaultlang*/getkeyboardlayout*
T1615 | 0.9 group policy discovery/gpresult
T1619 | 0.8 cloud storage object discovery/listobjects
T1654 | 0.8 log enumeration/wevtutil qe/get winevent
# Lateral movement
T1021 | 0.5 lateral movement/lateral* mov*/remote service*
T1021.001 | 0.95 rdp/remote desktop/mstsc/terminal service*
T1021.002 | 0.9 smb share*/admin share*/windows admin share*/psexec + lateral*/remote*/copy | 0.6 smb + lateral*/share*/copy/spread*/move | 0.6 net use
T1021.003 | 0.95 dcom/distributed component object model/mmc20 application
T1021.004 | 0.85 ssh + lateral*/remote*/connect*/login*/log* | 0.5 ssh/openssh
T1021.005 | 0.9 vnc
T1021.006 | 0.95 winrm/windows remote management/enter pssession/invoke command/wsmprovhost/evil winrm/powershell remoting
T1021.007 | 0.7 cloud service* + lateral*/remote
T1080 | 0.85 taint shared content/tainted share
T1210 | 0.9 eternalblue/ms17 010/bluekeep/eternalromance/zerologon/wannacry + spread* | 0.75 exploit* + remote service*/smb/lateral*/propagat*/spread*/worm*
T1534 | 0.85 internal spearphish*/internal phish*
T1563.002 | 0.95 rdp hijack*/tscon/session hijack* + rdp
T1570 | 0.85 lateral tool transfer/copied to remote/copy* + remote host*/remote system*/other machine*/network share*/admin share*/remote machine* | 0.6 transfer*/push*/copy*/copies/spread* + other host*/other system*/across/laterally/shares/lateral*/within the network | 0.5 psexec + copy*/copies
# Collection
T1005 | 0.8 data from local system/steal* file*/collect* file*/steal* document*/collect* document*/local file* + collect*/steal* | 0.6 collect*/steal*/gather*/harvest*/exfiltrat*/search* + document*/file*/sensitive/data + local/victim*/infected/computer/machine/disk/system/extension*
T1039 | 0.85 data from network shared drive* | 0.85 collect* + network share*/shared drive*
T1025 | 0.85 data from removable media | 0.85 collect*/steal* + usb/removable
T1074 | 0.7 data staged/stag* data
T1074.001 | 0.85 local data staging/stage* + file*/data/archive*/director*/folder* | 0.6 stor*/sav*/copy*/copies/writ*/collect* + temp/staging/folder/director* + before/exfil*/stolen/collected/harvested
T1113 | 0.95 screenshot*/screen capture*/screen shot*/captur* screen/desktop image/bitblt/screen grab*
T1114 | 0.7 email collection/collect* email*/steal* email*
T1114.001 | 0.85 pst file*/ost file*/outlook data
T1114.002 | 0.85 mailbox export*/exchange web service*/newmailboxexport*/ews/remote email
T1114.003 | 0.9 forwarding rule*/email forward*/auto forward*/mail forward*
T1115 | 0.95 clipboard
T1119 | 0.8 automated collection/automatic* collect*
T1123 | 0.9 audio capture/record* audio/microphone
T1125 | 0.9 webcam/video capture/camera
T1185 | 0.85 browser session hijack*/man in the browser/form grab*/web inject*
T1213 | 0.7 information repositor*/confluence/sharepoint
T1213.002 | 0.85 sharepoint
T1213.003 | 0.8 code repositor* | 0.8 github repositor* + clone*/steal*/download*
T1530 | 0.9 data from cloud storage/s3 bucket*/getobject/blob storage | 0.6 bucket* + download*/public*/access*
T1560 | 0.6 archive collected data/compress* + data/exfil*/before/collected
T1560.001 | 0.9 winrar/7zip/7z/rar exe/archive via utility/password protected archive*/rar archive* | 0.6 compress*/archiv*/zip* + exfil*/collected/stolen/file*/data/staged
# Command and control
T1071 | 0.5 application layer protocol
T1071.001 | 0.85 over http/over https/via http/via https/http request*/https request*/http post/http get/post request*/get request*/web protocol*/user agent | 0.6 http*/https + c2/command and control/communicat*/beacon*/server | 0.4 http/https | 0.3 http/https
T1071.002 | 0.85 ftp + c2/communicat*/exfil*/transfer* | 0.5 ftp
T1071.003 | 0.85 smtp/imap/pop3 + c2/command and control/communicat*/exfil*
T1071.004 | 0.9 dns tunnel* | 0.9 dns request* + c2/data/communicat*/txt | 0.85 txt record*/over dns/via dns/dns c2/iodine/dnscat* | 0.6 dns + command and control/c2/communicat*/beacon*
T1071.005 | 0.7 mqtt/publish subscribe
T1008 | 0.85 fallback channel*/backup c2/secondary c2/fallback c2
T1090 | 0.85 proxy*/proxies/socks/socks5/reverse proxy/proxying | 0.6 relay*/redirect* + traffic/c2/command and control/communications | 0.4 tunnel*
T1090.001 | 0.85 internal proxy*
T1090.002 | 0.85 external proxy*/vpn service* + c2/traffic
T1090.003 | 0.9 multi hop proxy/tor network/tor/onion
T1090.004 | 0.9 domain front*
T1092 | 0.7 communication through removable media
T1095 | 0.85 non application layer | 0.85 icmp + c2/tunnel*/communicat*/packet*/traffic | 0.8 raw socket*/tcp socket*/raw tcp/custom tcp/over tcp/via tcp | 0.8 udp + c2/communicat* | 0.5 tcp + connect*/communicat*/port*/c2/protocol/custom | 0.4 socket*
T1102 | 0.8 web service* + c2/command and control/communicat* | 0.7 pastebin/github/google drive/dropbox/onedrive/telegram/twitter/slack/discord + c2/command*/communicat*/channel
T1102.001 | 0.9 dead drop
T1102.002 | 0.7 telegram/dropbox/onedrive/google drive/graph api + command*/c2/bidirectional
T1104 | 0.8 multi stage channel*/second stage c2
T1105 | 0.85 ingress tool transfer/download* file*/download* additional/download* payload*/additional payload*/second stage/next stage/stage payload/certutil urlcache/urldownloadtofile*/download* and execut* | 0.65 download*/fetch*/retriev*/drop*/wget/curl/upload* + payload*/malware/file*/tool*/executable*/binary/stage/module*/plugin*/script*/component*/remote server/server/url/exe | 0.5 wget/curl/downloadfile/bitsadmin/downloader | 0.4 download*
T1132.001 | 0.8 base64 + c2/traffic/command and control/request*/header*/cookie*/post | 0.6 encod* + c2/traffic/communicat*
T1132.002 | 0.7 custom encod*/non standard encod*
T1001 | 0.7 data obfuscation | 0.7 junk data + c2/traffic
T1001.003 | 0.8 protocol impersonation/mimic* + tls/http/protocol/traffic
T1219 | 0.9 remote access software/remote access tool*/teamviewer/anydesk/screenconnect/atera/ammyy/logmein/splashtop/connectwise/supremo/remote utilities/rustdesk/netsupport | 0.5 remote administration tool*/remote control + legitimate/commercial/software | 0.4 remote administration/remotely control* | 0.6 remote management/remote monitoring and management/rmm/tactical rmm/remote access trojan | 0.4 remote access
T1568 | 0.7 dynamic resolution/dynamic dns/dyndns/ddns
T1568.001 | 0.9 fast flux
T1568.002 | 0.95 domain generation algorithm*/dga
T1571 | 0.85 non standard port*/nonstandard port*/uncommon port* | 0.4 port 8080/port 4444/port 8443
T1572 | 0.9 protocol tunnel*/ssh tunnel*/plink/ngrok/chisel/dns over https/reverse tunnel*/tunnel* traffic/port forward*/portproxy/cloudflared
T1573 | 0.7 encrypted channel*/encrypt* + c2/command and control/communications/traffic/channel*
T1573.001 | 0.85 symmetric/rc4/aes/xor/blowfish/des/tea/chacha* + c2/communicat*/traffic/network/server/channel*/command and control/packet*/request*/sent/send* | 0.5 aes/rc4 + encrypt* + data/traffic
T1573.002 | 0.85 asymmetric/rsa/tls/ssl/public key + c2/communicat*/traffic/channel*/command and control
T1665 | 0.6 hide infrastructure
# Exfiltration
T1011 | 0.7 exfil* + bluetooth/other network
T1020 | 0.8 automated exfil*/automatic* exfil*
T1029 | 0.85 scheduled transfer/scheduled exfil*
T1030 | 0.85 data transfer size limit* | 0.85 exfil* + chunk*/size limit/small
T1041 | 0.9 exfil* over c2/exfil* + c2/command and control/server* | 0.7 exfil*/upload*/send*/sent/transmit*/steal* + information/data/file*/result*/collected/stolen/credential* + c2/server*/attacker*/command and control/back/remote | 0.6 exfil* | 0.5 send*/sent/report* + command and control/c2
T1048 | 0.7 exfil* + alternative protocol/ftp/sftp/smtp/dns/webdav/scp/rsync
T1048.002 | 0.7 exfil* + https/tls/encrypted
T1048.003 | 0.85 exfil* + ftp/http/dns/unencrypted/smtp
T1052.001 | 0.85 exfil*/copy* + usb/removable
T1537 | 0.85 transfer* data to cloud account/share* snapshot/modifysnapshotattribute
T1567 | 0.8 exfil* + web service*/paste site/webhook
T1567.002 | 0.95 exfil* to cloud storage/rclone/megasync | 0.85 exfil*/upload* + cloud storage/mega/dropbox/google drive/onedrive/s3/pcloud
T1567.001 | 0.8 exfil* + github/code repositor*
# Impact
T1485 | 0.85 data destruction/wiper*/wip* + data/disk*/file*/system* | 0.6 destroy*/delet* + data/bucket*/database*/backups/all files
T1486 | 0.9 ransomware/data encrypted for impact/ransom note*/file encryption | 0.7 encrypt* + file*/victim*/network/drive* + ransom/extension/impact/decrypt*
T1489 | 0.85 service stop/stop* service*/kill* service*/net stop/terminat* service* + sql/backup/database/exchange
T1490 | 0.95 shadow cop*/vssadmin/inhibit system recovery/bcdedit/wbadmin | 0.95 recovery mode + disabl* | 0.7 delet* + backup*/restore point*/recovery
T1491 | 0.85 defac*
T1496 | 0.95 cryptomin*/coin min*/coinmin*/xmrig/monero/crypto min*/cryptojack* | 0.7 resource hijack*
T1498 | 0.85 network denial of service/ddos/syn flood/udp flood | 0.7 amplification/flood*
T1499 | 0.85 endpoint denial of service/denial of service/dos attack
T1529 | 0.85 system shutdown/shutdown r | 0.85 reboot* + forc*/system* | 0.6 force* shutdown/initiatesystemshutdown
T1531 | 0.85 account access removal/lock* out + account*/user* | 0.7 delet*/disabl*/chang* + account*/password* + users/administrators/victim*
T1561.001 | 0.8 disk content wip* | 0.8 overwrit* + disk/sectors
T1561.002 | 0.9 disk structure wip* | 0.9 overwrit* + mbr/master boot record/partition
T1565.001 | 0.8 stored data manipulation/manipulat* + data/record*/database | 0.6 hosts file + modif*/chang*/add*
T1657 | 0.85 financial theft/wire fraud/business email compromise/extort*/invoice fraud
`;
