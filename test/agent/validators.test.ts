import { expect, test } from 'vitest';
import { emptyFacts } from '../../lib/agent/extract/facts.ts';
import { PLAYBOOK_NUMBERS } from '../../lib/agent/playbook.ts';
import { type InvalidReason, invalidReply } from '../../lib/agent/reply-guardrails.ts';

const facts = { ...emptyFacts, bills: [400, 450], billBrl: 850, currentDiscountPercent: 12 };

test.each<[bubbles: readonly string[], reason: InvalidReason | null]>([
  [['Com R$ 850 por mês, a economia chega a 90%.', 'Qual combina mais?'], null],
  [['A soma de R$ 400 e R$ 450,00 dá uma boa economia'], null],
  [['Você tem 12% hoje e aqui são até 20%'], null],
  [['O lote é R$ 500 mensais'], null],
  [['Dá pra financiar pelo banco ou pagar à vista, o que prefere?'], null],
  [['São 36 a 40 meses, com 64 placas'], null],
  [[], 'empty'],
  [['Oi', '  '], 'empty'],
  [['a', 'b', 'c', 'd'], 'too_many_bubbles'],
  [['Me passa seu CPF?'], 'asks_documents'],
  [['Preciso do C.P.F. do titular'], 'asks_documents'],
  [['Manda uma foto do RG'], 'asks_documents'],
  [['Tem CNH?'], 'asks_documents'],
  [['Qual é o seu banco?'], 'asks_documents'],
  [['Me diz a agência e conta bancária'], 'asks_documents'],
  [['Qual a senha do aplicativo?'], 'asks_documents'],
  [['Qual o número do cartão?'], 'asks_documents'],
  [['Oi {{nome}}, tudo bem?'], 'template'],
  [['Oi [nome], tudo bem?'], 'template'],
  [['Oi {name}!'], 'template'],
  [['Oi undefined'], 'template'],
  [['Sua conta de NaN'], 'template'],
  [['<RESPOSTA_FINAL>Oi</RESPOSTA_FINAL>'], 'tool_syntax'],
  [['<tool>update</tool>'], 'tool_syntax'],
  [['```json\n{"a":1}\n```'], 'tool_syntax'],
  [['{"bubbles":["oi"]}'], 'tool_syntax'],
  [['crm.update_stage(stage="qualificado")'], 'tool_syntax'],
  [['Quer saber? Quer marcar?'], 'several_questions'],
  [['Que bom 😊'], 'emoji'],
  [['Sua economia é de R$ 170 por mês'], 'unknown_amount'],
  [['Com a segunda conta de mil reais'], 'unknown_amount'],
  [['São 3,5 mil por ano'], 'unknown_amount'],
  [['Desconto de 35%'], 'unknown_percent'],
  [['trinta por cento a menos'], 'unknown_percent'],
])('M9 · M10 · %j is %s', (bubbles, reason) =>
  expect(invalidReply(bubbles, { facts, numbers: PLAYBOOK_NUMBERS })).toBe(reason),
);
