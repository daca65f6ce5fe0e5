import { phrases, type Tongue } from "./phrases.ts";

/** More of what attackers write in other languages than English, by language. */
export const moreBait: Readonly<Record<string, Tongue["bait"]>> = {
  de: {
    prize: phrases(`
      {brand} Gutschein über {amount} erhalten
      Das Los fiel auf Ihre Adresse
      Sie stehen auf der Gewinnerliste
      Ihr {item} von {brand} liegt bereit
      {n} Freispiele warten auf Sie
      Letzte Chance auf Ihren {brand} Gutschein
      Bestätigung: Ihr Gewinn
      --
      Im {brand} Gewinnspiel wurde Ihr Name gezogen.
      Um Ihren Gewinn zu erhalten, nehmen Sie an unserer kurzen Kundenumfrage teil.
      Als Dankeschön für Ihre Treue erhalten Sie einen exklusiven Preis.
      Die Liste schließt bald, reservieren Sie noch heute.
      Ihr Willkommenspaket im Online-Casino: 100% Bonus auf die erste Einzahlung und {n} Freispiele.
      Hier melden Sie sich von unserer Werbung ab.
      --
      Gutschein sichern
      Jetzt spielen
      Zur Umfrage
    `),
    offer: phrases(`
      Jemand hat Ihnen eine Nachricht geschickt
      Treffen Sie noch heute Ihre Traumfrau
      Neues Kontaktgesuch in deiner Stadt
      Reich werden mit Bitcoin
      Potenzmittel ohne Rezept
      Günstiger Strom durch diesen Stecker
      Kreditkarte ohne Schufa genehmigt
      --
      Heiße Singles aus deiner Umgebung suchen ein Abenteuer, melde dich kostenlos an.
      Sie haben eine neue Nachricht von einer Frau in Ihrer Nähe erhalten.
      Mit diesem kleinen Gerät sparen Sie bis zu 90% Stromkosten.
      Abnehmen im Schlaf: dieses Mittel ist der Hit.
      Ihr Sofortkredit über {amount} ist vorab genehmigt, ganz ohne Schufa.
      --
      Profil ansehen
      Nachricht lesen
      Kredit beantragen
    `),
  },
  pt: {
    offer: phrases(`
      Plano de saúde: nova tabela promocional
      Cotação de plano de saúde esperando você
      Crédito pré-aprovado de {amount}
      Alarme residencial com {n}% OFF
      Limpe seu nome hoje
      Renda extra pelo celular
      --
      Simule agora e economize até {n}% no seu plano de saúde.
      Cartão de crédito sem consulta ao SPC e Serasa, limite de até {amount}.
      Empréstimo liberado na hora, sem burocracia, direto na sua conta.
      Proteja sua família com o kit completo, só este mês com desconto.
      Para sair da nossa lista de ofertas, use este link.
      --
      Simule agora
      Solicitar cartão
      Faça uma cotação
    `),
    account: phrases(`
      Transferência agendada via Pix
      Seu chip será bloqueado
      Novo dispositivo cadastrado
      Comunicado importante sobre a sua conta
      --
      Sua transferência via Pix foi agendada. Se não reconhece esta operação, cancele agora.
      Um novo dispositivo foi cadastrado na sua conta. Se não foi você, clique para cancelar.
      Evite a suspensão do aplicativo, faça a sincronização do seu dispositivo.
      --
      Cancelar transferência
      Cancelar agora
      Sincronizar
    `),
  },
  es: {
    prize: phrases(`
      Has sido seleccionado para un {item}
      Tu tarjeta regalo de {brand} te espera
      {n} tiradas gratis para ti
      --
      Enhorabuena, tu correo ha sido elegido entre los clientes de {brand} para recibir un {item}.
      Completa la encuesta de satisfacción y recibe tu regalo.
      Regístrate en el casino y recibe un bono de bienvenida del 100%.
      --
      Quiero mi regalo
      Jugar ahora
    `),
    offer: phrases(`
      Préstamo aprobado
      Un mensaje nuevo para ti
      --
      Tu préstamo de hasta {amount} está aprobado, sin papeleo.
      Solteras de tu zona quieren conocerte esta noche.
      Adelgaza mientras duermes con este remedio natural.
      --
      Solicitar ahora
      Leer mensaje
    `),
  },
  fr: {
    prize: phrases(`
      Votre carte cadeau {brand} de {amount}
      Répondez à un sondage et gagnez un {item}
      {n} tours gratuits vous attendent
      --
      Votre adresse a été tirée au sort parmi les clients de {brand} pour recevoir un {item}.
      Répondez à une courte enquête de satisfaction et recevez votre coffret cadeau.
      Inscrivez-vous au casino et recevez un bonus de bienvenue de 100%.
      --
      Je réclame mon lot
      Jouer
    `),
    offer: phrases(`
      Crédit accordé
      Vous avez un nouveau message privé
      Subvention pour votre logement
      --
      Des célibataires près de chez vous veulent vous rencontrer ce soir.
      Votre crédit de {amount} est accordé sans justificatif.
      Faites isoler votre maison pour un euro grâce aux aides de l'État.
      --
      Lire le message
      Demander mon crédit
    `),
  },
  nl: {
    prize: phrases(`
      Uw cadeaukaart van {brand} staat klaar
      Laat u verrassen door {brand}
      {n} gratis spins voor u
      --
      U bent uitgekozen uit de klanten van {brand} om een {item} te ontvangen.
      Vul de klanttevredenheidsenquête in en ontvang uw cadeau.
      --
      Ontvang uw cadeau
      Speel nu
    `),
    offer: phrases(`
      Nieuw bericht van een vrouw in de buurt
      Lening goedgekeurd
      --
      Spreek vanavond nog af met singles bij jou in de buurt, helemaal gratis.
      Leen tot {amount} zonder toetsing.
      --
      Bekijk bericht
    `),
  },
  it: {
    prize: phrases(`
      La tua carta regalo {brand} ti aspetta
      {n} giri gratis per te
      --
      Il tuo indirizzo è stato estratto tra i clienti di {brand} per ricevere un {item}.
      Completa il sondaggio e ricevi il tuo regalo.
      --
      Ricevi il regalo
    `),
  },
};
