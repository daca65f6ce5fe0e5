import { list, phrases, type Tongue } from "./phrases.ts";

/** French phrases. */
export const french: Tongue = {
  name: "fr",
  greetings: list("Bonjour {name},\nSalut {name},\nChers collègues,"),
  strangers: list("Cher client,\nChère cliente, cher client,\nMadame, Monsieur,\nBonjour {mail},\nCher utilisateur,"),
  closings: list("Cordialement, l'équipe {brand}\nBises, {name}\n© {brand} Tous droits réservés\nVotre service client {brand}"),
  bait: {
    account: phrases(`
      Votre compte a été suspendu
      Mise à jour de vos informations
      Activité inhabituelle sur votre compte {brand}
      Votre mot de passe expire aujourd'hui
      Votre boîte mail est pleine
      Votre carte bancaire est bloquée
      Activez votre nouvelle carte vitale
      Votre stockage est saturé
      --
      Nous avons détecté une connexion inhabituelle à votre compte. Confirmez votre identité pour rétablir l'accès.
      Votre compte sera suspendu dans {days} heures si vous ne mettez pas à jour vos informations.
      Pour des raisons de sécurité votre accès a été limité. Cliquez sur le lien ci-dessous pour débloquer votre compte.
      Votre nouvelle carte est disponible. Remplissez le formulaire pour la recevoir et rester couvert.
      Votre boîte de messagerie a atteint sa limite et vous ne recevrez plus de messages.
      Votre mot de passe expire aujourd'hui. Cliquez ici pour conserver le même mot de passe.
      Vos photos et vidéos seront supprimées car votre espace de stockage est plein.
      --
      Confirmer mon compte
      Mettre à jour
      Se connecter
      Cliquez ici
      Débloquer
    `),
    money: phrases(`
      Facture impayée {id}
      Votre paiement a été refusé
      Remboursement de {amount}
      Votre abonnement a expiré
      --
      Votre dernier paiement a été refusé. Mettez à jour vos coordonnées bancaires pour conserver votre abonnement.
      Suite à une erreur de facturation, vous bénéficiez d'un remboursement de {amount}.
      Veuillez trouver ci-joint la facture impayée et procéder au règlement sans délai.
      --
      Mettre à jour le paiement
      Demander le remboursement
      Voir la facture
    `),
    parcel: phrases(`
      Votre colis est en attente
      Votre colis n'a pas pu être livré
      Frais de douane à régler
      --
      Votre colis est en attente de livraison. Réglez les frais d'affranchissement de {amount} pour le recevoir.
      Nous n'avons pas pu livrer votre colis. Confirmez votre adresse pour programmer une nouvelle livraison.
      --
      Suivre mon colis
      Payer les frais
      Programmer la livraison
    `),
    authority: phrases(`
      Amende impayée
      Convocation judiciaire
      Remboursement d'impôt
      Avis de contravention {id}
      --
      Vous avez une amende impayée de {amount}. Réglez-la sous {days} heures pour éviter une majoration.
      Après le dernier calcul de votre activité fiscale, vous avez droit à un remboursement de {amount}.
      Vous faites l'objet de poursuites judiciaires. Faites-nous parvenir vos justifications par mail sous 72 heures.
      --
      Payer l'amende
      Accéder au formulaire
    `),
    prize: phrases(`
      Félicitations, vous avez été sélectionné
      Vous avez gagné un {item}
      Votre récompense vous attend
      --
      Un {item} est mis de côté à votre nom. Répondez à un court sondage pour obtenir votre cadeau.
      Réclamez votre prix avant expiration, seuls les frais de livraison sont à votre charge.
      --
      Je participe
      Obtenir mon cadeau
    `),
    wallet: phrases(`
      Vérifiez votre portefeuille
      --
      Votre portefeuille sera suspendu sans vérification. Saisissez votre phrase de récupération.
      Gagnez {amount} par jour avec le bitcoin.
      --
      Vérifier
    `),
    document: phrases(`
      Document partagé avec vous
      Nouveau message vocal
      --
      Un document a été partagé avec vous. Connectez-vous avec votre adresse e-mail pour le consulter.
      Veuillez trouver ci-joint le bon de commande et nous faire parvenir votre devis.
      --
      Consulter le document
    `),
    fortune: phrases(`
      Don de {amount}
      Offre de prêt entre particuliers
      --
      Je souhaite vous faire un don de {amount}. Contactez-moi à mon adresse privée.
      Nous offrons des prêts de {amount} à un taux de 3% à toute personne sérieuse.
      Atteinte d'une maladie incurable, je veux léguer ma fortune à une personne de confiance.
      --
    `),
    threat: phrases(`
      Votre appareil a été piraté
      --
      J'ai enregistré une vidéo de vous avec votre caméra. Envoyez {amount} en bitcoin ou je l'envoie à vos contacts.
      --
    `),
    offer: phrases(`
      Perdez {n} kilos sans régime
      Des femmes près de chez vous
      Votre mutuelle moins chère
      --
      Cette astuce fait fondre la graisse, les médecins sont stupéfaits.
      Une femme de votre région veut vous rencontrer. Voir ses photos.
      Comparez les mutuelles et économisez {amount} par an.
      --
      Voir les photos
      J'en profite
    `),
  },
  plain: {
    newsletter: phrases(`
      La lettre de la semaine
      --
      Dans ce numéro, comment les banques protègent les comptes et que faire en cas de mot de passe perdu.
      Vous recevez ce message car vous êtes abonné à notre lettre. Se désabonner.
      --
      Lire la suite
      Se désabonner
    `),
    receipt: phrases(`
      Confirmation de commande {id}
      Votre facture de {date}
      --
      Merci pour votre commande. Le montant total est de {amount}, la livraison est prévue le {date}.
      Nous avons bien reçu votre paiement, vous n'avez rien à faire.
      --
      Voir la commande
    `),
    shipping: phrases(`
      Votre commande est en route
      --
      Votre colis a été livré aujourd'hui. Numéro de suivi {id}.
      --
      Suivre ma commande
    `),
    requested: phrases(`
      Réinitialisation de votre mot de passe
      --
      Vous avez demandé à réinitialiser votre mot de passe. Si ce n'est pas vous, ignorez ce message.
      Votre code de connexion est {n}{n}.
      --
      Réinitialiser
    `),
    notice: phrases(`
      Réunion du {date}
      --
      Ci-joint le compte rendu de la réunion. La maintenance des serveurs aura lieu le {date}.
      --
    `),
    statement: phrases(`
      Votre relevé est disponible
      --
      Votre relevé de compte est disponible dans votre espace client. Nous ne demandons jamais votre code par e-mail.
      --
    `),
    personal: phrases(`
      Re: dîner de samedi
      --
      Salut, c'est toujours bon pour samedi ? J'apporte le vin et les enfants viennent aussi.
      J'ai payé la facture d'électricité, tu me rembourseras ta part.
      --
    `),
    marketing: phrases(`
      Aujourd'hui seulement : -{n}%
      --
      Profitez de {n}% de remise sur tout le site jusqu'au {date}.
      Vous avez {n} points à utiliser avant le {date} dans notre boutique.
      --
      J'achète
    `),
  },
};
