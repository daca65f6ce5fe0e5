import { list, phrases, type Tongue } from "./phrases.ts";

/** German phrases. */
export const german: Tongue = {
  name: "de",
  greetings: list("Hallo {name},\nGuten Tag {name},\nLiebe Kolleginnen und Kollegen,"),
  strangers: list(
    "Sehr geehrter Kunde,\nSehr geehrte Damen und Herren,\nLieber Kunde,\nSehr geehrte/r Nutzer/in,\nHallo {mail},\nGuten Tag lieber Kunde,",
  ),
  closings: list(
    "Mit freundlichen Grüßen, Ihr {brand} Team\nViele Grüße, {name}\n© {brand} Alle Rechte vorbehalten\nIhr Kundenservice von {brand}",
  ),
  bait: {
    account: phrases(`
      Ihr {brand} Konto wurde eingeschränkt
      Handlungsbedarf: Bestätigen Sie Ihre Daten
      Wichtige Mitteilung zu Ihrem Konto
      Ihr Postfach ist voll
      Ihr Passwort läuft heute ab
      Ungewöhnliche Anmeldung festgestellt
      Ihr Zugang zum Online-Banking läuft ab
      Aktualisierung Ihres TAN-Verfahrens erforderlich
      Ihr Speicherplatz ist voll, Ihre Fotos werden gelöscht
      Letzte Mahnung: Ihre Domain wird gesperrt
      --
      Wir haben ungewöhnliche Aktivitäten auf Ihrem Konto festgestellt und den Zugang vorübergehend gesperrt.
      Bitte bestätigen Sie Ihre Daten innerhalb von {days} Stunden, sonst wird Ihr Konto dauerhaft gesperrt.
      Um Ihr Konto wieder uneingeschränkt nutzen zu können, müssen Sie Ihre Identität bestätigen.
      Aufgrund der neuen EU-Richtlinie müssen alle Kunden ihre Daten aktualisieren.
      Ihre Registrierung für das photoTAN-Verfahren läuft ab. Aktualisieren Sie diese über den folgenden Link.
      Ihr Postfach hat das Limit erreicht. Sie können keine neuen Nachrichten mehr empfangen.
      Ihr Passwort läuft heute ab. Klicken Sie hier, um Ihr aktuelles Passwort zu behalten.
      Melden Sie sich an und führen Sie den Datenabgleich durch. Andernfalls fällt eine Bearbeitungsgebühr von {amount} an.
      Ihr Cloud-Speicher ist voll. Ihre Fotos und Videos werden bald gelöscht.
      Ihre Domain läuft heute ab. Verlängern Sie jetzt, um die Löschung zu vermeiden.
      --
      Jetzt bestätigen
      Zum Konto
      Daten aktualisieren
      Zur Anmeldung
      Hier klicken
    `),
    money: phrases(`
      Ihre Zahlung wurde abgelehnt
      Rechnung {id} überfällig
      Ihr Abonnement ist abgelaufen
      Rückerstattung von {amount}
      Ihr Virenschutz ist abgelaufen
      --
      Ihre letzte Zahlung konnte nicht verarbeitet werden. Aktualisieren Sie Ihre Zahlungsdaten, um Ihre Mitgliedschaft fortzusetzen.
      Ihnen steht eine Rückerstattung in Höhe von {amount} zu. Füllen Sie das Formular aus.
      Anbei erhalten Sie die überfällige Rechnung. Bitte begleichen Sie den Betrag umgehend.
      Ihr Schutz ist abgelaufen, Ihr Gerät ist gefährdet. Jetzt mit 80% Rabatt verlängern.
      --
      Zahlung aktualisieren
      Jetzt verlängern
      Rückerstattung beantragen
    `),
    parcel: phrases(`
      Ihr Paket konnte nicht zugestellt werden
      {brand}: Ihre Sendung wartet auf Sie
      Zollgebühren ausstehend
      Sie haben (1) Paket erhalten
      --
      Ihr Paket konnte nicht zugestellt werden, da die Zollgebühr von {amount} nicht bezahlt wurde.
      Bestätigen Sie die Zahlung der Versandkosten, um Ihre Sendung zu erhalten.
      Ihr Paket wird in unserem Depot aufbewahrt. Planen Sie jetzt die Zustellung, sonst geht es zurück an den Absender.
      --
      Sendung verfolgen
      Lieferung planen
      Gebühr bezahlen
    `),
    authority: phrases(`
      Steuerrückerstattung für das Jahr
      Letzte Mahnung vor Inkasso
      Bußgeldbescheid {id}
      --
      Nach der letzten Berechnung Ihrer Steuer haben Sie Anspruch auf eine Rückerstattung von {amount}.
      Gegen Sie liegt ein Bußgeldbescheid vor. Zahlen Sie innerhalb von {days} Tagen, um eine Zwangsvollstreckung zu vermeiden.
      --
      Antrag ausfüllen
    `),
    prize: phrases(`
      Herzlichen Glückwunsch, Sie wurden ausgewählt
      Ihre Belohnung von {brand} wartet
      Gewinnen Sie ein {item}
      Sie haben gewonnen
      --
      Sie wurden ausgewählt, an unserem Treueprogramm kostenlos teilzunehmen.
      Beantworten Sie eine kurze Umfrage und erhalten Sie ein {item} als Dankeschön.
      Nur noch wenige Stück verfügbar. Fordern Sie Ihren Preis jetzt an, nur die Versandkosten sind zu bezahlen.
      Sichern Sie sich jetzt Ihren Gutschein über {amount}.
      200 Freispiele und ein Willkommensbonus ohne Einzahlung warten auf Sie.
      --
      Jetzt starten
      Gewinn abholen
      Jetzt teilnehmen
    `),
    wallet: phrases(`
      Bitcoin-Auszahlung wartet auf Sie
      Ihre Wallet wird gesperrt
      --
      Bestätigen Sie Ihre Wallet, um den Verlust Ihrer Kryptowährung zu vermeiden.
      Mit dieser Plattform verdienen Deutsche {amount} pro Tag mit Bitcoin.
      --
      Wallet verifizieren
    `),
    document: phrases(`
      Neue Sprachnachricht
      Dokument zur Unterschrift
      --
      Es wurde ein Dokument für Sie freigegeben. Melden Sie sich mit Ihrer E-Mail-Adresse an, um es anzusehen.
      Im Anhang finden Sie die Bestellung, bitte bestätigen Sie diese umgehend.
      --
      Dokument ansehen
    `),
    fortune: phrases(`
      Spende von {amount}
      Kreditangebot
      Geschäftsvorschlag
      --
      Ich möchte Ihnen {amount} spenden. Antworten Sie für weitere Einzelheiten an meine private E-Mail.
      Brauchen Sie einen Kredit? Wir bieten Kredite zu 3% Zinsen ohne Schufa an.
      Ihr verstorbener Verwandter hat ein Erbe von {amount} hinterlassen.
      --
    `),
    threat: phrases(`
      Ihr Gerät wurde gehackt
      --
      Ich habe Ihre Kamera aufgezeichnet. Überweisen Sie {amount} in Bitcoin, sonst sende ich das Video an alle Ihre Kontakte.
      --
    `),
    offer: phrases(`
      Bauchfett in {days} Tagen weg
      Einsame Frauen in Ihrer Nähe
      Nie wieder Gelenkschmerzen
      Private Krankenversicherung vergleichen
      --
      Dieser einfache Trick lässt das Fett schmelzen, Ärzte sind sprachlos.
      Eine Frau in deiner Nähe möchte dich kennenlernen. Sieh dir ihre privaten Fotos an.
      Die Höhle der Löwen: das größte Geschäft in der Geschichte der Sendung.
      Mit diesem Heimtrainer nie wieder Schmerzen, heute 50% Rabatt.
      --
      Fotos ansehen
      Angebot sichern
    `),
  },
  plain: {
    newsletter: phrases(`
      Unser Newsletter im {date}
      Die Themen der Woche
      --
      In dieser Ausgabe lesen Sie, wie sich die Preise für Speicher entwickeln und was die Bank dazu sagt.
      Unser Newsletter kommt auf Ihre Anmeldung hin. Hier abmelden.
      Die Polizei warnt vor gefälschten Nachrichten, in denen Kunden ihre Daten bestätigen sollen.
      --
      Weiterlesen
      Newsletter abbestellen
    `),
    receipt: phrases(`
      Ihre Bestellung {id}
      Ihre Rechnung vom {date}
      --
      Vielen Dank für Ihre Bestellung. Der Gesamtbetrag ist {amount}, die Lieferung erfolgt am {date}.
      Ihre Rechnung finden Sie im Kundenkonto. Sie müssen nichts weiter tun.
      --
      Bestellung ansehen
    `),
    shipping: phrases(`
      Ihr Paket ist unterwegs
      --
      Ihre Sendung wurde heute zugestellt. Die Sendungsnummer ist {id}.
      Ihr Paket kommt am {date} zwischen 10 und 12 Uhr.
      --
      Sendung verfolgen
    `),
    requested: phrases(`
      Passwort zurücksetzen
      Bitte bestätigen Sie Ihre E-Mail-Adresse
      --
      Sie haben angefordert, Ihr Passwort zurückzusetzen. Wenn Sie das nicht waren, ignorieren Sie diese Nachricht.
      Ihr Anmeldecode lautet {n}{n}.
      --
      Passwort zurücksetzen
    `),
    notice: phrases(`
      Wartungsfenster am {date}
      Einladung: Besprechung am {date}
      --
      Am {date} werden die Mailserver aktualisiert, Sie müssen nichts tun.
      Bitte reichen Sie Ihre Stundenzettel bis Freitag ein.
      --
      Teilnehmen
    `),
    statement: phrases(`
      Ihr Kontoauszug ist da
      --
      Ihr Kontoauszug steht im Online-Banking bereit. Wir fragen Sie niemals nach Ihrem Passwort oder Ihrer TAN.
      --
      Zum Online-Banking
    `),
    personal: phrases(`
      Re: Abendessen am Samstag
      Fotos vom Urlaub
      --
      Hallo, bleibt es bei Samstag? Ich bringe den Wein mit und die Kinder kommen auch.
      Anbei das Protokoll der letzten Sitzung, bitte korrigiert mich.
      Das Paket von Oma ist angekommen, vielen Dank!
      Ich überweise dir das Geld morgen, die Rechnung habe ich bekommen.
      --
    `),
    marketing: phrases(`
      Nur heute: {n}% auf alles
      Ihre Punkte verfallen bald
      --
      Sparen Sie bis zu {n}% auf unsere Bestseller, nur bis {date}.
      Sie haben {n} Punkte gesammelt. Lösen Sie diese bis {date} in unserem Shop ein.
      Sagen Sie uns in unserer Umfrage Ihre Meinung, unter allen Antworten verlosen wir zehn Gutscheine.
      --
      Jetzt einkaufen
      Zum Angebot
    `),
  },
};
