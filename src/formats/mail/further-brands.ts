/**
 * More organisations whose name is borrowed, by trade: the words of a display name, then the domains that they send from. Facts of common
 * knowledge; names that are ordinary words are not among them (the judge of mail has its own list of those).
 */
const text = `
# banks
abn amro: abnamro.nl abnamro.com
banco do brasil: bb.com.br
banco inter: bancointer.com.br inter.co
barclays: barclays.co.uk barclays.com
bbva: bbva.com bbva.es bbva.mx
bnp paribas: bnpparibas.com bnpparibas.net
caixa economica: caixa.gov.br
caixabank: caixabank.es caixabank.com
comdirect: comdirect.de
commerzbank: commerzbank.de commerzbank.com
consorsbank: consorsbank.de
deutsche bank: db.com deutsche-bank.de
halifax: halifax.co.uk
ing direct: ing.com ing.es ing.it
intesa sanpaolo: intesasanpaolo.com
la banque postale: labanquepostale.fr
lloyds: lloydsbank.co.uk lloydsbank.com
natwest: natwest.com
navy federal: navyfederal.org
pnc bank: pnc.com
postbank: postbank.de
poste italiane: posteitaliane.it poste.it
postepay: posteitaliane.it poste.it
rabobank: rabobank.nl rabobank.com
revolut: revolut.com
societe generale: socgen.com societegenerale.fr
sparkasse: sparkasse.de
td bank: td.com tdbank.com
truist: truist.com
unicredit: unicredit.it unicredit.eu
us bank: usbank.com
volksbank: vr.de volksbank.de
# parcels
chronopost: chronopost.fr
colissimo: laposte.fr
deutsche post: deutschepost.de dhl.de
evri: evri.com
inpost: inpost.pl inpost.co.uk
mondial relay: mondialrelay.fr
poczta polska: poczta-polska.pl
postnl: postnl.nl
postnord: postnord.se postnord.dk postnord.com
# shops
ace hardware: acehardware.com
aldi: aldi.de aldi.us aldi.co.uk aldi-sued.de aldi-nord.de
alibaba: alibaba.com
allegro: allegro.pl
best buy: bestbuy.com
bol.com: bol.com
carrefour: carrefour.com carrefour.fr carrefour.es
decathlon: decathlon.com decathlon.fr decathlon.de
edeka: edeka.de
fnac: fnac.com
fressnapf: fressnapf.de
harbor freight: harborfreight.com
home depot: homedepot.com
ikea: ikea.com
kaufland: kaufland.de
kohls: kohls.com
kroger: kroger.com
leroy merlin: leroymerlin.fr leroymerlin.es
lidl: lidl.de lidl.com lidl.es lidl.fr
lowes: lowes.com
magazine luiza: magazineluiza.com.br magalu.com
mediamarkt: mediamarkt.de mediamarkt.com
obi: obi.de
otto: otto.de
rewe: rewe.de
rituals: rituals.com
rossmann: rossmann.de
sams club: samsclub.com
shein: shein.com
starbucks: starbucks.com
temu: temu.com
tesco: tesco.com
walgreens: walgreens.com
zalando: zalando.de zalando.com
# wires, telephones and hosting
aruba: aruba.it arubabusiness.it
comcast: comcast.com comcast.net xfinity.com
ionos: ionos.de ionos.com 1und1.de
kpn: kpn.com kpn.nl
ovhcloud: ovhcloud.com ovh.com ovh.net
strato: strato.de
t-mobile: t-mobile.com t-mobile.de telekom.com
t-online: t-online.de telekom.de telekom.com
telefonica: telefonica.com
verizon: verizon.com verizonwireless.com
vodafone: vodafone.com vodafone.de vodafone.it vodafone.es
xfinity: xfinity.com comcast.net
# crypto money
crypto.com: crypto.com
kraken: kraken.com
kucoin: kucoin.com
opensea: opensea.io
trezor: trezor.io satoshilabs.com
uniswap: uniswap.org
# state, health, clubs, insurers
adac: adac.de
allianz: allianz.de allianz.com
ameli: ameli.fr assurance-maladie.fr
antai: antai.gouv.fr
belastingdienst: belastingdienst.nl
detran: gov.br
digid: digid.nl
elster: elster.de
gov.uk: gov.uk
hmrc: hmrc.gov.uk gov.uk
impots.gouv: gouv.fr
medicare: medicare.gov cms.gov
receita federal: gov.br
serasa: serasa.com.br serasaexperian.com.br
unimed: unimed.coop.br
# travel, screens, software
air france: airfrance.fr airfrance.com
canva: canva.com
disney+: disneyplus.com disney.com
disney plus: disneyplus.com disney.com
expedia: expedia.com
icloud: apple.com icloud.com
klarna: klarna.com klarna.de
lufthansa: lufthansa.com miles-and-more.com
marriott: marriott.com
roblox: roblox.com
southwest airlines: southwest.com
tiktok: tiktok.com
yahoo: yahoo.com yahooinc.com
`;

/** See above: display name to registered domains. */
export const furtherBrands: ReadonlyMap<string, readonly string[]> = new Map(
  text
    .split("\n")
    .filter((line) => line.includes(": "))
    .map((line) => {
      const [brand = "", domains = ""] = line.split(": ");
      return [brand, domains.split(" ")] as const;
    }),
);
