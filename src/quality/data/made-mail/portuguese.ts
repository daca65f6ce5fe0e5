import { list, phrases, type Tongue } from "./phrases.ts";

/** Portuguese phrases, mostly as written in Brazil. */
export const portuguese: Tongue = {
  name: "pt",
  greetings: list("Olá {name},\nBom dia {name},\nPrezados colegas,"),
  strangers: list("Prezado cliente,\nCaro cliente,\nOlá cliente,\nPrezado(a) usuário(a),\nOlá {mail},\nSr(a) contribuinte,"),
  closings: list("Atenciosamente, equipe {brand}\nAbraços, {name}\n© {brand} Todos os direitos reservados\nCentral de atendimento {brand}"),
  bait: {
    account: phrases(`
      Sua conta será bloqueada
      Atualize seus dados cadastrais
      Aviso de segurança: seu acesso expira hoje
      Sua senha expirou
      Sua caixa de e-mail está cheia
      Bloqueio preventivo do seu cartão
      {brand}: dispositivo não autorizado
      Seu armazenamento está cheio
      Acesso suspenso, regularize agora
      --
      Identificamos uma tentativa de acesso suspeita em sua conta. Confirme seus dados para evitar o bloqueio.
      Seu acesso foi suspenso por falta de atualização cadastral. Regularize agora clicando no botão abaixo.
      Seu token expira hoje. Atualize o módulo de segurança para continuar usando o internet banking.
      Caso não realize a atualização em {days} horas, sua conta será cancelada e será cobrada uma taxa.
      Sua caixa de correio atingiu o limite de armazenamento e você não receberá novas mensagens.
      Sua senha expira hoje. Clique aqui para manter a mesma senha.
      Seu cartão foi bloqueado por motivo de segurança. Clique para desbloquear.
      Foi detectado um novo login na sua conta. Se não foi você, cancele o acesso imediatamente.
      Suas fotos e vídeos serão excluídos porque seu armazenamento está cheio.
      --
      Atualizar agora
      Regularizar
      Confirmar dados
      Desbloquear
      Acessar minha conta
      Clique aqui
    `),
    money: phrases(`
      Nota fiscal eletrônica {id}
      Boleto vencido
      Comprovante de pagamento
      Segunda via da fatura
      Pagamento recusado
      Compra aprovada no valor de {amount}
      Cobrança extrajudicial
      Sua assinatura foi cancelada
      --
      Segue em anexo a nota fiscal eletrônica referente à sua compra no valor de {amount}.
      Consta em nosso sistema um boleto em aberto no valor de {amount}. Evite a negativação do seu nome.
      Compra aprovada no valor de {amount}. Caso não reconheça esta compra, entre em contato ou cancele agora.
      Segue comprovante da transferência PIX realizada em seu nome.
      Não conseguimos processar seu pagamento. Atualize os dados do cartão para não perder o acesso.
      Seu nome será incluído nos órgãos de proteção ao crédito. Negocie sua dívida com até 90% de desconto.
      Baixe a fatura em anexo.
      --
      Visualizar nota fiscal
      Baixar boleto
      Cancelar compra
      Atualizar pagamento
      Ver comprovante
    `),
    parcel: phrases(`
      Sua encomenda foi retida
      Objeto aguardando pagamento {id}
      Tentativa de entrega não efetuada
      --
      Sua encomenda foi retida na alfândega e aguarda o pagamento da taxa de {amount}.
      Não foi possível entregar o seu pedido por endereço incompleto. Confirme seu endereço.
      O objeto será devolvido ao remetente se a taxa não for paga em {days} dias.
      --
      Pagar taxa
      Rastrear encomenda
      Liberar objeto
    `),
    authority: phrases(`
      Pendência no seu CPF
      Intimação {id}
      Multa de trânsito
      Restituição do imposto de renda disponível
      CNH suspensa
      --
      Foi identificada uma irregularidade no seu CPF. Regularize para evitar o bloqueio dos seus bens.
      Você foi intimado a comparecer perante o tribunal. Baixe a intimação para mais detalhes.
      Sua restituição no valor de {amount} está disponível. Confirme seus dados bancários para receber.
      Consta uma multa em aberto no seu veículo. Pague com desconto até hoje.
      Você tem dinheiro a receber do governo. Consulte o valor liberado.
      --
      Consultar
      Regularizar CPF
      Baixar intimação
    `),
    prize: phrases(`
      Parabéns, você foi selecionado
      Seus pontos vencem hoje
      Você ganhou um {item}
      Resgate seu prêmio
      --
      Você possui {n}00 pontos que expiram hoje. Resgate agora e troque por produtos ou cashback.
      Parabéns! Você foi escolhido para receber um {item}. Responda a pesquisa para resgatar.
      Troque seus pontos por desconto na fatura antes que expirem.
      Ganhe bônus de {amount} no primeiro depósito e rodadas grátis.
      --
      Resgatar pontos
      Resgatar agora
      Participar
    `),
    wallet: phrases(`
      Verifique sua carteira
      Saldo em bitcoin disponível para saque
      --
      Sua carteira será suspensa se não for verificada. Confirme sua frase de recuperação.
      Você recebeu {amount} em bitcoin. Faça o saque hoje.
      --
      Verificar carteira
    `),
    document: phrases(`
      Documento compartilhado com você
      Orçamento solicitado
      Currículo em anexo
      --
      Segue em anexo o documento solicitado, favor conferir e assinar.
      Segue o orçamento conforme conversamos por telefone, clique para visualizar.
      Um documento seguro foi compartilhado com você. Entre com seu e-mail e senha para visualizar.
      --
      Visualizar documento
      Baixar arquivo
    `),
    fortune: phrases(`
      Oferta de empréstimo
      Doação de {amount}
      Vaga de emprego, ganhe {amount} por dia
      --
      Oferecemos empréstimos com juros de 3% sem consulta ao SPC. Responda com seus dados.
      Quero doar {amount} para você. Responda ao meu e-mail particular.
      Ganhe {amount} por dia trabalhando em casa pelo celular.
      --
    `),
    threat: phrases(`
      Seu dispositivo foi invadido
      --
      Gravei um vídeo seu com a câmera do seu computador. Envie {amount} em bitcoin ou enviarei para seus contatos.
      --
    `),
    offer: phrases(`
      Emagreça {n} quilos sem dieta
      O segredo que os médicos escondem
      Mulheres querem te conhecer
      Plano de saúde com {n}% de desconto
      --
      Este truque caseiro elimina a gordura em poucos dias, assista ao vídeo antes que saia do ar.
      Acabe com as dores nas articulações com este método natural.
      Ela mora na sua cidade e quer conversar com você. Veja as fotos.
      --
      Assistir agora
      Quero meu desconto
    `),
  },
  plain: {
    newsletter: phrases(`
      Novidades da semana
      Boletim de {date}
      --
      Nesta edição, veja como os bancos protegem as contas e o que muda no imposto de renda.
      Você recebeu este e-mail porque assinou nosso boletim. Para cancelar a inscrição, clique aqui.
      --
      Leia mais
      Cancelar inscrição
    `),
    receipt: phrases(`
      Pedido {id} confirmado
      Sua fatura de {date} está disponível
      --
      Obrigado pela sua compra. O valor total é {amount} e a entrega está prevista para {date}.
      Recebemos o seu pagamento. Você não precisa fazer nada.
      --
      Ver pedido
    `),
    shipping: phrases(`
      Seu pedido saiu para entrega
      --
      Seu pedido foi entregue hoje. O código de rastreio é {id}.
      --
      Acompanhar pedido
    `),
    requested: phrases(`
      Redefinição de senha
      Confirme seu e-mail
      --
      Recebemos um pedido para redefinir sua senha. Se não foi você, ignore este e-mail.
      Seu código de verificação é {n}{n}. Não compartilhe com ninguém.
      --
      Redefinir senha
    `),
    notice: phrases(`
      Reunião em {date}
      --
      Segue a ata da reunião de ontem. A manutenção do servidor será em {date}.
      Favor enviar as horas até sexta-feira para o fechamento da folha.
      --
    `),
    statement: phrases(`
      Seu extrato está disponível
      --
      Seu extrato mensal está disponível no aplicativo. Nunca pedimos sua senha por e-mail.
      --
    `),
    personal: phrases(`
      Re: jantar no sábado
      fotos da viagem
      --
      Oi, tudo certo para sábado? Eu levo o vinho e as crianças também vão.
      Você pode me mandar os slides da sua palestra?
      Já paguei o boleto do condomínio, depois você me transfere sua parte.
      --
    `),
    marketing: phrases(`
      Só hoje: {n}% de desconto
      Seus pontos e benefícios
      --
      Aproveite até {n}% de desconto em toda a loja até {date}.
      Você tem {n} pontos para trocar na nossa loja até {date}.
      --
      Comprar agora
      Aproveitar
    `),
  },
};
