/** The ledger's words in the seller's language: why the bot spoke, kept silent, waited, and who took the conversation or gave it back. */
import { type LedgerKind, type Wording, worded } from './reasons.ts';

/** Every reason in Portuguese. A sentence may stand behind any kind: "o robô ficou em silêncio: …", "uma pessoa assumiu: …". */
export const PT: Wording = {
  reasons: {
    stage_allows: 'a etapa do card no Kommo permite',
    follow_up: 'uma retomada',
    reminder: 'um lembrete da reunião',

    opt_out: 'o lead pediu para não receber mensagens',
    human_stage: 'o card está em uma etapa de pessoa no Kommo',
    unmapped_stage: 'o card está em uma etapa que o robô não conhece',
    closed_card: 'o card está fechado',
    human_reply: 'uma pessoa respondeu ao lead',
    bot_handoff: 'o robô passou a conversa para uma pessoa',
    said_before_return: 'a mensagem é de antes de o card voltar para o robô',
    too_old: 'a mensagem é antiga demais para ser respondida agora',
    stale_cycle: 'o lead escreveu de novo antes do envio',
    reply_outdated: 'a resposta começada ficou velha',
    card_unlinked: 'o card deixou de existir',
    card_absent: 'o card não foi encontrado no Kommo',
    lead_gone: 'o lead foi unido a outro',
    loop: 'as mesmas palavras voltam sem nada de novo, como entre dois robôs',
    other_robot: 'outro robô escreveu neste número, e não uma pessoa',

    never_spoke: 'o robô ainda não falou neste assunto',
    opted_out: 'o lead não quer mais mensagens',
    taken_over: 'uma pessoa assumiu',
    booked: 'há uma reunião marcada',
    disqualified: 'o lead não se qualifica',
    held: 'uma mensagem do lead ainda espera resposta',
    lead_wrote: 'o lead escreveu',
    ended: 'a conversa terminou',
    closed: 'as retomadas terminaram',
    outside_window: 'a janela de 24 horas do WhatsApp está fechada e não há modelo aprovado',
    stage_not_reengaged: 'o card está em uma etapa em que não se procura o lead',
    nothing_new_to_say: 'não havia nada de novo a dizer',
    no_text: 'não havia texto para enviar',
    reminder_past: 'a hora do lembrete passou',
    meeting_gone: 'a reunião não está mais na agenda',

    whatsapp_retry: 'o WhatsApp pediu para tentar de novo mais tarde',
    whatsapp_hold_contact: 'o WhatsApp pediu para esperar antes de escrever a este lead',
    whatsapp_hold_all: 'o WhatsApp não está aceitando envios deste número',
    whatsapp_template: 'o WhatsApp só aceita um modelo aprovado agora',
    whatsapp_mark_contact: 'o WhatsApp diz que este contato não pode receber mensagens',
    whatsapp_no_marketing: 'o lead não aceita mensagens de divulgação no WhatsApp',
    whatsapp_text_instead: 'o WhatsApp recusou o formato da mensagem',
    whatsapp_bug: 'o WhatsApp recusou a mensagem como inválida',

    timeout: 'o Kommo não respondeu a tempo',
    network: 'não há conexão com o Kommo',
    unauthorized: 'o Kommo recusou o token',
    payment_required: 'a conta do Kommo está sem pagamento',
    forbidden: 'o Kommo bloqueou a conta',
    throttled: 'o Kommo pediu para esperar',
    server_error: 'o Kommo está fora do ar',
    malformed: 'a resposta do Kommo não se entende',
    rejected: 'o Kommo recusou o pedido',
    breaker_open: 'o Kommo está bloqueado, ninguém pergunta até o prazo passar',
    over_budget: 'o limite de pedidos ao Kommo foi atingido',
    pipeline_absent: 'o funil configurado não existe no Kommo',
    stage_table_does_not_fit: 'as etapas do funil no Kommo não são as que o robô espera',
    no_novo_lead: 'o funil não tem a etapa em que um lead novo entra',
    accepted_meanwhile: 'alguém aceitou o lead de entrada no mesmo momento',
    card_lagging: 'o card acabou de ser criado e o Kommo ainda não o mostra',
    card_being_created: 'o card está sendo criado no Kommo',
    second_creation: 'seria o segundo card deste lead em um dia, e uma pessoa precisa olhar',
    contact_absent: 'o contato do lead não está mais no Kommo',
    no_card_seen: 'nenhum card foi visto no Kommo',
    mover_unknown: 'não se sabe quem moveu o card',
    moves_unreadable: 'não foi possível ler quem moveu o card',
    own_moves_unreadable: 'não foi possível saber o que o próprio robô moveu',
    stage_conflict: 'a leitura do Kommo ainda não prova a volta do card',
    not_answered: 'o Kommo não respondeu sobre o card',
    takeover_deferred: 'talvez uma pessoa tenha respondido, e isso ainda não pôde ser anotado',
    no_brain: 'nenhum cérebro conseguiu escrever a resposta',
    no_words: 'nenhum modelo conseguiu escrever a retomada',
    invalid_text: 'o texto da retomada foi recusado',
    commit_slow: 'o banco de dados demorou demais',
    stopped: 'a operação parou o robô para todos',

    nothing_pending: 'não havia mais nada a responder',
    no_answer: 'o lead não respondeu às retomadas',
    held_too_long: 'a mensagem esperou demais e ficou para uma pessoa',
    follow_up_held_too_long: 'a retomada esperou demais e ficou para uma pessoa',

    card: 'pelo card, no Kommo',
    live_read: 'visto na leitura do card, sem aviso do Kommo',
    phone: 'pelo celular da empresa',
    echo: 'por uma mensagem que saiu deste número e não é do robô',
    card_chat: 'pelo chat do Kommo',
    note: 'por uma nota no card',
    operator: 'por um comando da operação',
    lead_came_back: 'o lead pediu para voltar',
    expired: 'o prazo depois da resposta de uma pessoa passou',
  },
  kinds: {
    speak: 'o robô falou',
    silence: 'o robô ficou em silêncio',
    hold: 'o robô esperou',
    close: 'o robô encerrou',
    takeover: 'a conversa saiu do robô',
    release: 'a conversa voltou para o robô',
  },
  unknown: 'um motivo que esta versão não conhece',
};

/** The reason in Portuguese; never its key. */
export const reasonInWords = (reason: string): string => worded(PT, reason);

/** "o robô ficou em silêncio: uma pessoa respondeu ao lead" */
export const decisionInWords = ({ kind, reason }: { kind: LedgerKind; reason: string }): string =>
  `${PT.kinds[kind]}: ${reasonInWords(reason)}`;

const TIME = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "23/11 10:00:08", where the sellers are. */
export const timeInWords = (ms: number): string => TIME.format(ms).replace(', ', ' ');
/** "10:00:08" */
export const hourInWords = (ms: number): string => timeInWords(ms).slice(6);
