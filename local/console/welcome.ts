/** What `npm start` prints once it is up: the addresses, and commands to copy. */

export type Addresses = {
  readonly gateway: string;
  readonly local: string;
  readonly kommo: string;
  readonly cloud: string;
  readonly evolution: string;
  readonly supabase: string;
  readonly upstash: string;
  readonly sqs: string;
  readonly scheduler: string;
  readonly lambda: string;
};

export type Welcome = {
  readonly addresses: Addresses;
  readonly provider: 'cloud' | 'evolution';
  /** The card that the commands move. */
  readonly leadId: number;
};

const post = (url: string, body: string): string => `  curl -s ${url} -d '${body}'`;

export function welcomeText({ addresses, provider, leadId }: Welcome): string {
  const { gateway, local, kommo, cloud, evolution, supabase, upstash, sqs, scheduler, lambda } = addresses;
  return `
Bastão no ar: ${gateway}   (WhatsApp pela ${provider === 'cloud' ? 'Cloud API' : 'Evolution API'})

  webhooks do WhatsApp  ${gateway}/webhooks/whatsapp/${provider}
  webhooks do Kommo     ${gateway}/webhooks/kommo/{segredo}
  Kommo                 ${kommo}
  WhatsApp Cloud API    ${cloud}
  Evolution API         ${evolution}
  Supabase              ${supabase}
  Upstash (Redis)       ${upstash}
  SQS                   ${sqs}
  Scheduler             ${scheduler}
  Lambda                ${lambda}
  comandos              ${local}

Para experimentar, em outro terminal:

  # o lead escreve; a resposta vem depois da espera de 6 s por mais mensagens
${post(`${local}/lead-says`, '{"from":"+5581990000001","name":"Mateus","text":"Oi, quero saber de energia solar"}')}
  # o telefone dele, e os cards
  curl -s '${local}/phone?number=5581990000001'
  curl -s ${local}/cards
  # o vendedor Marcos assume o card, e o aviso do Kommo se perde
${post(`${local}/move-card`, `{"leadId":${leadId},"stage":"atendimento_humano","user":"marcos","told":false}`)}
${post(`${local}/lead-says`, '{"from":"+5581990000001","text":"oi?"}')}
  # por que o robô falou ou se calou
  curl -s '${local}/decisions?phone=5581990000001'
  # uma pessoa responde pelo celular
${post(`${local}/person-answers`, '{"to":"+5581990000001","text":"Oi Mateus, aqui é o Marcos"}')}
  # o tempo anda
${post(`${local}/clock`, '{"advance":"2h"}')}
  # o Kommo cai, e volta
${post(`${local}/kommo`, '{"up":false}')}
${post(`${local}/kommo`, '{"up":true}')}

Ctrl-C para. Os dados ficam em .data/; npm start -- --reset começa do zero.
`;
}
