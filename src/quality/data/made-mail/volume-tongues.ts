import { phrases, type Tongue } from "./phrases.ts";

/** What senders by the million write in other languages than English, by language. */
export const volumeTongues: Readonly<Record<string, Tongue["bait"]>> = {
  de: {
    offer: phrases(`
      Wunderschöne Frauen aus dem Ausland
      Abnehmen leicht gemacht mit Tropfen
      Sexkontakte in {city}
      Viagra und Cialis rezeptfrei bestellen
      Ihr Arzt verschweigt Ihnen das
      Nie wieder Rückenschmerzen
      Private Krankenversicherung ab {amount}
      Sterbegeldversicherung ohne Gesundheitsfragen
      Treppenlift zum Sonderpreis
      Photovoltaik: Zuschuss sichern
      Bitcoin: Rentner wird zum Millionär
      --
      Frauen aus dem Ausland möchten Sie kennenlernen, Bilder finden Sie im Profil.
      Potenzmittel diskret und rezeptfrei nach Hause geliefert.
      Mit diesen Kapseln verlieren Sie Bauchfett ohne Sport und ohne Diät.
      Zum Abmelden klicken Sie hier. Diese Anzeige wurde von einem Partner versendet.
      Prominente schwören auf diesen Trick, sehen Sie das Video.
      --
      Fotos ansehen
      Jetzt bestellen
      Abmelden
      Mehr erfahren
    `),
    prize: phrases(`
      Sie wurden ausgewählt: {item}
      Gutschein von {brand} zu vergeben
      --
      Beantworten Sie eine Umfrage zu {brand} und erhalten Sie ein {item}.
      Spielen Sie im Online-Casino mit {n} Freispielen ohne Einzahlung.
      --
      Bonus holen
      Jetzt sichern
      Umfrage starten
    `),
    parcel: phrases(`
      Sie waren nicht zu Hause
      Verpasste Zustellung
      --
      Vereinbaren Sie einen neuen Termin und zahlen Sie {amount} Zollgebühren.
      --
      Termin wählen
    `),
  },
  fr: {
    offer: phrases(`
      Rencontrez des femmes célibataires ce soir
      Perdez {n} kg en un mois
      Le secret que cachent les médecins
      Rachat de crédits: réduisez vos mensualités
      Mutuelle santé dès {amount} par mois
      Pompe à chaleur à 1 euro
      Votre voyance gratuite
      Assurance obsèques au meilleur prix
      --
      Brûlez les graisses sans régime ni sport grâce à cette formule naturelle.
      Comparez gratuitement et économisez jusqu'à {n}% sur votre assurance.
      Pour vous désinscrire cliquez ici. Ce message publicitaire est envoyé par un partenaire.
      Une voyante a vu quelque chose d'important dans votre avenir.
      --
      Voir les photos
      Je profite
      En savoir plus
      Se désinscrire
    `),
    prize: phrases(`
      Félicitations, vous êtes sélectionné
      {brand} vous offre un {item}
      {n} tours gratuits au casino
      Votre bon d'achat {brand} de {amount}
      --
      Répondez à notre enquête et recevez un {item} de {brand}.
      Vous êtes l'un des gagnants, confirmez votre adresse pour la livraison.
      Inscrivez-vous au casino et recevez un bonus de bienvenue.
      --
      Recevoir mon cadeau
      Jouer
    `),
  },
  nl: {
    offer: phrases(`
      Alleenstaande vrouwen in jouw buurt
      Afvallen zonder dieet
      Erectiepillen zonder recept
      Vergelijk uw zorgverzekering
      --
      Klik hier om u af te melden.
      --
      Bekijk foto's
      Bestel nu
    `),
    prize: phrases(`
      Jij bent geselecteerd voor een {item}
      Claim {n} gratis spins
      --
      Doe mee aan de enquête en maak kans op een cadeaukaart van {brand}.
      Gefeliciteerd, je bent gekozen om een {item} te ontvangen.
      --
      Doe mee
      Claim nu
    `),
  },
  pt: {
    offer: phrases(`
      Mulheres solteiras perto de você
      Emagreça {n} kg em um mês
      Aumente sua renda com apostas
      Viagra natural: resultados em dias
      Consórcio contemplado
      Empréstimo para negativados
      --
      Perca barriga sem dieta com esta receita caseira.
      Conheça mulheres lindas hoje à noite, cadastro grátis.
      Dinheiro na conta em minutos, sem consulta, mesmo com nome sujo.
      --
      Aproveitar desconto
      Cotar agora
      Quero emagrecer
    `),
    fortune: phrases(`
      Doação para você
      Saudações
      --
      Tenho uma proposta de negócio que envolve a soma de {amount} e preciso de um parceiro de confiança.
      Sou viúva e doente e quero doar a minha fortuna para caridade através de você.
      --
    `),
  },
  es: {
    offer: phrases(`
      Mujeres solteras te esperan en {city}
      Pierde {n} kilos en un mes
      Pastillas para la erección sin receta
      Préstamo aprobado sin papeleo
      El truco que los médicos ocultan
      Seguro de decesos desde {amount}
      --
      Chicas guapas buscan una cita esta noche, regístrate gratis y mira sus fotos.
      Quema grasa sin dieta ni ejercicio con esta fórmula natural.
      Recibe el dinero en tu cuenta hoy mismo, sin nómina y sin aval.
      Para darse de baja haga clic aquí.
      --
      Ver fotos
      Pedir ahora
      Solicitar préstamo
    `),
    prize: phrases(`
      Has sido seleccionado: {item} de {brand}
      {n} giros gratis en el casino
      Tu tarjeta regalo de {brand}
      --
      Responde a una breve encuesta y recibe un {item} de {brand}.
      Regístrate en el casino y juega con un bono de bienvenida.
      --
      Reclamar premio
    `),
    fortune: phrases(`
      Propuesta de negocio
      Donación de {amount}
      Saludos cordiales
      --
      Soy una viuda enferma y quiero donar mi fortuna a la caridad por medio de usted.
      Le escribo para proponerle una transacción confidencial por la suma de {amount}.
      Responda a mi correo privado con sus datos completos.
      --
    `),
  },
  it: {
    offer: phrases(`
      Ragazze single ti aspettano stasera
      Perdi {n} kg in un mese
      Pillole per l'erezione senza ricetta
      Prestito approvato in un giorno
      Il trucco che i medici nascondono
      --
      Belle donne cercano un incontro stasera, iscriviti gratis e guarda le foto.
      Brucia i grassi senza dieta con questa formula naturale.
      Per cancellarti dalla lista clicca qui.
      --
      Guarda le foto
      Ordina ora
    `),
    prize: phrases(`
      Sei stato selezionato: {item} di {brand}
      {n} giri gratis al casinò
      Buono {brand} da {amount}
      --
      Rispondi al sondaggio e ricevi un {item} di {brand}.
      Registrati al casinò e gioca con il bonus di benvenuto.
      --
      Ritira il premio
    `),
  },
};
