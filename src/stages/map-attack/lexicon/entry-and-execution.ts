/** What analysts write about getting in, running, staying and gaining rights. Weights: how surely the words mean the technique. */
export const entryAndExecution = `
# Reconnaissance and preparation
T1595 | 0.6 port scan*/network scan*/mass scan* | 0.5 scan* + internet/external/public | 0.4 nmap/masscan/zmap
T1595.002 | 0.7 vulnerability scan*/vulnerability scanner | 0.6 nikto/wpscan/nuclei/acunetix/nessus
T1595.003 | 0.7 dirb/dirbuster/gobuster/feroxbuster/wfuzz | 0.6 directory brute*/wordlist scan*/forced browsing | 0.5 content discovery
T1598 | 0.7 phishing for information | 0.5 reconnaissance + email*/phish*
T1598.003 | 0.6 spearphish* + link* + credential*/harvest*
T1589.001 | 0.6 leaked credential*/breach* credential*/credential* + dark web
T1583.001 | 0.7 register* + domain*/domain name* | 0.6 purchased + domain*/domain name* | 0.5 typosquat*/lookalike domain*
T1583.003 | 0.6 virtual private server*/vps | 0.5 rent* + server*
T1584.004 | 0.5 compromis* + server* + infrastructure/host*
T1587.001 | 0.5 develop* + custom + malware/backdoor*/tool*
T1588.002 | 0.5 obtain*/acquir*/open source tool*/publicly available tool* + tool*
T1608.001 | 0.5 upload*/host*/stage* + malware/payload* + website*/server*/github/dropbox
# Initial access
T1566 | 0.6 phish* | 0.5 malicious email*/malicious mail*/malspam/spam campaign*/lure*
T1566.001 | 0.9 spearphish* attachment*/phish* attachment*/spear phishing attachment* | 0.85 spearphish*/phish*/spear phishing/malspam/email*/mail*/e mail* + attach*/attachment* | 0.75 phish*/spearphish*/spear phishing/lure + document*/docx/doc/xls/xlsm/pdf/iso/lnk/zip/archive/rar | 0.5 weaponized document*/malicious document*/macro enabled document*
T1566.002 | 0.9 spearphish* link*/phish* link*/phishing url*/spear phishing link* | 0.75 phish*/spearphish*/email*/mail* + link*/url*/hyperlink* | 0.5 deceptive link*/credential harvesting page*/fake login page*
T1566.003 | 0.7 linkedin/whatsapp/telegram/social media + message* + malicious/lure/phish*
T1566.004 | 0.8 vishing/voice phishing | 0.6 phone call* + help desk/victim*/support
T1190 | 0.85 exploit* + public facing/internet facing/web application*/exchange/vpn/server* + vulnerab*/cve | 0.75 proxyshell/proxylogon/log4shell/log4j/shellshock/struts/citrixbleed/zerologon exploit | 0.8 sql injection/sqli/path traversal/directory traversal/remote file inclusion/local file inclusion/ssrf | 0.6 exploit* + cve + 2017/2018/2019/2020/2021/2022/2023/2024/2025/2026 | 0.5 command injection/template injection/deserialization/web attack*/xxe | 0.5 exploit* + vulnerab* + remote/server*/appliance*/web
T1189 | 0.9 drive by/driveby | 0.8 watering hole*/exploit kit*/strategic web compromise* | 0.6 malvertis*
T1133 | 0.6 vpn + login*/log*/access*/connect*/credential* | 0.6 external remote service*/citrix/exposed rdp/internet facing rdp
T1195 | 0.6 supply chain
T1195.002 | 0.8 trojaniz* + update*/installer*/software | 0.7 supply chain + software/update*/build
T1199 | 0.7 trusted relationship*/managed service provider*/msp/third party + access*/compromis*
T1091 | 0.8 removable media/usb drive*/usb worm/usb stick*/thumb drive* | 0.5 autorun inf
T1200 | 0.7 rogue device*/hardware implant*/raspberry pi/rubber ducky/badusb
T1078 | 0.75 valid account*/valid credential*/legitimate credential*/stolen credential*/compromised credential*/compromised account*/legitimate account* | 0.6 log* in/login*/logon*/authenticat*/access* + stolen/compromised/harvested/leaked/legitimate/valid + credential*/account*/password* | 0.45 impossible travel/unusual location/unfamiliar sign* | 0.4 credential*/account* + gain* access/initial access | 0.3 privileged account*/privileged credential*/these credentials/using credentials
T1078.001 | 0.85 default credential*/default password*/default account* | 0.5 guest account
T1078.002 | 0.8 domain account*/domain admin* account*/domain admin* credential*
T1078.003 | 0.7 local account* + log*/use*/valid
T1078.004 | 0.8 cloud account*/iam user/root account/console login*/consolelogin | 0.6 azure ad/entra/okta/aws + sign in/login*/log in
# Execution
T1059 | 0.5 command and scripting interpreter*/script interpreter*
T1059.001 | 0.85 powershell/pwsh | 0.6 invoke expression/iex/encodedcommand/downloadstring | 0.5 invoke mimikatz/empire + script*
T1059.002 | 0.85 applescript/osascript
T1059.003 | 0.75 cmd exe/windows command shell/command prompt/batch file*/batch script*/bat file*/cmd c | 0.6 reverse shell/command shell*/remote shell/interactive shell | 0.45 execut*/run*/issu* + command*/shell command* | 0.3 shell command* | 0.4 command line*/cmd/bat
T1059.004 | 0.75 bash/bin sh/unix shell/shell script*/zsh | 0.5 curl + bash/sh
T1059.005 | 0.85 vbscript/visual basic/vba/vbs | 0.7 macro*/office macro* | 0.6 wscript/cscript
T1059.006 | 0.8 python script*/python exe/py2exe/pyinstaller | 0.5 python
T1059.007 | 0.8 javascript/jscript/js file*/node js | 0.5 wscript + js
T1059.009 | 0.7 aws cli/azure cli/cloud shell/cloud api
T1203 | 0.8 exploit* for client execution/client execution | 0.7 exploit* + office/adobe/flash/browser/word/reader/equation editor/winrar
T1204 | 0.5 user execution/user interaction/enable content
T1204.001 | 0.7 victim*/user*/recipient*/target* + click* + link*/url*
T1204.002 | 0.75 victim*/user*/recipient*/target* + open*/execut*/launch*/double click*/run*/enabl* + attach*/file*/document*/macro*/archive*/shortcut*/installer*/lnk | 0.6 enable content/enable macro*/malicious lnk/double click*/lure document*/decoy document* | 0.5 trick* + user*/victim* | 0.5 masquerad*/disguis* + installer*/document*
T1204.003 | 0.8 malicious image*/backdoored container image*
T1204.004 | 0.85 clickfix/copy and paste + command*/run dialog
T1047 | 0.9 wmi/wmic/windows management instrumentation/wmiexec/wmiprvse/wbemtest/win32 process
T1053 | 0.5 scheduled job*
T1053.002 | 0.7 at exe/at job*/atexec
T1053.003 | 0.85 cron/crontab/cronjob*
T1053.005 | 0.9 scheduled task*/schtask*/task scheduler/schedule task*/scheduling task*/atexec | 0.6 task* + persist*/schedul*/every + minute*/hour*/daily/logon
T1053.006 | 0.85 systemd timer*
T1053.007 | 0.8 kubernetes cronjob*
T1569.002 | 0.8 psexec/paexec/smbexec/service execution/services exe/psexesvc/remcom | 0.6 execut*/run*/launch*/start* + as a service/via service/service control manager/windows service | 0.5 net start/sc start/startservice*
T1106 | 0.75 native api/windows api*/win32 api*/winapi/api call*/ntdll/createprocess*/shellexecute*/syscall*/ntcreate* | 0.5 api* + call*/function*/resolv*/import* | 0.45 loadlibrary*/getprocaddress/virtualalloc* | 0.35 api/apis
T1129 | 0.6 shared module*/loadlibrary*
T1559.001 | 0.8 component object model/com object*/mmc20
T1559.002 | 0.9 dynamic data exchange/dde/ddeauto
T1072 | 0.8 software deployment tool*/sccm/group policy + deploy*/push* | 0.6 deploy*/push*/distribut* + pdq/tanium/intune/mdm/patch management/software distribution/remote management tool*
T1609 | 0.85 kubectl exec/docker exec/container administration
T1610 | 0.8 deploy* + container*/pod
T1651 | 0.85 ssm run command/runcommand/sendcommand/cloud administration command
T1648 | 0.7 serverless/lambda function*
# Persistence
T1547.001 | 0.85 run key*/runonce/currentversion run/startup folder*/registry run/autorun key*/autorun registry/start up folder* | 0.6 persist* + registry/autorun*/startup/run at | 0.5 start menu programs startup/survive* reboot*/system startup/launched at startup
T1547.004 | 0.85 winlogon/userinit/shell value
T1547.005 | 0.8 security support provider*/ssp
T1547.006 | 0.8 kernel module*/insmod/modprobe/rootkit module*
T1547.009 | 0.7 shortcut modification/modif* shortcut*
T1037.001 | 0.8 logon script*/userinitmprlogonscript
T1037.004 | 0.7 rc script*/rc local/init d
T1543.001 | 0.8 launch agent*/launchagent*
T1543.002 | 0.85 systemd service*/systemd unit*/systemctl enable
T1543.003 | 0.85 new service/service creat*/creat* a service/windows service*/create service*/createservice*/sc create/service install*/installed service*/install* as a service/registers as a service | 0.65 creat*/install*/regist* + service* + windows/persist*/name*/system | 0.4 service dll/servicedll
T1543.004 | 0.8 launch daemon*/launchdaemon*
T1546.003 | 0.9 wmi event subscription*/event consumer*/eventconsumer/eventfilter/wmi persistence/wmi subscription*
T1546.008 | 0.9 sticky key*/sethc/utilman/accessibility feature*/osk exe
T1546.010 | 0.8 appinit dll*/appinit
T1546.011 | 0.8 application shim*/sdbinst/shim database*
T1546.012 | 0.85 image file execution option*/ifeo/silentprocessexit
T1546.015 | 0.85 com hijack*/component object model hijack*
T1546.004 | 0.8 bashrc/bash profile/profile d
T1546.007 | 0.85 netsh helper dll
T1574.001 | 0.85 dll search order/search order hijack*/phantom dll | 0.6 dll hijack*
T1574.001 | 0.9 dll side load*/side load*/sideload*/dll sideload* | 0.6 legitimate/signed + executable*/binary/application*/exe + load* + dll/malicious dll
T1574.006 | 0.85 ld preload/dynamic linker hijack*
T1574.011 | 0.8 service* + registry permission*/imagepath + weak/modif*
T1574.009 | 0.85 unquoted service path*/unquoted path*
T1136 | 0.5 creat* + new account*/new user*
T1136.001 | 0.8 local account creat*/create local account*/creat* local user*/net user add/useradd/adduser/new localuser | 0.6 creat*/add* + local + account*/user*
T1136.002 | 0.8 creat*/add* + domain + account*/user*
T1136.003 | 0.8 createuser/creat* iam user | 0.8 creat* + cloud + account*/user* | 0.6 creat* + iam/service principal/azure ad
T1098 | 0.75 account manipulation/add* to group/add* to administrators/add* to domain admins/net localgroup administrators add | 0.5 add*/member* + privileged group*/admin* group*/domain admin*/sensitive group*/local admin*
T1098.001 | 0.85 createaccesskey/additional cloud credential* | 0.85 add* + service principal + credential*/secret | 0.6 access key* + creat*
T1098.002 | 0.8 mailbox permission*/addmailboxpermission/email delegate
T1098.003 | 0.8 attachuserpolicy/putuserpolicy/additional cloud role* | 0.8 global administrator + assign*/add*
T1098.004 | 0.9 authorized keys | 0.9 ssh key* + add*/persist*
T1098.005 | 0.8 device registration/register* device*
T1505.001 | 0.8 stored procedure*/xp cmdshell/clr assembly
T1505.002 | 0.85 transport agent*
T1505.003 | 0.95 web shell*/webshell* | 0.8 china chopper/godzilla/behinder/aspx shell/php shell/jsp shell
T1505.004 | 0.8 iis module*/iis backdoor*/iis component*
T1176 | 0.85 browser extension*/chrome extension*
T1197 | 0.9 bitsadmin/bits job*/background intelligent transfer/start bitstransfer
T1542.003 | 0.9 bootkit*/master boot record | 0.9 mbr + persist*/infect*
T1542.001 | 0.8 uefi/firmware + implant*/rootkit*/malicious
T1525 | 0.8 implant* internal image
T1137 | 0.6 office template*/normal dotm/office startup
T1137.005 | 0.8 outlook rule* | 0.8 inbox rule* + persist*/execut*
# Privilege escalation
T1548.002 | 0.9 bypass user account control/uac bypass*/bypass uac/user account control/fodhelper/eventvwr/sdclt/cmstp elevation | 0.6 uac | 0.5 elevat* + prompt/silently/bypass*/auto
T1548.001 | 0.85 setuid/setgid/suid
T1548.003 | 0.85 sudo/sudoers
T1068 | 0.8 privilege escalation exploit*/local privilege escalation/exploit* + privilege*/elevat*/system privilege*/root | 0.75 printnightmare/dirty pipe/dirtycow/dirty cow/pwnkit/eternalpotato/juicy potato/byovd/vulnerable driver* | 0.5 escalat* + privilege* + vulnerab*/cve
T1134 | 0.7 access token*/token manipulation/adjusttokenprivilege*/sedebugprivilege/token privilege*
T1134.001 | 0.85 token impersonation/token theft/impersonatenamedpipe*/impersonateloggedonuser/duplicatetoken*/rottenpotato/incognito | 0.6 impersonat* + token*
T1134.002 | 0.8 createprocesswithtoken*/createprocesswithlogon*/runas
T1134.004 | 0.9 parent pid spoof*/ppid spoof*/parent process spoof*
T1134.005 | 0.9 sid history/sidhistory
T1484.001 | 0.85 group policy object*/gpo*/group policy modif*/modif* group policy | 0.6 group policy + deploy*/creat*/modif*/distribut*/push*/domain controller
T1484.002 | 0.85 domain trust modif*/federation trust/federated domain/trust added/golden saml
T1055 | 0.85 process injection/code injection/inject* into | 0.85 inject* + process*/shellcode/explorer/svchost/code/payload/thread | 0.7 createremotethread/writeprocessmemory/virtualallocex/ntmapviewofsection/queueuserapc | 0.5 injection/injected/injects/atombombing
T1055.001 | 0.85 dll injection/reflective dll/reflective* inject*/reflective* load* | 0.85 inject* + dll
T1055.002 | 0.8 portable executable injection/pe injection
T1055.003 | 0.8 thread execution hijack*/thread hijack*
T1055.004 | 0.85 apc injection/asynchronous procedure call/queueuserapc/early bird
T1055.012 | 0.9 process hollow*/runpe | 0.9 hollow* + process*
T1055.013 | 0.9 process doppelg*/process ghost*
T1611 | 0.85 container escape/escape to host/breakout of container/docker escape
`;
