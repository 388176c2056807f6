/** What a lead reads, once, when the talk runs in a circle (W8). */
export const LOOP_CLOSING =
  'Acho que nossas mensagens estão se repetindo. Pedi para alguém da equipe dar uma olhada por aqui.';
