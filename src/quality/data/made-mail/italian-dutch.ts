import { list, phrases, type Tongue } from "./phrases.ts";

/** Italian phrases. */
export const italian: Tongue = {
  name: "it",
  greetings: list("Ciao {name},\nBuongiorno {name},"),
  strangers: list("Gentile cliente,\nCaro cliente,\nGentile utente,\nCiao {mail},"),
  closings: list("Cordiali saluti, il team {brand}\nUn saluto, {name}\n© {brand} Tutti i diritti riservati"),
  bait: {
    account: phrases(`
      Il tuo conto è stato limitato
      Aggiorna i tuoi dati
      Accesso anomalo rilevato
      La tua password scade oggi
      La tua casella di posta è piena
      La tua carta è stata sospesa
      --
      Abbiamo rilevato un accesso anomalo al tuo conto. Verifica la tua identità per evitare il blocco.
      Il tuo account è stato sospeso. Conferma i tuoi dati entro {days} ore.
      Per motivi di sicurezza devi attivare il nuovo sistema di sicurezza web.
      La casella di posta ha superato il limite e non potrai ricevere nuovi messaggi.
      La password scade oggi. Clicca qui per mantenere la stessa password.
      --
      Verifica ora
      Accedi
      Clicca qui
      Aggiorna
    `),
    money: phrases(`
      Fattura non pagata {id}
      Pagamento rifiutato
      Il tuo dominio scade oggi
      Rimborso di {amount}
      --
      In allegato la fattura scaduta, si prega di provvedere al pagamento.
      Non siamo riusciti a rinnovare il servizio. Aggiorna il metodo di pagamento per evitare la disattivazione.
      Hai diritto a un rimborso di {amount}. Compila il modulo per riceverlo.
      --
      Paga ora
      Rinnova
      Scarica fattura
    `),
    parcel: phrases(`
      Il tuo pacco è in attesa
      Consegna fallita
      --
      Il tuo pacco è in giacenza. Paga le spese di spedizione di {amount} per sbloccare la consegna.
      Non è stato possibile consegnare il pacco. Conferma il tuo indirizzo.
      --
      Traccia il pacco
      Sblocca la consegna
    `),
    authority: phrases(`
      Avviso dell'agenzia delle entrate
      Multa non pagata
      --
      Sono state riscontrate incongruenze nelle comunicazioni periodiche. Scarica il documento allegato.
      Hai una multa non pagata di {amount}. Paga entro {days} giorni.
      --
      Scarica
    `),
    prize: phrases(`
      Congratulazioni, sei stato selezionato
      Hai vinto un {item}
      --
      Sei stato scelto per ricevere un {item}. Rispondi a un breve sondaggio e ritira il tuo premio.
      I tuoi punti scadono oggi, riscattali adesso.
      --
      Partecipa ora
      Ritira il premio
    `),
    fortune: phrases(`
      Donazione di {amount}
      Offerta di prestito
      --
      Voglio donarti {amount}. Rispondi alla mia email privata.
      Offriamo prestiti al 3% senza garanzie.
      --
    `),
    threat: phrases(`
      Il tuo dispositivo è stato violato
      --
      Ho registrato un video con la tua webcam. Invia {amount} in bitcoin o lo invierò ai tuoi contatti.
      --
    `),
    offer: phrases(`
      Perdi {n} chili senza dieta
      Donne nella tua zona
      --
      Questo trucco scioglie il grasso, i medici sono senza parole.
      Una donna vicino a te vuole conoscerti. Guarda le sue foto.
      --
      Guarda le foto
    `),
  },
  plain: {
    newsletter: phrases(`
      Le notizie della settimana
      --
      In questo numero: come le banche proteggono i conti e cosa fare se si perde la password.
      Ricevi questa email perché sei iscritto alla nostra newsletter. Annulla l'iscrizione.
      --
      Leggi tutto
    `),
    receipt: phrases(`
      Conferma ordine {id}
      --
      Grazie per il tuo ordine. Il totale è {amount}, la consegna è prevista per il {date}.
      Il tuo pacco è stato consegnato oggi. Codice di spedizione {id}.
      --
      Vedi ordine
    `),
    requested: phrases(`
      Reimposta la password
      --
      Hai richiesto di reimpostare la password. Se non sei stato tu, ignora questa email.
      --
      Reimposta
    `),
    statement: phrases(`
      Il tuo estratto conto
      --
      Il tuo estratto conto è disponibile nell'area clienti. Non chiediamo mai la tua password via email.
      --
    `),
    personal: phrases(`
      Re: cena di sabato
      --
      Ciao, confermato per sabato? Porto io il vino e vengono anche i bambini.
      Ho pagato la bolletta, poi mi dai la tua parte.
      --
    `),
    marketing: phrases(`
      Solo oggi: {n}% di sconto
      --
      Risparmia fino al {n}% su tutto il negozio fino al {date}.
      --
      Acquista ora
    `),
  },
};

