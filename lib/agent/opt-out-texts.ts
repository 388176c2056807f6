/** What a lead reads when it stops us, and once a day when it writes again. */

export const OPT_OUT_CONFIRMATION =
  'Tudo bem, não vou mais te mandar mensagens. Se mudar de ideia, é só escrever VOLTAR por aqui.';

export const OPT_OUT_NOTICE =
  'Você pediu para não receber mais mensagens, então não estou respondendo por aqui. Para voltar a conversar comigo, escreva VOLTAR.';

/** To a lead that wants its data erased: never "apaguei" before it is done (LGPD, art. 18). */
export const ERASURE_CONFIRMATION =
  'Tudo bem, não vou mais te mandar mensagens, e o seu pedido sobre os seus dados já está com a nossa equipe. Se mudar de ideia, é só escrever VOLTAR por aqui.';
