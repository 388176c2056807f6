/** What may be said outside the Cloud API's window; what each says is Meta's to know. */
export const TEMPLATES = {
  step1: {
    name: 'reencontro',
    language: 'pt_BR',
    params: ['name'],
    body: 'Oi {{name}}, seguimos com a sua análise de energia solar?',
  },
  step2: {
    name: 'continuar',
    language: 'pt_BR',
    params: ['name'],
    body: 'Oi {{name}}, ainda posso te ajudar com a conta de luz?',
  },
  reminder_24h: {
    name: 'lembrete',
    language: 'pt_BR',
    params: ['name', 'meeting_time'],
    body: '{{name}}, lembrando da nossa conversa: {{meeting_time}}.',
  },
  step3: {
    name: 'despedida',
    language: 'pt_BR',
    params: [],
    body: 'Se quiser retomar a conversa sobre a conta de luz, é só responder aqui.',
  },
} as const;
/** As the functions are told of them. */
export const CLOUD_TEMPLATES = JSON.stringify(TEMPLATES);