/** Dutch phrases. */
export const dutch: Tongue = {
  name: "nl",
  greetings: list("Hallo {name},\nBeste {name},"),
  strangers: list("Geachte klant,\nBeste klant,\nGeachte heer/mevrouw,\nBeste {mail},"),
  closings: list("Met vriendelijke groet, team {brand}\nGroetjes, {name}\n© {brand} Alle rechten voorbehouden"),
  bait: {
    account: phrases(`
      Uw rekening is geblokkeerd
      Bevestig uw gegevens
      Verdachte inlogpoging op uw account
      Uw wachtwoord verloopt vandaag
      Uw mailbox is vol
      Uw bankpas verloopt
      --
      Wij hebben een verdachte inlogpoging op uw account vastgesteld. Bevestig uw identiteit om blokkering te voorkomen.
      Uw account wordt binnen {days} uur geblokkeerd als u uw gegevens niet bijwerkt.
      Uw huidige bankpas verloopt. Vraag kosteloos uw nieuwe pas aan via onderstaande link.
      Uw mailbox heeft de limiet bereikt en u kunt geen nieuwe berichten ontvangen.
      Uw wachtwoord verloopt vandaag. Klik hier om hetzelfde wachtwoord te behouden.
      --
      Nu bevestigen
      Inloggen
      Klik hier
      Bijwerken
    `),
    money: phrases(`
      Openstaande factuur {id}
      Uw betaling is mislukt
      Laatste herinnering voor incasso
      --
      Uw betaling is mislukt. Werk uw betaalgegevens bij om uw abonnement te behouden.
      Bijgaand de openstaande factuur. Betaal direct om incassokosten te voorkomen.
      --
      Betaal nu
      Bekijk factuur
    `),
    parcel: phrases(`
      Uw pakket kon niet worden bezorgd
      Douanekosten openstaand
      --
      Uw pakket ligt in ons depot. Betaal de verzendkosten van {amount} om het te ontvangen.
      Wij konden uw pakket niet bezorgen. Bevestig uw adres en plan een nieuwe bezorging.
      --
      Volg uw pakket
      Plan bezorging
    `),
    authority: phrases(`
      Belastingteruggave
      Openstaande boete
      --
      U heeft recht op een teruggave van {amount}. Vul het formulier in.
      U heeft een openstaande boete van {amount}. Betaal binnen {days} dagen om beslaglegging te voorkomen.
      --
      Formulier invullen
    `),
    prize: phrases(`
      Gefeliciteerd, u bent geselecteerd
      U heeft een {item} gewonnen
      --
      U bent gekozen om een {item} te ontvangen. Beantwoord een korte enquête en claim uw prijs.
      Er staat een cadeaubon van {amount} voor u klaar.
      --
      Doe mee
      Claim uw prijs
    `),
    fortune: phrases(`
      Donatie van {amount}
      --
      Ik wil u {amount} schenken. Antwoord op mijn privémail voor meer informatie.
      --
    `),
    threat: phrases(`
      Uw apparaat is gehackt
      --
      Ik heb een video van u opgenomen met uw camera. Stuur {amount} in bitcoin of ik stuur hem naar uw contacten.
      --
    `),
    offer: phrases(`
      Verlies {n} kilo zonder dieet
      Vrouwen bij jou in de buurt
      --
      Deze simpele truc laat vet smelten, artsen zijn sprakeloos.
      Een vrouw bij jou in de buurt wil je ontmoeten. Bekijk haar foto's.
      --
      Bekijk foto's
    `),
  },
  plain: {
    newsletter: phrases(`
      Het nieuws van de week
      --
      In deze editie: hoe banken rekeningen beschermen en wat u doet als u uw wachtwoord kwijt bent.
      U ontvangt deze e-mail omdat u geabonneerd bent op onze nieuwsbrief. Afmelden.
      --
      Lees meer
    `),
    receipt: phrases(`
      Bevestiging van uw bestelling {id}
      --
      Bedankt voor uw bestelling. Het totaalbedrag is {amount}, de bezorging is op {date}.
      Uw pakket is vandaag bezorgd. Trackingnummer {id}.
      --
      Bekijk bestelling
    `),
    requested: phrases(`
      Wachtwoord opnieuw instellen
      --
      U heeft gevraagd om uw wachtwoord opnieuw in te stellen. Was u dit niet, dan kunt u deze e-mail negeren.
      --
      Wachtwoord instellen
    `),
    statement: phrases(`
      Uw afschrift staat klaar
      --
      Uw rekeningafschrift staat klaar in de app. Wij vragen nooit om uw pincode.
      --
    `),
    personal: phrases(`
      Re: eten zaterdag
      --
      Hoi, gaat zaterdag nog door? Ik neem wijn mee en de kinderen komen ook.
      Ik heb de rekening betaald, je krijgt het later van mij terug.
      --
    `),
    marketing: phrases(`
      Alleen vandaag: {n}% korting
      --
      Bespaar tot {n}% op alles in de winkel tot {date}.
      --
      Shop nu
    `),
  },
};
