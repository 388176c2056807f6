/** Buttons and lists that the Cloud emulator takes and refuses, by Meta's limits (facts/whatsapp.md §2.4, §9.8). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aCloudStack, at, bodyOf, HOUR_MS } from './stack.ts';

let stack: Awaited<ReturnType<typeof aCloudStack>>;
beforeEach(async () => {
  stack = await aCloudStack();
  stack.control.leadSays({ from: ANA, name: 'Ana Beatriz Lima', text: 'oi' });
});
afterEach(() => stack.close());

const ANA = '+5581990000001';
const codeOf = async (response: Response): Promise<unknown> => at(await response.json(), 'error', 'code');
const statusesReceived = (): unknown[] =>
  stack.receiver.received
    .map((one) => at(bodyOf(one), 'entry', 0, 'changes', 0, 'value', 'statuses', 0, 'status'))
    .filter(Boolean);

describe('answers to tap', () => {
  const buttons = (count: number, title = 'Sim', body = 'Qual?') => ({
    type: 'button',
    body: { text: body },
    action: {
      buttons: Array.from({ length: count }, (_, index) => ({
        type: 'reply',
        reply: { id: `id${index}`, title: index === 0 ? title : `Opção ${index}` },
      })),
    },
  });
  const list = (
    count: number,
    row: { title?: string; description?: string } = {},
    button = 'Ver opções',
  ) => ({
    type: 'list',
    body: { text: 'Qual?' },
    action: {
      button,
      sections: [
        {
          rows: Array.from({ length: count }, (_, index) => ({
            id: `id${index}`,
            title: `Opção ${index}`,
            ...(index === 0 && row),
          })),
        },
      ],
    },
  });

  test.each([
    ['three buttons', buttons(3), null],
    ['a title of 20', buttons(1, 'x'.repeat(20)), null],
    ['ten rows', list(10), null],
    [
      'a row’s title of 24 and description of 72',
      list(2, { title: 'x'.repeat(24), description: 'y'.repeat(72) }),
      null,
    ],
    ['four buttons', buttons(4), 131009],
    ['no button', buttons(0), 131009],
    ['a title of 21', buttons(1, 'x'.repeat(21)), 131009],
    ['two buttons of one title', buttons(2, 'Opção 1'), 131009],
    ['a body of 1025', buttons(1, 'Sim', 'x'.repeat(1025)), 131009],
    ['eleven rows', list(11), 131009],
    ['a row’s title of 25', list(1, { title: 'x'.repeat(25) }), 131009],
    ['a row’s description of 73', list(1, { description: 'y'.repeat(73) }), 131009],
    ['a list’s button of 21', list(1, {}, 'x'.repeat(21)), 131009],
  ] as const)('%s', async (_, interactive, code) => {
    const answer = await stack.send({ to: ANA, type: 'interactive', interactive });
    if (code === null) expect(answer.status).toBe(200);
    else expect(await codeOf(answer)).toBe(code);
  });

  test('outside the window of 24 hours they fail like any free message', async () => {
    await stack.clock.advance(24 * HOUR_MS);
    expect((await stack.send({ to: ANA, type: 'interactive', interactive: buttons(2) })).status).toBe(200);
    await stack.clock.advance(1000);
    expect(statusesReceived()).toEqual(['failed']);
  });
});
