/** A permit is known by identity: whatever merely looks like one is refused before anything can leave (I9). */
import { AssertionError } from 'node:assert/strict';
import { expect, test } from 'vitest';
import { assertIssued, type Permit } from '../../lib/handoff/gate.ts';
import { MATEUS, useWorlds } from '../support/world.ts';
import { openDoor } from './support/door.ts';

const world = useWorlds();

const FORGERIES: Readonly<Record<string, (permit: Permit) => Permit>> = {
  'a look-alike': ({ leadId, epoch, cycle, purpose, stageReadAtMs, decision, seen, mirror }) => ({
    leadId,
    epoch,
    cycle,
    purpose,
    stageReadAtMs,
    decision,
    seen,
    mirror,
  }),
  'a spread copy': (permit) => ({ ...permit }),
  'a structured clone': (permit) => structuredClone(permit),
  // What came through a queue or Redis is not what the gate issued.
  'a round trip through JSON': (permit) => JSON.parse(JSON.stringify(permit)),
  'an object that inherits from it': (permit) => Object.create(permit),
  'a proxy of it': (permit) => new Proxy(permit, {}),
};

for (const [name, forge] of Object.entries(FORGERIES))
  test(`I9 · ${name} is no permit: nothing is sent, shown, renewed or committed with it`, async () => {
    const w = await world();
    await w.says('oi');
    const before = [...w.received()];
    const messages = (await w.messages()).length;
    const requests = w.cloud.control.requests.length;
    const door = await openDoor(w);
    const permit = await door.permit();
    const forged = forge(permit);

    expect(() => assertIssued(forged)).toThrow(AssertionError);
    await expect(door.send(forged)).rejects.toThrow(AssertionError);
    const { address } = await w.lead();
    await expect(door.egress.showTyping(forged, { to: address, messageId: 'wamid.x' })).rejects.toThrow(
      AssertionError,
    );
    await expect(door.gate.renew(forged)).rejects.toThrow(AssertionError);

    expect(w.received()).toEqual(before);
    expect((await w.messages()).length).toBe(messages);
    expect(w.cloud.control.requests.length).toBe(requests);
    // The real one still is one.
    expect((await door.send(permit)).kind).toBe('sent');
    expect(w.fromBot(MATEUS).at(-1)).toBe('uma bolha');
    await door.close();
  });

test('I9 · a permit cannot be changed after it was issued', async () => {
  const w = await world();
  await w.says('oi');
  const door = await openDoor(w);
  const permit = await door.permit();
  expect(Object.isFrozen(permit)).toBe(true);
  expect(Reflect.set(permit, 'epoch', 99)).toBe(false);
  expect(permit.epoch).toBe((await w.lead()).epoch);
  await door.close();
});

test('I9 · for a lead that the gate keeps silent there is no permit to send with', async () => {
  const w = await world();
  await w.says('oi');
  w.moves('atendimento_humano', { told: false });
  await w.seconds(2);
  const door = await openDoor(w);
  const answer = await door.gate.open(await w.lead());
  expect(answer).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  expect('permit' in answer).toBe(false);
  await door.close();
});
